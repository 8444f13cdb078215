"""The focus nodes of shapes (SHACL, section 2.1.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from ..paths import Node, Path, Term
from ..positions import as_stored, last_steps
from ..terms import RDF_TYPE, RDFS, SH, XSD
from .shapes import ShapesGraph
from .spellings import Spellings

_PROPERTY = SH + "property"
TRUE = Literal("true", datatype=NamedNode(XSD + "boolean"))


class FocusNodes:
    """The focus nodes of shapes in a store (SHACL, section 2.1.3), also of property shapes within others."""

    def __init__(self, store: Store, shapes: ShapesGraph, written: Spellings) -> None:
        self._store, self._shapes, self._written = store, shapes, written
        self._parents: dict[Node, list[Node]] = defaultdict(list)
        for node in shapes.subjects():
            for inner in shapes.objects(node, _PROPERTY):
                if not isinstance(inner, Literal):
                    self._parents[inner].append(node)

    def of(self, shape: Node, within: frozenset[Node] = frozenset()) -> list[Term]:
        """The focus nodes: those of its targets once, and the value nodes of each shape that has it as a property."""
        if TRUE in self._shapes.objects(shape, SH + "deactivated") or shape in within:
            return []
        found: list[Term] = list(dict.fromkeys(self.targets(shape)))
        for parent in self._parents.get(shape, ()):
            path = self._shapes.path(parent)
            for node in self.of(parent, within | {shape}):
                found += [node] if path is None else self.values(node, path)
        return found

    def targets(self, shape: Node) -> Iterator[Term]:
        """What the targets of a shape name; a term can come more than once."""
        pattern = self._store.quads_for_pattern
        yield from self._shapes.objects(shape, SH + "targetNode")
        for iri in self._shapes.objects(shape, SH + "targetSubjectsOf"):
            if isinstance(iri, NamedNode):
                yield from (quad.subject for quad in pattern(None, iri, None, DefaultGraph()))  # type: ignore[misc]
        for iri in self._shapes.objects(shape, SH + "targetObjectsOf"):
            if isinstance(iri, NamedNode):
                objects = (quad.object for quad in pattern(None, iri, None, DefaultGraph()))
                yield from (self._written.of(term) for term in objects)  # type: ignore[arg-type]
        for of in self._shapes.target_classes(shape):
            for kind in self._with_subclasses(of):
                yield from (quad.subject for quad in pattern(None, NamedNode(RDF_TYPE), kind, DefaultGraph()))  # type: ignore[misc]

    def _with_subclasses(self, of: Term) -> list[Term]:
        found: dict[Term, None] = {of: None}
        waiting: list[Term] = [of]
        while waiting:
            below = NamedNode(RDFS + "subClassOf"), waiting.pop(), DefaultGraph()
            for quad in self._store.quads_for_pattern(None, *below):
                if quad.subject not in found:
                    found[quad.subject] = None  # type: ignore[index]
                    waiting.append(quad.subject)  # type: ignore[arg-type]
        return list(found)

    def values(self, node: Term, path: Path) -> list[Term]:
        """The value nodes of a path from a node, each once."""
        return [self._written.of(term) for term in last_steps(self._store, as_stored(node), path)]
