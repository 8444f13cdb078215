"""Targets that match nothing, and paths that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from ...diagnostics import Diagnostic, Severity
from ...paths import Node, PathError, Term, read_path
from ...source import Span
from ...suggest import nearest
from ...terms import RDF_TYPE, RDFS, SH
from .located import LocatedShapes

_TYPE = NamedNode(RDF_TYPE)
_TARGETS = {SH + name for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")}


def idle_targets(shapes: LocatedShapes, store: Store) -> Iterator[Diagnostic]:
    """Targets that match nothing and that no file describes (CG011).

    A class of the ontology that has no instances yet is no mistake; one that nobody has heard of is.
    """
    for triple in shapes.located:
        predicate, value = triple.predicate.value, triple.object
        if predicate not in _TARGETS or not isinstance(value, NamedNode) or _is_known(predicate, value, store):
            continue
        known = (quad.subject.value for quad in store if isinstance(quad.subject, NamedNode))
        shorten = shapes.prefixes.shorten
        near = nearest(shorten(value.value), (shorten(iri) for iri in known))
        yield shapes.finding(
            "CG011", Severity.WARNING,
            f"The target {shorten(value.value)} matches nothing, and no file describes it: the shape finds nothing",
            triple.subject, triple.object_span,
            f"did you mean {near}?" if near else "correct the name, or describe it in the ontology",
        )  # fmt: skip


def _is_known(predicate: str, value: NamedNode, store: Store) -> bool:
    pattern = store.quads_for_pattern
    used = [pattern(value, None, None, DefaultGraph())]
    if predicate == SH + "targetClass":
        used += [
            pattern(None, _TYPE, value, DefaultGraph()),
            pattern(None, NamedNode(RDFS + "subClassOf"), value, None),
        ]
    elif predicate == SH + "targetNode":
        used.append(pattern(None, None, value, DefaultGraph()))
    else:
        used.append(pattern(None, value, None, DefaultGraph()))
    return any(next(iter(quads), None) is not None for quads in used)


def broken_paths(shapes: LocatedShapes) -> Iterator[Diagnostic]:
    """Property shapes without a path or with more than one, and paths that are not well-formed (CG016)."""
    path = SH + "path"
    parameters = {value for node in shapes.subjects() for value in shapes.objects(node, SH + "parameter")}
    for node in shapes.subjects():
        values = shapes.objects(node, path)
        if not values and _is_property_shape(node, shapes):
            yield _broken(shapes, node, shapes.place(node), "A property shape needs a path (sh:path)")
        elif len(values) > 1:
            yield _broken(shapes, node, shapes.at_value(node, path, values[1]), "A property shape has one path only")
        for value in values[:1] if node not in parameters else ():
            try:
                read_path(value, shapes.objects)
            except PathError as error:
                span = shapes.at_value(node, path, value)
                yield _broken(shapes, node, span, f"This is no property path: {error}")


def _broken(shapes: LocatedShapes, node: Node, span: Span | None, message: str) -> Diagnostic:
    return shapes.finding("CG016", Severity.VIOLATION, message, node, span, "see SHACL, section 2.3.1")


def _is_property_shape(node: Term, shapes: LocatedShapes) -> bool:
    if isinstance(node, Literal):
        return False
    typed = NamedNode(SH + "PropertyShape") in shapes.objects(node, RDF_TYPE)
    return typed or any(predicate == SH + "property" for _, predicate in shapes.referenced_by.get(node, ()))
