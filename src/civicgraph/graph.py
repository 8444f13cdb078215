"""A graph in memory: the merge of its files and stages, and where each triple came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from .project import Project
from .reading import as_written, load_file
from .source import SourceFile
from .stages import Stages, graph_name

if TYPE_CHECKING:
    import rdflib

# The directive of RDF 1.2 leaves nothing in the triples; this may also match in a comment or a literal.
_VERSION = re.compile(rb"version\s*[\"']")


class Statements(Protocol):
    """What those who read a graph ask of it: the statements that fit a pattern, and whether one is there.

    A store answers out of its own; a graph at an endpoint fetches what it is asked for (`engines.fetching`).
    """

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
        /,
    ) -> Iterable[Quad]: ...

    def __contains__(self, quad: Quad, /) -> bool: ...


class Readable(Protocol):
    """A graph as those see it who read things out of it: a merge, its named graphs, and the files that it is from."""

    @property
    def project(self) -> Project: ...
    @property
    def store(self) -> Statements: ...
    @property
    def named(self) -> Statements: ...
    @property
    def files(self) -> Sequence[SourceFile]: ...
    @property
    def written(self) -> Mapping[str, bytes]: ...


class GraphStore:
    """The files of a project in a store.

    `store` has the merge of ontology, data and, where `stages` is given, the derived stages as its default
    graph: the graph that queries see. `named` has one named graph for each file and each stage: it tells
    where a triple comes from, and is filled when it is first asked for. With `labels`, a blank node has the same
    label in `store`, `named` and `written`, which costs a second reading of the files.
    """

    def __init__(
        self,
        project: Project,
        stages: Stages | None = None,
        *,
        roles: Sequence[str] = ("ontology", "data"),
        labels: bool = False,
    ) -> None:
        self.project = project
        self.stages = stages
        self.roles = tuple(roles)
        self._labels = labels
        self.store = Store()
        for file in self.files:
            self._load(self.store, file)
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
            self._load(store, file, NamedNode(file.graph_name))
        for name, text in self.stages.texts.items() if self.stages else ():
            store.load(text, format=RdfFormat.N_TRIPLES, to_graph=NamedNode(graph_name(self.project.config.base, name)))
        return store

    @cached_property
    def written(self) -> dict[str, bytes]:
        """Each file, by its path, as N-Triples in the order of the file, its literals as the file writes them.

        A store keeps the value of a number, a date or a boolean and forgets how it was written.
        Raises `SourceSyntaxError` with the position of a fault.
        """
        return {file.path: as_written(self.project, file) for file in self.files}

    def _load(self, store: Store, file: SourceFile, graph: NamedNode | None = None) -> None:
        if not self._labels:
            load_file(store, self.project, file, graph)
        elif b"_:" in self.written[file.path]:
            # Loading would give the blank nodes new labels.
            quads = parse(self.written[file.path], format=RdfFormat.N_TRIPLES)
            store.extend(Quad(q.subject, q.predicate, q.object, graph or DefaultGraph()) for q in quads)
        else:
            store.load(self.written[file.path], format=RdfFormat.N_TRIPLES, to_graph=graph)

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
