"""SHACL validation by the package `shacl`, a compiled engine: the extra `fast`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from ..errors import EngineError, MissingExtraError, ShapesError
from ..paths import Node, Path, Term, parse_path
from . import constraints
from .results import ShaclResult, described, one_line
from .shapes import ShapesGraph
from .trust import mistrust, mistrusted


def available() -> bool:
    """Whether the engine is installed."""
    from importlib.util import find_spec

    return find_spec("shacl") is not None


def run(data: bytes, shapes: ShapesGraph) -> list[ShaclResult]:
    """The results of the shapes on a graph given as N-Triples, in no order.

    The engine judges all but the SPARQL-based constraints, which run on Oxigraph. Raises `MissingExtraError` without
    the package, `ShapesError` where it refuses the shapes, and `EngineError` where it cannot be trusted with them or
    what it says cannot be understood.
    """
    reason = mistrusted(shapes)
    if reason:
        raise mistrust(reason)
    try:
        compiled = _compiled(shapes.without_queries)
        report = compiled.validate_text(data.decode(), format="ntriples")
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "the fast SHACL engine needs the package shacl", hint='install it with: pip install "civicgraph[fast]"'
        ) from error
    except ValueError as error:
        raise ShapesError(f"the shapes do not load: {one_line(str(error))}") from error
    except BaseException as error:
        # A panic of compiled code is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise EngineError(f"the fast SHACL engine crashed: {one_line(str(error))}") from error
    blank = _blank_nodes(data, shapes.without_queries)
    results = [_result(result, shapes, blank) for result in report.results]
    return results + constraints.run(data, shapes, constraints.constraints(shapes))


@lru_cache(maxsize=4)
def _compiled(ntriples: bytes) -> Any:
    import shacl

    return shacl.Shapes.from_text(ntriples.decode(), format="ntriples")


def _result(result: Any, shapes: ShapesGraph, blank: Callable[[str], BlankNode]) -> ShaclResult:
    return described(
        shapes,
        focus=_term(result.focus_node, blank),
        path=None if result.path is None else _path(result.path),
        value=None if result.value is None else _term(result.value, blank),
        shape=_shape(result.source_shape, shapes),
        component=result.component_iri,
        messages=lambda: [(shapes.language(text), text) for text in result.messages],
    )


def _shape(text: str, shapes: ShapesGraph) -> Node:
    if not text.startswith("<"):
        raise EngineError(f"the fast SHACL engine names the shape {text}, which the shapes do not have")
    return shapes.original(text[1:-1])


_NUMBERED = re.compile(r"_:0_b(\d+)\Z")


def _blank_nodes(data: bytes, shapes: bytes) -> Callable[[str], BlankNode]:
    """From the engine's names of blank nodes to the labels of the data.

    The engine numbers the blank nodes of the shapes and then of the data as it first meets them, and calls the n-th
    `_:0_bn`. tests/unit/test_shacl.py holds that it does; a name of another form is an `EngineError`.
    """
    labels: list[str] = []
    before = 0

    def original(name: str) -> BlankNode:
        nonlocal before
        if not labels:
            before = len(_labels(shapes))
            labels.extend(_labels(data))
        match = _NUMBERED.match(name)
        if match is None or not 0 <= int(match[1]) - before < len(labels):
            raise EngineError(f"the fast SHACL engine speaks of a blank node {name} that the data do not have")
        return BlankNode(labels[int(match[1]) - before])

    return original


def _labels(ntriples: bytes) -> list[str]:
    """The labels of the blank nodes of N-Triples in the order of their first use."""
    found: dict[str, None] = {}
    if b"_:" not in ntriples:
        return []
    for quad in parse(ntriples, format=RdfFormat.N_TRIPLES):
        for term in (quad.subject, quad.object):
            if isinstance(term, BlankNode):
                found[term.value] = None
    return list(found)


def _term(text: str, blank: Callable[[str], BlankNode]) -> Term:
    """A term in N-Triples syntax."""
    if text.startswith("<"):
        return NamedNode(text[1:-1])
    return blank(text) if text.startswith("_:") else _literal(text)


@lru_cache(maxsize=4096)
def _literal(text: str) -> Literal:
    quad = next(iter(parse(f"<urn:s> <urn:p> {text} .", format=RdfFormat.N_TRIPLES)))
    assert isinstance(quad.object, Literal)
    return quad.object


@lru_cache(maxsize=4096)
def _path(text: str) -> Path:
    try:
        return parse_path(text)
    except ValueError as error:
        raise EngineError(f"the fast SHACL engine names the path {text}, which cannot be read") from error
