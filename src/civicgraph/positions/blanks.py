"""Which blank node of a file, as a position reader meets it, is which of the graph.

Two readers of one file give its blank nodes different labels. What is said of a blank node, and what points at it,
tells which is which; where two are told alike, the order in which they first occur decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, Triple

from ..paths import Term

if TYPE_CHECKING:
    from ..turtle import LocatedTriple

# How far from a blank node the statements are looked at.
_ROUNDS = 8


def relabelled(located: Sequence[LocatedTriple], triples: Iterable[Triple]) -> list[LocatedTriple]:
    """The located triples of a file with the labels that its blank nodes have in `triples`, which are of that file."""
    theirs = [(t.subject, t.predicate.value, t.object) for t in triples]
    ours = [(t.subject, t.predicate.value, t.object) for t in located]
    label: dict[Term, Term] = {}
    wanted = _by_colour(theirs)
    for colour, nodes in _by_colour(ours).items():
        label.update(zip(nodes, wanted.get(colour, ()), strict=False))

    def named(triple: LocatedTriple) -> LocatedTriple:
        subject, value = label.get(triple.subject, triple.subject), label.get(triple.object, triple.object)
        assert not isinstance(subject, Literal)
        return triple._replace(subject=subject, object=value)

    return [named(triple) for triple in located]


Statement = tuple[object, str, object]


def _by_colour(statements: Sequence[Statement]) -> dict[int, list[Term]]:
    """The blank nodes by what is said of them, those told alike in the order of their first use."""
    around: dict[BlankNode, list[tuple[bool, str, object]]] = defaultdict(list)
    for subject, predicate, value in statements:
        if isinstance(subject, BlankNode):
            around[subject].append((True, predicate, value))
        if isinstance(value, BlankNode):
            around[value].append((False, predicate, subject))
    colours = dict.fromkeys(around, 0)
    kinds = 1
    for _ in range(_ROUNDS):
        colours = {
            node: hash(frozenset((out, predicate, _colour(other, colours)) for out, predicate, other in statements))
            for node, statements in around.items()
        }
        before, kinds = kinds, len(set(colours.values()))
        if kinds == before:
            break
    found: dict[int, list[Term]] = defaultdict(list)
    for node, colour in colours.items():
        found[colour].append(node)
    return found


def _colour(term: object, colours: dict[BlankNode, int]) -> object:
    if isinstance(term, BlankNode):
        return colours[term]
    if isinstance(term, Literal):
        return (term.value, term.datatype.value, (term.language or "").lower())
    return getattr(term, "value", term)
