"""The report as one JSON object, for programs."""

from __future__ import annotations

import json
from typing import Any, TextIO

from ..diagnostics import Diagnostic, Report, Severity, count
from ..source import Span

SCHEMA_VERSION = 1


def write(report: Report, out: TextIO, *, color: bool = False) -> None:
    """Writes the object; `schema_version` rises when a key changes its meaning or goes."""
    counts = count(report.diagnostics)
    document = {
        "schema_version": SCHEMA_VERSION,
        "summary": {
            "violations": counts[Severity.VIOLATION],
            "warnings": counts[Severity.WARNING],
            "infos": counts[Severity.INFO],
            "files": report.files,
            "triples": report.triples,
            "seconds": round(report.seconds, 3),
            "notes": list(report.notes),
        },
        "diagnostics": [_diagnostic(d) for d in report.diagnostics],
    }
    json.dump(document, out, ensure_ascii=False, indent=2)
    out.write("\n")


def _diagnostic(d: Diagnostic) -> dict[str, Any]:
    return {
        "code": d.code,
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
    }


def _span(span: Span) -> dict[str, Any]:
    return {
        "file": span.file,
        "line": span.start.line,
        "column": span.start.column,
        "end_line": span.end.line,
        "end_column": span.end.column,
    }
