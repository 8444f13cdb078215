"""How many findings there are of each code, the most frequent first."""

from __future__ import annotations

from collections import Counter
from typing import TextIO

from .escape import json_text, visible
from .report import Report

# The formats of a report that have a form of statistics.
FORMATS = ("text", "json")


def write(report: Report, out: TextIO, format: str) -> None:
    """Writes a line or an object for each code that occurs."""
    counted = Counter((d.code, d.name or "", str(d.severity)) for d in report.diagnostics)
    rows = sorted(counted.items(), key=lambda row: (-row[1], row[0]))
    if format == "json":
        listed = [{"code": c, "name": n or None, "severity": s, "count": number} for (c, n, s), number in rows]
        out.write(json_text(listed, indent=2))
        return
    wide = max((len(f"{number:,}") for _, number in rows), default=0)
    longest = max((len(code) for (code, _, _), _ in rows), default=0)
    for (code, name, severity), number in rows:
        out.write(visible(f"{number:>{wide},}  {code:<{longest}}  {severity:<9}  {name}".rstrip()) + "\n")
