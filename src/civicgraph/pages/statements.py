"""Every claim of a case as a sentence with its citations."""

from __future__ import annotations

from itertools import groupby

from ..claims import ClaimText
from ..statistics import CLAIM_KINDS
from ..terms import CG
from .markdown import anchor, counted, local, plain, small
from .page import Page


def statements(page: Page) -> list[str]:
    """The claims by kind, and findings by what they are about, each kind in the order of the numbers."""
    claims = sorted([*page.case.claims, *page.case.codings], key=lambda claim: (*_group(page, claim), claim))
    lines = ["## Claims", ""]
    for (_, heading), members in groupby(claims, key=lambda claim: _group(page, claim)):
        shown = list(members)
        lines += [f"### {plain(heading)}: {counted(len(shown), 'claim')}", ""]
        lines += [line for claim in shown for line in statement(page, claim)]
        lines.append("")
    return lines if claims else []


def _group(page: Page, claim: str) -> tuple[int, str]:
    kind = page.reader.classes(claim)
    names = [class_.removeprefix(CG) for class_ in kind]
    place = next((CLAIM_KINDS.index(name) for name in names if name in CLAIM_KINDS), len(CLAIM_KINDS))
    heading = _capital(page.reader.word(kind[0]) if kind else "claim")
    about = page.reader.text(claim, "findingKind") if "Finding" in names else None
    return place, f"{heading}, {about}" if about else heading


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def statement(page: Page, iri: str) -> list[str]:
    """One claim as an item of a list: the sentence, its citations, and in small print the rest."""
    claim = page.reader.claim(iri, located=False)
    sentence = plain(claim.statement)
    if claim.deprecated:
        sentence = f"~~{sentence}~~"
    lines = [f"- {anchor('claim-' + local(iri))}{sentence} {page.cited(claim.citations)}".rstrip()]
    return [*lines, f"  <br>{small(' · '.join(_details(page, iri, claim)))}"]


def _details(page: Page, iri: str, claim: ClaimText) -> list[str]:
    reader = page.reader
    found = [f"`{claim.curie}`"]
    found += [f"{claim.confidence} confidence"] if claim.confidence else []
    rank, reason = reader.text(iri, "rank"), reader.text(iri, "rankReason")
    if rank:
        found.append(f"**{plain(rank)}**" + (f": {plain(reason)}" if reason else ""))
    if claim.basis or claim.justification:
        found.append(f"coded by {plain(claim.basis or 'unknown basis')}: {plain(claim.justification or '')}")
    rests = reader.links(iri, "restsOn")
    found += [f"rests on {', '.join(page.link(c) for c in rests)}"] if rests else []
    notes = [*reader.values(iri, "boundaryNote"), *reader.values(iri, "hybridNote")]
    found += [f"note: {plain(note.value)}" for note in notes]
    also = reader.links(iri, "alsoSupportedBy")
    found += [f"also supported by {' '.join(page.cite(s) for s in also)}"] if also else []
    for dispute in page.disputes_of(iri):
        found.append(f"in dispute: [{plain(reader.word(dispute))}](#dispute-{local(dispute)})")
    found += [_challenged(page, c) for c in sorted(reader.pointing_at(iri, "challengedClaim"))]
    by = reader.text(iri, "reviewedBy")
    found += [f"reviewed by {plain(by)} on {reader.text(iri, 'reviewedOn') or 'an unknown day'}"] if by else []
    address = page.challenge(iri)
    return [*found, f"[challenge this claim]({address})"] if address else found


def _challenged(page: Page, challenge: str) -> str:
    """A challenge that is on record, and what came of it."""
    text = page.reader.text
    outcome, note = text(challenge, "challengeOutcome") or "open", text(challenge, "outcomeNote")
    where = text(challenge, "discussedAt")
    parts = [f"challenged on {text(challenge, 'challengedOn') or 'an unknown day'}:"]
    parts += [plain(text(challenge, "challengeText") or ""), f"Outcome: {plain(outcome)}."]
    parts += [plain(note)] if note else []
    address = (where or "").replace("(", "%28").replace(")", "%29")
    return " ".join([*parts, f"([discussion]({address}))"] if where else parts)
