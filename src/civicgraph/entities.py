"""Entities as people read them: sentences with their citations, codings, disputes, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from .errors import EntityError
from .graph import GraphStore
from .labels import label, named
from .positions import Locator
from .resolution import is_a
from .source import Span
from .terms import (
    ALT_LABEL,
    DC_CREATOR,
    DC_TITLE,
    DEFINITION,
    DESCRIPTION,
    PREF_LABEL,
    RDF_TYPE,
    RDFS,
    RDFS_LABEL,
    Prefixes,
)


@dataclass(frozen=True, slots=True)
class CitationText:
    """One citation as people read it: the reference, the locator, how much was read, for or against."""

    reference: str
    locator: str
    read_level: str
    stance: str


@dataclass(frozen=True, slots=True)
class ClaimText:
    """A claim as people read it. `disagrees_with` are the sentences of claims it is in dispute with."""

    curie: str
    kind: str
    statement: str
    citations: tuple[CitationText, ...]
    confidence: str | None
    disagrees_with: tuple[str, ...]
    basis: str | None
    justification: str | None
    span: Span | None
    deprecated: bool


@dataclass(frozen=True, slots=True)
class Entity:
    """What the graph knows of a thing.

    `labels` are pairs of text and language; `facts` triples of property label, value and whether it was
    inferred, as far as they are not of another model of realms than the project's; `incoming` pairs of a property
    label and the thing that points here.
    """

    iri: str
    curie: str
    kinds: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    description: str | None
    facts: tuple[tuple[str, str, bool], ...]
    claims: tuple[ClaimText, ...]
    codings: tuple[ClaimText, ...]
    incoming: tuple[tuple[str, str], ...]
    span: Span | None


def describe(graph: GraphStore, iri: str) -> Entity:
    """What the graph knows of a thing, its claims in the order of their numbers."""
    store, prefixes = graph.store, graph.project.config.prefixes
    reader = _Reader(graph)
    outgoing = list(store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph()))
    about = reader.claims_about(iri)
    coded = [c for c in about if c != iri and reader.is_a(c, "Coding")]
    shown = {RDF_TYPE, PREF_LABEL, ALT_LABEL, RDFS_LABEL, DESCRIPTION, DEFINITION}
    simple = prefixes.get("s", "\0")
    facts = sorted(
        (reader.word(q.predicate.value), reader.shown(q.object), not reader.is_authored(q))
        for q in outgoing
        if q.predicate.value not in shown
        and not q.predicate.value.startswith(simple)
        and q.object != q.subject
        and not reader.is_of_another_model(q.object)
    )
    claims = {c for c in about if c not in coded}
    incoming = sorted(
        {
            (reader.word(q.predicate.value), named(store, prefixes, q.subject.value))
            for q in store.quads_for_pattern(None, None, NamedNode(iri), DefaultGraph())
            if isinstance(q.subject, NamedNode)
            and q.subject.value not in claims
            and q.subject.value not in coded
            and not q.predicate.value.startswith(simple)
        }
    )
    return Entity(
        iri=iri,
        curie=prefixes.shorten(iri),
        kinds=tuple(sorted(reader.kinds(iri))),
        labels=tuple(
            sorted(
                (q.object.value, q.object.language or "")
                for q in outgoing
                if q.predicate.value in (PREF_LABEL, RDFS_LABEL, ALT_LABEL) and isinstance(q.object, Literal)
            )
        ),
        description=_english(
            [q.object for q in outgoing if q.predicate.value in (DESCRIPTION, DEFINITION)],
        ),
        facts=tuple(facts),
        claims=tuple(reader.claim(c) for c in sorted(claims)),
        codings=tuple(reader.claim(c) for c in sorted(coded)),
        incoming=tuple(incoming),
        span=reader.locator.where(NamedNode(iri)),
    )


def _english(terms: Sequence[object]) -> str | None:
    """The English text among some terms, or one without a language or in the first other one; None without a text."""
    texts = [term for term in terms if isinstance(term, Literal)]
    best = min(texts, key=lambda t: ((t.language or "en") != "en", t.language or "", t.value), default=None)
    return None if best is None else best.value


def describe_claim(graph: GraphStore, iri: str) -> ClaimText:
    """One claim with its citations. Raises `EntityError` where the thing is no claim."""
    reader = _Reader(graph)
    if not reader.values(iri, "statement"):
        raise EntityError(
            f"{named(graph.store, graph.project.config.prefixes, iri)} is no claim",
            hint="see the claims on a thing with: civicgraph show",
        )
    return reader.claim(iri)


class _Reader:
    """Reads claims out of a graph; works with and without the derived stages."""

    def __init__(self, graph: GraphStore) -> None:
        self.graph, self.store = graph, graph.store
        self.prefixes: Prefixes = graph.project.config.prefixes
        self.cg = self.prefixes["cg"]
        self.locator = Locator(graph)

    def values(self, iri: str, name: str) -> list[NamedNode | Literal]:
        found = self.store.quads_for_pattern(NamedNode(iri), NamedNode(self.cg + name), None, DefaultGraph())
        return sorted((q.object for q in found if isinstance(q.object, NamedNode | Literal)), key=lambda t: t.value)

    def text(self, iri: str, name: str) -> str | None:
        found = self.values(iri, name)
        return self.shown(found[0]) if found else None

    def shown(self, term: object) -> str:
        if isinstance(term, NamedNode):
            return label(self.store, self.prefixes, term.value) or self.prefixes.shorten(term.value)
        return str(getattr(term, "value", term))

    def word(self, iri: str) -> str:
        return label(self.store, self.prefixes, iri) or self.prefixes.shorten(iri)

    def kinds(self, iri: str) -> list[str]:
        types = {
            q.object.value
            for q in self.store.quads_for_pattern(NamedNode(iri), NamedNode(RDF_TYPE), None, DefaultGraph())
            if isinstance(q.object, NamedNode)
        }
        general = {
            q.object.value
            for t in types
            for q in self.store.quads_for_pattern(NamedNode(t), NamedNode(RDFS + "subClassOf"), None, DefaultGraph())
            if isinstance(q.object, NamedNode) and q.object.value != t
        }
        return [self.word(t) for t in types - general]

    def is_of_another_model(self, term: object) -> bool:
        """Whether a thing is a realm, overlap or region of a model that is not the project's default."""
        models = self.values(term.value, "inModel") if isinstance(term, NamedNode) else []
        default = self.prefixes.expand(f"model:{self.graph.project.config.default_model}")
        return bool(models) and all(model.value != default for model in models)

    def is_a(self, iri: str, name: str) -> bool:
        return is_a(self.store, iri, self.cg + name)

    def is_authored(self, quad: Quad) -> bool:
        assert isinstance(quad.subject, NamedNode)
        return any(
            True
            for q in self.graph.named.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            if "/graph/" in getattr(q.graph_name, "value", "")
        )

    def claims_about(self, iri: str) -> list[str]:
        """Claims that name the thing, and codings of claims that name it; of a claim, itself and its codings."""
        if self.values(iri, "statement"):
            return [iri, *sorted(self._pointing_at(iri, "codedUnit"))]
        claims = {s for s in self._pointing_at(iri) if self.values(s, "statement")}
        codings = {c for claim in claims for c in self._pointing_at(claim, "codedUnit")}
        return sorted(claims | codings)

    def _pointing_at(self, iri: str, name: str | None = None) -> set[str]:
        predicate = NamedNode(self.cg + name) if name else None
        return {
            q.subject.value
            for q in self.store.quads_for_pattern(None, predicate, NamedNode(iri), DefaultGraph())
            if isinstance(q.subject, NamedNode) and q.predicate.value.startswith(self.cg)
        }

    def claim(self, iri: str) -> ClaimText:
        specific = [k for k in self.kinds(iri) if k != "claim"] or ["claim"]
        against = sorted({self.text(other, "statement") or "" for other in self._disputing(iri)} - {""})
        return ClaimText(
            curie=self.prefixes.shorten(iri),
            kind=specific[0],
            statement=self.text(iri, "statement") or "",
            citations=tuple(self._citations(iri)),
            confidence=self.text(iri, "confidence"),
            disagrees_with=tuple(against),
            basis=self.text(iri, "basis"),
            justification=self.text(iri, "justification"),
            span=self.locator.where(NamedNode(iri)),
            deprecated=any(v.value.endswith("/deprecated") for v in self.values(iri, "rank")),
        )

    def _disputing(self, iri: str) -> set[str]:
        disputes = self._pointing_at(iri, "disputedClaim")
        return {v.value for d in disputes for v in self.values(d, "disputedClaim")} - {iri}

    def _citations(self, iri: str, seen: frozenset[str] = frozenset()) -> list[CitationText]:
        found = [self._citation(iri)] if self.values(iri, "citedSource") else []
        for citation in self.values(iri, "hasCitation"):
            text = self._citation(citation.value)
            found += [text] if text not in found else []
        if not found:
            for claim in self.values(iri, "restsOn"):
                if claim.value not in seen:
                    found += [c for c in self._citations(claim.value, seen | {iri}) if c not in found]
        return found

    def _citation(self, holder: str) -> CitationText:
        source = self.values(holder, "citedSource")
        iri = source[0].value if source else ""
        level = self.text(holder, "readLevel") or (self.text(iri, "readLevel") if iri else None)
        return CitationText(
            reference(self, iri),
            self.text(holder, "locator") or "",
            level or "",
            self.text(holder, "stance") or "supports",
        )


def reference(reader: _Reader, source: str) -> str:
    """The reference of a source: creators, year, title, venue, DOI or web address."""

    def outside(iri: str) -> list[str]:
        found = reader.store.quads_for_pattern(NamedNode(source), NamedNode(iri), None, DefaultGraph())
        return sorted(q.object.value for q in found if isinstance(q.object, Literal))

    by = reader.text(source, "byline") or ", ".join(outside(DC_CREATOR))
    year = (reader.text(source, "publicationYear") or "")[:4] or "undated"
    title = (outside(DC_TITLE) or [reader.prefixes.shorten(source)])[0]
    doi, address = reader.text(source, "doi"), reader.text(source, "webAddress")
    where = f"https://doi.org/{doi}" if doi else address
    parts = [f"{by} ({year}). {title}" if by else f"{title} ({year})", reader.text(source, "venue"), where]
    return ". ".join(part.rstrip(".") for part in parts if part) + ("" if where else ".")
