"""`civicgraph query --endpoint`: what people see of good and of bad endpoints, and the exit code 5."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from misbehaving import Misbehaving, misbehaving
from small import CONFIG, Small

QUERY = "SELECT ?city { ?city a ex:City }"
ASK = "ASK { ?city a ex:City }"


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    with misbehaving() as started:
        yield started


FORMATS = [
    (
        "application/sparql-results+json;charset=utf-8",
        '{"head":{"vars":["city","n"]},"results":{"bindings":[{"city":{"type":"uri","value":"https://e.org/id/malmo"},'
        '"n":{"type":"literal","value":"Malmö, \\"x\\""}},{"city":{"type":"uri","value":"https://e.org/id/lund"}}]}}',
    ),
    (
        "application/sparql-results+xml",
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="city"/><variable name="n"/></head>'
        '<results><result><binding name="city"><uri>https://e.org/id/malmo</uri></binding><binding name="n"><literal>'
        'Malmö, "x"</literal></binding></result><result><binding name="city"><uri>https://e.org/id/lund</uri></binding>'
        "</result></results></sparql>",
    ),
    (
        "text/tab-separated-values",
        '?city\t?n\n<https://e.org/id/malmo>\t"Malmö, \\"x\\""\n<https://e.org/id/lund>\t\n',
    ),
    (
        "text/csv; charset=utf-8",
        'city,n\r\nhttps://e.org/id/malmo,"Malmö, ""x"""\r\nhttps://e.org/id/lund,\r\n',
    ),
]


@pytest.mark.parametrize(("kind", "body"), FORMATS, ids=[kind.partition(";")[0] for kind, _ in FORMATS])
def test_the_formats_of_results(small: Small, server: Misbehaving, kind: str, body: str) -> None:
    server.answer = (kind, body.encode())
    done = small("query", "-e", QUERY, "--endpoint", server.url + "?key=hidden", "-f", "csv")
    assert done.out.splitlines() == ["city,n", 'https://e.org/id/malmo,"Malmö, ""x"""', "https://e.org/id/lund,"]
    assert done.err.startswith("2 rows · ")
    assert done.err.endswith(f" ms · remote · {server.url}\n")
    assert done.code == 0


@pytest.mark.parametrize(
    ("kind", "body", "columns"),
    [("text/csv", "x\r\n\r\na\r\n", ["x", "", "a"]), ("text/csv", "true\r\n", None), ("text/csv", "x,y\r\n", ["x,y"])],
)
def test_odd_tables(small: Small, server: Misbehaving, kind: str, body: str, columns: list[str] | None) -> None:
    server.answer = (kind, body.encode())
    done = small("query", "-e", QUERY if columns else ASK, "--endpoint", server.url, "-f", "csv" if columns else "json")
    if columns is None:
        assert json.loads(done.out)["boolean"] is True
    else:
        assert [line.strip('"') for line in done.out.splitlines()] == columns


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("500", "answered 500 Internal Server Error: out of memory"),
        ("404 page", "answered 404 Not Found: No \\x1b[31mluck and more"),
        ("404 page", "is the address that of the SPARQL endpoint?"),
        ("echo", "[endpoints.NAME] token-env"),
        ("moved away", "sends the query on to another server, http://other.example/sparql"),
        ("200 page", "(text/html) cannot be read: that is no format of query results\n  it begins: No \\x1b[31mluck"),
        ("no type", "(something without a media type) cannot be read"),
        ("broken", "(application/sparql-results+json) cannot be read"),
        ("nothing", "it is empty"),
        ("429 with an hour", "the next try is due in 3600 s"),
    ],
)
def test_bad_days_end_with_code_5(small: Small, server: Misbehaving, deed: str, words: str) -> None:
    server.plan = [deed]
    done = small("query", "-e", ASK, "--endpoint", server.url)
    assert (done.code, done.out) == (5, "")
    assert words in done.err
    assert "hidden" not in done.err
    assert len(done.err) < 900


@pytest.mark.parametrize(
    ("query", "kind", "body"),
    [
        (QUERY, "application/sparql-results+json", '{"head": {}, "boolean": true}'),
        (ASK, "text/csv", "city\r\n"),
        (QUERY, "text/csv", "<p>sorry</p>\r\n"),
        (QUERY, "text/csv", "a,b\r\nonly one\r\n"),
        (QUERY, "text/plain", "sorry"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle", "sorry"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/sparql-results+json", "{}"),
    ],
)
def test_an_answer_to_another_question_is_none(
    small: Small, server: Misbehaving, query: str, kind: str, body: str
) -> None:
    server.answer = (kind, body.encode())
    done = small("query", "-e", query, "--endpoint", server.url)
    assert (done.code, done.out) == (5, "")
    assert "cannot be read" in done.err


