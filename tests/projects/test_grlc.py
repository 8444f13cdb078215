"""grlc itself reads the files of `queries export -f grlc` and asks an endpoint with them: the answers are ours.

grlc pins the versions of what it needs, so it lies in an environment of its own: CIVICGRAPH_GRLC names the Python there.
`.ci/run long` makes one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results
from served import served
from support import ROOT, graph_with

sys.path.insert(0, str(ROOT / "tests" / "graph" / "queries"))

from test_questions import CASES, QUESTIONS, WORLD, expected_rows, parameters

from civicgraph.api import KnowledgeGraph
from civicgraph.cli.app import run
from civicgraph.export.answers import cell
from civicgraph.graph import ntriples
from civicgraph.queries import bind
from civicgraph.resolution import resolve

GRLC = os.environ.get("CIVICGRAPH_GRLC", "")
pytestmark = [pytest.mark.long, pytest.mark.skipif(not GRLC, reason="CIVICGRAPH_GRLC names no Python that has grlc")]

ASK = """
import json, sys
from grlc.server import app
client = app.test_client()
asked = json.load(open("asked.json", encoding="utf-8"))
answers = []
for name, values, accept in asked:
    got = client.get("/api-local/" + name, query_string=values, headers={"Accept": accept})
    answers.append([got.status_code, got.get_data(as_text=True)])
spec = client.get("/api-local/swagger").get_json()
json.dump({"spec": spec, "answers": answers}, open("answers.json", "w", encoding="utf-8"))
"""
JSON, TRIPLES = "application/sparql-results+json", "application/n-triples"


class Grlc(NamedTuple):
    """The folder of a server over exported files, and how to ask it."""

    folder: Path

    def __call__(self, asked: list[tuple[str, dict[str, str], str]]) -> dict[str, Any]:
        """The description of the API, and status and body of each answer."""
        (self.folder / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
        done = subprocess.run([GRLC, "-c", ASK], cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        found: dict[str, Any] = json.loads((self.folder / "answers.json").read_text(encoding="utf-8"))
        return found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return KnowledgeGraph(graph_with(tmp_path_factory.mktemp("grlc") / "p", *WORLD))


def served_by_grlc(folder: Path, endpoint: str) -> Grlc:
    folder.mkdir()
    assert (
        run(["-C", str(ROOT), "queries", "export", "-f", "grlc", "-o", str(folder / "api"), "--endpoint", endpoint])
        == 0
    )
    (folder / "config.ini").write_text(f"[local]\nlocal_sparql_dir = {folder / 'api'}\n", encoding="utf-8")
    return Grlc(folder)


def test_grlc_offers_and_answers_every_question(world: KnowledgeGraph, tmp_path: Path) -> None:
    with served(ntriples(world.store.store), tmp_path / "served") as endpoint:
        grlc = served_by_grlc(tmp_path / "grlc", endpoint)
        spec = grlc([])["spec"]["paths"]
        exported = {path.stem for path in (tmp_path / "grlc" / "api").glob("*.rq")}
        assert {path.lstrip("/") for path in spec} == exported
        offered = {name: {p["name"]: p for p in spec[f"/{name}"]["get"]["parameters"]} for name in exported}
        for name in exported:
            assert spec[f"/{name}"]["get"]["summary"] == QUESTIONS[name].summary
            assert offered[name].keys() == {p.name for p in QUESTIONS[name].parameters} | {"endpoint"}
        cases = {case: (name, folder) for case, (name, folder) in CASES.items() if name in exported}
        asked = []
        for name, folder in cases.values():
            _, terms = bind(
                QUESTIONS[name], parameters(folder), lambda text, class_: resolve(world.store, text, class_)
            )
            values = {key: p["default"] for key, p in offered[name].items() if "default" in p and key != "endpoint"}
            values |= {key: terms[key].value for key in parameters(folder)}
            asked.append((name, values, JSON if QUESTIONS[name].form == "select" else TRIPLES))
        answers = grlc(asked)["answers"]
    assert len(cases) > 80
    wrong = [
        case
        for case, (status, body) in zip(cases, answers, strict=True)
        if not as_expected(world, *cases[case], status, body)
    ]
    assert wrong == []


def as_expected(world: KnowledgeGraph, name: str, folder: Path, status: int, body: str) -> bool:
    if status != 200:
        return False
    if QUESTIONS[name].form == "construct":
        expected = (folder / "expected.ttl").read_text(encoding="utf-8")
        found, wanted = parse(body, format=RdfFormat.N_TRIPLES), parse(expected, format=RdfFormat.TURTLE)
        return {quad.triple for quad in found} == {quad.triple for quad in wanted}
    result = parse_query_results(body, format=QueryResultsFormat.JSON)
    assert isinstance(result, QuerySolutions)
    columns = [variable.value for variable in result.variables]
    rows = [tuple(cell(row[column], world.prefixes) for column in columns) for row in result]
    head, *wanted_rows = expected_rows(folder)
    return columns == head and Counter(rows) == Counter(map(tuple, wanted_rows))
