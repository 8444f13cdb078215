"""What an engine says of a graph."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pyoxigraph import Literal

from ..diagnostics import Severity
from ..paths import Node, Path, Term
from ..terms import SH
from .sentences import sentence
from .shapes import VIOLATION, ShapesGraph

_SEVERITIES = {VIOLATION: Severity.VIOLATION, SH + "Warning": Severity.WARNING, SH + "Info": Severity.INFO}
SPARQL = SH + "SPARQLConstraintComponent"


@dataclass(frozen=True, slots=True)
class ShaclResult:
    """One validation result (SHACL, section 3.6.2), with what its shape says of itself.

    `path` is None for a node shape. `shape` is the source shape, a blank node where it has no IRI; `named_shape` then
    is the shape around it that has one. `severity_iri` is the severity as the shape names it; what is none of the
    three of SHACL counts as a violation. Blank nodes have the labels of the graphs that the engine was given.
    """

    focus: Term
    path: Path | None
    value: Term | None
    shape: Node
    component: str
    severity: Severity
    severity_iri: str
    message: str
    code: str
    named_shape: str | None
    help: str | None
    url: str | None

    @property
    def key(self) -> tuple[str, ...]:
        """What two engines must agree on: focus node, path, value, component, severity and shape.

        Language tags count without case (RDF 1.1 Concepts, section 3.3).
        """
        return (
            plain_term(self.focus),
            str(self.path or ""),
            plain_term(self.value),
            self.component,
            self.severity_iri,
            plain_term(self.shape),
        )


def plain_term(term: Term | None) -> str:
    """A term as a text that is the same for equal terms; empty for None."""
    if isinstance(term, Literal) and term.language:
        return f'"{term.value}"@{term.language.lower()}'
    return str(term or "")


def described(
    shapes: ShapesGraph,
    *,
    focus: Term,
    path: Path | None,
    value: Term | None,
    shape: Node,
    component: str,
    messages: Callable[[], Iterable[tuple[str | None, str]]],
) -> ShaclResult:
    """A result with what its shape says of itself.

    The severity is that of the shape (SHACL, section 2.1.4), and so is the message, except where a SPARQL query made
    the result: then `messages` gives those of the engine as pairs of language and text, of which English is preferred.
    """
    facts = shapes.facts(shape)
    message = None
    if component == SPARQL or not component.startswith(SH):
        best = min(messages(), key=lambda m: ((m[0] or "") != "en", m[0] or "", m[1]), default=None)
        message = best[1] if best else None
    message = message or facts.message or sentence(shapes, shape, component, path, value)
    return ShaclResult(
        focus=focus,
        path=path,
        value=value,
        shape=shape,
        component=component,
        severity=_SEVERITIES.get(facts.severity, Severity.VIOLATION),
        severity_iri=facts.severity,
        message=one_line(message),
        code=facts.code,
        named_shape=facts.named,
        help=facts.help,
        url=facts.url,
    )


def one_line(text: str) -> str:
    """A text without breaks and runs of white space."""
    return re.sub(r"\s+", " ", text).strip()
