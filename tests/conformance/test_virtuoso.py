"""The second real server: Virtuoso answers the saved queries, takes a push, and does otherwise what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from misbehaving import misbehaving
from pyoxigraph import RdfFormat, Store
from saved_elsewhere import DIFFERENCES, EXAMPLE, OTHERWISE, PAGE, Difference, asking_only, measured, servers_page
from small import CONFIG
from support import ROOT
from virtuoso import Virtuoso, virtuoso, virtuoso_installed

from civicgraph.api import KnowledgeGraph, open_graph
from civicgraph.config import Endpoint
from civicgraph.errors import EndpointError
from civicgraph.graph import ntriples
from civicgraph.project import open_project
from civicgraph.push import Content, content_of, push

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not virtuoso_installed(), reason="needs Virtuoso: apt-get install virtuoso-opensource"),
]
GRAPH = "https://e.org/pushed"


def test_the_saved_queries_agree_as_the_page_says(tmp_path: Path) -> None:
    found = measured(tmp_path)
    assert {key: one.otherwise for key, one in found.items() if key[0] == "small" and one.otherwise} == {}
    assert found["whole", "oxigraph server"].otherwise == {}
    assert found["whole", "Virtuoso"].otherwise.keys() == OTHERWISE.keys()
    assert set(OTHERWISE.values()) <= {difference.name for difference in DIFFERENCES}
    assert PAGE.read_text(encoding="utf-8") == servers_page(found), "run python .ci/write_sparql_servers.py"


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    root = tmp_path_factory.mktemp("virtuoso")
    (root / "data").mkdir()
    (root / "civicgraph.toml").write_text(CONFIG, encoding="utf-8")
    (root / "data" / "d.ttl").write_text(EXAMPLE, encoding="utf-8")
    return open_graph(open_project(root), infer=False)


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda d: d.name)
def test_what_is_known_of_it(little: KnowledgeGraph, difference: Difference, tmp_path: Path) -> None:
    """When the server is mended a line fails, and can go."""

    def rows(**how: str) -> list[tuple[str, ...]]:
        answer = little.query(difference.query, **how)
        return [
            tuple("" if t is None else t.value.removeprefix("https://e.org/id/") for t in row) for row in answer.rows
        ]

    def in_order(found: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        return found if "ORDER BY" in difference.query else sorted(found)

    for engine in ("oxigraph", "rdflib"):
        assert in_order(rows(engine=engine)) == list(difference.right)
    with virtuoso(tmp_path / "server") as server:
        server.load(ntriples(little.store.store))
        if difference.found == "another order":
            there = rows(endpoint=asking_only(server))
            assert (sorted(there), there != list(difference.right)) == (sorted(difference.right), True)
            return
        if isinstance(difference.found, tuple):
            assert in_order(rows(endpoint=asking_only(server))) == list(difference.found)
            return
        with pytest.raises(EndpointError) as caught:
            rows(endpoint=asking_only(server))
        assert (difference.found or "cannot be read") in caught.value.message
        assert server.ended() == (difference.found is None)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    with virtuoso(tmp_path_factory.mktemp("push") / "server") as started:
        yield started


def endpoint(server: Virtuoso, way: str) -> Endpoint:
    update = None if way == "graph store" else server.url
    return Endpoint(server.url, update=update, graph_store=None if way == "update" else server.graph_store)


def content_with(data: str) -> Content:
    held = Store()
    held.load(data, format=RdfFormat.TURTLE)
    return content_of(held, "https://e.org/")


@pytest.mark.parametrize("way", ["update", "both", "graph store"])
def test_a_push_and_a_changed_one(server: Virtuoso, tmp_path: Path, way: str) -> None:
    hard = (
        EXAMPLE + r'ex:hard ex:t "C:\\users\\UNC", "\\u0041", "\\\\U0001F600", "\U0001F600 \"' + r"' \t\n"
        r'", "}} # <a>"@en ; ex:n 1.50 , 1e3 , true , "2009-06-30"^^<http://www.w3.org/2001/XMLSchema#date> .'
    )
    for data in (EXAMPLE, hard, EXAMPLE):
        content = content_with(data)
        done = push(content, endpoint(server, way), GRAPH, tmp_path / "j", chunk=5)
        assert (done.triples, done.resumed) == (len(content), 0)
    assert done.before == len(content_with(hard))
    assert f"{GRAPH}-loading" not in server.run("SPARQL SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } };")


@pytest.mark.parametrize("deed", ["cut", "done and cut"])
def test_a_push_that_is_cut_goes_on(server: Virtuoso, tmp_path: Path, deed: str) -> None:
    base = server.url.removesuffix("/sparql")
    old, new = content_with(EXAMPLE), content_with(EXAMPLE + "ex:more ex:n 3 , 4 .")
    with misbehaving(base) as proxy:
        there = Endpoint(f"{proxy.url}/sparql", update=f"{proxy.url}/sparql")

        def pushed(content: Content) -> int:
            return push(content, there, GRAPH, tmp_path / "j", chunk=10, sleep=lambda seconds: None).resumed

        pushed(old)
        proxy.seen = []
        pushed(new)
        requests, resumed = len(proxy.seen), []
        for at in range(requests):
            pushed(old)
            proxy.plan = [*["good"] * at, *[deed] * 4]
            try:
                pushed(new)
            except EndpointError:
                proxy.plan = []
                resumed.append(pushed(new))
            proxy.plan = []
    assert requests > 8
    assert {0, 10, 20, len(new)} <= set(resumed)
    assert f"{GRAPH}-loading" not in server.run("SPARQL SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } };")


def test_the_whole_graph(server: Virtuoso, tmp_path: Path) -> None:
    graph = open_graph(open_project(ROOT))
    content = content_of(graph.store.store, graph.project.config.base)
    for way in ("update", "both"):
        done = push(content, endpoint(server, way), "https://e.org/whole", tmp_path / "j")
        assert (done.triples, done.subjects) == (len(content), 100)
