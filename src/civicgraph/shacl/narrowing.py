"""Shapes narrowed to what a change can have touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from ..paths import Node, Path, PathKind, Term, read_list
from ..terms import OWL, RDF_TYPE, RDFS, SH
from .focus import FocusNodes
from .shapes import ShapesGraph
from .spellings import Spellings

_TARGETS = {SH + name for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")}
_METACLASSES = {NamedNode(RDFS + "Class"), NamedNode(OWL + "Class")}
_INNER = [SH + name for name in ("property", "node", "not", "qualifiedValueShape")]
_INNER_LISTS = [SH + name for name in ("and", "or", "xone")]


def touched(store: Store, shapes: ShapesGraph, changed: Iterable[Quad]) -> set[Term]:
    """The nodes of which the shapes may say something else than before a change of these statements.

    The subjects, the objects where a target or a path goes against the direction of the property, and the nodes from
    which a path of the shapes leads to one of these, as often over as shapes lie within shapes. A SPARQL-based
    constraint can look farther than its paths: that is not followed.
    """
    backwards = _against_direction(shapes)
    found: set[Term] = set()
    for quad in changed:
        found.add(quad.subject)  # type: ignore[arg-type]
        if quad.predicate.value in backwards and not isinstance(quad.object, Literal):
            found.add(quad.object)  # type: ignore[arg-type]
    paths = sorted({str(begun) for node in shapes.subjects() for begun in _beginnings(shapes.path(node))})
    new = found
    for _ in range(_depth(shapes)):
        new = _leading_to(store, paths, new) - found
        if not new:
            break
        found |= new
    return found


def narrowed(store: Store, shapes: ShapesGraph, nodes: set[Term]) -> ShapesGraph:
    """The same shapes with no other targets than those of their focus nodes that are in `nodes`."""
    # Literals are no nodes of a change, so that their spelling does not matter.
    focus = FocusNodes(store, shapes, Spellings(b""))

    def triples() -> Iterator[Triple]:
        for triple in shapes.triples():
            implicit = triple.predicate.value == RDF_TYPE and triple.object in _METACLASSES
            if triple.predicate.value not in _TARGETS and not implicit:
                yield triple
        for shape in shapes.subjects():
            for node in sorted(nodes.intersection(focus.targets(shape)), key=str):
                yield Triple(shape, NamedNode(SH + "targetNode"), node)

    return ShapesGraph(triples(), shapes.prefixes)


def _leading_to(store: Store, paths: list[str], nodes: set[Term]) -> set[Term]:
    """The nodes from which one of the paths leads to one of the nodes. Blank nodes are reached within their file."""
    values = " ".join(sorted(str(node) for node in nodes if isinstance(node, NamedNode)))
    found: set[Term] = set()
    for path in paths:
        rows = store.query(f"SELECT DISTINCT ?from WHERE {{ VALUES ?to {{ {values} }} ?from {path} ?to }}")
        found.update(row["from"] for row in rows)  # type: ignore[union-attr]
    return found


def _beginnings(path: Path | None) -> Iterator[Path]:
    """A path and the sequences with which it begins: on each of these a triple can be missing or new."""
    if path is None:
        return
    if path.kind is PathKind.SEQUENCE:
        for length in range(1, len(path.parts) + 1):
            first = path.parts[:length]
            yield first[0] if length == 1 else Path(PathKind.SEQUENCE, parts=first)
    else:
        yield path


def _against_direction(shapes: ShapesGraph) -> set[str]:
    """The properties that a path or a target follows from object to subject."""
    found = {
        target.value
        for node in shapes.subjects()
        for target in shapes.objects(node, SH + "targetObjectsOf")
        if isinstance(target, NamedNode)
    }
    for node in shapes.subjects():
        path = shapes.path(node)
        if path is not None:
            found |= set(_inverted(path, inside=False))
    return found


def _inverted(path: Path, *, inside: bool) -> Iterator[str]:
    if path.iri is not None and inside:
        yield path.iri
    for part in path.parts:
        yield from _inverted(part, inside=inside or path.kind is PathKind.INVERSE)


def _depth(shapes: ShapesGraph) -> int:
    """How many paths lie one within another, at most."""

    def of(shape: Term, within: frozenset[Term]) -> int:
        if isinstance(shape, Literal) or shape in within:
            return 0
        inner = [term for predicate in _INNER for term in shapes.objects(shape, predicate)]
        for predicate in _INNER_LISTS:
            for head in shapes.objects(shape, predicate):
                inner += read_list(head, shapes.objects) or ()
        own = 1 if shapes.objects(shape, SH + "path") else 0
        return own + max((of(term, within | {shape}) for term in inner), default=0)

    roots: list[Node] = shapes.subjects()
    return max((of(root, frozenset()) for root in roots), default=0)
