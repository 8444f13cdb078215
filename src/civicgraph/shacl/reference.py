"""SHACL validation by pySHACL, the reference engine.

pySHACL reads an rdflib graph; over an Oxigraph store it gives wrong results, so it never gets one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import ShapesError
from ..graph import term_from_rdflib
from ..project import Project
from ..terms import SH
from .results import ShaclResult, ShapesGraph, described, one_line

if TYPE_CHECKING:
    import rdflib


def run(ntriples: bytes, shapes: ShapesGraph, project: Project) -> list[ShaclResult]:
    """The results of the shapes on a graph given as N-Triples, in no order. Raises `ShapesError`."""
    import pyshacl
    import rdflib
    from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, RuleLoadError, ShapeLoadError

    with _literals_as_written(), _quiet():
        shapes_graph = rdflib.Graph().parse(data=shapes.ntriples, format="nt")
        data = rdflib.Graph().parse(data=ntriples, format="nt")
        try:
            _, report, text = pyshacl.validate(data, shacl_graph=shapes_graph, inplace=True, inference="none")
        except (ShapeLoadError, ConstraintLoadError, RuleLoadError, ReportableRuntimeError) as error:
            raise ShapesError(
                f"the shapes do not load: {one_line(str(error))}",
                hint=f"look in {', '.join(project.config.globs['shapes'])}",
            ) from error
    if not isinstance(report, rdflib.Graph):
        raise ShapesError(f"the shapes could not be applied: {one_line(str(text))}")
    return [
        _result(report, shapes, node, project)
        for node in report.subjects(rdflib.RDF.type, rdflib.URIRef(SH + "ValidationResult"))
    ]


def _result(report: rdflib.Graph, shapes: ShapesGraph, node: Any, project: Project) -> ShaclResult:
    import rdflib

    def of(name: str) -> Any:
        return report.value(node, rdflib.URIRef(SH + name))

    shape, path, value = of("sourceShape"), of("resultPath"), of("value")
    messages = report.objects(node, rdflib.URIRef(SH + "resultMessage"))
    return described(
        shapes,
        project,
        focus=term_from_rdflib(of("focusNode")),
        path=str(path) if isinstance(path, rdflib.URIRef) else None,
        value=None if value is None else term_from_rdflib(value),
        shape=str(shape) if isinstance(shape, rdflib.URIRef) else None,
        component=str(of("sourceConstraintComponent")),
        severity=str(of("resultSeverity")),
        messages=[(getattr(m, "language", None), str(m)) for m in messages],
    )


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
    """pySHACL logs with a traceback what it raises as well; the error alone is enough."""

    def nothing(record: logging.LogRecord) -> bool:
        return False

    logger = logging.getLogger("pyshacl-validate")
    logger.addFilter(nothing)
    try:
        yield
    finally:
        logger.removeFilter(nothing)
