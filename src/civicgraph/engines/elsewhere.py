"""A graph at an endpoint: asked, read by the code that reads files, measured, and fetched whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import Literal, Triple

from ..errors import EndpointError
from ..graph import Readable
from ..http import shown_url
from ..project import Project
from ..queries import Row, Term, sparql_term, to_count
from ..stages import STAGES, graph_name
from .fetching import FetchedGraph, of_ours, read_by_fetching, with_own_blanks
from .remote import RemoteEngine

# Triples that are fetched to be judged here: at some 150 bytes each they fit into the largest answer that is read.
MOST_TRIPLES = 1_000_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Extent:
    """How much an endpoint holds: triples of its default graph and, where it has the named graphs of our export, those
    that files state and those of each stage (None where it has not).
    """

    triples: int
    asserted: int | None
    inferred: dict[str, int]


class Elsewhere:
    """The graph at an endpoint, of which the project tells prefixes, models and base."""

    def __init__(self, project: Project, endpoint: str, *, timeout: float | None = None) -> None:
        """`endpoint` is a name in civicgraph.toml or an address, `timeout` the seconds for one request."""
        self._project = project
        self._engine = RemoteEngine(FetchedGraph(project), endpoint, timeout=timeout)
        self._base = project.config.base

    @property
    def address(self) -> str:
        """The address of the endpoint, without what may be secret in it."""
        return shown_url(self._engine.url)

    def ask(self, text: str, *columns: str) -> Sequence[Row]:
        """The rows of a SELECT, with these columns. Raises `EndpointError`, also where one is not in the answer."""
        answer = self._engine.query(text)
        missing = [name for name in columns if name not in answer.columns]
        if missing:
            raise EndpointError(f"the answer of {self.address} has no column {missing[0]}")
        places = [answer.columns.index(name) for name in columns]
        return [tuple(row[i] for i in places) for row in answer.rows]

    def construct(self, text: str) -> Sequence[Triple]:
        """The triples of a CONSTRUCT. Raises `EndpointError`."""
        return self._engine.query(text).triples or ()

    def read(self, work: Callable[[Readable], T]) -> T:
        """What a reader makes of the graph. Raises what the reader raises, and `EndpointError`."""
        return read_by_fetching(work, self._project, self.construct)

    def extent(self) -> Extent:
        """How much there is. Raises `EndpointError`."""
        triples = self._count("{ ?s ?p ?o }")
        each = f"{{ GRAPH ?g {{ ?s ?p ?o }} {of_ours(self._base)} }}"
        rows = self.ask(f"SELECT ?g (COUNT(*) AS ?n) WHERE {each} GROUP BY ?g", "g", "n")
        sizes = {graph.value: _number(number) for graph, number in rows if graph is not None}
        stages = {name: sizes.pop(graph_name(self._base, name), 0) for name in STAGES}
        asserted = self._count(f"{{ SELECT DISTINCT ?s ?p ?o WHERE {self._in_files} }}") if sizes else None
        return Extent(triples, asserted, {name: number for name, number in stages.items() if sizes and number})

    @property
    def _in_files(self) -> str:
        start = sparql_term(Literal(f"{self._base}graph/"))
        return f"{{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), {start})) }}"

    def has_named_graphs(self) -> bool:
        """Whether the endpoint has a named graph for a file, as our export writes them. Raises `EndpointError`."""
        return bool(self.ask(f"SELECT ?g WHERE {self._in_files} LIMIT 1", "g"))

    def authored(self) -> list[Triple]:
        """What the files state, of an endpoint that has their named graphs. Raises `EndpointError`."""
        return self._whole(self._in_files)

    def stage(self, name: str) -> list[Triple]:
        """What a stage adds, of an endpoint that has its named graph. Raises `EndpointError`."""
        return self._whole(f"{{ GRAPH <{graph_name(self._base, name)}> {{ ?s ?p ?o }} }}")

    def merge(self) -> list[Triple]:
        """All triples of the default graph. Raises `EndpointError`."""
        return self._whole("{ ?s ?p ?o }")

    def _whole(self, pattern: str) -> list[Triple]:
        """The triples of a pattern of `?s ?p ?o`, each once, fetched in one answer.

        Pages of a graph would part its blank nodes, and need an order that the server keeps from page to page. Some
        servers cut long answers and do not say so, so that the triples are counted first. Raises `EndpointError` for
        more than `MOST_TRIPLES`, and for an answer that lacks some.
        """
        there = self._count(pattern)
        if there > MOST_TRIPLES:
            raise EndpointError(
                f"{self.address} holds {there:,} triples; no more than {MOST_TRIPLES:,} are fetched to be judged",
                hint="take a copy of it as a file: civicgraph validate --data FILE --shapes 'shapes/*.ttl'",
            )
        found = dict.fromkeys(self.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {pattern}"))
        if len(found) < there:
            # A statement of two named graphs is one triple; counting them apart costs the server more.
            there = self._count(f"{{ SELECT DISTINCT ?s ?p ?o WHERE {pattern} }}")
        if len(found) < there:
            raise EndpointError(
                f"{self.address} sent {len(found):,} of its {there:,} triples",
                hint="it seems to cut long answers; judge a copy of the graph as a file: validate --data FILE",
            )
        return list(with_own_blanks(found))

    def _count(self, pattern: str) -> int:
        rows = self.ask(f"SELECT (COUNT(*) AS ?n) WHERE {pattern}", "n")
        return _number(rows[0][0] if len(rows) == 1 else None)


def _number(term: Term | None) -> int:
    number = to_count(term)
    if number is None:
        raise EndpointError(f"the endpoint was asked for a number and said {getattr(term, 'value', '')[:40]!r}")
    return number
