"""`civicgraph push` into a real server: the same graph, a changed one, and every way in which a push can be cut."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from misbehaving import Misbehaving, misbehaving
from pyoxigraph import RdfFormat, Store
from served import writable
from small import CONFIG, DATA, Small

from civicgraph.config import Endpoint
from civicgraph.errors import EndpointError
from civicgraph.push import Content, Pushed, content_of, content_of_file, push

GRAPH = "https://e.org/"  # the base of the small project
CHANGED = DATA.replace("300515", "365644") + 'ex:oslo a ex:City ; skos:prefLabel "Oslo"@en .\n'


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with writable(tmp_path_factory.mktemp("push") / "server") as url:
        yield url


@pytest.fixture
def store(server: str) -> str:
    """The server, with nothing in it."""
    _send(f"{server}/update", "DROP ALL", "application/sparql-update")
    return server


@pytest.fixture
def proxy(store: str) -> Iterator[Misbehaving]:
    """A server before that server, which can be told to misbehave."""
    with misbehaving(store) as started:
        yield started


def _send(url: str, body: str, kind: str) -> bytes:
    with urlopen(
        Request(url, body.encode(), {"Content-Type": kind, "Accept": "application/n-quads, text/csv"})
    ) as answer:
        return bytes(answer.read())


def graphs(store: str) -> dict[str, int]:
    """The named graphs of a server with their numbers of triples."""
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    rows = _send(f"{store}/query", urlencode({"query": query}), "application/x-www-form-urlencoded").decode()
    return {line.partition(",")[0]: int(line.partition(",")[2]) for line in rows.splitlines()[1:]}


def lines_in(store: str, graph: str = GRAPH) -> list[str]:
    """The triples of a graph as sorted N-Triples."""
    with urlopen(
        Request(f"{store}/store?{urlencode({'graph': graph})}", headers={"Accept": "application/n-triples"})
    ) as a:
        return sorted(a.read().decode().splitlines(keepends=True))


def options(base: str, way: str = "update") -> list[str]:
    """What tells the command where a server is written to."""
    update, graph_store = ["--update", f"{base}/update"], ["--graph-store", f"{base}/store"]
    return [f"{base}/query", *{"update": update, "both": [*update, *graph_store], "graph store": graph_store}[way]]


def content_with(data: str) -> Content:
    held = Store()
    held.load(data, format=RdfFormat.TURTLE)
    return content_of(held, GRAPH)


def to(base: str) -> Endpoint:
    return Endpoint(f"{base}/query", update=f"{base}/update")


def push_small(base: str, data: str, folder: Path, **more: object) -> Pushed:
    return push(content_with(data), to(base), GRAPH, folder, chunk=2, sleep=lambda seconds: None, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("way", ["update", "both", "graph store"])
def test_push_push_again_and_push_a_change(small: Small, store: str, way: str) -> None:
    first = small("push", *options(store, way))
    assert (first.code, first.out) == (0, "")
    held = lines_in(store)
    assert len(held) == 8
    assert first.err.startswith(
        "small 2.1: 8 triples are in <https://e.org/>, in place of 0\nverified: their number, and"
    )
    again = small("push", *options(store, way))
    assert "8 triples are in <https://e.org/>, in place of 8" in again.err
    assert lines_in(store) == held
    small.write("data/cities.ttl", CHANGED)
    assert "10 triples are in <https://e.org/>, in place of 8" in small("push", *options(store, way)).err
    changed = lines_in(store)
    assert ("300515" in "".join(changed), "365644" in "".join(changed)) == (False, True)
    assert graphs(store) == {GRAPH: 10}
    assert not list(small.root.glob(".civicgraph/push/*"))


def test_what_was_pushed_can_be_asked(small: Small, store: str) -> None:
    small.write(
        "civicgraph.toml",
        f'{CONFIG}\n[endpoints.ours]\nurl = "{store}/query"\nupdate = "{store}/update"\ngraph = "https://e.org/g"\n',
    )
    assert small("push", "ours", "--no-infer").code == 0
    assert list(graphs(store)) == ["https://e.org/g"]
    asked = small("query", "cities", "--endpoint", "ours", "-f", "csv")
    assert asked.out.splitlines() == ["city,people", "https://e.org/id/malmo,300515"]
    assert small("push", "ours", "--graph", "default").code == 0
    assert list(graphs(store)) == ["https://e.org/g"]
    assert (
        len(small("query", "-e", "SELECT * { ?s ?p ?o }", "--endpoint", f"{store}/query", "-f", "csv").out.splitlines())
        == 9
    )


def test_other_graphs_are_left_alone(small: Small, store: str) -> None:
    other = 'INSERT DATA { <e:a> <e:b> "default" GRAPH <https://e.org/other> { <e:a> <e:b> "named" } }'
    _send(f"{store}/update", other, "application/sparql-update")
    assert small("push", *options(store)).code == 0
    assert graphs(store) == {GRAPH: 8, "https://e.org/other": 1}
    assert "default" in _send(f"{store}/query", "SELECT * { ?s ?p ?o }", "application/sparql-query").decode()


def test_blank_nodes_become_iris_that_do_not_change(small: Small, store: str, tmp_path: Path) -> None:
    small.write(
        "ontology/o.ttl", "@prefix ex: <https://e.org/id/> .\nex:City ex:is [ ex:a ( 1 2 ) ] , [ ex:a ( 2 ) ] .\n"
    )
    small("push", *options(store))
    held = [line for line in lines_in(store) if "genid" in line]
    assert len(held) == 2 + 2 + 2 * 3
    assert all("<https://e.org/.well-known/genid/" in line for line in held)
    assert small("export", "-o", str(tmp_path / "g.nq")).code == 0
    assert content_of_file(tmp_path / "g.nq", GRAPH).lines == lines_in(store)
    small.write("data/cities.ttl", CHANGED)
    small("push", *options(store))
    assert [line for line in lines_in(store) if "genid" in line] == held


HARD = r"""@prefix ex: <https://e.org/id/> .
ex:a ex:t "C:\\users\\UNC\\\\u0041", "\\u0041", "\\\\U0001F600", "\u0001\u007F\uFFFD \U0001F600", "\"' \t\n\r\b\f", "}} # <a>"@EN-gb, "1.50"^^ex:own ;
    ex:n 1.50 , 007 , 1e3 , true , "2009-06-30"^^<http://www.w3.org/2001/XMLSchema#date> ; ex:i <https://e.org/ü?a=1&b=%20#x> .
