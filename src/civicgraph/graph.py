"""A graph in memory: the merge of its files and stages, and where each triple came from."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from .errors import SourceSyntaxError
from .project import Project
from .source import Position, SourceFile, Span
from .stages import Stages, graph_name

if TYPE_CHECKING:
    import rdflib

# The directive of RDF 1.2 leaves nothing in the triples; this may also match in a comment or a literal.
_VERSION = re.compile(rb"version\s*[\"']")


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


def as_written(project: Project, file: SourceFile) -> bytes:
    """A file as N-Triples in the order of the file. Raises `SourceSyntaxError` with the position of a fault."""
    try:
        return serialize(parse_file(project, file), format=RdfFormat.N_TRIPLES) or b""
    except SyntaxError as error:
        raise _in_words(project, file, error) from error


def load_file(store: Store, project: Project, file: SourceFile, graph: NamedNode | None = None) -> None:
    """Loads one file into a graph of the store. Raises `SourceSyntaxError` with the position of the fault."""
    try:
        store.load(_content(project, file), format=RdfFormat.TURTLE, base_iri=file.graph_name, to_graph=graph)
    except SyntaxError as error:
        raise _in_words(project, file, error) from error


def parse_file(project: Project, file: SourceFile) -> Iterator[Quad]:
    """The triples of one file, with blank nodes of its own.

    Raises `SyntaxError` where the parser refuses it; `check_syntax` says why.
    """
    content = _content(project, file)
    return parse(content, format=RdfFormat.TURTLE, base_iri=file.graph_name, rename_blank_nodes=True)


def check_syntax(project: Project, file: SourceFile) -> SourceSyntaxError | None:
    """The first fault of a file, or None.

    What RDF 1.2 adds is a fault here: pyoxigraph reads it, rdflib and SHACL 1.0 do not.
    """
    content = _content(project, file)
    try:
        quads = parse(content, format=RdfFormat.TURTLE, base_iri=file.graph_name)
        suspect = any(_is_beyond_rdf_11(quad) for quad in quads) or _VERSION.search(content.lower())
    except SyntaxError as error:
        return _in_words(project, file, error)
    return _own_fault(project, file) if suspect else None


def _content(project: Project, file: SourceFile) -> bytes:
    """The bytes of a file without a byte order mark, which pyoxigraph takes for the first letter of a name."""
    return (project.root / file.path).read_bytes().removeprefix(codecs.BOM_UTF8)


def _is_beyond_rdf_11(quad: Quad) -> bool:
    term = quad.object
    return isinstance(term, Triple) or (isinstance(term, Literal) and term.direction is not None)


def _own_fault(project: Project, file: SourceFile) -> SourceSyntaxError | None:
    """What our own reader has against a file, or None."""
    # Imported here, since a command that meets no fault needs no reader.
    from .turtle import read_located, read_text

    try:
        read_located(read_text(project.root / file.path, file.path), file.path, base=file.graph_name)
    except SourceSyntaxError as fault:
        return fault
    return None


def _in_words(project: Project, file: SourceFile, error: SyntaxError) -> SourceSyntaxError:
    """What is wrong with a file that the parser refuses: our reader's sentence, or the parser's where ours has none."""
    fault = _own_fault(project, file)
    if fault is not None:
        return fault
    line, column = error.lineno or 1, error.offset or 1
    end = Position(error.end_lineno or line, error.end_offset or column + 1)
    message = str(error.msg or error)
    message = message.split(": ", 1)[1] if message.startswith("Parser error at line") else message
    return SourceSyntaxError(
        message, span=Span(file.path, Position(line, column), max(end, Position(line, column + 1)))
    )
