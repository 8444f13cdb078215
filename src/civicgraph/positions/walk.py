"""Following property paths through a graph, to the triples at their ends (SPARQL 1.1, section 9.3)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from ..paths import Node, Path, PathKind, Term


class Step(NamedTuple):
    """A triple over which a path goes."""

    subject: Node
    predicate: NamedNode
    object: Term


# What a path leads to: each term with its last steps, none where the path has no length.
Ends = dict[Term, set[Step]]


def last_steps(store: Store, start: Term, path: Path) -> Ends:
    """The terms to which a path leads, each with the last steps to it.

    Steps are triples of the store: where one goes against the direction of its property, the term is the subject.
    """
    return _follow(store, path, {start: set()}, backwards=False)


def _follow(store: Store, path: Path, start: Ends, *, backwards: bool) -> Ends:
    """Where a path leads from the ends of another; where it has no length, the last steps to these stay the last."""
    match path.kind:
        case PathKind.PREDICATE:
            return _step(store, path.iri or "", start, backwards=backwards)
        case PathKind.INVERSE:
            return _follow(store, path.parts[0], start, backwards=not backwards)
        case PathKind.SEQUENCE:
            ends = start
            for part in reversed(path.parts) if backwards else path.parts:
                ends = _follow(store, part, ends, backwards=backwards)
            return ends
        case PathKind.ALTERNATIVE:
            return _union(_follow(store, part, start, backwards=backwards) for part in path.parts)
        case PathKind.ZERO_OR_ONE:
            return _union([start, _follow(store, path.parts[0], start, backwards=backwards)])
        case PathKind.ZERO_OR_MORE | PathKind.ONE_OR_MORE:
            return _repeat(store, path, start, backwards=backwards)


def _repeat(store: Store, path: Path, start: Ends, *, backwards: bool) -> Ends:
    new = start
    found: Ends = dict(start) if path.kind is PathKind.ZERO_OR_MORE else {}
    while new:
        reached = _follow(store, path.parts[0], new, backwards=backwards)
        new = {term: steps for term, steps in reached.items() if term not in found}
        found = _union([found, reached])
    return found


def _step(store: Store, iri: str, terms: Iterable[Term], *, backwards: bool) -> Ends:
    ends: Ends = defaultdict(set)
    predicate = NamedNode(iri)
    for term in terms:
        if backwards:
            quads = store.quads_for_pattern(None, predicate, term, DefaultGraph())
        elif isinstance(term, Literal):
            continue
        else:
            quads = store.quads_for_pattern(term, predicate, None, DefaultGraph())
        for quad in quads:
            subject, value = quad.subject, quad.object
            assert not isinstance(subject, Triple)
            assert not isinstance(value, Triple)
            ends[subject if backwards else value].add(Step(subject, predicate, value))
    return ends


def _union(parts: Iterable[Ends]) -> Ends:
    whole: Ends = defaultdict(set)
    for part in parts:
        for term, steps in part.items():
            whole[term] |= steps
    return whole


def as_stored(term: Term) -> Term:
    """A term as a store gives it back: numbers and dates lose their spelling there, "01" becomes "1"."""
    if not isinstance(term, Literal):
        return term
    store = Store()
    store.add(Quad(NamedNode("urn:s"), NamedNode("urn:p"), term))
    (quad,) = store
    assert isinstance(quad.object, Literal)
    return quad.object


def named_owner(store: Store, node: BlankNode) -> NamedNode | None:
    """The nearest named thing that leads to a blank node, or None where none does."""
    waiting: deque[Term] = deque([node])
    seen: set[Term] = set()
    while waiting:
        here = waiting.popleft()
        if here in seen:
            continue
        seen.add(here)
        subjects = {quad.subject for quad in store.quads_for_pattern(None, None, here, DefaultGraph())}
        named = sorted(s.value for s in subjects if isinstance(s, NamedNode))
        if named:
            return NamedNode(named[0])
        waiting.extend(s for s in subjects if isinstance(s, BlankNode))
    return None
