"""What an engine says of a graph, and what the shapes say of themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store

from ..diagnostics import Severity
from ..errors import ShapesError
from ..graph import check_syntax, load_file
from ..project import Project
from ..terms import DC_IDENTIFIER, RDFS, SH

Term = NamedNode | BlankNode | Literal
NO_CODE = "CG100"
_SEVERITIES = {SH + "Warning": Severity.WARNING, SH + "Info": Severity.INFO}


@dataclass(frozen=True, slots=True)
class ShaclResult:
    """One validation result (SHACL, section 3.6.2), with what its shape says of itself.

    `path` is None for a node shape and for a path that is not a single property; `shape` is None for a shape without
    an IRI. `code` is the shape's `dcterms:identifier`, without one its CURIE.
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

    @property
    def key(self) -> tuple[str, str, str, str, str, str]:
        """What two engines must agree on: focus node, path, value, component, severity and shape.

        Language tags count without case (RDF 1.1 Concepts, section 3.3), and blank nodes are all alike, since each
        engine names them itself.
        """
        return (
            _plain_term(self.focus),
            self.path or "",
            _plain_term(self.value),
            self.component,
            str(self.severity),
            self.shape or "",
        )


def _plain_term(term: Term | None) -> str:
    if isinstance(term, BlankNode):
        return "_:"
    if isinstance(term, Literal) and term.language:
        return f'"{term.value}"@{term.language.lower()}'
    return str(term or "")


@dataclass(frozen=True, slots=True)
class ShapesGraph:
    """The shapes of a project: as N-Triples, and as a store that answers what a shape says of itself."""

    ntriples: bytes
    store: Store

    def __len__(self) -> int:
        return len(self.store)

    def says(self, shape: str | None, iri: str) -> str | None:
        """The value of a property of a shape, in English where it has languages; None without one."""
        if shape is None:
            return None
        found = [q.object for q in self.store.quads_for_pattern(NamedNode(shape), NamedNode(iri), None, DefaultGraph())]
        terms = [t for t in found if isinstance(t, Literal | NamedNode)]
        best = min(terms, key=lambda t: (getattr(t, "language", None) not in ("en", None), t.value), default=None)
        return None if best is None else best.value


def read_shapes(project: Project) -> ShapesGraph:
    """The shapes of a project. Raises `ShapesError` with the place where they do not parse."""
    files = project.files("shapes")
    for file in files:
        fault = check_syntax(project, file)
        if fault is not None:
            raise ShapesError(
                f"the shapes do not parse: {fault.message}", span=fault.span, hint="mend the shapes file first"
            )
    store = Store()
    for file in files:
        load_file(store, project, file)
    return ShapesGraph(b"".join(sorted(f"{q.triple} .\n".encode() for q in store)), store)


def described(
    shapes: ShapesGraph,
    project: Project,
    *,
    focus: Term,
    path: str | None,
    value: Term | None,
    shape: str | None,
    component: str,
    severity: str,
    messages: list[tuple[str | None, str]],
) -> ShaclResult:
    """A result with what its shape says of itself; `messages` are pairs of language and text, English is preferred."""
    best = min(messages, key=lambda m: ((m[0] or "") != "en", m[0] or "", m[1]), default=None)
    return ShaclResult(
        focus=focus,
        path=path,
        value=value,
        shape=shape,
        component=component,
        severity=_SEVERITIES.get(severity, Severity.VIOLATION),
        message=one_line(best[1]) if best else "does not fit the shape",
        code=shapes.says(shape, DC_IDENTIFIER) or (project.config.prefixes.curie(shape) if shape else None) or NO_CODE,
        help=shapes.says(shape, SH + "description"),
        url=shapes.says(shape, RDFS + "seeAlso"),
    )


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
