"""Terms of the ontology and the queries that speak of them."""

from __future__ import annotations

from itertools import chain

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from ..diagnostics import Diagnostic, Severity
from ..graph import GraphStore
from ..positions import Locator
from ..project import Project
from ..queries import check_syntax, sparql_fault, terms_used
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
    for path in project.query_files(""):
        try:
            check_syntax(project.config.prefixes.sparql() + path.read_text(encoding="utf-8"))
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
    # Properties that only rules and views give are declared; things that they mint are not in the files.
    own = _described_namespaces(project, graph.store)
    found = []
    for use in terms_used(project):
        namespace = use.iri[: max(use.iri.rfind("/"), use.iri.rfind("#")) + 1]
        if use.iri == namespace or namespace not in own or _occurs(graph.store, NamedNode(use.iri)):
            continue
        text = use.path.read_text(encoding="utf-8")
        lines = Lines.of(text)
        span = Span(
            use.path.relative_to(project.root).as_posix(),
            lines.position(use.offset),
            lines.position(use.offset + len(use.name)),
        )
        near = nearest(use.iri, _names_in(graph.store, namespace))
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


def _occurs(store: Store, term: NamedNode) -> bool:
    """Whether a term stands anywhere in a statement."""
    found = chain(
        store.quads_for_pattern(term, None, None, DefaultGraph()),
        store.quads_for_pattern(None, term, None, DefaultGraph()),
        store.quads_for_pattern(None, None, term, DefaultGraph()),
    )
    return next(found, None) is not None


def _names_in(store: Store, namespace: str) -> set[str]:
    """The IRIs of a namespace that stand anywhere in a statement."""
    terms = (term for quad in store for term in (quad.subject, quad.predicate, quad.object))
    return {t.value for t in terms if isinstance(t, NamedNode) and t.value.startswith(namespace)}


def _described_namespaces(project: Project, store: Store) -> set[str]:
    """The namespaces below the project's base of which the files describe at least one name."""
    rows = store.query("SELECT DISTINCT ?name { ?name ?p ?o FILTER(isIRI(?name)) }")
    names = (row["name"].value for row in rows)  # type: ignore[union-attr]
    found = {iri[: max(iri.rfind("/"), iri.rfind("#")) + 1] for iri in names}
    return {namespace for namespace in found if namespace.startswith(project.config.base)}
