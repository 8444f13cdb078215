"""A graph at an endpoint as those see it who read graphs: what they ask for is fetched, many things in one request.

A reader is a function of a graph. It is run on what is known; what it asked for and is not known yet is fetched, and it
is run again, until it asks for nothing new. So the same code reads files and endpoints, and the number of requests is
that of the steps from one thing to the next, not that of the things.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from ..errors import CivicGraphError, EndpointError
from ..project import Project
from ..queries import sparql_term
from ..source import SourceFile
from ..stages import graph_name

# Terms named in one request, some 150 kB of query; requests for one reading.
_MOST_TERMS, MOST_REQUESTS = 2000, 60

T = TypeVar("T")
Construct = Callable[[str], Iterable[Triple]]
_Subject = NamedNode | BlankNode | Triple | None
_Object = NamedNode | BlankNode | Literal | Triple | None
# What is asked about a term: it is the subject or the object, and these are the predicates, None for all.
_Ask = tuple[str, NamedNode | Literal]


class FetchedGraph:
    """What is known of a graph at an endpoint; it has no files, so that nothing in it has a place."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.store = _Merge()
        self.named = _Named()
        self.files: Sequence[SourceFile] = ()
        self.written: Mapping[str, bytes] = {}


def read_by_fetching(work: Callable[[FetchedGraph], T], project: Project, construct: Construct) -> T:
    """What a reader makes of a graph at an endpoint; `construct` gives the triples of a CONSTRUCT there.

    Raises what reader and `construct` raise, and `EndpointError` where the reader asks for too much.
    """
    graph = FetchedGraph(project)
    requests = 0
    while True:
        try:
            result = work(graph)
        except CivicGraphError:  # said of less than the whole, unless nothing is missing
            if not graph.store.missing and not graph.named.missing:
                raise
        else:
            if not graph.store.missing and not graph.named.missing:
                return result
        for fetch in (*graph.store.fetches(), *graph.named.fetches(project.config.base)):
            requests += 1
            if requests > MOST_REQUESTS:
                raise EndpointError(
                    f"to tell this would take more than {MOST_REQUESTS} requests",
                    hint="ask for a part of it with civicgraph query --endpoint",
                )
            fetch(construct)


class _Merge:
    """The merge, as far as it was asked for: all of a thing, or the values of some of its properties, or what has it
    as a value.

    A blank node has another name in each answer. So nothing is ever asked of one, and what a reader asks of a thing
    comes in one answer.
    """

    def __init__(self) -> None:
        self._known = Store()
        self._have: dict[_Ask, set[NamedNode] | None] = {}
        self.missing: dict[_Ask, set[NamedNode] | None] = {}

    def quads_for_pattern(
        self, subject: _Subject, predicate: NamedNode | None, object: _Object, graph_name: object = None, /
    ) -> Iterable[Quad]:
        """The statements that fit, as far as they are known."""
        if isinstance(subject, NamedNode):
            self._want(("s", subject), predicate)
        elif isinstance(object, NamedNode | Literal):
            self._want(("o", object), predicate)
        elif subject is None and object is None:
            raise ValueError("no pattern for an endpoint: it names neither subject nor object")
        return self._known.quads_for_pattern(subject, predicate, object, DefaultGraph())

    def __contains__(self, quad: Quad, /) -> bool:
        return any(self.quads_for_pattern(quad.subject, quad.predicate, quad.object))

    def _want(self, ask: _Ask, predicate: NamedNode | None) -> None:
        have = self._have.get(ask, set())
        if have is None or predicate in have:
            return
        wanted = self.missing.setdefault(ask, set())
        if predicate is None:
            self.missing[ask] = None
        elif wanted is not None:
            wanted.add(predicate)

    def fetches(self) -> Iterator[Callable[[Construct], None]]:
        """The requests for what is missing, which is known once they are all made."""
        groups: dict[tuple[str, frozenset[NamedNode] | None], list[str]] = defaultdict(list)
        for (end, term), predicates in self.missing.items():
            groups[end, None if predicates is None else frozenset(predicates)].append(sparql_term(term))
            have = self._have.setdefault((end, term), set())
            self._have[end, term] = None if predicates is None or have is None else have | predicates
        self.missing = {}
        parts: list[str] = []
        room = _MOST_TERMS
        for (end, chosen), terms in groups.items():
            only = f" FILTER(?p IN ({', '.join(sorted(map(str, chosen)))}))" if chosen is not None else ""
            while terms:
                parts.append(f"{{ VALUES ?{end} {{ {' '.join(terms[:room])} }} ?s ?p ?o{only} }}")
                room, terms = room - len(terms[:room]), terms[room:]
                if room == 0:
                    yield self._fetch(parts)
                    parts, room = [], _MOST_TERMS
        if parts:
            yield self._fetch(parts)

    def _fetch(self, parts: list[str]) -> Callable[[Construct], None]:
        text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {' UNION '.join(parts)} }}"
        return lambda construct: self._known.extend(Quad(*triple) for triple in with_own_blanks(construct(text)))


class _Named:
    """The named graphs of our export, as far as they tell of single things."""

    def __init__(self) -> None:
        self._known = Store()
        self._have: set[NamedNode] = set()
        self.missing: dict[NamedNode, None] = {}

    def quads_for_pattern(
        self, subject: _Subject, predicate: NamedNode | None, object: _Object, graph_name: object = None, /
    ) -> Iterable[Quad]:
        """The statements that fit, in their named graphs, as far as they are known."""
        if isinstance(subject, NamedNode) and subject not in self._have:
            self.missing[subject] = None
        return self._known.quads_for_pattern(subject, predicate, object, None)

    def __contains__(self, quad: Quad, /) -> bool:
        return any(self.quads_for_pattern(quad.subject, quad.predicate, quad.object))

    def fetches(self, base: str) -> Iterator[Callable[[Construct], None]]:
        """One request for each missing thing, with the name of the graph in the place of the subject."""
        missing, self.missing = list(self.missing), {}
        self._have.update(missing)
        for subject in missing:
            yield self._fetch(
                subject, f"CONSTRUCT {{ ?g ?p ?o }} WHERE {{ GRAPH ?g {{ {subject} ?p ?o }} {of_ours(base)} }}"
            )

    def _fetch(self, subject: NamedNode, text: str) -> Callable[[Construct], None]:
        def fetch(construct: Construct) -> None:
            for graph, predicate, object in with_own_blanks(construct(text)):
                if isinstance(graph, NamedNode):
                    self._known.add(Quad(subject, predicate, object, graph))

        return fetch


def of_ours(base: str) -> str:
    """The FILTER of the named graphs `?g` that our export gives to files and stages."""
    begins = [f"STRSTARTS(STR(?g), {sparql_term(Literal(start))})" for start in (f"{base}graph/", graph_name(base, ""))]
    return f"FILTER({' || '.join(begins)})"


def with_own_blanks(triples: Iterable[Triple]) -> Iterator[Triple]:
    """The triples of one answer, their blank nodes with names that no other answer has."""
    own: dict[BlankNode, BlankNode] = defaultdict(BlankNode)
    for t in triples:
        subject = own[t.subject] if isinstance(t.subject, BlankNode) else t.subject
        yield Triple(subject, t.predicate, own[t.object] if isinstance(t.object, BlankNode) else t.object)
