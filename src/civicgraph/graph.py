"""A graph in stores: the merge of its files and stages, and where each triple came from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from .disk import KeptStore, keep, open_kept
from .project import Project
from .reading import as_written, load_file
from .source import SourceFile
from .stages import DERIVATION, Stages, graph_name

if TYPE_CHECKING:
    import rdflib

# Bytes of files up to which a graph is held in memory: about a million triples, which take a third of a gigabyte there
# and answer four times as fast as on the disk.
MOST_IN_MEMORY = 64 << 20
# Bytes that a file has in the mean where it is better loaded on its own.
_SMALL_FILE = 1 << 18
# Raised when what a store on disk holds is laid out anew.
_LAYOUT = 2
_MOST_THREADS = 8
# What each store of a graph holds: the merge (False), the named graphs (True).
_HOLDS = {"store": (False,), "named": (True,), "with_names": (False, True)}


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

    With `on_disk` the stores are kept in the project's state under the digest of what they hold, and opened the next
    time; they can then not be changed. Where the disk does not allow it they are in memory. `stages` may be a way to
    get them, so that an open store need not wait for them.
    """

    def __init__(
        self,
        project: Project,
        stages: Stages | Callable[[], Stages] | None = None,
        *,
        roles: Sequence[str] = ("ontology", "data"),
        labels: bool = False,
        on_disk: bool = False,
    ) -> None:
        self.project = project
        self.inferred = stages is not None
        self.roles = tuple(roles)
        self._stages = stages
        self._labels = labels
        self._on_disk = on_disk and not labels
        self._kept: dict[str, KeptStore] = {}
        self.store = self._opened("store")

    @property
    def files(self) -> list[SourceFile]:
        """The files that were loaded, by path."""
        return self.project.files(*self.roles)

    @cached_property
    def stages(self) -> Stages | None:
        """The derived stages that are part of the graph."""
        return self._stages() if callable(self._stages) else self._stages

    @cached_property
    def named(self) -> Store:
        """A store with one named graph for each file and each stage."""
        return self._opened("named")

    @cached_property
    def with_names(self) -> Store:
        """A store with the merge as default graph and the named graphs beside it, for queries that say GRAPH."""
        if self._on_disk:
            return self._opened("with_names")
        store = Store()
        store.extend(self.named)
        store.extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in self.store)
        return store

    def database(self, name: str) -> Path | None:
        """The folder in which Oxigraph keeps the store `store` or `with_names`, or None where it is in memory."""
        kept = self._kept.get(name)
        return kept.database if kept else None

    def _opened(self, name: str) -> Store:
        """The store that is an attribute of this name, from the disk where it is kept there."""
        if self._on_disk:
            folder = self.project.state / "stores" / f"{self._key}-{name}"
            kept = open_kept(folder) or keep(folder, lambda store: self._fill_on_disk(store, name))
            if kept is not None:
                self._kept[name] = kept
                return kept.store
        store = Store()
        self._fill(store, name, bulk=False)
        return store

    @property
    def _key(self) -> str:
        """The beginning of a digest of all that a store on disk is a function of."""
        what = f"{_LAYOUT} {pyoxigraph.__version__} {DERIVATION} {self.roles} {self.inferred} {self.project.digest}"
        return hashlib.sha256(what.encode()).hexdigest()[:32]

    def _fill_on_disk(self, store: Store, name: str) -> None:
        size = self.project.size
        if size > MOST_IN_MEMORY or size > _SMALL_FILE * len(self.files):
            self._fill(store, name, bulk=True)
            return
        # Each load makes files of its own on the disk, so that many small ones take their time.
        memory = Store()
        self._fill(memory, name, bulk=False)
        quads = memory.dump(format=RdfFormat.N_QUADS)
        assert quads is not None
        store.bulk_load(quads, format=RdfFormat.N_QUADS)

    def _fill(self, store: Store, name: str, *, bulk: bool) -> None:
        base = self.project.config.base

        def load(job: tuple[SourceFile | str, bool]) -> None:
            what, named = job
            if isinstance(what, str):
                assert self.stages is not None
                graph = NamedNode(graph_name(base, what)) if named else None
                fill = store.bulk_load if bulk else store.load
                fill(self.stages.texts[what], format=RdfFormat.N_TRIPLES, to_graph=graph)
            else:
                self._load(store, what, NamedNode(what.graph_name) if named else None, bulk)

        parts: list[SourceFile | str] = [*self.files, *(self.stages.texts if self.stages else ())]
        jobs = [(part, named) for named in _HOLDS[name] for part in parts]
        if not bulk:
            for job in jobs:
                load(job)
            return
        from concurrent.futures import ThreadPoolExecutor

        # Parsing and sorting leave the interpreter free.
        with ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_THREADS)) as pool:
            try:
                for _ in pool.map(load, jobs):
                    pass
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    @cached_property
    def written(self) -> dict[str, bytes]:
        """Each file, by its path, as N-Triples in the order of the file, its literals as the file writes them.

        A store keeps the value of a number, a date or a boolean and forgets how it was written.
        Raises `SourceSyntaxError` with the position of a fault.
        """
        return {file.path: as_written(self.project, file) for file in self.files}

    def _load(self, store: Store, file: SourceFile, graph: NamedNode | None, bulk: bool) -> None:
        if not self._labels:
            load_file(store, self.project, file, graph, bulk=bulk)
        elif b"_:" in self.written[file.path]:
            # Loading would give the blank nodes new labels.
            quads = parse(self.written[file.path], format=RdfFormat.N_TRIPLES)
            store.extend(Quad(q.subject, q.predicate, q.object, graph or DefaultGraph()) for q in quads)
        else:
            store.load(self.written[file.path], format=RdfFormat.N_TRIPLES, to_graph=graph)

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
