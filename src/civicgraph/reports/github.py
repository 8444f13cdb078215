"""Workflow commands of GitHub Actions: annotations at the lines of a pull request.

A step shows at most 10 errors and 10 warnings, so the worst come first and the rest is counted;
all of them go into the step's summary where `GITHUB_STEP_SUMMARY` names its file.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO

from ..diagnostics import Diagnostic, Report, Severity
from .escape import visible

_LIMIT = 10
_COMMANDS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def write(report: Report, out: TextIO, *, color: bool = False) -> None:
    """Writes the annotations, and the summary table beside them."""
    shown = 0
    for severity in sorted(_COMMANDS, reverse=True):
        of_kind = [d for d in report.diagnostics if d.severity == severity]
        for d in of_kind[:_LIMIT]:
            out.write(_annotation(d) + "\n")
        shown += min(len(of_kind), _LIMIT)
    if len(report.diagnostics) > shown:
        where = "are in the step summary" if os.environ.get("GITHUB_STEP_SUMMARY") else "are not shown here"
        out.write(f"::notice title=civicgraph::{len(report.diagnostics) - shown} more findings {where}\n")
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary and report.diagnostics:
        with Path(summary).open("a", encoding="utf-8") as stream:
            stream.write(_table(report))


def _annotation(d: Diagnostic) -> str:
    properties = {"title": d.code}
    if d.span:
        properties = {
            "file": d.span.file,
            "line": str(d.span.start.line),
            "col": str(d.span.start.column),
            **properties,
        }
        if d.span.end.line == d.span.start.line:
            properties["endColumn"] = str(d.span.end.column)
    else:
        properties = {"file": "civicgraph.toml", "line": "1", **properties}
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    text = d.message + (f" (entity: {d.entity})" if d.entity else "") + (f" Help: {d.help}" if d.help else "")
    return f"::{_COMMANDS[d.severity]} {listed}::{_data(text)}"


def _data(text: str) -> str:
    """The text of a command. A percent sign is the escape of workflow commands, so it is escaped itself."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _table(report: Report) -> str:
    rows = [
        f"| {_cell(str(d.span) if d.span else '')} | {d.code} | {d.severity} | {_cell(d.message)} |"
        for d in report.diagnostics
    ]
    return "\n".join(["| place | code | severity | finding |", "|---|---|---|---|", *rows]) + "\n"


def _cell(text: str) -> str:
    return visible(text).replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
