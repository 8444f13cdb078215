"""Queries that ask another server are refused, however the word is written, and no others are."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from small import CHECK, Small

from civicgraph.errors import QueryError
from civicgraph.queries import refuse_service

OTHER = "http://127.0.0.1:{port}/"
CALLS = [
    "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { service silent <%s> { ?s ?p ?o } }",
    "SELECT * {SERVICE<%s>{?s ?p ?o}}",
    "SELECT * {SERVICESILENT<%s>{?s ?p ?o}}",
    "PREFIX : <%s> SELECT * {SERVICE:{?s ?p ?o}}",
    "SELECT * { BIND(<%s> AS ?server) SERVICE ?server { ?s ?p ?o } }",
    "SELECT * {VALUES ?s {true}?s ?p trueSERVICE<%s>{?s ?p ?o}}",
    r"SELECT * { \u0053ERVICE <%s> { ?s ?p ?o } }",
    r"SELECT * { S\U00000045RVICE <%s> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "#" . SERVICE <%s> { ?s ?p ?o } }',
]


class Server:
    """A server that counts who asks it."""

    def __init__(self) -> None:
        self.asked = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.asked += 1
                self.send_error(404)

            do_GET = do_POST

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = OTHER.format(port=self._server.server_port)
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.close()


@pytest.mark.parametrize("text", CALLS)
@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_nobody_is_asked(small: Small, server: Server, text: str, engine: str) -> None:
    done = small("query", "-e", text % server.url, "--engine", engine)
    assert done.code == 2
    assert "asks another server (SERVICE)\n  allow it with --allow-service" in done.err
    assert server.asked == 0


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_allowed_it_is_asked(small: Small, server: Server, engine: str) -> None:
    small("query", "-e", CALLS[0] % server.url, "--engine", engine, "--allow-service")
    assert server.asked == 1


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
@pytest.mark.parametrize("clause", ["FROM <%s>", "FROM NAMED <%s>"])
def test_the_graphs_of_a_query_are_not_fetched(small: Small, server: Server, engine: str, clause: str) -> None:
    text = f"SELECT * {clause % server.url} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
    done = small("query", "-e", text, "--engine", engine, "-f", "csv")
    assert done.out.count("\n") <= 1
    assert server.asked == 0


def test_saved_queries_checks_and_rules_neither(small: Small, server: Server) -> None:
    call = f"SERVICE <{server.url}> {{ ?focus ?path ?value }}"
    small.write("queries/questions/far.rq", f"#+ summary: Far\nSELECT * {{ {call} }}")
    assert "the query far asks another server" in small("query", "far").err
    small.write("queries/checks/cg150.rq", CHECK.replace("?focus ex:people ?value .", call))
    assert "the check queries/checks/cg150.rq asks another server" in small("validate").err
    small.write("queries/rules/direct/far.rq", f"CONSTRUCT {{ ?focus ?path ?value }} {{ {call} }}")
    assert "the rule queries/rules/direct/far.rq asks another server" in small("reason").err
    assert server.asked == 0


@pytest.mark.parametrize("engine", ["reference", "fast"])
@pytest.mark.parametrize(("call", "code"), [("SERVICE <%s> {", "CG014"), ("SERVICESILENT<%s>{", "CG012")])
def test_nor_do_the_queries_of_shapes(small: Small, server: Server, engine: str, call: str, code: str) -> None:
    query = f"SELECT $this {{ {call % server.url} $this ?p ?o }} }}"
    small.write(
        "shapes/far.ttl",
        "@prefix ex: <https://e.org/id/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        f'ex:FarShape a sh:NodeShape ; sh:targetClass ex:City ; sh:sparql [ sh:select "{query}" ] .\n',
    )
    assert code in small("validate", "--engine", engine, "-f", "concise").out
    assert server.asked == 0


def test_a_saved_query_that_asks_is_parsed_all_the_same(small: Small, server: Server) -> None:
    small.write("queries/questions/far.rq", f"#+ summary: Far\nSELECT * {{ SERVICE <{server.url}> {{ ?s ?p ?o }} ) }}")
    assert "queries/questions/far.rq:2:" in small("validate", "-f", "concise").out
    assert server.asked == 0


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <http://e.org/> {}" }',
        "SELECT * { ?service ex:service <http://e.org/SERVICE> } # SERVICE",
        "PREFIX service: <http://e.org/> SELECT * { ?s service:of ?o }",
    ],
)
def test_the_word_elsewhere_is_no_call(text: str) -> None:
    refuse_service(text)


def test_the_hint_is_the_callers() -> None:
    with pytest.raises(QueryError) as caught:
        refuse_service("SELECT * { SERVICE ?x {} }", "this", hint="no")
    assert (caught.value.message, caught.value.hint) == ("this asks another server (SERVICE)", "no")
