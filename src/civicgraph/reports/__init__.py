"""A report in the forms that people and machines read."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, TextIO

from ..registry import Registry
from .report import Report, Suppressed, as_bytes

__all__ = ["REPORTERS", "SUFFIXES", "Report", "Reporter", "Suppressed", "as_bytes", "format_of"]


class Reporter(Protocol):
    """Writes a report to a stream."""

    def __call__(self, report: Report, out: TextIO, *, color: bool = False) -> None: ...


FORMATS = ("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "turtle")
SUFFIXES = {
    ".txt": "text",
    ".json": "json",
    ".jsonl": "jsonl",
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".xml": "junit",
    ".md": "markdown",
    ".ttl": "turtle",
}
REPORTERS = Registry("reporters", "report format", {name: f"civicgraph.reports.{name}:write" for name in FORMATS})


def format_of(path: Path) -> str | None:
    """The format that the ending of a file's name tells, or None."""
    name = path.name.lower()
    return next((SUFFIXES[s] for s in sorted(SUFFIXES, key=len, reverse=True) if name.endswith(s)), None)
