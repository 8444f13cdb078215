"""The report for people: each finding with its line, a caret below the place, and what to do."""

from __future__ import annotations

from typing import TextIO

from ..diagnostics import Diagnostic, Report, Severity, count
from .escape import visible

_COLORS = {Severity.VIOLATION: "31;1", Severity.WARNING: "33;1", Severity.INFO: "36;1"}


def write(report: Report, out: TextIO, *, color: bool = False) -> None:
    """Writes the findings; the summary is not part of them (see `summary`)."""
    for diagnostic in report.diagnostics:
        out.write(_finding(report, diagnostic, color) + "\n")


def summary(report: Report) -> str:
    """One line on what was found and what was read."""
    counts = count(report.diagnostics)
    parts = [_plural(counts[Severity.VIOLATION], "violation"), _plural(counts[Severity.WARNING], "warning")]
    if counts[Severity.INFO]:
        parts.append(_plural(counts[Severity.INFO], "note"))
    touched = len({d.span.file for d in report.diagnostics if d.span})
    where = f"in {touched} of {_plural(report.files, 'file')}" if touched else f"in {_plural(report.files, 'file')}"
    return f"{', '.join(parts)} {where} ({report.triples:,} triples, {report.seconds:.1f} s)"


def _finding(report: Report, d: Diagnostic, color: bool) -> str:
    def paint(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if color else text

    place = str(d.span) if d.span else str(report.root.name)
    lines = [
        f"{paint(visible(place), '1')} {d.code} {paint(str(d.severity), _COLORS[d.severity])}  {visible(d.message)}"
    ]
    excerpt = report.line(d.span) if d.span else None
    if d.span and excerpt is not None:
        number = str(d.span.start.line)
        same_line = d.span.end.line == d.span.start.line
        width = max(d.span.end.column - d.span.start.column if same_line else len(excerpt) - d.span.start.column + 1, 1)
        shown = excerpt.replace("\t", " ")
        lines.append(f"  {number} | {visible(shown)}")
        lines.append(
            f"  {' ' * len(number)} | {' ' * (d.span.start.column - 1)}{paint('^' * width, _COLORS[d.severity])}"
        )
    if d.entity:
        lines.append(f"   = entity: {visible(d.entity)}")
    if d.help:
        lines.append(f"   = help: {visible(d.help)}")
    lines += [f"   = see: {visible(str(span))} {visible(word)}" for span, word in d.related]
    return "\n".join(lines) + "\n"


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
