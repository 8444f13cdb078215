"""Limits of a query in Python: time, memory and rows; and what is left behind, which is nothing."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from processes import children, gone
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from small import CONFIG

from civicgraph import load
from civicgraph.api import KnowledgeGraph
from civicgraph.engines.memory import MemoryWatch, default_ceiling, resident, shown_size, size_in_bytes
from civicgraph.engines.wire import pack_rows, pack_triples, unpack_block
from civicgraph.errors import EngineError, LimitError, QueryMemoryError, QuerySyntaxError, QueryTimeoutError

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")

NUMBERS = "@prefix ex: <https://e.org/id/> .\n" + "".join(f"ex:n{n} ex:number {n} .\n" for n in range(1000))
PARTS = "ex:d ex:part [ ex:text 'inside' ] , [ ex:text 'also' ] .\n"
# 10^12 combinations; the first come at once.
ALL = "SELECT * { ?a ex:number ?x . ?b ex:number ?y . ?c ex:number ?z . ?d ex:number ?w }"
# Nothing comes before all is there.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ex:number ?x . ?b ex:number ?y . ?c ex:number ?z . ?d ex:number ?w }"
EXPLODING = "SELECT * { ?a ex:number ?x . ?b ex:number ?y . ?c ex:number ?z } ORDER BY DESC(?x + ?y + ?z)"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("limits")
    (root / "data").mkdir()
    (root / "civicgraph.toml").write_text(CONFIG, encoding="utf-8")
    (root / "data" / "d.ttl").write_text(NUMBERS + PARTS, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def graph(root: Path) -> KnowledgeGraph:
    return load(root, infer=False)


def test_a_query_ends_at_its_timeout_and_the_process_goes_on(graph: KnowledgeGraph) -> None:
    began = time.monotonic()
    with pytest.raises(QueryTimeoutError, match=r"not done after 0\.3 s"):
        graph.query(ENDLESS, timeout=0.3)
    assert time.monotonic() - began < 10
    assert children(os.getpid()) == []
    assert graph.query("SELECT ?x { ex:n7 ex:number ?x }", timeout=60).rows[0][0].value == "7"


def test_rows_that_never_end(graph: KnowledgeGraph) -> None:
    with pytest.raises(LimitError):
        graph.query(ALL, timeout=0.5)


def test_a_query_ends_at_its_ceiling_of_memory(graph: KnowledgeGraph) -> None:
    ceiling = (resident() or 0) + 150_000_000
    began = time.monotonic()
    with pytest.raises(QueryMemoryError, match=f"more than {shown_size(ceiling)} memory"):
        graph.query(EXPLODING, max_memory=ceiling)
    assert time.monotonic() - began < 30
    assert graph.query("ASK { ?s ?p ?o }", max_memory=ceiling).boolean is True


def test_a_ceiling_below_what_is_taken(graph: KnowledgeGraph) -> None:
    with pytest.raises(QueryMemoryError, match="taken already"):
        graph.query("ASK { ?s ?p ?o }", max_memory=1_000_000)


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
@pytest.mark.parametrize("timeout", [None, 60])
def test_the_first_rows(graph: KnowledgeGraph, engine: str, timeout: float | None) -> None:
    text = "SELECT ?x { ?s ex:number ?x } ORDER BY ?x"
    everything = graph.query(text, engine=engine, timeout=timeout)
    assert (len(everything), everything.truncated) == (1000, False)
    first = graph.query(text, engine=engine, timeout=timeout, max_rows=10, skip_rows=5)
    assert first.truncated
    assert first.rows == everything.rows[5:15]
    last = graph.query(text, engine=engine, timeout=timeout, max_rows=10, skip_rows=990)
    assert (last.rows, last.truncated) == (everything.rows[990:], False)
    assert graph.query(text, engine=engine, timeout=timeout, skip_rows=2000).rows == ()
    none = graph.query(text, engine=engine, timeout=timeout, max_rows=0)
    assert (none.rows, none.columns, none.truncated) == ((), ("x",), True)
    triples = graph.query("CONSTRUCT WHERE { ?s ex:number ?x }", engine=engine, timeout=timeout, max_rows=3)
    assert (len(triples), triples.truncated, triples.boolean) == (3, True, None)
    assert repr(first).startswith("<Answer: the first 10 rows of x")
    assert "and there are more" in first._repr_html_()


@pytest.mark.parametrize("timeout", [None, 60])
def test_rows_that_nobody_wants_are_not_computed(graph: KnowledgeGraph, timeout: float | None) -> None:
    began = time.monotonic()
    answer = graph.query(ALL, max_rows=100, timeout=timeout)
    assert (len(answer), answer.truncated) == (100, True)
    assert time.monotonic() - began < 10


def test_what_is_no_limit(graph: KnowledgeGraph) -> None:
    for wrong in ({"timeout": 0}, {"timeout": -1}, {"timeout": math.nan}, {"max_rows": -1}, {"skip_rows": -1}):
        with pytest.raises(ValueError, match="number"):
            graph.query("ASK { ?s ?p ?o }", **wrong)
    with pytest.raises(ValueError, match="bytes"):
        graph.query("ASK { ?s ?p ?o }", max_memory=0)


def test_the_header_of_a_saved_query_sets_the_timeout(graph: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "slow.rq"
    path.write_text(f"#+ summary: Slow\n#+ timeout: 0.3\n{ENDLESS}\n", encoding="utf-8")
    with pytest.raises(QueryTimeoutError, match=r"0\.3 s"):
        graph.query(str(path))
    path.write_text("#+ summary: Quick\n#+ timeout: 0.000001\nASK { ?s ?p ?o }\n", encoding="utf-8")
    with pytest.raises(QueryTimeoutError):
        graph.query(str(path))
    assert graph.query(str(path), timeout=math.inf).boolean is True


def test_blank_nodes_are_the_same_in_another_process(graph: KnowledgeGraph) -> None:
    text = "SELECT ?x ?t { ex:d ex:part ?x . ?x ex:text ?t }"
    here, there = graph.query(text), graph.query(text, timeout=60)
    assert set(here.rows) == set(there.rows)
    assert {type(row[0]) for row in there.rows} == {BlankNode}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {}",
        "SELECT * { ?s ex:nothing ?o }",
        "SELECT ?y { VALUES ?x { 1 2 } OPTIONAL { ?x ex:none ?y } }",
        "SELECT ?x ?y { VALUES (?x ?y) { (UNDEF 1) ('' UNDEF) (UNDEF UNDEF) } }",
        'SELECT ?x { VALUES ?x { "01"^^xsd:integer "+1"^^xsd:integer "1."^^xsd:decimal "INF"^^xsd:double "1"^^xsd:boolean } }',
        'SELECT ?x { VALUES ?x { "a\\u0001b\\t\\r\\n\\"\\\\" "ü"@sv-SE "x"^^ex:own "2009"^^xsd:gYear <https://e.org/ü#x> } }',
        'CONSTRUCT { ?x ex:is ?x, "a\\u0001b\\n", "01"^^xsd:integer } { VALUES ?x { ex:a ex:b } }',
        "SELECT ?s ?p ?o { ?s ?p ?o }",
        "CONSTRUCT { ?o ?p ?s } WHERE { ?s ?p ?o }",
    ],
)  # fmt: skip
@pytest.mark.parametrize("most", [None, 10_000])
def test_every_term_is_the_same_in_another_process(graph: KnowledgeGraph, text: str, most: int | None) -> None:
    here, there = graph.query(text, max_rows=most), graph.query(text, max_rows=most, timeout=60)
    assert there.columns == here.columns
    assert Counter(there.table) == Counter(here.table)


def test_named_graphs_in_another_process(graph: KnowledgeGraph) -> None:
    text = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    assert graph.query(text, timeout=60).rows == graph.query(text).rows != ()


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_errors_come_through(graph: KnowledgeGraph, engine: str) -> None:
    with pytest.raises(QuerySyntaxError) as here:
        graph.query("SELECT ?x { ?x ", engine=engine)
    with pytest.raises(QuerySyntaxError) as there:
        graph.query("SELECT ?x { ?x ", engine=engine, timeout=60)
    assert there.value.message == here.value.message
    if engine == "oxigraph":
        with pytest.raises(EngineError, match="triple terms"):
            graph.query("SELECT * { BIND(TRIPLE(ex:a, ex:b, ex:c) AS ?t) }", timeout=60)


def test_several_threads_at_once(graph: KnowledgeGraph) -> None:
    def ask(n: int) -> str | None:
        if n % 3 == 0:
            with pytest.raises(QueryTimeoutError):
                graph.query(ENDLESS, timeout=0.2)
        row = graph.query(f"SELECT ?x {{ ex:n{n} ex:number ?x }}", timeout=60).rows[0]
        return row[0].value if row[0] else None

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(ask, range(9))) == [str(n) for n in range(9)]


def test_the_other_process_ends_with_the_graph(root: Path) -> None:
    graph = load(root, infer=False)
    before = set(children(os.getpid()))
    assert graph.query("ASK { ?s ?p ?o }", timeout=60).boolean
    (worker,) = set(children(os.getpid())) - before
    del graph
    assert gone(worker)


# What a person's script does, with and without a second thread: the process apart is then a new one, or a fork.
SCRIPT = """
import sys, threading, time
import civicgraph
graph = civicgraph.load(sys.argv[1], infer=False)
if sys.argv[2] == "threads":
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
{body}
"""
ENDS = f"""
for kind in ("SELECT ?x {{ ex:n3 ex:number ?x }}", "SELECT ?x {{ GRAPH ?g {{ ex:n3 ex:number ?x }} }}"):
    print(graph.query(kind, timeout=60).rows[0][0].value)
