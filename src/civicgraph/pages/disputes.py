"""The disputes of a case: what sources say on each side, and what the disagreement is about."""

from __future__ import annotations

from .markdown import anchor, local, plain
from .page import Page


def disputes(page: Page) -> list[str]:
    """Each dispute with its kind, its note and the claims in it."""
    reader = page.reader
    lines = ["## Disputes", ""]
    for dispute in sorted(page.case.disputes, key=lambda d: (reader.word(d), d)):
        kind, note = reader.text(dispute, "disputeKind"), reader.text(dispute, "disputeNote")
        lines += [f"### {anchor('dispute-' + local(dispute))}{plain(reader.word(dispute))}", ""]
        about = f"*{plain(kind)}.* " if kind else ""
        lines += [f"{about}{plain(note or '')} (`{reader.prefixes.shorten(dispute)}`)", ""]
        for claim in reader.links(dispute, "disputedClaim"):
            found = reader.claim(claim, located=False)
            lines.append(f"- {plain(found.statement)} {page.cited(found.citations)} ({page.link(claim)})")
        lines.append("")
    return lines if page.case.disputes else []
