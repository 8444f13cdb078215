"""SHACL validation by pySHACL, the reference engine.

pySHACL reads an rdflib graph; over an Oxigraph store it gives wrong results, so it never gets one.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse

from ..errors import EngineError, ShapesError
from ..graph import term_from_rdflib
from ..paths import Path, PathError, Term, predicate_path, read_path
from ..terms import RDF_TYPE, SH, XSD
from .results import ShaclResult, described, one_line
from .shapes import ShapesGraph

if TYPE_CHECKING:
    import rdflib


def run(data: bytes, shapes: ShapesGraph) -> list[ShaclResult]:
    """The results of the shapes on a graph given as N-Triples, in no order.

    Raises `ShapesError` where pySHACL refuses the shapes or reports a failure (SHACL, section 3.4), and `EngineError`
    where it breaks.
    """
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError

    with _literals_as_written(), _quiet():
        shapes_graph, graph = _graph(shapes.ntriples), _graph(data)
        try:
            _, report, text = pyshacl.validate(
                graph, shacl_graph=shapes_graph, inplace=True, inference="none", max_validation_depth=_DEEPEST
            )
        except (ReportableRuntimeError, NotImplementedError) as error:
            raise ShapesError(f"the shapes do not load: {one_line(str(error))}") from error
        except Exception as error:
            raise EngineError(f"pySHACL failed: {type(error).__name__}: {one_line(str(error))}") from error
    if not hasattr(report, "subjects"):
        raise ShapesError(f"the shapes could not be applied: {one_line(str(text))}")
    return [_result(report, node, shapes) for node in _results(report, graph)]


# Shapes within shapes: pySHACL stops at 15 unless told otherwise, which says nothing of the data.
_DEEPEST = 100


def _graph(ntriples: bytes) -> rdflib.Graph:
    """An rdflib graph in which blank nodes keep their labels, which those of rdflib's own parser do not."""
    import rdflib

    # No prefixes: rdflib knows some of its own, with which a query would run here and nowhere else.
    graph = rdflib.Graph(bind_namespaces="none")
    iri = lru_cache(maxsize=100_000)(rdflib.URIRef)

    def term(term: Any) -> rdflib.term.Node:
        if isinstance(term, NamedNode):
            return iri(term.value)
        if isinstance(term, BlankNode):
            return rdflib.BNode(term.value)
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        plain = term.datatype.value == XSD + "string"
        return rdflib.Literal(term.value) if plain else rdflib.Literal(term.value, datatype=iri(term.datatype.value))

    for quad in parse(ntriples, format=RdfFormat.N_TRIPLES):
        graph.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return graph


def _results(report: rdflib.Graph, data: rdflib.Graph) -> Iterator[rdflib.term.Node]:
    """The nodes of the results.

    A report has copies of blank nodes of the data with all that is said of them, and those can be reports themselves.
    """
    import rdflib

    for node in report.subjects(rdflib.URIRef(RDF_TYPE), rdflib.URIRef(SH + "ValidationReport")):
        if (node, None, None) not in data:
            yield from report.objects(node, rdflib.URIRef(SH + "result"))


def _result(report: rdflib.Graph, node: rdflib.term.Node, shapes: ShapesGraph) -> ShaclResult:
    import rdflib

    def of(name: str) -> Any:
        return report.value(node, rdflib.URIRef(SH + name))

    value, path = of("value"), of("resultPath")
    messages = report.objects(node, rdflib.URIRef(SH + "resultMessage"))
    return described(
        shapes,
        focus=term_from_rdflib(of("focusNode")),
        path=None if path is None else _path(term_from_rdflib(path), shapes),
        value=None if value is None else term_from_rdflib(value),
        shape=shapes.original(str(of("sourceShape"))),
        component=str(of("sourceConstraintComponent")),
        messages=lambda: [(getattr(m, "language", None), str(m)) for m in messages],
    )


def _path(node: Term, shapes: ShapesGraph) -> Path | None:
    """The path that a result names, which is a node of the shapes or the predicate that a query gave."""
    if isinstance(node, NamedNode):
        return predicate_path(node.value)
    try:
        return read_path(node, shapes.objects)
    except PathError:
        return None


@contextmanager
def _literals_as_written() -> Iterator[None]:
    """rdflib rewrites literals such as "01"^^xsd:integer unless told not to; findings must keep what the file says."""
    import rdflib

    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps what is said otherwise off the terminal.

    pySHACL logs with a traceback what it raises as well, and rdflib each literal that its datatype does not allow.
    """

    def nothing(record: logging.LogRecord) -> bool:
        return False

    loggers = [logging.getLogger(name) for name in ("pyshacl-validate", "rdflib.term")]
    for logger in loggers:
        logger.addFilter(nothing)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger in loggers:
            logger.removeFilter(nothing)