try:
    graph.query({ENDLESS!r}, timeout=0.3)
except civicgraph.CivicGraphError as error:
    print(type(error).__name__)
print(len(graph.query("SELECT ?x {{ ?s ex:number ?x }}", timeout=60)))
"""
WAITS = f"""
graph.query("ASK {{ ?s ?p ?o }}", timeout=60)
print("now", flush=True)
try:
    graph.query({ENDLESS!r}, timeout=600)
except KeyboardInterrupt:
    print("interrupted", flush=True)
    print(graph.query("ASK {{ ?s ?p ?o }}", timeout=60).boolean)
"""


def script(root: Path, body: str, mode: str) -> list[str]:
    return [sys.executable, "-W", "error", "-c", SCRIPT.format(body=body), str(root), mode]


@pytest.mark.parametrize("mode", ["alone", "threads"])
def test_a_script(root: Path, mode: str) -> None:
    done = subprocess.run(script(root, ENDS, mode), capture_output=True, text=True, timeout=120)
    assert (done.stdout.split(), done.stderr) == (["3", "3", "QueryTimeoutError", "1000"], "")


@pytest.mark.parametrize("mode", ["alone", "threads"])
def test_ctrl_c_ends_the_query_and_leaves_nobody(root: Path, mode: str) -> None:
    with subprocess.Popen(script(root, WAITS, mode), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        time.sleep(0.5)
        (worker,) = children(process.pid)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        assert process.stdout.read().split() == ["interrupted", "True"]
        assert process.wait(timeout=60) == 0
        assert time.monotonic() - began < 10
        assert gone(worker)


@pytest.mark.parametrize("mode", ["alone", "threads"])
def test_who_is_killed_leaves_nobody(root: Path, mode: str) -> None:
    with subprocess.Popen(script(root, WAITS, mode), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        time.sleep(0.5)
        (worker,) = children(process.pid)
        process.kill()
        process.wait(timeout=60)
        assert gone(worker)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
terms = st.one_of(
    st.none(),
    texts.map(Literal),
    texts.map(lambda text: Literal(text, datatype=NamedNode("https://e.org/own"))),
    texts.map(lambda text: Literal(text, language="sv-SE")),
    st.integers().map(Literal),
    st.floats(allow_nan=False).map(Literal),
    st.booleans().map(Literal),
    st.sampled_from("abc").map(BlankNode),
    st.sampled_from(["https://e.org/ü?a=1&b=%20#x", "urn:x"]).map(NamedNode),
)


@given(st.lists(st.tuples(terms, terms), max_size=5), st.lists(st.tuples(terms), max_size=5))
def test_rows_come_as_they_went(two: list[tuple[object, ...]], one: list[tuple[object, ...]]) -> None:
    assert unpack_block(pack_rows(("x", "y"), two)) == two
    assert unpack_block(pack_rows(("x",), one)) == one


@given(st.lists(terms.filter(lambda term: term is not None), max_size=5))
def test_triples_come_as_they_went(objects: list[Literal]) -> None:
    triples = [Triple(BlankNode("a"), NamedNode("urn:p"), term) for term in objects]
    assert unpack_block(pack_triples(triples)) == triples


def test_rows_without_columns() -> None:
    assert unpack_block(pack_rows((), [(), ()])) == [(), ()]


@pytest.mark.parametrize(
    ("text", "size"),
    [("500MB", 500_000_000), ("2 GB", 2_000_000_000), ("1.5g", 1_500_000_000), ("1GiB", 2**30), ("4096", 4096)],
)
def test_sizes(text: str, size: int) -> None:
    assert size_in_bytes(text) == size


@pytest.mark.parametrize("text", ["", "much", "-1GB", "0", "1iB", "1 0", "2GBs", "0.1"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match=r"size|memory"):
        size_in_bytes(text)


def test_where_nobody_sets_a_ceiling_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    hits: list[int] = []
    monkeypatch.setattr("civicgraph.engines.memory.default_ceiling", lambda: 4096)
    watch = MemoryWatch(hits.append)
    watch.begin(2**50)
    time.sleep(0.2)
    assert hits == []
    watch.begin(None)
    time.sleep(0.2)
    watch.end()
    assert set(hits) == {4096}


def test_memory_of_this_machine() -> None:
    taken, ceiling = resident(), default_ceiling()
    assert taken is not None
    assert ceiling is not None
    assert 10_000_000 < taken < ceiling < 2**50
