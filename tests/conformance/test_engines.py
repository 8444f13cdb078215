"""One suite for all engines: the same answers, the same refusals. The remote one asks a real server.

The local ones answer here, and in a process of their own, as they do where a limit of time is set.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from served import served
from small import CONFIG
from support import ROOT, graph_with

sys.path.insert(0, str(ROOT / "tests" / "graph" / "queries"))

from test_questions import CASES, WORLD, expected_rows, parameters, rows

from civicgraph.api import KnowledgeGraph, open_graph
from civicgraph.engines import ENGINES
from civicgraph.errors import EngineError, EntityError, QueryError
from civicgraph.graph import ntriples
from civicgraph.project import open_project
from civicgraph.queries import Answer

DATA = """\
@prefix ex: <https://e.org/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:a ex:text "plain", "Malmö"@sv, "a \\"quote\\",\\ta tab,\\na line, <b> & \\\\ ", "" .
ex:b ex:number 7, 1.50, 2.5e3 ; ex:is true ; ex:on "2009-06-30"^^xsd:date ; ex:in "2009"^^xsd:gYear .
ex:c ex:near ex:a, ex:b ; ex:odd <https://e.org/ü?a=1&b=%20#x>, "x"^^ex:own .
ex:d ex:part [ ex:text "inside" ] .
"""
EX, XSD = "https://e.org/id/", "http://www.w3.org/2001/XMLSchema#"
ex = {name: NamedNode(EX + name) for name in ("a", "b", "c", "d", "near", "text", "own")}


class Asked:
    """A graph, asked by one engine."""

    def __init__(self, graph: KnowledgeGraph, engine: str, endpoint: str | None, timeout: float | None = None) -> None:
        self.graph, self.engine, self.endpoint, self.timeout = graph, engine, endpoint, timeout

    def __call__(self, name: str, **values: object) -> Answer:
        return self.graph.query(name, engine=self.engine, endpoint=self.endpoint, timeout=self.timeout, **values)


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    root = tmp_path_factory.mktemp("engines")
    (root / "data").mkdir()
    (root / "civicgraph.toml").write_text(CONFIG, encoding="utf-8")
    (root / "data" / "d.ttl").write_text(DATA, encoding="utf-8")
    return open_graph(open_project(root), infer=False)


@pytest.fixture(scope="module", params=[*ENGINES.names(), "oxigraph apart", "rdflib apart"])
def ask(
    request: pytest.FixtureRequest, little: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asked]:
    if request.param != "remote":
        engine, _, apart = request.param.partition(" ")
        yield Asked(little, engine, None, 60 if apart else None)
        return
    with served(ntriples(little.store.store), tmp_path_factory.mktemp("served") / "little") as url:
        yield Asked(little, "remote", url)


def test_all_engines_take_part() -> None:
    assert {"oxigraph", "rdflib", "remote"} <= set(ENGINES.names())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?x { ex:c ex:near ?x } ORDER BY ?x", [(ex["a"],), (ex["b"],)]),
        ("SELECT ?x ?y { ex:a ex:text ?x OPTIONAL { ?x ex:none ?y } FILTER(LANG(?x) = 'sv') }", [(Literal("Malmö", language="sv"), None)]),
        ("SELECT ?x { ex:a ex:text ?x FILTER(STRLEN(?x) > 10) }", [(Literal('a "quote",\ta tab,\na line, <b> & \\ '),)]),
        ("SELECT ?x { ex:a ex:text ?x FILTER(STRLEN(?x) = 0) }", [(Literal(""),)]),
        ("SELECT ?x { ex:b ex:number ?x FILTER(?x = 7) }", [(Literal("7", datatype=NamedNode(XSD + "integer")),)]),
        ("SELECT ?x { ex:b ex:on ?x }", [(Literal("2009-06-30", datatype=NamedNode(XSD + "date")),)]),
        ("SELECT ?x { ex:b ex:is ?x }", [(Literal("true", datatype=NamedNode(XSD + "boolean")),)]),
        ("SELECT ?x { ex:c ex:odd ?x FILTER(ISIRI(?x)) }", [(NamedNode("https://e.org/ü?a=1&b=%20#x"),)]),
        ("SELECT ?x { ex:c ex:odd ?x FILTER(ISLITERAL(?x)) }", [(Literal("x", datatype=ex["own"]),)]),
        ("SELECT (COUNT(*) AS ?n) { ?s ex:text ?o }", [(Literal("5", datatype=NamedNode(XSD + "integer")),)]),
        ("SELECT ?x { ex:c ex:nothing ?x }", []),
        ("SELECT ?x { VALUES ?x { 'ü' '" + "long" * 900 + "' } FILTER(STRLEN(?x) > 1) }", [(Literal("long" * 900),)]),
    ],
)  # fmt: skip
def test_rows(ask: Asked, query: str, expected: list[tuple[object, ...]]) -> None:
    answer = ask(query)
    assert list(answer.rows) == expected
    assert (answer.triples, answer.boolean, answer.engine) == (None, None, ask.engine)
    assert answer.columns == (("x", "y") if "?y" in query else ("n",) if "?n" in query else ("x",))


def test_blank_nodes_stay_blank(ask: Asked) -> None:
    ((node, text),) = ask("SELECT ?x ?t { ex:d ex:part ?x . ?x ex:text ?t }").rows
    assert isinstance(node, BlankNode)
    assert text == Literal("inside")


@pytest.mark.parametrize(
    ("query", "expected"), [("ASK { ex:c ex:near ex:a }", True), ("ASK { ex:a ex:near ex:c }", False)]
)
def test_booleans(ask: Asked, query: str, expected: bool) -> None:
    answer = ask(query)
    assert (answer.boolean, answer.rows, answer.triples) == (expected, (), None)


def test_the_first_rows(ask: Asked) -> None:
    text = "SELECT ?x { ex:a ex:text ?x } ORDER BY ?x"
    everything = ask(text)
    first = ask(text, max_rows=2, skip_rows=1)
    assert (first.rows, first.truncated) == (everything.rows[1:3], True)
    last = ask(text, max_rows=2, skip_rows=2)
    assert (last.rows, last.truncated) == (everything.rows[2:], False)
    triples = ask("CONSTRUCT WHERE { ex:a ex:text ?x }", max_rows=3)
    assert (len(triples.triples or ()), triples.truncated) == (3, True)


def test_graphs(ask: Asked) -> None:
    answer = ask("CONSTRUCT { ?x ex:near ex:c } WHERE { ex:c ex:near ?x }")
    assert answer.triples is not None
    assert set(answer.triples) == {Triple(ex[name], ex["near"], ex["c"]) for name in "ab"}
    assert ask("CONSTRUCT WHERE { ex:a ex:near ?x }").triples == ()
    described = ask("DESCRIBE ex:a").triples
    assert described is not None
    assert Triple(ex["a"], ex["text"], Literal("plain")) in described


def test_a_query_that_does_not_parse(ask: Asked) -> None:
    with pytest.raises((QueryError, EngineError)):
        ask("SELECT ?x { ?x ")


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("INSERT DATA { ex:a ex:near ex:b }", "update"),
        ("DELETE WHERE { ?s ?p ?o }", "update"),
        ("LOAD <https://e.org/x.ttl>", "update"),
        ("SELECT * { SERVICE <https://e.org/sparql> { ?s ?p ?o } }", "SERVICE"),
    ],
)
def test_what_writes_or_calls_is_refused(ask: Asked, query: str, word: str) -> None:
    with pytest.raises(QueryError, match=word):
        ask(query)
    assert ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0] != Literal("0")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    folder = tmp_path_factory.mktemp("world")
    graph = KnowledgeGraph(graph_with(folder / "p", *WORLD))
    with served(ntriples(graph.store.store), folder / "served") as url:
        yield Asked(graph, "remote", url)


@pytest.mark.parametrize("case", CASES)
def test_every_saved_query_has_its_answer_at_an_endpoint(world: Asked, case: str) -> None:
    name, folder = CASES[case]
    answer = world(name, **parameters(folder))
    assert answer.engine == "remote"
    if answer.triples is not None:
        expected = parse((folder / "expected.ttl").read_text(encoding="utf-8"), format=RdfFormat.TURTLE)
        assert set(answer.triples) == {quad.triple for quad in expected}
    else:
        assert Counter(map(tuple, rows(answer, world.graph))) == Counter(map(tuple, expected_rows(folder)))


def test_names_are_looked_up_at_the_endpoint(world: Asked, tmp_path: Path) -> None:
    (tmp_path / "civicgraph.toml").write_bytes((ROOT / "civicgraph.toml").read_bytes())
    (tmp_path / "queries").symlink_to(ROOT / "queries")
    empty = open_graph(open_project(tmp_path), infer=False)
    assert len(empty.store.store) == 0
    expected = world("case-codings", case="case:one").rows
    assert len(expected) > 1
    for name in ("The case of Town", "case:one", world.graph.prefixes.expand("case:one")):
        assert empty.query("case-codings", endpoint=world.endpoint, case=name).rows == expected
    for name in ("The case of Nowhere", "Town"):  # a place, and no case
        with pytest.raises(EntityError, match="nor at the endpoint"):
            empty.query("case-codings", endpoint=world.endpoint, case=name)


def test_a_name_of_two_things_at_the_endpoint(little: KnowledgeGraph, tmp_path: Path) -> None:
    label = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")
    twins = "".join(f"{Triple(ex[name], label, Literal('Twin', language='en'))} .\n" for name in "ab")
    (tmp_path / "t.rq").write_text("#+ params:\n#+   x: {type: entity}\nSELECT ?p { $x ?p ?o }", encoding="utf-8")
    with served(twins.encode(), tmp_path / "served") as url, pytest.raises(EntityError) as caught:
        little.query(str(tmp_path / "t.rq"), endpoint=url, x="Twin")
    assert '"Twin" may mean 2 things at the endpoint: ex:a; ex:b' in caught.value.message


def test_every_saved_query_says_the_same_of_the_real_graph(tmp_path: Path) -> None:
    graph = open_graph(open_project(ROOT))
    with served(ntriples(graph.store.store), tmp_path / "real") as url:
        asked = 0
        for query in graph.queries():
            if any(parameter.required for parameter in query.parameters):
                continue
            here, there = graph.query(query.name), graph.query(query.name, endpoint=url)
            assert Counter(there.rows) == Counter(here.rows), query.name
            assert set(there.triples or ()) == set(here.triples or ()), query.name
            asked += 1
    assert asked > 20
