"""The engine elsewhere: a SPARQL endpoint, asked by the SPARQL 1.1 Protocol."""

from __future__ import annotations

import csv
import io
import os
import re
import time
from urllib.parse import urlencode, urlsplit

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from ..config import Config, Endpoint
from ..errors import ConfigError, EndpointError
from ..graph import Readable
from ..http import TIMEOUT, Credentials, HttpClient, Reply, check_url, shown_url, told
from ..queries import Answer, Row, form_of
from ..suggest import did_you_mean
from .limits import UNLIMITED, Limits
from .results import Result, collect, in_blocks

_SOLUTIONS = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.7, "
    "text/csv;q=0.3"
)
_GRAPHS = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8"
# Addresses of up to 2,000 characters pass everywhere; longer queries are sent as a form.
_LONGEST_ADDRESS = 2000
# An IRI in CSV, which does not mark it (SPARQL 1.1 Query Results CSV and TSV Formats, section 3).
_IRI = re.compile(r"(?:https?://|urn:)[^\s<>\"{}|\\^`]+\Z")

_Result = tuple[tuple[str, ...], tuple[Row, ...], bool | None]


class RemoteEngine:
    """Answers queries by asking an endpoint: one that civicgraph.toml names, or one given by its address."""

    name = "remote"

    def __init__(self, graph: Readable, endpoint: str | None = None, *, timeout: float | None = None) -> None:
        found = find_endpoint(graph.project.config, endpoint)
        self.url = found.url
        self._credentials = credentials(found)
        self._client = HttpClient(self._credentials, timeout=TIMEOUT if timeout is None else timeout)

    def query(self, text: str, *, name: str = "", limits: Limits = UNLIMITED) -> Answer:
        """The answer of the endpoint. Of the limits only those of rows hold here; the time is that of the engine."""
        began = time.perf_counter()
        form = form_of(text)
        reply = self._ask(text, _SOLUTIONS if form in ("select", "ask") else _GRAPHS)
        columns: tuple[str, ...] = ()
        rows: tuple[Row, ...] = ()
        triples: tuple[Triple, ...] = ()
        boolean: bool | None = None
        graph = form in ("construct", "describe")
        try:
            if graph:
                triples = read_triples(reply)
            else:
                columns, rows, boolean = read_solutions(reply)
                if (boolean is not None) != (form == "ask"):
                    raise ValueError(f"that is no answer to {form.upper()}")
        except (SyntaxError, ValueError, LookupError) as error:
            raise self._unreadable(reply, error) from error
        result = Result(columns, boolean, graph, in_blocks(triples if graph else rows))
        kept, kept_triples, truncated = collect(result, limits)
        seconds = time.perf_counter() - began
        return Answer(columns, kept, kept_triples, boolean, name, self.name, seconds, "", truncated)

    def _ask(self, text: str, accept: str) -> Reply:
        form = urlencode({"query": text})
        address = f"{self.url}{'&' if urlsplit(self.url).query else '?'}{form}"
        if len(address) <= _LONGEST_ADDRESS:
            return self._client.send("GET", address, headers={"Accept": accept})
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        return self._client.send("POST", self.url, headers=headers, body=form.encode("ascii"))

    def _unreadable(self, reply: Reply, error: Exception) -> EndpointError:
        kind = reply.media_type or "something without a media type"
        said = told(reply.body, self._credentials.secrets if self._credentials else ())
        return EndpointError(
            f"what {shown_url(self.url)} answered ({kind}) cannot be read: {told(str(error).encode())}",
            hint=f"it begins: {said[:160]}" if said else "it is empty",
        )


def find_endpoint(config: Config, text: str | None) -> Endpoint:
    """The endpoint with a name in civicgraph.toml or with an address. Raises `ConfigError`."""
    if text is None:
        raise ConfigError("the engine remote needs an endpoint", hint="give one with --endpoint NAME|URL")
    if text in config.endpoints:
        check_url(config.endpoints[text].url)
        return config.endpoints[text]
    if "://" not in text:
        raise ConfigError(
            f'there is no endpoint "{told(text.encode())}" in civicgraph.toml',
            hint=did_you_mean(text, config.endpoints) or "give its address, or add [endpoints.NAME] with its url",
        )
    check_url(text)
    return Endpoint(text)


def credentials(endpoint: Endpoint) -> Credentials | None:
    """What the environment holds for an endpoint. Raises `ConfigError` where a variable is not set."""

    def value(name: str) -> str:
        found = os.environ.get(name, "")
        if not found or not found.isprintable() or not found.isascii():
            what = "has characters that cannot be sent" if found else "is not set"
            raise ConfigError(
                f"the variable {name} {what}", hint=f"it holds what {shown_url(endpoint.url)} wants to see"
            )
        return found

    if endpoint.token_env:
        return Credentials.token(value(endpoint.token_env))
    if endpoint.user_env and endpoint.password_env:
        return Credentials.password(value(endpoint.user_env), value(endpoint.password_env))
    return None


def read_solutions(reply: Reply) -> _Result:
    """The columns and rows of an answer, or its boolean. Raises `SyntaxError` and `ValueError` where it is none."""
    format = QueryResultsFormat.from_media_type(reply.media_type) if reply.media_type else None
    if format is None or reply.media_type == "text/plain":
        raise ValueError("that is no format of query results")
    if format == QueryResultsFormat.CSV:
        return _from_csv(reply.body.decode("utf-8-sig"))
    result = parse_query_results(reply.body, format=format)
    if isinstance(result, QueryBoolean):
        return (), (), bool(result)
    columns = tuple(variable.value for variable in result.variables)
    return columns, tuple(map(tuple, result)), None


def read_triples(reply: Reply) -> tuple[Triple, ...]:
    """The triples of an answer. Raises `SyntaxError` and `ValueError` where it is no graph."""
    format = RdfFormat.from_media_type(reply.media_type) if reply.media_type else None
    if format is None:
        raise ValueError("that is no format of RDF")
    return tuple(quad.triple for quad in parse(reply.body, format=format))


def _from_csv(text: str) -> _Result:
    """CSV loses datatypes and languages: what looks like an IRI is one, everything else is a plain text."""
    if text.strip().lower() in ("true", "false"):
        return (), (), text.strip().lower() == "true"
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = tuple(next(lines, []))
        # An empty line is the row of a single variable that is unbound.
        rows = tuple(tuple(map(_from_cell, line or [""] * (len(columns) == 1))) for line in lines)
    except csv.Error as error:
        raise ValueError(str(error)) from error
    if len(set(columns)) != len(columns) or not all(re.match(r"\w+\Z", column) for column in columns):
        raise ValueError("the first line does not name variables")
    if any(len(row) != len(columns) for row in rows):
        raise ValueError("a line has more or fewer cells than there are variables")
    return columns, rows, None


def _from_cell(cell: str) -> NamedNode | BlankNode | Literal | None:
    if not cell:
        return None
    if cell.startswith("_:"):
        return BlankNode(cell[2:])
    return NamedNode(cell) if _IRI.match(cell) else Literal(cell)
