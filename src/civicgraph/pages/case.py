"""What belongs to a case: its place, its innovations, its claims, its disputes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode

from ..claims import ClaimReader
from ..labels import label
from ..terms import CG, DESCRIPTION, PREF_LABEL
from .markdown import local


@dataclass(frozen=True, slots=True)
class Case:
    """A case by IRIs.

    A claim belongs to it that is numbered after it (`claim:malmo-0078` to `case:malmo`) or names the case, an
    innovation that it examines or its place. `codings` are the claims that are codings; `claims` are all others.
    `innovations` stand in the order of their beginnings, those without one last.
    """

    iri: str
    slug: str
    title: str
    description: str
    place: str | None
    country: str | None
    studies: tuple[str, ...]
    innovations: tuple[str, ...]
    claims: tuple[str, ...]
    codings: tuple[str, ...]
    disputes: tuple[str, ...]


def read_cases(reader: ClaimReader) -> list[Case]:
    """The cases of a graph, by title."""
    numbered: dict[str, list[str]] = {}
    for quad in reader.store.quads_for_pattern(None, NamedNode(CG + "statement"), None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode):
            name = re.sub(r"-\d+\Z", "", local(quad.subject.value))
            numbered.setdefault(name, []).append(quad.subject.value)
    cases = [_case(reader, iri, numbered.get(local(iri), [])) for iri in reader.members("Case")]
    return sorted(cases, key=lambda case: (case.title, case.iri))


def _case(reader: ClaimReader, iri: str, numbered: list[str]) -> Case:
    place = next(iter(reader.links(iri, "casePlace")), None)
    innovations = sorted(reader.links(iri, "examines"), key=lambda i: (_beginning(reader, i), reader.word(i), i))
    units = [iri, *innovations, *([place] if place else [])]
    claims = set(numbered) | {c for unit in units for c in reader.claims_about(unit)}
    codings = {claim for claim in claims if reader.values(claim, "codedUnit")}
    disputes = {d for claim in claims for d in reader.pointing_at(claim, "disputedClaim")}
    return Case(
        iri=iri,
        slug=local(iri),
        title=reader.word(iri),
        description=_text(reader, iri, DESCRIPTION),
        place=place,
        country=_country(reader, place) if place else None,
        studies=tuple(sorted(reader.links(iri, "reportedBy"), key=reader.word)),
        innovations=tuple(innovations),
        claims=tuple(sorted(claims - codings)),
        codings=tuple(sorted(codings)),
        disputes=tuple(sorted(disputes)),
    )


def _beginning(reader: ClaimReader, iri: str) -> str:
    return min((term.value for term in reader.values(iri, "startDate")), default="9999")


def _country(reader: ClaimReader, place: str) -> str | None:
    """The place itself or a larger one that has a country code."""
    seen: list[str] = []
    waiting = [place]
    while waiting:
        at = waiting.pop(0)
        if reader.values(at, "countryCode"):
            return at
        seen.append(at)
        waiting += [p for p in reader.links(at, "directlyWithin") if p not in seen and p not in waiting]
    return None


def _text(reader: ClaimReader, iri: str, predicate: str) -> str:
    """The English text of a property, or one in another language where there is none."""
    found = [term for term in reader.terms(iri, predicate) if isinstance(term, Literal)]
    best = sorted(found, key=lambda t: (t.language != "en", t.language or "", t.value))
    return best[0].value if best else ""


def description(reader: ClaimReader, iri: str) -> str:
    """The description of a thing, or an empty text."""
    return _text(reader, iri, DESCRIPTION)


def local_name(reader: ClaimReader, case: Case, iri: str) -> str | None:
    """The name of a thing in the main language of the country of its case, where it differs from the English one."""
    languages = [t.value for t in reader.values(case.country, "mainLanguage")] if case.country else []
    own = {t.language: t.value for t in reader.terms(iri, PREF_LABEL) if isinstance(t, Literal)}
    found = [own[language] for language in languages if language in own]
    return found[0] if found and found[0] != label(reader.store, iri) else None
