"""One line for each finding: `file:line:col: CODE severity message`."""

from __future__ import annotations

from typing import TextIO

from ..diagnostics import Report
from .escape import visible


def write(report: Report, out: TextIO, *, color: bool = False) -> None:
    """Writes the findings, a line each."""
    for d in report.diagnostics:
        out.write(visible(f"{d.span or report.root.name}: {d.code} {d.severity} {d.message}") + "\n")
