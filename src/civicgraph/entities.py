"""Entities as people read them: sentences with their citations, codings, disputes, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from .claims import ClaimReader, ClaimText
from .errors import EntityError
from .graph import GraphStore
from .labels import named
from .resolution import is_a
from .source import Span
from .terms import ALT_LABEL, CG, DEFINITION, DESCRIPTION, PREF_LABEL, RDF_TYPE, RDFS_LABEL, SIMPLE


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
    coded = [c for c in about if c != iri and is_a(store, c, CG + "Coding")]
    shown = {RDF_TYPE, PREF_LABEL, ALT_LABEL, RDFS_LABEL, DESCRIPTION, DEFINITION}
    facts = sorted(
        (reader.word(q.predicate.value), reader.shown(q.object), not reader.is_authored(q))
        for q in outgoing
        if q.predicate.value not in shown
        and not q.predicate.value.startswith(SIMPLE)
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
            and not q.predicate.value.startswith(SIMPLE)
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
    reader = ClaimReader(graph)
    if not reader.is_claim(iri):
        raise EntityError(
            f"{named(graph.store, graph.project.config.prefixes, iri)} is no claim",
            hint="see the claims on a thing with: civicgraph show",
        )
    return reader.claim(iri)


class _Reader(ClaimReader):
    """Reads things out of a graph, beside the claims on them."""

    def is_of_another_model(self, term: object) -> bool:
        """Whether a thing is a realm, overlap or region of a model that is not the project's default."""
        models = self.values(term.value, "inModel") if isinstance(term, NamedNode) else []
        default = self.prefixes.expand(f"model:{self.graph.project.config.default_model}")
        return bool(models) and all(model.value != default for model in models)

    def is_authored(self, quad: Quad) -> bool:
        assert isinstance(quad.subject, NamedNode)
        return any(
            True
            for q in self.graph.named.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            if "/graph/" in getattr(q.graph_name, "value", "")
        )
