"""The report that GitLab shows in merge requests (its documentation: "Code Quality report format")."""

from __future__ import annotations

from typing import Any, TextIO

from ..diagnostics import Diagnostic, Severity
from .escape import json_text, visible
from .report import Report

_SEVERITIES = {Severity.VIOLATION: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def write(report: Report, out: TextIO, *, color: bool = False) -> None:
    """Writes a list with an object for each finding; GitLab wants their fingerprints to differ."""
    out.write(json_text([_issue(report, d) for d in report.diagnostics], indent=2))


def _issue(report: Report, d: Diagnostic) -> dict[str, Any]:
    # A finding that is about no line is about the project.
    file, first, last = (d.span.file, d.span.start.line, d.span.end.line) if d.span else ("civicgraph.toml", 1, 1)
    help = f" Help: {d.help}" if d.help else ""
    return {
        "description": visible(d.message + help),
        "check_name": d.code,
        "fingerprint": d.fingerprint,
        "severity": _SEVERITIES[d.severity],
        "location": {"path": report.in_repository(file), "lines": {"begin": first, "end": last}},
    }
