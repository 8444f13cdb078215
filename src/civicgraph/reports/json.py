"""The report as one JSON object, for programs; `docs/reference/report.schema.json` describes it."""

from __future__ import annotations

from typing import Any, TextIO

from ..diagnostics import Diagnostic, Fix, Severity, count
from ..source import Span
from .escape import json_text
from .report import Report

SCHEMA_VERSION = 1


def write(report: Report, out: TextIO, *, color: bool = False) -> None:
    """Writes the object; `schema_version` rises when a key changes its meaning or goes."""
    counts = count(report.diagnostics)
    by = [s.by for s in report.suppressed]
    document = {
        "schema_version": SCHEMA_VERSION,
        "summary": {
            "ok": report.ok,
            "violations": counts[Severity.VIOLATION],
            "warnings": counts[Severity.WARNING],
            "infos": counts[Severity.INFO],
            "suppressed": by.count("comment"),
            "baseline": by.count("baseline"),
            "files": report.files,
            "triples": report.triples,
            "seconds": round(report.seconds, 3),
            "notes": list(report.notes),
        },
        "diagnostics": [finding(d) for d in report.diagnostics],
        "suppressed": [{**finding(s.diagnostic), "by": s.by, "reason": s.reason} for s in report.suppressed],
    }
    out.write(json_text(document, indent=2))


def finding(d: Diagnostic) -> dict[str, Any]:
    """A finding as an object."""
    return {
        "code": d.code,
        "name": d.name,
        "severity": str(d.severity),
        "message": d.message,
        **(_span(d.span) if d.span else {"file": None}),
        "focus": d.focus,
        "entity": d.entity,
        "path": d.path,
        "value": d.value,
        "shape": d.shape,
        "help": d.help,
        "url": d.url,
        "related": [{**_span(span), "message": word} for span, word in d.related],
        "fix": _fix(d.fix) if d.fix else None,
        "fingerprint": d.fingerprint,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "description": fix.description,
        "edits": [{**_span(edit.span), "text": edit.text} for edit in fix.edits],
    }


def _span(span: Span) -> dict[str, Any]:
    return {
        "file": span.file,
        "line": span.start.line,
        "column": span.start.column,
        "end_line": span.end.line,
        "end_column": span.end.column,
    }
