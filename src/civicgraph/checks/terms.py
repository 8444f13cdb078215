"""Terms of the ontology and the queries that speak of them."""

from __future__ import annotations

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from ..diagnostics import Diagnostic, Severity
from ..graph import GraphStore
from ..positions import Locator
from ..project import Project
from ..queries import sparql_fault, terms_used
from ..source import Position, Span
from ..suggest import nearest
from ..terms import CG, OWL, RDF_TYPE, RDFS_LABEL
from ..turtle import Lines

NOT_ASKED, UNKNOWN_IN_QUERY, QUERY_SYNTAX = "CG831", "CG832", "CG601"
_KINDS = ("Class", "ObjectProperty", "DatatypeProperty")
_NAMESPACE = "http://purl.org/vocab/vann/preferredNamespaceUri"


def check_queries(graph: GraphStore) -> list[Diagnostic]:
    """Queries that do not parse (CG601), and names of this project in them that occur in no file (CG832)."""
    project = graph.project
    found = []
    empty = Store()
    for path in project.query_files(""):
        try:
            empty.query(project.config.prefixes.sparql() + path.read_text(encoding="utf-8"))
        except SyntaxError as error:
            fault = sparql_fault(error, len(project.config.prefixes))
            at = Position(fault.line, fault.column)
            found.append(
                Diagnostic(
                    QUERY_SYNTAX,
                    Severity.VIOLATION,
                    f"This is not SPARQL: {fault.message}",
                    span=Span(path.relative_to(project.root).as_posix(), at, Position(at.line, at.column + 1)),
                    help="the fault may stand just before this place; compare with the queries beside it",
                )
            )
    return found + _unknown_names(graph)


def _unknown_names(graph: GraphStore) -> list[Diagnostic]:
    project = graph.project
    described = {q.subject.value for q in graph.store if isinstance(q.subject, NamedNode)}
    # Properties that only rules and views give are declared; things that they mint are not in the files.
    own = tuple(_described_namespaces(project, described))
    known = described | {t.value for q in graph.store for t in (q.predicate, q.object) if isinstance(t, NamedNode)}
    found = []
    for use in terms_used(project):
        namespace = use.iri[: max(use.iri.rfind("/"), use.iri.rfind("#")) + 1]
        if use.iri == namespace or use.iri in known or namespace not in own:
            continue
        text = use.path.read_text(encoding="utf-8")
        lines = Lines.of(text)
        span = Span(
            use.path.relative_to(project.root).as_posix(),
            lines.position(use.offset),
            lines.position(use.offset + len(use.name)),
        )
        near = nearest(use.iri, {iri for iri in known if iri.startswith(namespace)})
        found.append(
            Diagnostic(
                UNKNOWN_IN_QUERY,
                Severity.VIOLATION,
                f"{use.name} occurs in no file, so no row can match it",
                span=span,
                value=use.iri,
                help=f"did you mean {project.config.prefixes.shorten(near)}?" if near else "correct the name",
            )
        )
    return found


def check_asked(graph: GraphStore) -> list[Diagnostic]:
    """Terms that no saved question, check, rule or view uses and that give no reason for it (CG831)."""
    prefixes = graph.project.config.prefixes
    waiver = NamedNode(CG + "waiver")
    used = {use.iri for use in terms_used(graph.project)}
    locator = Locator(graph)
    found = []
    for term in own_terms(graph.store):
        waived = any(
            isinstance(q.object, Literal) and q.object.value.startswith("H31")
            for q in graph.store.quads_for_pattern(term, waiver, None, DefaultGraph())
        )
        if term.value not in used and not waived:
            found.append(
                Diagnostic(
                    NOT_ASKED,
                    Severity.WARNING,
                    f"No query uses {prefixes.shorten(term.value)}",
                    span=locator.where(term),
                    focus=term.value,
                    help='write a question that needs it, or say why it is there: cg:waiver "H31: ..."@en',
                )
            )
    return found


def own_terms(store: Store) -> list[NamedNode]:
    """The classes and properties in the namespace that the header of an ontology claims, by IRI."""
    namespaces = tuple(
        getattr(q.object, "value", "")
        for q in store.quads_for_pattern(None, NamedNode(_NAMESPACE), None, DefaultGraph())
    )
    found = {
        q.subject.value
        for kind in _KINDS
        for q in store.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(OWL + kind), DefaultGraph())
        if isinstance(q.subject, NamedNode) and q.subject.value.startswith(namespaces or ("\0",))
    }
    labelled = (
        iri
        for iri in found
        if any(True for _ in store.quads_for_pattern(NamedNode(iri), NamedNode(RDFS_LABEL), None, DefaultGraph()))
    )
    return [NamedNode(iri) for iri in sorted(labelled)]


def _described_namespaces(project: Project, described: set[str]) -> set[str]:
    """The namespaces below the project's base of which the files describe at least one name."""
    found = {iri[: max(iri.rfind("/"), iri.rfind("#")) + 1] for iri in described}
    return {namespace for namespace in found if namespace.startswith(project.config.base)}
