"""Terms of SHACL in the shapes: unknown ones, and those that no engine acts upon."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from ...diagnostics import Diagnostic, Severity
from ...suggest import nearest
from ...terms import SH, XSD
from .located import LocatedShapes
from .vocabulary import ADVANCED, TERMS

# The namespace itself is named as an ontology.
_USUAL = (TERMS - ADVANCED) | {SH}
_TRUE = Literal("true", datatype=NamedNode(XSD + "boolean"))


def unknown_terms(shapes: LocatedShapes) -> Iterator[Diagnostic]:
    """Terms that SHACL does not have (CG010), and those of its extensions, which are not evaluated (CG020)."""
    for triple in shapes.located:
        for term in (triple.predicate, triple.object):
            if not isinstance(term, NamedNode) or not term.value.startswith(SH) or term.value in _USUAL:
                continue
            span = triple.predicate_span if term is triple.predicate else triple.object_span
            name = f"sh:{term.value.removeprefix(SH)}"
            if term.value in ADVANCED:
                message = f"{name} is of SHACL Advanced Features or SHACL-JS, which no engine here evaluates"
                help = "say it with SHACL Core or with a SPARQL constraint, or as a query in queries/checks/"
                yield shapes.finding("CG020", Severity.VIOLATION, message, triple.subject, span, help)
            else:
                near = nearest(name, (f"sh:{known.removeprefix(SH)}" for known in _USUAL))
                help = f"did you mean {near}?" if near else "see https://www.w3.org/TR/shacl/"
                yield shapes.finding(
                    "CG010", Severity.VIOLATION, f"SHACL has no term {name}", triple.subject, span, help
                )


def idle_statements(shapes: LocatedShapes) -> Iterator[Diagnostic]:
    """Shapes that are switched off (CG018), and severities where they have no effect (CG019)."""
    for triple in shapes.located:
        if triple.predicate.value == SH + "deactivated" and triple.object == _TRUE:
            name = shapes.shown(triple.subject)
            yield shapes.finding(
                "CG018", Severity.INFO, f"{name} is switched off: it finds nothing", triple.subject,
                triple.predicate_span, "take sh:deactivated away, or the shape",
            )  # fmt: skip
        elif triple.predicate.value == SH + "sparql" and not isinstance(triple.object, Literal):
            span = shapes.at_predicate(triple.object, SH + "severity")
            if span is not None:
                yield shapes.finding(
                    "CG019", Severity.WARNING, "A severity has no effect here: it is that of the shape which counts",
                    triple.subject, span, "move sh:severity to the shape that has sh:sparql",
                )  # fmt: skip