"""


@pytest.mark.parametrize("way", ["update", "both", "graph store"])
def test_texts_that_are_hard_to_write(small: Small, store: str, way: str) -> None:
    small.write("data/cities.ttl", HARD)
    done = small("push", *options(store, way))
    assert done.code == 0, done.err
    expected = content_with(HARD)
    assert [line for line in lines_in(store) if "id/a>" in line] == list(expected.lines)


@pytest.mark.parametrize("deed", ["cut", "done and cut", "502"])
def test_a_connection_that_fails_once(proxy: Misbehaving, tmp_path: Path, deed: str) -> None:
    """At whichever request: what may be sent again is, and what must not be is looked into."""
    push_small(proxy.url, DATA, tmp_path / "j")
    for at, body in enumerate(_requests(proxy, tmp_path)):
        proxy.plan = [*["good"] * at, deed]
        assert proxy.upstream is not None
        if deed != "done and cut" and body.startswith("MOVE"):
            with pytest.raises(EndpointError):
                push_small(proxy.url, CHANGED, tmp_path / "j")
            assert lines_in(proxy.upstream) == list(content_with(DATA).lines)
        push_small(proxy.url, CHANGED, tmp_path / "j")
        assert lines_in(proxy.upstream) == list(content_with(CHANGED).lines)
        assert list(graphs(proxy.upstream)) == [GRAPH]
        push_small(proxy.url, DATA, tmp_path / "j")


@pytest.mark.parametrize("deed", ["cut", "done and cut"])
def test_a_push_that_is_cut_goes_on(proxy: Misbehaving, tmp_path: Path, deed: str) -> None:
    """At whichever request the server goes away: the old graph or the new one stands, and the next push ends the work."""
    push_small(proxy.url, DATA, tmp_path / "j")
    assert proxy.upstream is not None
    old, new = list(content_with(DATA).lines), list(content_with(CHANGED).lines)
    resumed = []
    for at, body in enumerate(_requests(proxy, tmp_path)):
        proxy.plan = [*["good"] * at, *[deed] * 4]
        try:
            push_small(proxy.url, CHANGED, tmp_path / "j")
        except EndpointError:
            assert lines_in(proxy.upstream) in (old, new)
        else:
            assert body.startswith("MOVE")
            assert deed == "done and cut"
        proxy.plan = []
        done = push_small(proxy.url, CHANGED, tmp_path / "j")
        resumed.append(done.resumed)
        assert lines_in(proxy.upstream) == new
        assert graphs(proxy.upstream) == {GRAPH: len(new)}
        push_small(proxy.url, DATA, tmp_path / "j")
    assert {0, 2, 4, 6, 8, 9} <= set(resumed)


def _requests(proxy: Misbehaving, folder: Path) -> list[str]:
    """The bodies of the requests that push the changed graph over the old one, which is there again afterwards."""
    proxy.seen = []
    push_small(proxy.url, CHANGED, folder / "counting")
    bodies = [body for _, _, body, _ in proxy.seen]
    push_small(proxy.url, DATA, folder / "counting")
    return bodies


@pytest.mark.parametrize(
    ("deed", "words"),
    [("204", "has 7 triples, and 9 were sent"), ("mangled", "does not have <https://e.org/id/malmo>")],
)
def test_what_the_store_did_not_take_is_seen(proxy: Misbehaving, tmp_path: Path, deed: str, words: str) -> None:
    push_small(proxy.url, DATA, tmp_path / "j")
    assert proxy.upstream is not None
    content = content_with(CHANGED)
    proxy.plan = [*["good"] * 2, *[deed] * (1 if deed == "204" else 5)]  # after the count and the DROP
    with pytest.raises(EndpointError) as caught:
        push_small(proxy.url, CHANGED, tmp_path / "j")
    assert words in caught.value.message
    assert caught.value.hint is not None
    assert "the old graph still stands" in caught.value.hint
    assert lines_in(proxy.upstream) == list(content_with(DATA).lines)
    assert list(graphs(proxy.upstream)) == [GRAPH]
    assert push_small(proxy.url, CHANGED, tmp_path / "j").resumed == 0
    assert lines_in(proxy.upstream) == list(content.lines)
    assert list(graphs(proxy.upstream)) == [GRAPH]


def test_a_journal_that_the_store_contradicts_is_not_believed(proxy: Misbehaving, tmp_path: Path) -> None:
    proxy.plan = [*["good"] * 5, *["cut"] * 4]
    with pytest.raises(EndpointError):
        push_small(proxy.url, CHANGED, tmp_path / "j")
    (kept,) = (tmp_path / "j").iterdir()
    assert json.loads(kept.read_text())["sent"] == 3
    assert proxy.upstream is not None
    _send(f"{proxy.upstream}/update", "DROP ALL", "application/sparql-update")
    assert push_small(proxy.url, CHANGED, tmp_path / "j").resumed == 0
    assert graphs(proxy.upstream) == {GRAPH: 9}
    kept.write_text("{", encoding="utf-8")
    assert push_small(proxy.url, DATA, tmp_path / "j").triples == 7


def test_the_graph_of_a_push_that_was_given_up_goes_with_the_next(proxy: Misbehaving, tmp_path: Path) -> None:
    proxy.plan = [*["good"] * 4, *["cut"] * 4]
    with pytest.raises(EndpointError):
        push_small(proxy.url, CHANGED, tmp_path / "j")
    assert proxy.upstream is not None
    assert list(graphs(proxy.upstream)) != [GRAPH]
    assert push_small(proxy.url, DATA, tmp_path / "j").resumed == 0
    assert list(graphs(proxy.upstream)) == [GRAPH]


def test_restart_begins_anew(proxy: Misbehaving, tmp_path: Path) -> None:
    for restart in (False, True):
        proxy.plan = [*["good"] * 5, *["cut"] * 4]
        with pytest.raises(EndpointError):
            push_small(proxy.url, CHANGED, tmp_path / "j", restart=True)
        proxy.plan = []
        assert push_small(proxy.url, CHANGED, tmp_path / "j", restart=restart).resumed == (0 if restart else 6)


def test_killed_between_two_requests(small: Small, proxy: Misbehaving) -> None:
    """kill -9 leaves a journal that is whole; what was sent is not sent again."""
    small.write("data/cities.ttl", CHANGED)
    proxy.plan = [*["good"] * 4, "stall"]
    command = [sys.executable, "-m", "civicgraph", "-C", str(small.root), "push", *options(proxy.url), "--chunk", "2"]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    until = monotonic() + 30
    while len(proxy.seen) < 5 and monotonic() < until:
        sleep(0.01)
    running.kill()
    assert running.wait() != 0
    sent = [body for _, _, body, _ in proxy.seen if body.startswith("INSERT")]
    assert len(sent) == 3
    proxy.seen, proxy.plan = [], []
    done = small("push", *options(proxy.url), "--chunk", "2")
    assert done.code == 0
    assert "4 of them had been sent by a push that was cut" in done.err
    later = [body for _, _, body, _ in proxy.seen if body.startswith("INSERT")]
    assert set(later) & set(sent) == {sent[2]}
    assert proxy.upstream is not None
    assert graphs(proxy.upstream) == {GRAPH: 10}


def test_a_reader_sees_the_old_graph_or_the_new_one(store: str, tmp_path: Path) -> None:
    """The two versions share no subject, so that a mix would show."""
    old, new = (
        "@prefix ex: <https://e.org/id/> .\n" + "".join(f"ex:{name}{n} ex:p {n} .\n" for n in range(600))
        for name in ("old", "new")
    )
    push_small(store, old, tmp_path / "j", timeout=60)
    versions = [list(content_with(text).lines) for text in (old, new)]
    seen: list[list[str]] = []
    ended = Event()

    def read() -> None:
        while not ended.is_set():
            seen.append(lines_in(store))

    reader = Thread(target=read)
    reader.start()
    try:
        for text in (new, old, new):
            push(content_with(text), to(store), GRAPH, tmp_path / "j", chunk=200)
    finally:
        ended.set()
        reader.join()
    assert all(found in versions for found in seen)
    assert all(version in seen for version in versions)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["http://127.0.0.1:1/query"], 2, "name it with --update or --graph-store"),
        (["http://127.0.0.1:1/query", "--update", "http://127.0.0.1:1/update"], 5, "Connection refused"),
        (["http://127.0.0.1:1/query", "--update", "ftp://e.org/"], 2, "no web address"),
        (
            ["http://127.0.0.1:1/query", "--update", "http://127.0.0.1:1/", "--graph", "a b"],
            2,
            "--graph must be an IRI",
        ),
        (["nowhere", "--update", "http://127.0.0.1:1/"], 2, 'there is no endpoint "nowhere"'),
    ],
)
def test_what_cannot_be_pushed_to(
    small: Small, arguments: list[str], code: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civicgraph.http.client._FIRST_WAIT", 0.0)
    done = small("push", *arguments)
    assert (done.code, done.out) == (code, "")
    assert words in done.err


def test_nothing_to_push_erases_nothing(small: Small, store: str) -> None:
    small("push", *options(store))
    for name in ("ontology/o.ttl", "data/cities.ttl"):
        small.write(name, "")
    done = small("push", *options(store))
    assert (done.code, "not one triple to push" in done.err) == (2, True)
    assert graphs(store) == {GRAPH: 8}


def test_a_dry_run_sends_nothing(small: Small, proxy: Misbehaving) -> None:
    done = small("push", *options(proxy.url, "both"), "--dry-run", "--chunk", "4")
    assert (done.code, proxy.seen) == (0, [])
    drop, add, verify, move = done.out.splitlines()
    assert drop.startswith("DROP <https://e.org/-loading-")
    assert (": 8 triples to <https://e.org/-loading-" in add, add.endswith("in 2 requests")) == (True, True)
    assert verify.startswith("verify <https://e.org/-loading-")
    assert f"TO <{GRAPH}> at {proxy.url}/update" in move


def test_secrets_come_from_variables_and_are_never_shown(
    small: Small, proxy: Misbehaving, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.write(
        "civicgraph.toml",
        f'{CONFIG}\n[endpoints.ours]\nurl = "{proxy.url}/query"\nupdate = "{proxy.url}/update"\ntoken-env = "SMALL_TOKEN"\n',
    )
    monkeypatch.setenv("SMALL_TOKEN", "s3cret")
    proxy.plan = ["good", "echo"]
    done = small("push", "ours")
    assert done.code == 5
    assert "answered 403 Forbidden: Bearer ***" in done.err
    assert small("push", "ours").code == 0
    assert {seen[3].get("Authorization") for seen in proxy.seen} == {"Bearer s3cret"}
    assert "s3cret" not in "".join(p.read_text() for p in small.root.rglob("*") if p.is_file())
