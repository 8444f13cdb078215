"""Entities as people read them: sentences with their citations, codings, disputes, links."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from .claims import ClaimReader, ClaimText
from .errors import EntityError
from .graph import Readable
from .labels import named
from .resolution import is_a
from .source import Span
from .terms import ALT_LABEL, CG, DEFINITION, DESCRIPTION, PREF_LABEL, RDF_TYPE, RDFS_LABEL, SIMPLE


@dataclass(frozen=True, slots=True)
class Entity:
    """What the graph knows of a thing.

    `labels` are pairs of text and language; `facts` triples of property label, value and whether it was
    inferred (None where an endpoint does not tell), as far as they are not of another model of realms than the
    project's; `incoming` pairs of a property label and the thing that points here.
    """

    iri: str
    curie: str
    kinds: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]
    description: str | None
    facts: tuple[tuple[str, str, bool | None], ...]
    claims: tuple[ClaimText, ...]
    codings: tuple[ClaimText, ...]
    incoming: tuple[tuple[str, str], ...]
    span: Span | None

    @property
    def is_empty(self) -> bool:
        """Whether the graph says nothing of the thing."""
        return not (self.kinds or self.labels or self.description or self.facts or self.claims or self.incoming)

    @property
    def tells_inferred(self) -> bool:
        """Whether the facts tell which of them were inferred."""
        return all(inferred is not None for _, _, inferred in self.facts)


def describe(graph: Readable, iri: str) -> Entity:
    """What the graph knows of a thing, its claims in the order of their numbers."""
    store, prefixes = graph.store, graph.project.config.prefixes
    reader = _Reader(graph)
    outgoing = list(store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph()))
    about = reader.claims_about(iri)
    coded = [c for c in about if c != iri and is_a(store, c, CG + "Coding")]
    shown = {RDF_TYPE, PREF_LABEL, ALT_LABEL, RDFS_LABEL, DESCRIPTION, DEFINITION}
    inferred = reader.inferred(iri)
    facts = sorted(
        (reader.word(q.predicate.value), reader.shown(q.object), inferred(q))
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


def describe_claim(graph: Readable, iri: str) -> ClaimText:
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

    def inferred(self, iri: str) -> Callable[[Quad], bool | None]:
        """Whether no file states a triple of the thing; None where no named graph tells of the thing at all.

        A blank node has another name in each graph, so that one stands for any other.
        """

        def key(quad: Quad) -> tuple[object, object]:
            return quad.predicate, None if isinstance(quad.object, BlankNode) else quad.object

        told = list(self.graph.named.quads_for_pattern(NamedNode(iri), None, None, None))
        authored = {key(q) for q in told if "/graph/" in getattr(q.graph_name, "value", "")}
        return lambda quad: key(quad) not in authored if told else None
