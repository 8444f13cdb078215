"""One line for each finding: `file:line:col: CODE severity message`."""

from __future__ import annotations

from typing import TextIO

from .escape import at_line_start, visible
from .report import Report


def write(report: Report, out: TextIO, *, color: bool = False) -> None:
    """Writes the findings, a line each."""
    for d in report.diagnostics:
        place = at_line_start(str(d.span or report.place))
        out.write(f"{place}: {visible(f'{d.code} {d.severity} {d.message}')}\n")
