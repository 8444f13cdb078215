"""Every question gives the expected answer on a small world, on both engines, and something on the real graph.

The small world is `given.ttl` beside this file; its comments name what must stay out. `expected.csv` holds the
rows in order, IRIs as CURIEs; `expected.ttl` the graph of a CONSTRUCT. After a change that is meant:

    python tests/graph/queries/test_questions.py
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from support import ROOT, graph_with  # noqa: E402

from civicgraph.api import KnowledgeGraph  # noqa: E402
from civicgraph.export.answers import cell, write_answer  # noqa: E402
from civicgraph.project import open_project  # noqa: E402
from civicgraph.queries import Answer, saved_queries  # noqa: E402

QUESTIONS = {query.name: query for query in saved_queries(open_project(ROOT))}
# Where a question needs a parameter that has no default, a thing of the real graph.
ON_THE_REAL_GRAPH: dict[str, dict[str, object]] = {
    "career-of": {"agent": "Ilmar Reepalu"},
    "case-graph": {"case": "case:malmo"},
    "claims-about": {"entity": "Malmö"},
    "codings-of": {"entity": "case:malmo"},
    "timeline": {"entity": "case:malmo"},
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return KnowledgeGraph(graph_with(tmp_path_factory.mktemp("questions") / "p", HERE / "given.ttl"))


def parameters(name: str) -> dict[str, object]:
    path = HERE / name / "params.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def rows(answer: Answer, graph: KnowledgeGraph) -> list[list[str]]:
    return [list(answer.columns), *([cell(term, graph.prefixes) for term in row] for row in answer.rows)]


def expected_rows(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO((HERE / name / "expected.csv").read_text(encoding="utf-8"))))


def test_there_are_questions() -> None:
    assert len(QUESTIONS) >= 15


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_header_tells_what_a_reader_needs(name: str) -> None:
    query = QUESTIONS[name]
    assert query.summary
    assert query.description.count(".") >= 2, "say in two sentences what it answers and how to read it"
    assert query.tags
    assert all(p.description for p in query.parameters)


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_the_expected_answer_on_the_small_world(small: KnowledgeGraph, name: str, engine: str) -> None:
    answer = small.query(name, engine=engine, **parameters(name))
    if answer.triples is not None:
        text = (HERE / name / "expected.ttl").read_text(encoding="utf-8")
        assert set(answer.triples) == {quad.triple for quad in parse(text, format=RdfFormat.TURTLE)}
        return
    found, expected = rows(answer, small), expected_rows(name)
    assert tuple(QUESTIONS[name].columns) == answer.columns
    assert len(expected) > 1
    if engine == "oxigraph":
        assert found == expected
    else:
        assert Counter(map(tuple, found)) == Counter(map(tuple, expected))


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_on_the_real_graph(civic: KnowledgeGraph, name: str) -> None:
    assert len(civic.query(name, **ON_THE_REAL_GRAPH.get(name, {}))) > 0


@pytest.mark.parametrize("place", ["Malmö", "Enschede", "Porto Alegre", "Medellín", "place:capital-district"])
def test_disputed_figures_of_each_case_have_two_sides(civic: KnowledgeGraph, place: str) -> None:
    by_dispute: dict[str, set[object]] = {}
    for row in civic.query("disputed-figures", place=place):
        assert row["source"]
        assert row["locator"]
        by_dispute.setdefault(row["dispute"], set()).add(row["claim"])
    assert [claims for claims in by_dispute.values() if len(claims) >= 2]


def test_each_case_has_its_innovations(civic: KnowledgeGraph) -> None:
    found = list(civic.query("innovations-by-realm"))
    assert len({row["caseName"] for row in found}) == 19
    assert {row["region"] for row in found} >= {"P", "PM"}
    for row in found:
        letters = "".join(
            x for x, led in zip("PMC", (row["political"], row["managerial"], row["community"]), strict=True) if led
        )
        assert row["region"] == (letters or "not-documented")
        assert (row["overlap"] is not None) == (len(letters) > 1)


def test_the_study_has_its_people_and_partners(civic: KnowledgeGraph) -> None:
    found = {(row["name"], row["role"]) for row in civic.query("study-people")}
    assert {
        ("Robin Hambleton", "led study"),
        ("Joanna Howard", "researched for"),
        ("Marilyn Taylor", "researched for"),
    } <= found
    assert sum(role == "partnered in" for _, role in found) == 6


def write_expected() -> None:
    """Writes what the questions give now; read the difference before you commit it."""
    with tempfile.TemporaryDirectory() as folder:
        graph = KnowledgeGraph(graph_with(Path(folder) / "p", HERE / "given.ttl"))
        for name in QUESTIONS:
            answer = graph.query(name, **parameters(name))
            if answer.triples is not None:
                with (HERE / name / "expected.ttl").open("wb") as out:
                    write_answer(answer, "ttl", out, graph.prefixes)
            else:
                with (HERE / name / "expected.csv").open("w", encoding="utf-8", newline="") as stream:
                    csv.writer(stream, lineterminator="\n").writerows(rows(answer, graph))


if __name__ == "__main__":
    write_expected()
