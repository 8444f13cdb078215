"""The report as a table in GitHub Flavored Markdown, for comments and summaries."""

from __future__ import annotations

import re
from typing import TextIO

from ..diagnostics import Diagnostic, worst_first
from .escape import plural, visible
from .report import Report
from .text import summary

# A comment on GitHub holds 65,536 characters; one finding must not take the room of all others.
LIMIT = 60_000
_LONGEST = 1_000
_HEAD = "| place | code | severity | finding |\n|---|---|---|---|\n"


def write(report: Report, out: TextIO, *, color: bool = False) -> None:
    """Writes summary and table, worst first, below `LIMIT` characters; what does not fit is counted."""
    out.write(page(report, LIMIT))


def page(report: Report, limit: int) -> str:
    """Summary and table in fewer than so many characters, with the number of findings that are left out."""
    head = f"**civicgraph**: {_escaped(summary(report))}\n\n"
    rows = [_row(d) for d in worst_first(report.diagnostics)]
    if not rows:
        return head
    room = limit - len(head) - len(_HEAD) - 100
    kept = []
    for row in rows:
        if len(row) > room:
            break
        room -= len(row)
        kept.append(row)
    left = len(rows) - len(kept)
    rest = f"\n{plural(left, 'more finding')} did not fit here.\n" if left else ""
    return head + (_HEAD + "".join(kept) if kept else "") + rest


def _row(d: Diagnostic) -> str:
    finding = ". ".join(part.rstrip(".") for part in (d.message, d.entity or "", d.help or "") if part)
    finding = finding if len(finding) <= _LONGEST else finding[: _LONGEST - 1] + "…"
    cells = [str(d.span) if d.span else "", d.code, str(d.severity), finding]
    return "| " + " | ".join(_escaped(cell) for cell in cells) + " |\n"


def _escaped(text: str) -> str:
    """The text as Markdown that shows just these characters.

    A backslash makes punctuation literal (CommonMark 0.31, section 2.4); what only begins blocks needs none. Names
    after `@` and numbers after `#` would still notify people and link issues on GitHub, and addresses would become
    links; a zero-width space prevents that.
    """
    shown = re.sub(r"([\\`*_\[\]<>#|~&$])", r"\\\1", visible(text))
    return re.sub(r"([@#])(?=\w)|(?<=\w)(:)(?=//)|(?<=\bwww)(\.)", lambda m: m[0] + "\u200b", shown)
