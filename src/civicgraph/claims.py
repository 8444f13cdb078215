"""Claims as people read them: the sentence, its citations, its basis, what it disagrees with."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from .graph import Readable
from .labels import label
from .positions import Locator
from .source import Span
from .terms import CG, DC_CREATOR, DC_TITLE, RDF_TYPE, RDFS, Prefixes


@dataclass(frozen=True, slots=True)
class CitationText:
    """One citation as people read it: the reference, the locator, how much was read, for or against.

    `source` is the IRI of what is cited, `quote` the words of it that were taken down, if any were.
    """

    reference: str
    locator: str
    read_level: str
    stance: str
    source: str = ""
    quote: str = ""


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


class ClaimReader:
    """Reads claims out of a graph; works with and without the derived stages."""

    def __init__(self, graph: Readable) -> None:
        self.graph, self.store = graph, graph.store
        self.prefixes: Prefixes = graph.project.config.prefixes
        self.locator = Locator(graph)
        self._words: dict[str, str] = {}
        self._classes: dict[frozenset[str], list[str]] = {}

    def values(self, iri: str, name: str) -> list[NamedNode | Literal]:
        """The values of a property of ours, by its local name."""
        return self.terms(iri, CG + name)

    def terms(self, iri: str, predicate: str) -> list[NamedNode | Literal]:
        """The values of any property, in the order of their texts."""
        found = self.store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None, DefaultGraph())
        return sorted((q.object for q in found if isinstance(q.object, NamedNode | Literal)), key=lambda t: t.value)

    def links(self, iri: str, name: str) -> list[str]:
        """The IRIs among the values of a property of ours."""
        return [term.value for term in self.values(iri, name) if isinstance(term, NamedNode)]

    def text(self, iri: str, name: str) -> str | None:
        """The first value of a property of ours as people read it, in English where it has that."""
        found = sorted(self.values(iri, name), key=lambda term: getattr(term, "language", None) not in (None, "en"))
        return self.shown(found[0]) if found else None

    def shown(self, term: object) -> str:
        """The label of a thing, or the text of a literal; blank nodes have no name that lasts."""
        if isinstance(term, BlankNode):
            return "[]"
        return self.word(term.value) if isinstance(term, NamedNode) else str(getattr(term, "value", term))

    def word(self, iri: str) -> str:
        """The label of a thing, or its CURIE where it has none."""
        if iri not in self._words:
            self._words[iri] = label(self.store, iri) or self.prefixes.shorten(iri)
        return self._words[iri]

    def classes(self, iri: str) -> list[str]:
        """The most specific classes of a thing."""
        found = self.store.quads_for_pattern(NamedNode(iri), NamedNode(RDF_TYPE), None, DefaultGraph())
        types = frozenset(q.object.value for q in found if isinstance(q.object, NamedNode))
        if types not in self._classes:
            general = {a.value for t in types for a in self.terms(t, RDFS + "subClassOf") if a.value != t}
            self._classes[types] = sorted(types - general)
        return self._classes[types]

    def kinds(self, iri: str) -> list[str]:
        """The labels of the most specific classes of a thing."""
        return [self.word(class_) for class_ in self.classes(iri)]

    def is_claim(self, iri: str) -> bool:
        """Whether a thing has a sentence."""
        return bool(self.values(iri, "statement"))

    def is_deprecated(self, iri: str) -> bool:
        """Whether a claim is known to be wrong and kept for the record."""
        return any(rank.endswith("/deprecated") for rank in self.links(iri, "rank"))

    def claims_about(self, iri: str) -> list[str]:
        """Claims that name the thing, and codings of claims that name it; of a claim, itself and its codings."""
        if self.is_claim(iri):
            return [iri, *sorted(self.pointing_at(iri, "codedUnit"))]
        claims = {s for s in self.pointing_at(iri) if self.is_claim(s)}
        codings = {c for claim in claims for c in self.pointing_at(claim, "codedUnit")}
        return sorted(claims | codings)

    def pointing_at(self, iri: str, name: str | None = None) -> set[str]:
        """The subjects that have the thing as the value of a property of ours."""
        predicate = NamedNode(CG + name) if name else None
        return {
            q.subject.value
            for q in self.store.quads_for_pattern(None, predicate, NamedNode(iri), DefaultGraph())
            if isinstance(q.subject, NamedNode) and q.predicate.value.startswith(CG)
        }

    def members(self, class_: str) -> list[str]:
        """The things of a class of ours, by its local name, in the order of their IRIs."""
        found = self.store.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(CG + class_), DefaultGraph())
        return sorted(q.subject.value for q in found if isinstance(q.subject, NamedNode))

    def claim(self, iri: str, *, located: bool = True) -> ClaimText:
        """One claim; without `located` its file is not read for the line and column."""
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
            span=self.locator.where(NamedNode(iri)) if located else None,
            deprecated=self.is_deprecated(iri),
        )

    def reference(self, source: str) -> str:
        """The reference of a source: creators, year, title, venue, DOI or web address."""

        def outside(iri: str) -> list[str]:
            return [term.value for term in self.terms(source, iri) if isinstance(term, Literal)]

        by = self.text(source, "byline") or ", ".join(outside(DC_CREATOR))
        year = (self.text(source, "publicationYear") or "")[:4] or "undated"
        title = (outside(DC_TITLE) or [self.prefixes.shorten(source)])[0]
        doi, address = self.text(source, "doi"), self.text(source, "webAddress")
        where = f"https://doi.org/{doi}" if doi else address
        parts = [f"{by} ({year}). {title}" if by else f"{title} ({year})", self.text(source, "venue"), where]
        return ". ".join(part.rstrip(".") for part in parts if part) + ("" if where else ".")

    def _disputing(self, iri: str) -> set[str]:
        disputes = self.pointing_at(iri, "disputedClaim")
        return {v for d in disputes for v in self.links(d, "disputedClaim")} - {iri}

    def _citations(self, iri: str, seen: frozenset[str] = frozenset()) -> list[CitationText]:
        found = [self._citation(iri)] if self.values(iri, "citedSource") else []
        for citation in self.links(iri, "hasCitation"):
            text = self._citation(citation)
            found += [text] if text not in found else []
        if not found:
            for claim in self.links(iri, "restsOn"):
                if claim not in seen:
                    found += [c for c in self._citations(claim, seen | {iri}) if c not in found]
        return found

    def _citation(self, holder: str) -> CitationText:
        source = next(iter(self.links(holder, "citedSource")), "")
        level = self.text(holder, "readLevel") or (self.text(source, "readLevel") if source else None)
        return CitationText(
            self.reference(source) if source else "",
            self.text(holder, "locator") or "",
            level or "",
            self.text(holder, "stance") or "supports",
            source,
            self.text(holder, "quote") or "",
        )
