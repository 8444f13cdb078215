"""A graph in memory: the merge of its files and stages, and where each triple came from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse

from .errors import SourceSyntaxError
from .project import Project
from .source import Position, SourceFile, Span
from .stages import Stages, graph_name

if TYPE_CHECKING:
    import rdflib


class GraphStore:
    """The files of a project in a store.

    `store` has the merge of ontology, data and, where `stages` is given, the derived stages as its default
    graph: the graph that queries see. `named` has one named graph for each file and each stage: it tells
    where a triple comes from, and is filled when it is first asked for.
    """

    def __init__(
        self, project: Project, stages: Stages | None = None, *, roles: Sequence[str] = ("ontology", "data")
    ) -> None:
        self.project = project
        self.stages = stages
        self.roles = tuple(roles)
        self.store = Store()
        for file in self.files:
            load_file(self.store, project, file)
        for text in stages.texts.values() if stages else ():
            self.store.load(text, format=RdfFormat.N_TRIPLES)

    @property
    def files(self) -> list[SourceFile]:
        """The files that were loaded, by path."""
        return self.project.files(*self.roles)

    @cached_property
    def named(self) -> Store:
        """A store with one named graph for each file and each stage."""
        store = Store()
        for file in self.files:
            load_file(store, self.project, file, NamedNode(file.graph_name))
        for name, text in self.stages.texts.items() if self.stages else ():
            store.load(text, format=RdfFormat.N_TRIPLES, to_graph=NamedNode(graph_name(self.project.config.base, name)))
        return store

    @cached_property
    def with_names(self) -> Store:
        """A store with the merge as default graph and the named graphs beside it, for queries that say GRAPH."""
        store = Store()
        store.extend(self.named)
        store.extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in self.store)
        return store

    def to_rdflib(self) -> rdflib.Graph:
        """The merge as an rdflib graph."""
        import rdflib

        graph = rdflib.Graph()
        for prefix, namespace in self.project.config.prefixes.items():
            graph.bind(prefix, namespace, override=True, replace=True)
        return graph.parse(data=ntriples(self.store), format="nt")


def term_from_rdflib(term: Any) -> NamedNode | BlankNode | Literal:
    """An rdflib term as a pyoxigraph term."""
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return BlankNode(str(term))
    if term.language:
        return Literal(str(term), language=str(term.language))
    return Literal(str(term), datatype=NamedNode(str(term.datatype))) if term.datatype else Literal(str(term))


def ntriples(store: Store) -> bytes:
    """The default graph of a store as N-Triples, in no order."""
    text = store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    assert text is not None
    return text


def load_file(store: Store, project: Project, file: SourceFile, graph: NamedNode | None = None) -> None:
    """Loads one file into a graph of the store. Raises `SourceSyntaxError` with the position of the fault."""
    path = project.root / file.path
    try:
        store.load(path=str(path), format=RdfFormat.TURTLE, base_iri=file.graph_name, to_graph=graph)
    except SyntaxError as error:
        raise syntax_error(file.path, error) from error


def check_syntax(project: Project, file: SourceFile) -> SourceSyntaxError | None:
    """The first fault of a file, or None."""
    try:
        for _ in parse(path=str(project.root / file.path), format=RdfFormat.TURTLE, base_iri=file.graph_name):
            pass
    except SyntaxError as error:
        return syntax_error(file.path, error)
    return None


def syntax_error(path: str, error: SyntaxError) -> SourceSyntaxError:
    """A parser's error as ours: what is wrong, at which line and column."""
    line, column = error.lineno or 1, error.offset or 1
    end = Position(error.end_lineno or line, error.end_offset or column + 1)
    message = str(error.msg or error)
    message = message.split(": ", 1)[1] if message.startswith("Parser error at line") else message
    return SourceSyntaxError(message, span=Span(path, Position(line, column), max(end, Position(line, column + 1))))
