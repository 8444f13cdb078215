"""Findings: what a check has to say about a graph, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from .source import Span


class Severity(IntEnum):
    """How bad a finding is, after `sh:Severity` (SHACL, section 2.1.4)."""

    INFO = 1
    WARNING = 2
    VIOLATION = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `focus`, `path`, `value` and `shape` are IRIs, or the text of a literal for `value`;
    `entity` is the label of the focus node; `related` are further places with a word on each.
    """

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    focus: str | None = None
    entity: str | None = None
    path: str | None = None
    value: str | None = None
    shape: str | None = None
    help: str | None = None
    url: str | None = None
    related: tuple[tuple[Span, str], ...] = field(default=())

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, str, str]:
        """File, line and column first; findings without a place come before all others."""
        span = self.span
        return (
            span.file if span else "",
            span.start.line if span else 0,
            span.start.column if span else 0,
            self.code,
            self.focus or "",
            self.value or "",
            self.message,
        )


def ordered(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings in the order of the files, each of them once."""
    return sorted(set(diagnostics), key=lambda d: d.sort_key)


def count(diagnostics: Sequence[Diagnostic]) -> Counter[Severity]:
    """How many findings there are of each severity."""
    return Counter(d.severity for d in diagnostics)


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on a project: its findings in the order of the files, and what was looked at.

    `files` and `triples` count what was read; `notes` say what was not done, and why.
    """

    diagnostics: tuple[Diagnostic, ...]
    root: Path
    files: int
    triples: int
    seconds: float
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is no violation."""
        return not self.fails(Severity.VIOLATION)

    def fails(self, level: Severity | None) -> bool:
        """Whether a finding is at least as bad as the level; None never fails."""
        return level is not None and any(d.severity >= level for d in self.diagnostics)

    def line(self, span: Span) -> str | None:
        """The line of the file at which a span begins, or None where it cannot be read."""
        try:
            with (self.root / span.file).open(encoding="utf-8-sig", errors="replace", newline=None) as stream:
                return next((text.rstrip("\n") for n, text in enumerate(stream, 1) if n == span.start.line), None)
        except OSError:
            return None
