"""A document that nests, as things with properties, and where these stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..terms import RDF
from ..turtle import Place

FIRST, REST, NIL = RDF + "first", RDF + "rest", RDF + "nil"


@dataclass(slots=True)
class Value:
    """What a property has for a value: a text or number as it is written, an IRI, or a thing inside.

    `iris` are the IRIs that the text may stand for, `is_node` tells that it stands for one; `key` is the place of the
    property.
    """

    predicate: str
    key: Place
    place: Place
    text: str | None = None
    iris: tuple[str, ...] = ()
    is_node: bool = False
    thing: Thing | None = None


@dataclass(slots=True)
class Thing:
    """A thing that a document describes: its IRI or its label (`_:b`), None where it has neither, and its place."""

    name: str | None
    place: Place
    values: list[Value] = field(default_factory=list)

    @property
    def iri(self) -> str | None:
        """The IRI, or None for a blank node."""
        return None if self.name is None or self.name.startswith("_:") else self.name

    def all(self) -> Iterator[Thing]:
        """This thing and those inside it."""
        waiting = [self]
        while waiting:
            thing = waiting.pop()
            yield thing
            waiting.extend(value.thing for value in reversed(thing.values) if value.thing is not None)


def as_list(predicate: str, key: Place, items: Sequence[Value], place: Place) -> Value:
    """A list as it is in triples: a chain of blank nodes, each at the place of its item."""
    rest = Value(predicate, key, place, iris=(NIL,), is_node=True)
    for item in reversed(items):
        rest.predicate, rest.key = REST, item.place
        first = Value(FIRST, item.place, item.place, item.text, item.iris, item.is_node, item.thing)
        rest = Value(predicate, key, item.place, thing=Thing(None, item.place, [first, rest]))
    rest.place = place
    return rest
