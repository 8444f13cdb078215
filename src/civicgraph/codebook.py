"""The codebook: on which dimensions units are coded, by which question and rule, with which values.

It stands in the ontology (`cg:Dimension`); this module reads it and says how often each value was chosen.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode

from .errors import CivicGraphError
from .graph import GraphStore
from .labels import label
from .suggest import did_you_mean
from .terms import CG, DC_SOURCE, DC_TITLE, DEFINITION, PREF_LABEL, RDF_TYPE, SCHEME, SKOS


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a dimension: its CURIE, label and definition, and how many codings chose it."""

    curie: str
    label: str
    definition: str
    codings: int


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension of the codebook.

    `units` are the labels of the classes whose members are coded, `sources` the titles of the works from which
    the dimension comes. `values` are empty where any thing of a class may be a value, as innovations are for the
    scope of a case; codes for missing values are left out, `missing` counts the codings that gave one.
    """

    iri: str
    name: str
    label: str
    definition: str
    question: str
    rule: str
    clear_example: str
    borderline_example: str
    units: tuple[str, ...]
    multiple: bool
    sources: tuple[str, ...]
    values: tuple[Value, ...]
    codings: int
    missing: int


def read_codebook(graph: GraphStore) -> list[Dimension]:
    """The dimensions of a graph, by name."""
    found = graph.store.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(CG + "Dimension"), DefaultGraph())
    reader = _Reader(graph)
    return sorted(
        (reader.dimension(q.subject) for q in found if isinstance(q.subject, NamedNode)), key=lambda d: d.name
    )


def find_dimension(book: list[Dimension], name: str) -> Dimension:
    """The dimension with a name, a CURIE or a label. Raises `CivicGraphError` with the nearest name."""
    for dimension in book:
        if name in (dimension.name, f"dimension:{dimension.name}", dimension.label):
            return dimension
    names = [dimension.name for dimension in book]
    raise CivicGraphError(
        f'the codebook has no dimension "{name}"',
        hint=did_you_mean(name, names) or f"choose from: {', '.join(names)}",
    )


class _Reader:
    def __init__(self, graph: GraphStore) -> None:
        self.graph, self.store = graph, graph.store
        self.prefixes = graph.project.config.prefixes
        self.chosen: dict[str, Counter[str]] = {}
        dimension_of = dict(self.pairs("dimension"))
        for coding, value in self.pairs("codeValue"):
            if coding in dimension_of:
                self.chosen.setdefault(dimension_of[coding], Counter())[value] += 1

    def pairs(self, name: str) -> list[tuple[str, str]]:
        return [
            (q.subject.value, q.object.value)
            for q in self.store.quads_for_pattern(None, NamedNode(CG + name), None, DefaultGraph())
            if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
        ]

    def values(self, node: NamedNode, iri: str) -> list[NamedNode | Literal]:
        found = self.store.quads_for_pattern(node, NamedNode(iri), None, DefaultGraph())
        terms = [q.object for q in found if isinstance(q.object, NamedNode | Literal)]
        english = [t for t in terms if not isinstance(t, Literal) or t.language in (None, "en")]
        return sorted(english, key=lambda term: term.value)

    def text(self, node: NamedNode, iri: str) -> str:
        return next((term.value for term in self.values(node, iri)), "")

    def dimensions(self) -> list[NamedNode]:
        return self._subjects(RDF_TYPE, NamedNode(CG + "Dimension"))

    def dimension(self, node: NamedNode) -> Dimension:
        chosen = self.chosen.get(node.value, Counter())
        values = self._values(node, chosen)
        missing = {n.value for n in self._in_scheme(NamedNode(SCHEME + "missing"))}
        return Dimension(
            iri=node.value,
            name=node.value.rsplit("/", 1)[-1],
            label=self.text(node, PREF_LABEL),
            definition=self.text(node, DEFINITION),
            question=self.text(node, CG + "codingQuestion"),
            rule=self.text(node, CG + "codingRule"),
            clear_example=self.text(node, CG + "clearExample"),
            borderline_example=self.text(node, CG + "borderlineExample"),
            units=tuple(label(self.store, c.value) or c.value for c in self.values(node, CG + "appliesTo")),
            multiple=self.text(node, CG + "multipleValues") == "true",
            sources=tuple(
                self.text(s, DC_TITLE) or self.prefixes.shorten(s.value)
                for s in self.values(node, DC_SOURCE)
                if isinstance(s, NamedNode)
            ),
            values=values,
            codings=sum(chosen.values()),
            missing=sum(number for value, number in chosen.items() if value in missing),
        )

    def _values(self, node: NamedNode, chosen: Counter[str]) -> tuple[Value, ...]:
        """The concepts of the dimension's scheme; for the dimension of realms, the realms of all models."""
        schemes = [s for s in self.values(node, CG + "codeScheme") if isinstance(s, NamedNode)]
        nodes = [n for scheme in schemes for n in self._in_scheme(scheme)]
        if node.value.endswith("/realm"):
            nodes = self._subjects(RDF_TYPE, NamedNode(CG + "Realm"))
        return tuple(
            Value(self.prefixes.shorten(n.value), self.text(n, PREF_LABEL), self.text(n, DEFINITION), chosen[n.value])
            for n in sorted(set(nodes), key=lambda n: n.value)
        )

    def _in_scheme(self, scheme: NamedNode) -> list[NamedNode]:
        return self._subjects(SKOS + "inScheme", scheme)

    def _subjects(self, predicate: str, value: NamedNode) -> list[NamedNode]:
        found = self.store.quads_for_pattern(None, NamedNode(predicate), value, DefaultGraph())
        subjects = (quad.subject for quad in found)
        return [subject for subject in subjects if isinstance(subject, NamedNode)]