def test_short_queries_go_by_get_and_long_ones_by_post(small: Small, server: Misbehaving) -> None:
    for values in ("1", "1 " * 2000):
        small("query", "-e", f"ASK {{ VALUES ?x {{ {values} }} }}", "--endpoint", server.url + "?default=x")
    (first, short, _, headers), (second, path, long, _) = server.seen
    assert (first, second) == ("GET", "POST")
    assert path == "/sparql?default=x"
    assert parse_qs(urlsplit(short).query) == {"default": ["x"], "query": ["ASK { VALUES ?x { 1 } }"]}
    assert parse_qs(long)["query"][0].count("1") == 2000
    assert headers["Accept"].startswith("application/sparql-results+json")
    assert headers["User-Agent"].startswith("civicgraph/")


def test_a_saved_query_with_a_label(small: Small, server: Misbehaving) -> None:
    server.answer = ("text/csv", b"city,people\r\n")
    assert small("query", "cities", "-p", "city=Malmö", "--endpoint", server.url).code == 0
    asked = parse_qs(urlsplit(server.seen[0][1]).query)["query"][0]
    assert "?city = <https://e.org/id/malmo>" in asked
    assert asked.startswith("PREFIX ex: <https://e.org/id/>")


def test_endpoints_by_name(small: Small, server: Misbehaving, monkeypatch: pytest.MonkeyPatch) -> None:
    small.write(
        "civicgraph.toml",
        f'{CONFIG}\n[endpoints.open]\nurl = "{server.url}"\n'
        f'[endpoints.closed]\nurl = "{server.url}"\ntoken-env = "SMALL_TOKEN"\n'
        f'[endpoints.basic]\nurl = "{server.url}"\nuser-env = "SMALL_USER"\npassword-env = "SMALL_PASSWORD"\n',
    )
    monkeypatch.delenv("SMALL_TOKEN", raising=False)
    assert small("query", "-e", ASK, "--endpoint", "open").code == 0
    unset = small("query", "-e", ASK, "--endpoint", "closed")
    assert (unset.code, "the variable SMALL_TOKEN is not set" in unset.err) == (2, True)
    monkeypatch.setenv("SMALL_TOKEN", "a\nb")
    assert "cannot be sent" in small("query", "-e", ASK, "--endpoint", "closed").err
    monkeypatch.setenv("SMALL_TOKEN", "s3cret")
    monkeypatch.setenv("SMALL_USER", "ann")
    monkeypatch.setenv("SMALL_PASSWORD", "s3cret")
    for name in ("closed", "basic"):
        done = small("query", "-e", ASK, "--endpoint", name)
        assert done.code == 0
        assert done.err.endswith(f"remote · {name}\n")
        assert "s3cret" not in done.out + done.err
    assert [seen[3].get("Authorization") for seen in server.seen] == [None, "Bearer s3cret", "Basic YW5uOnMzY3JldA=="]


def test_no_such_endpoint(small: Small) -> None:
    small.write("civicgraph.toml", f'{CONFIG}\n[endpoints.open]\nurl = "https://e.org/sparql"\n')
    done = small("query", "-e", ASK, "--endpoint", "opne")
    assert (done.code, "did you mean open" in done.err) == (2, True)
    assert small("query", "-e", ASK, "--engine", "remote").code == 2
    assert small("query", "-e", ASK, "--engine", "rdflib", "--endpoint", "open").code == 2
    assert small("query", "-e", ASK, "--endpoint", "ftp://e.org/").code == 2


def test_nobody_there(small: Small) -> None:
    done = small("query", "-e", ASK, "--endpoint", "http://127.0.0.1:1/sparql")
    assert done.code == 5
    assert "Connection refused" in done.err


def test_the_limit_of_time_is_that_of_the_command(small: Small, server: Misbehaving) -> None:
    server.plan = ["stall"]
    asked = ["query", "-e", ASK, "--endpoint", server.url, "--timeout", "3"]
    done = subprocess.run(
        [sys.executable, "-m", "civicgraph", "-C", str(small.root), *asked], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (4, "")
    assert "not done after 3 s (--timeout)" in done.stderr


_NEEDING = ("urllib3", "civicgraph.http", "civicgraph.engines.remote")


def test_without_the_extra_its_name_is_told(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [m for m in sys.modules if m.startswith(_NEEDING)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "urllib3", None)
    done = small("query", "-e", ASK, "--endpoint", "https://e.org/sparql")
    assert done.code == 2
    assert 'pip install "civicgraph[remote]"' in done.err
