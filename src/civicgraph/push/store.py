"""A store elsewhere that is written to: its graphs, by SPARQL 1.1 Update and the Graph Store HTTP Protocol."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection
from urllib.parse import urlencode, urlsplit

from pyoxigraph import NamedNode, Triple

from ..config import DEFAULT_GRAPH, Endpoint
from ..engines.remote import credentials, read_solutions
from ..errors import ConfigError, EndpointError
from ..http import HttpClient, check_url, shown_url
from ..queries import Row, to_count

# Seconds for one request. Where a store copies a graph to move it, that takes longer than any query.
TIMEOUT = 600.0
# What a request that writes may be answered with (RFC 9110, section 15.3); 202 would mean that it is not done yet.
_WRITTEN = (200, 201, 204)
# An escaped backslash before u or U, among all escapes: engines differ on whether the second half begins an escape of
# SPARQL (section 19.2). With the letter written as an escape, all of them read the same.
_ESCAPE = re.compile(r"\\(?:\\([uU])|.)")
# Subjects that one query of the sample names.
_AT_ONCE = 25


def check_writable(endpoint: Endpoint) -> None:
    """Raises `ConfigError` for an endpoint that names no address to write to, or one that cannot be used."""
    if endpoint.update is None and endpoint.graph_store is None:
        raise ConfigError(
            f"nothing says where {shown_url(endpoint.url)} takes what is written",
            hint="name it with --update or --graph-store, or in civicgraph.toml: [endpoints.NAME] update = ...",
        )
    for address in (endpoint.url, endpoint.update, endpoint.graph_store):
        if address is not None:
            check_url(address)


class RemoteStore:
    """Reads and writes the graphs of a store. Every method raises `EndpointError`.

    What only reads, and what is the same when done twice, is tried again by the client; `move` is sent once.
    """

    def __init__(
        self, endpoint: Endpoint, *, timeout: float = TIMEOUT, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._endpoint = endpoint
        self._client = HttpClient(credentials(endpoint), timeout=timeout, sleep=sleep)

    def count(self, graph: str) -> int:
        """How many triples a graph has; 0 where there is none of that name."""
        ((found,),) = self._rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ {_within(graph, '?s ?p ?o')} }}", 1)
        number = to_count(found)
        if number is None:
            raise EndpointError(f"{shown_url(self._endpoint.url)} counts {found} triples")
        return number

    def statements(self, graph: str, subjects: Collection[str]) -> set[Triple]:
        """What a graph says of some subjects, which are named by their IRIs."""
        found = set()
        names = sorted(subjects)
        for start in range(0, len(names), _AT_ONCE):
            some = " ".join(f"<{iri}>" for iri in names[start : start + _AT_ONCE])
            pattern = _within(graph, f"VALUES ?s {{ {some} }} ?s ?p ?o")
            for s, p, o in self._rows(f"SELECT ?s ?p ?o WHERE {{ {pattern} }}", 3):
                if not isinstance(s, NamedNode) or not isinstance(p, NamedNode) or o is None:
                    raise EndpointError(f"{shown_url(self._endpoint.url)} answers with what is no triple: {s} {p}")
                found.add(Triple(s, p, o))
        return found

    def add(self, graph: str, lines: str) -> None:
        """Adds N-Triples without blank nodes to a graph; twice is the same as once."""
        if self._endpoint.graph_store is not None:
            self._graph_store("POST", graph, lines)
        else:
            data = _ESCAPE.sub(lambda m: rf"\\\u{ord(m[1]):04X}" if m[1] else m[0], lines)
            self._update(f"INSERT DATA {{ {_within(graph, data)} }}")

    def put(self, graph: str, lines: str) -> None:
        """Makes N-Triples all that a graph says (Graph Store HTTP Protocol, section 5.3)."""
        self._graph_store("PUT", graph, lines)

    def drop(self, graph: str) -> None:
        """Removes a graph; nothing happens where there is none of that name."""
        self._update(f"DROP SILENT {_named(graph)}")

    def move(self, graph: str, target: str) -> None:
        """Makes a graph the content of another, which it replaces (SPARQL 1.1 Update, section 3.2.5).

        It is never sent a second time: a store may take a source that is gone for an empty one, and empty the target.
        """
        self._update(f"MOVE {_named(graph)} TO {_named(target)}", once=True)

    def _rows(self, query: str, columns: int) -> list[Row]:
        url = self._endpoint.url
        headers = {
            "Accept": "application/sparql-results+json, application/sparql-results+xml;q=0.9",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        reply = self._client.send("POST", url, headers=headers, body=urlencode({"query": query}).encode())
        try:
            _, rows, boolean = read_solutions(reply)
            if boolean is not None or any(len(row) != columns for row in rows):
                raise ValueError("that is no answer to the question")
        except (SyntaxError, ValueError, LookupError) as error:
            kind = reply.media_type or "something without a media type"
            raise EndpointError(f"the answer of {shown_url(url)} ({kind}) cannot be read: {error}") from error
        return list(rows)

    def _update(self, text: str, *, once: bool = False) -> None:
        url = self._endpoint.update
        assert url is not None
        headers = {"Content-Type": "application/sparql-update; charset=utf-8"}
        self._client.send("POST", url, headers=headers, body=text.encode(), done=_WRITTEN, once=once)

    def _graph_store(self, method: str, graph: str, lines: str) -> None:
        base = self._endpoint.graph_store
        assert base is not None
        name = "default" if graph == DEFAULT_GRAPH else urlencode({"graph": graph})
        url = f"{base}{'&' if urlsplit(base).query else '?'}{name}"
        headers = {"Content-Type": "application/n-triples"}
        self._client.send(method, url, headers=headers, body=lines.encode(), done=_WRITTEN)


def _named(graph: str) -> str:
    return "DEFAULT" if graph == DEFAULT_GRAPH else f"GRAPH <{graph}>"


def _within(graph: str, pattern: str) -> str:
    return pattern if graph == DEFAULT_GRAPH else f"GRAPH <{graph}> {{ {pattern} }}"


def shown(graph: str) -> str:
    """A graph as people read it."""
    return "the default graph" if graph == DEFAULT_GRAPH else f"<{graph}>"
