"""The findings as JSON Lines: an object in each line, of the same keys as in the JSON report."""

from __future__ import annotations

from typing import TextIO

from .escape import json_text
from .json import finding
from .report import Report


def write(report: Report, out: TextIO, *, color: bool = False) -> None:
    """Writes the findings, a line each; an all-clear is an empty file."""
    for d in report.diagnostics:
        out.write(json_text(finding(d)))
