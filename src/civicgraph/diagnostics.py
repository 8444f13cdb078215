"""Findings: what a check has to say about a graph, where, and what mends it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from .source import Span


class Severity(IntEnum):
    """How bad a finding is, after `sh:Severity` (SHACL, section 2.1.4)."""

    INFO = 1
    WARNING = 2
    VIOLATION = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a file, and the text that takes its place."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What mends a finding and leaves the triples as they are: in words, and as edits of one file."""

    description: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `focus`, `path`, `value` and `shape` are IRIs, or the text of a literal for `value`; things without an IRI are None.
    `entity` is the label of the focus node; `related` are further places with a word on each; `name` is what the code
    is called; `component` is the constraint component of a SHACL result and `term` its value as N-Triples writes it;
    `ordinal` counts the findings that only their place tells apart (see `numbered`).
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
    name: str | None = None
    fix: Fix | None = None
    component: str | None = None
    term: str | None = None
    ordinal: int = 1

    @property
    def sort_key(self) -> tuple[str | int, ...]:
        """File, line and column first; findings without a place come before all others."""
        span = self.span
        return (
            span.file if span else "",
            span.start.line if span else 0,
            span.start.column if span else 0,
            self.code,
            self.focus or "",
            self.path or "",
            self.term or self.value or "",
            self.shape or "",
            self.message,
        )

    @property
    def fingerprint(self) -> str:
        """What stays the same when the finding moves to another line: SHA-256, in hexadecimal.

        It is taken over code, focus node, path and value as a JSON array. A finding that is about no thing with an IRI
        has the name of its file in the place of the focus node, and its message at the end. The second of those that
        share one ends in `-2`, the third in `-3`.
        """
        parts = [self.code, self.focus or (self.span.file if self.span else ""), self.path or "", self.value or ""]
        if self.focus is None:
            parts.append(self.message)
        digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
        return digest if self.ordinal == 1 else f"{digest}-{self.ordinal}"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means.

    `maker` is the shape, the file of the query or the part of the tool that makes the finding; `constraint` the numbers
    of the design's constraints (S01, H06). `right` and `wrong` are lines of Turtle, empty where there is no example; a
    `wrong` line that is empty stands for one that is missing. `url` is the address of its page, where it has one;
    `profiles` maps the profiles to which the check belongs to the severity that it has there.
    """

    code: str
    name: str
    severity: str
    finding: str
    why: str
    help: str
    maker: str
    constraint: str = ""
    right: str = ""
    wrong: str = ""
    url: str | None = None
    profiles: Mapping[str, str] = field(default_factory=dict)


def ordered(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings in the order of the files, each of them once."""
    return sorted(set(diagnostics), key=lambda d: d.sort_key)


def worst_first(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings by severity, those of one severity in their order: for forms that can hold only so many."""
    return sorted(diagnostics, key=lambda d: -d.severity)


def count(diagnostics: Sequence[Diagnostic]) -> Counter[Severity]:
    """How many findings there are of each severity."""
    return Counter(d.severity for d in diagnostics)


def numbered(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings, those that share a fingerprint numbered from 1 in their order, so that no two have the same."""
    seen: Counter[str] = Counter()
    found = []
    for diagnostic in diagnostics:
        one = replace(diagnostic, ordinal=1).fingerprint
        seen[one] += 1
        found.append(replace(diagnostic, ordinal=seen[one]))
    return found
