"""Workflow commands of GitHub Actions: annotations at the lines of a pull request.

A step shows at most 10 annotations of each kind, so the worst come first and the rest is counted; all of them go
into the step's summary where `GITHUB_STEP_SUMMARY` names its file.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO

from ..diagnostics import Diagnostic, Severity
from .escape import visible
from .markdown import page
from .report import Report, as_bytes

# One of the ten notices is kept for the one that counts the rest.
_LIMITS = {Severity.VIOLATION: ("error", 10), Severity.WARNING: ("warning", 10), Severity.INFO: ("notice", 9)}
# A summary holds 1 MiB, an annotation 64 KiB; a character takes at most four bytes, an escaped one at most three.
_SUMMARY, _MESSAGE = 250_000, 15_000


def write(report: Report, out: TextIO, *, color: bool = False) -> None:
    """Writes the annotations, and the summary table beside them."""
    shown = 0
    for severity, (command, limit) in _LIMITS.items():
        of_kind = [d for d in report.diagnostics if d.severity == severity][:limit]
        for d in of_kind:
            out.write(f"::{command} {_properties(report, d)}::{_data(_cut(_text(d)))}\n")
        shown += len(of_kind)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    left = len(report.diagnostics) - shown
    if left:
        verb = "is" if left == 1 else "are"
        where = f"{verb} in the step summary" if summary else f"{verb} not shown here"
        out.write(f"::notice title=civicgraph::{left} more finding{'' if left == 1 else 's'} {where}\n")
    if summary and report.diagnostics:
        with Path(summary).open("ab") as stream:
            stream.write(as_bytes(page(report, _SUMMARY) + "\n"))


def _properties(report: Report, d: Diagnostic) -> str:
    # An annotation needs a line; what is about no line is about the project.
    properties = {"file": report.in_repository("civicgraph.toml"), "line": "1"}
    if d.span:
        properties = {
            "file": report.in_repository(d.span.file),
            "line": str(d.span.start.line),
            "col": str(d.span.start.column),
        }
        if d.span.end.line == d.span.start.line:
            properties["endColumn"] = str(d.span.end.column)
    properties["title"] = f"{d.code} {d.name}" if d.name else d.code
    return ",".join(f"{key}={_property(value)}" for key, value in properties.items())


def _text(d: Diagnostic) -> str:
    return d.message + (f" (entity: {d.entity})" if d.entity else "") + (f" Help: {d.help}" if d.help else "")


def _cut(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _MESSAGE else shown[: _MESSAGE - 1] + "…"


def _data(text: str) -> str:
    """The text of a command. A percent sign is the escape of workflow commands, so it is escaped itself."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
