"""The report in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TextIO

from ..diagnostics import Code, Diagnostic, Fix, Severity, worst_first
from ..source import Span, file_reference
from ..version import tool_version
from .escape import json_text
from .report import Report, Suppressed

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# GitHub shows so many results of a run.
LIMIT = 5_000
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT = "%SRCROOT%"


def write(report: Report, out: TextIO, *, color: bool = False) -> None:
    """Writes a log with one run: the findings, worst first, then the suppressed ones, at most `LIMIT` of them.

    What is left out is counted in a notification of the run.
    """
    found = worst_first(report.diagnostics)[:LIMIT]
    held_back = report.suppressed[: LIMIT - len(found)]
    results = [_result(report, d) for d in found]
    results += [{**_result(report, s.diagnostic), "suppressions": [_suppression(s)]} for s in held_back]
    left = len(report.diagnostics) + len(report.suppressed) - len(results)
    rules = _rules(report, {result["ruleId"] for result in results})
    for result in results:
        result["ruleIndex"] = next(n for n, rule in enumerate(rules) if rule["id"] == result["ruleId"])
    run = {
        "tool": {
            "driver": {
                "name": "civicgraph",
                "version": tool_version(),
                "informationUri": "https://w3id.org/civicgraph/",
                "rules": rules,
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the repository that holds the project."}}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _notifications(report, left)}],
        "results": results,
    }
    out.write(json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2))


def _result(report: Report, d: Diagnostic) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if d.span:
        location["physicalLocation"] = _place(report, d.span)
    if d.focus:
        named = {"name": d.entity} if d.entity else {}
        location["logicalLocations"] = [{"fullyQualifiedName": d.focus, "kind": "resource", **named}]
    result: dict[str, Any] = {
        "ruleId": d.code,
        "level": _LEVELS[d.severity],
        "message": _message(d.message + (f"\nHelp: {d.help}" if d.help else "")),
        "locations": [location] if location else [],
        "partialFingerprints": {"civicgraph/v1": d.fingerprint},
    }
    if d.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(report, span), "message": _message(word)}
            for number, (span, word) in enumerate(d.related, 1)
        ]
    if d.fix:
        result["fixes"] = [_fix(report, d.fix)]
    return result


def _message(text: str) -> dict[str, str]:
    """A message that shows just this text: braces are doubled (section 3.11.5), `](` makes no link (3.11.6)."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")}


def _place(report: Report, span: Span) -> dict[str, Any]:
    return {"artifactLocation": _artifact(report, span.file), "region": _region(span)}


def _artifact(report: Report, file: str) -> dict[str, str]:
    """The file from the top of the repository."""
    return {"uri": file_reference(report.in_repository(file)), "uriBaseId": _ROOT}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    }


def _fix(report: Report, fix: Fix) -> dict[str, Any]:
    replacements = [{"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}} for edit in fix.edits]
    file = fix.edits[0].span.file
    return {
        "description": _message(fix.description),
        "artifactChanges": [{"artifactLocation": _artifact(report, file), "replacements": replacements}],
    }


def _suppression(suppressed: Suppressed) -> dict[str, str]:
    kind = "inSource" if suppressed.by == "comment" else "external"
    return {"kind": kind, "status": "accepted", "justification": suppressed.reason}


def _rules(report: Report, used: set[str]) -> list[dict[str, Any]]:
    known = {code.code: code for code in report.codes}
    return [_rule(known[code]) if code in known else {"id": code} for code in sorted(used)]


def _rule(code: Code) -> dict[str, Any]:
    level = {str(severity): level for severity, level in _LEVELS.items()}.get(code.severity, "error")
    finding = code.finding or code.name or code.code
    return {
        "id": code.code,
        **({"name": code.name} if code.name else {}),
        "shortDescription": _message(finding),
        "fullDescription": _message(f"{finding} {code.why}".strip()),
        "help": _message(code.help or finding),
        **({"helpUri": code.url} if code.url else {}),
        "defaultConfiguration": {"level": level},
    }


def _notifications(report: Report, left: int) -> Sequence[dict[str, Any]]:
    found = [{"level": "note", "message": _message(note)} for note in report.notes]
    if left:
        text = f"{left:,} more findings are left out: a run holds {LIMIT:,} results here, the worst first"
        found.insert(0, {"level": "warning", "message": _message(text)})
    return found
