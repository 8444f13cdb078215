"""SHACL validation by pySHACL, the reference engine.

pySHACL reads an rdflib graph; over an Oxigraph store it gives wrong results, so it never gets one.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode

from .diagnostics import Severity
from .errors import ShapesError
from .graph import check_syntax, term_from_rdflib
from .project import Project
from .terms import DC_IDENTIFIER, RDFS, SH

if TYPE_CHECKING:
    import rdflib

Term = NamedNode | BlankNode | Literal


@dataclass(frozen=True, slots=True)
class ShaclResult:
    """One validation result (SHACL, section 3.6.2), with what its shape says of itself.

    `path` is None for a node shape and for a path that is not a single property. `code` is the shape's
    `dcterms:identifier`, without one its CURIE.
    """

    focus: Term
    path: str | None
    value: Term | None
    shape: str | None
    component: str
    severity: Severity
    message: str
    code: str
    help: str | None
    url: str | None


def run_shacl(ntriples: bytes, project: Project) -> list[ShaclResult]:
    """The results of the project's shapes on a graph given as N-Triples, in no order.

    Raises `ShapesError` where the shapes do not load.
    """
    import pyshacl
    import rdflib
    from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, RuleLoadError, ShapeLoadError

    with _literals_as_written(), _quiet():
        shapes = _shapes(project)
        if not len(shapes):
            return []
        data = rdflib.Graph().parse(data=ntriples, format="nt")
        try:
            _, report, text = pyshacl.validate(data, shacl_graph=shapes, inplace=True, inference="none")
        except (ShapeLoadError, ConstraintLoadError, RuleLoadError, ReportableRuntimeError) as error:
            raise ShapesError(
                f"the shapes do not load: {_plain(str(error))}", hint=f"look in {_shape_globs(project)}"
            ) from error
    if not isinstance(report, rdflib.Graph):
        raise ShapesError(f"the shapes could not be applied: {_plain(str(text))}")
    return [
        _result(report, shapes, node, project)
        for node in report.subjects(rdflib.RDF.type, rdflib.URIRef(SH + "ValidationResult"))
    ]


def _shapes(project: Project) -> rdflib.Graph:
    import rdflib

    graph = rdflib.Graph()
    for file in project.files("shapes"):
        fault = check_syntax(project, file)
        if fault is not None:
            raise ShapesError(
                f"the shapes do not parse: {fault.message}", span=fault.span, hint="mend the shapes file first"
            )
        graph.parse(project.root / file.path, format="turtle")
    return graph


def _result(report: rdflib.Graph, shapes: rdflib.Graph, node: Any, project: Project) -> ShaclResult:
    import rdflib

    def of(name: str) -> Any:
        return report.value(node, rdflib.URIRef(SH + name))

    shape, path = of("sourceShape"), of("resultPath")
    named = isinstance(shape, rdflib.URIRef)

    def says(iri: str) -> str | None:
        value = shapes.value(shape, rdflib.URIRef(iri)) if named else None
        return str(value) if value is not None else None

    messages = sorted(
        report.objects(node, rdflib.URIRef(SH + "resultMessage")),
        key=lambda m: (getattr(m, "language", None) != "en", str(m)),
    )
    severity = {SH + "Warning": Severity.WARNING, SH + "Info": Severity.INFO}.get(
        str(of("resultSeverity")), Severity.VIOLATION
    )
    code = says(DC_IDENTIFIER) or (project.config.prefixes.curie(str(shape)) if named else None) or "CG100"
    return ShaclResult(
        focus=term_from_rdflib(of("focusNode")),
        path=str(path) if isinstance(path, rdflib.URIRef) else None,
        value=term_from_rdflib(of("value")) if of("value") is not None else None,
        shape=str(shape) if named else None,
        component=str(of("sourceConstraintComponent")),
        severity=severity,
        message=_plain(str(messages[0])) if messages else "does not fit the shape",
        code=code,
        help=says(SH + "description"),
        url=says(RDFS + "seeAlso"),
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


def _shape_globs(project: Project) -> str:
    return ", ".join(project.config.globs["shapes"])


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
