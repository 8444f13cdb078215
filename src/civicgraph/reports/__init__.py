"""A report in the forms that people and machines read."""

from __future__ import annotations

from typing import Protocol, TextIO

from ..diagnostics import Report
from ..registry import Registry


class Reporter(Protocol):
    """Writes a report to a stream."""

    def __call__(self, report: Report, out: TextIO, *, color: bool = False) -> None: ...


REPORTERS = Registry(
    "reports",
    "report format",
    {name: f"civicgraph.reports.{name}:write" for name in ("text", "concise", "json", "github")},
)
