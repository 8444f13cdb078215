"""The queries of SPARQL constraints and validators, before an engine meets them."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal

from ...diagnostics import Diagnostic, Severity
from ...terms import SH
from ..sparql import SELECT, FaultKind, shape_queries
from .located import LocatedShapes

_CODES = {
    FaultKind.SYNTAX: "CG012",
    FaultKind.PREFIX: "CG013",
    FaultKind.FORBIDDEN: "CG014",
    FaultKind.PROJECTION: "CG015",
}


def faulty_queries(shapes: LocatedShapes) -> Iterator[Diagnostic]:
    """What does not parse (CG012), undeclared prefixes (CG013), what SHACL forbids (CG014), no $this (CG015)."""
    for query in shape_queries(shapes):
        for fault in query.faults():
            span = shapes.within(query.node, query.predicate, query.literal, fault.start, fault.end)
            yield shapes.finding(_CODES[fault.kind], Severity.VIOLATION, fault.message, query.node, span, fault.help)
    for triple in shapes.located:
        constraint = triple.object
        if triple.predicate.value != SH + "sparql" or isinstance(constraint, Literal):
            continue
        if not shapes.objects(constraint, SELECT):
            message = "A SPARQL constraint needs a query (sh:select)"
            yield shapes.finding("CG015", Severity.VIOLATION, message, triple.subject, triple.object_span)
