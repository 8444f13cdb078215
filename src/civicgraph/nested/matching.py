"""From the triples of a document and the things in its text to triples with places."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from ..turtle import Document, LocatedTriple
from .things import Thing, Value

Node = NamedNode | BlankNode
Signature = frozenset[tuple[str, str | None]]


def located(quads: Iterable[Quad], things: Sequence[Thing], document: Document) -> list[LocatedTriple]:
    """The triples whose subject is found in the text, each with the places of its terms.

    A thing is known by its IRI. A blank node is known by what leads to it and by what is said of it; where several are
    told alike, the order of the text decides. A term that cannot be found has the place of its property, or of its
    subject.
    """
    by_subject: dict[Node, list[Quad]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.subject, NamedNode | BlankNode):
            by_subject[quad.subject].append(quad)
    described = _described(things)
    waiting: deque[tuple[Node, list[Thing]]] = deque(
        (subject, described[subject.value])
        for subject in by_subject
        if isinstance(subject, NamedNode) and subject.value in described
    )
    waiting.extend(_without_parent(by_subject, things, described))
    seen: set[Node] = set()
    found: list[LocatedTriple] = []
    while waiting:
        subject, group = waiting.popleft()
        if subject in seen:
            continue
        seen.add(subject)
        said = _said(group)
        place = min(thing.place for thing in group)
        for quad in by_subject.get(subject, ()):
            assert isinstance(quad.object, NamedNode | BlankNode | Literal)
            values = said.get(quad.predicate.value)
            value = values.match(quad.object, by_subject) if values else None
            if value is not None and value.thing is not None and isinstance(quad.object, BlankNode):
                name = value.thing.name
                waiting.append((quad.object, described[name] if name else [value.thing]))
            key = value.key if value else values.key if values else place
            at = value.place if value else key
            found.append(
                LocatedTriple(subject, quad.predicate, quad.object, quad.graph_name, place, key, at, None, document)
            )
    return found


class _Values:
    """What the text says of a thing with one property: found by IRI, by text or, for blank nodes, by likeness."""

    def __init__(self, values: Sequence[Value]) -> None:
        self.key = values[0].key
        self._by_iri: dict[str, Value] = {}
        self._by_text: dict[str, Value] = {}
        self._blank: dict[Signature, deque[Value]] = defaultdict(deque)
        for value in values:
            for iri in value.iris:
                self._by_iri.setdefault(iri, value)
            if value.text is not None:
                self._by_text.setdefault(_spelling(value.text), value)
            if value.thing is not None and value.thing.iri is None:
                self._blank[_told([value.thing])].append(value)
            elif value.thing is not None:
                self._by_iri.setdefault(value.thing.iri or "", value)

    def match(self, term: Node | Literal, by_subject: dict[Node, list[Quad]]) -> Value | None:
        """The value that is this term. A thing without a name is given once."""
        if isinstance(term, NamedNode):
            return self._by_iri.get(term.value)
        if isinstance(term, Literal):
            return self._by_text.get(_spelling(term.value))
        alike = self._blank.get(_stated(by_subject.get(term, ())))
        left = alike or next((values for values in self._blank.values() if values), None)
        return left.popleft() if left else None


def _said(group: Iterable[Thing]) -> dict[str, _Values]:
    values: dict[str, list[Value]] = defaultdict(list)
    for thing in group:
        for value in thing.values:
            values[value.predicate].append(value)
    return {predicate: _Values(several) for predicate, several in values.items()}


def _described(things: Iterable[Thing]) -> dict[str, list[Thing]]:
    """The things by name; one may be described in several places."""
    described: dict[str, list[Thing]] = defaultdict(list)
    for top in things:
        for thing in top.all():
            if thing.name is not None:
                described[thing.name].append(thing)
    return described


def _without_parent(
    by_subject: dict[Node, list[Quad]], things: Sequence[Thing], described: dict[str, list[Thing]]
) -> Iterator[tuple[Node, list[Thing]]]:
    """The blank nodes to which nothing leads, each with the thing at the top of the document that is told like it."""
    led_to = {quad.object for quads in by_subject.values() for quad in quads}
    told: dict[Signature, deque[list[Thing]]] = defaultdict(deque)
    for group in (described[t.name] if t.name else [t] for t in things if t.iri is None):
        told[_told(group)].append(group)
    for subject, quads in by_subject.items():
        alike = told.get(_stated(quads)) if isinstance(subject, BlankNode) and subject not in led_to else None
        if alike:
            yield subject, alike.popleft()


def _stated(quads: Iterable[Quad]) -> Signature:
    """What is said of a blank node in the triples: its properties with texts, and with nothing for other values."""
    return frozenset(
        (q.predicate.value, _spelling(q.object.value) if isinstance(q.object, Literal) else None) for q in quads
    )


def _told(group: Iterable[Thing]) -> Signature:
    """The same as `_stated`, from the text."""
    return frozenset(
        (v.predicate, _spelling(v.text) if v.text is not None and not v.is_node else None)
        for t in group
        for v in t.values
    )


def _spelling(text: str) -> str:
    """Numbers in one spelling: 1.5 is 1.5E0 in the triples of JSON-LD."""
    try:
        return repr(float(text))
    except ValueError:
        return text
