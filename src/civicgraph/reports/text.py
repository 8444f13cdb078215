"""The report for people: each finding with its line, a caret below the place, and what to do."""

from __future__ import annotations

from typing import TextIO

from ..diagnostics import Diagnostic, Severity, count, worst_first
from .escape import at_line_start, plural, visible
from .excerpt import Excerpts
from .report import Report

_COLORS = {Severity.VIOLATION: "31;1", Severity.WARNING: "33;1", Severity.INFO: "36;1"}


def write(report: Report, out: TextIO, *, color: bool = False) -> None:
    """Writes the findings; the summary is not part of them (see `summary`)."""
    excerpts = Excerpts(report.root)
    for diagnostic in report.diagnostics:
        out.write("\n".join(_finding(report, excerpts, diagnostic, color)) + "\n\n")


def summary(report: Report) -> str:
    """One line on what was found, what was read, and what is not reported."""
    counts = count(report.diagnostics)
    parts = [plural(counts[Severity.VIOLATION], "violation"), plural(counts[Severity.WARNING], "warning")]
    if counts[Severity.INFO]:
        parts.append(plural(counts[Severity.INFO], "info"))
    touched = len({d.span.file for d in report.diagnostics if d.span})
    where = f"in {touched} of {plural(report.files, 'file')}" if touched else f"in {plural(report.files, 'file')}"
    where = where if report.endpoint is None else f"at {report.endpoint}"
    line = f"{', '.join(parts)} {where} ({plural(report.triples, 'triple')}, {report.seconds:.1f} s)"
    by = [s.by for s in report.suppressed]
    kept = [f"{by.count('comment'):,} suppressed"] if "comment" in by else []
    kept += [f"{by.count('baseline'):,} in the baseline"] if "baseline" in by else []
    return "; ".join([line, *([", ".join(kept)] if kept else []), *_more(report)])


def _more(report: Report) -> list[str]:
    mendable = sum(d.fix is not None for d in report.diagnostics)
    fix = [f"{mendable:,} to be mended by --fix"] if mendable else []
    known = {code.code for code in report.codes}
    worst = next((d.code for d in worst_first(report.diagnostics) if d.code in known), None)
    return fix + ([f"civicgraph explain {worst} tells more"] if worst else [])


def _finding(report: Report, excerpts: Excerpts, d: Diagnostic, color: bool) -> list[str]:
    def paint(text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if color else text

    place = at_line_start(str(d.span) if d.span else report.place)
    severity = paint(str(d.severity), _COLORS[d.severity])
    lines = [f"{paint(place, '1')} {visible(d.code)} {severity}  {visible(d.message)}"]
    shown = excerpts.excerpt(d.span) if d.span else []
    width = max((len(number) for number, _ in shown), default=0)
    for number, text in shown:
        lines.append(f"  {number or ' ' * width} | {text if number else _painted(text, _COLORS[d.severity], color)}")
    if d.entity:
        lines.append(f"   = entity: {visible(d.entity)}")
    if d.help:
        lines.append(f"   = help: {visible(d.help)}")
    if d.fix:
        lines.append(f"   = fix: {visible(d.fix.description)} (--fix)")
    lines += [f"   = see: {visible(f'{span} {word}')}" for span, word in d.related]
    return lines


def _painted(caret: str, code: str, color: bool) -> str:
    marks = caret.lstrip()
    return caret[: len(caret) - len(marks)] + (f"\x1b[{code}m{marks}\x1b[0m" if color else marks)
