"""The simple view on a small world: every property as expected, and the same from both engines.

The world is that of the questions (`../queries/given.ttl`). After a change that is meant:

    python tests/graph/simple/test_simple.py
"""

from __future__ import annotations

import csv
import re
import sys
import tempfile
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, Triple, parse

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from support import ROOT, graph_with, named_by_the_ontology  # noqa: E402

from civicgraph.api import KnowledgeGraph  # noqa: E402
from civicgraph.export.answers import cell  # noqa: E402
from civicgraph.graph import GraphStore  # noqa: E402
from civicgraph.queries import read_query  # noqa: E402

VIEWS = sorted((ROOT / "queries" / "views" / "simple").glob("*.rq"))
PROMISED = [
    "name",
    "city",
    "cityName",
    "country",
    "countryName",
    "countryCode",
    "lat",
    "long",
    "innovation",
    "startYear",
    "endYear",
    "status",
    "realmPattern",
    "region",
    "ledByPolitical",
    "ledByManagerial",
    "ledByCommunity",
    "involvedPolitical",
    "involvedManagerial",
    "involvedCommunity",
    "initiatingRealm",
    "initiatedBy",
    "innovationType",
    "policyDomain",
    "participationDegree",
    "outcome",
    "adaptedFrom",
    "holder",
    "post",
    "organisation",
    "realm",
    "fromYear",
    "toYear",
    "yearHeld",
    "indicator",
    "of",
    "year",
    "value",
    "low",
    "high",
    "unitName",
    "figure",
    "qualifier",
    "findingKind",
    "direction",
    "about",
    "says",
    "source",
    "cite",
    "readLevel",
    "codedBy",
    "codingBasis",
    "disputed",
    "conflictsWith",
]
# Nobody is a manager who leads an innovation in the small world, and none may be inferred.
ABSENT = {"ledByManagerial", "involvedManagerial"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> GraphStore:
    return graph_with(tmp_path_factory.mktemp("simple") / "p", HERE.parent / "queries" / "given.ttl")


def stage(graph: GraphStore) -> list[list[str]]:
    assert graph.stages is not None
    prefixes = graph.project.config.prefixes
    triples = (quad.triple for quad in parse(graph.stages.texts["simple"], format=RdfFormat.N_TRIPLES))
    # Names of the schemes and of the ontology are those of its own labels and would drown the rest.
    own = ("/id/", "/scheme/study")
    shown = [[cell(t, prefixes) for t in triple] for triple in triples if any(x in str(triple.subject) for x in own)]
    generated = re.compile(r"(region|ov|m)20\d\d:|model:")
    return sorted(row for row in shown if not generated.match(row[0]) and not named_by_the_ontology(row[0]))


def test_every_row_is_as_expected(small: GraphStore) -> None:
    with (HERE / "expected.csv").open(encoding="utf-8", newline="") as stream:
        assert stage(small) == list(csv.reader(stream))


@pytest.mark.parametrize("name", PROMISED)
def test_every_promised_property_has_a_row(small: GraphStore, name: str) -> None:
    found = [row for row in stage(small) if row[1] == f"s:{name}"]
    assert bool(found) != (name in ABSENT)


@pytest.mark.parametrize(
    ("subject", "predicate", "value"),
    [
        ("innovation:criticised", "s:ledByCommunity", "true"),  # the network only criticised
        ("innovation:criticised", "s:initiatedBy", "Residents' union"),  # deprecated
        ("claim:one-0003", "s:yearHeld", "1995"),  # ended on 1 January
        ("claim:one-0004", "s:yearHeld", "1998"),  # held until 1997 as far as a source says
        ("claim:one-0033", "s:disputed", "true"),  # a target disagrees with no result
        ("claim:one-0035", "s:value", "5"),  # deprecated
        ("claim:one-0037", "s:value", "11"),  # another one is preferred
        ("innovation:shared", "s:city", "place:elsewhere"),
        ("innovation:copy", "s:realmPattern", "political"),
    ],
)
def test_near_misses_stay_out(small: GraphStore, subject: str, predicate: str, value: str) -> None:
    rows = stage(small)
    assert [subject, predicate, value] not in rows
    assert any(row[0] == subject for row in rows) or subject == "claim:one-0035"


def test_half_a_position_stays_out(tmp_path: Path) -> None:
    half = tmp_path / "half.ttl"
    half.write_text(
        "@prefix cg: <https://w3id.org/civicgraph/ont#> .\n@prefix place: <https://w3id.org/civicgraph/id/place/> .\n"
        "place:north a cg:Place ; cg:latitude 60.5 .\nplace:east a cg:Place ; cg:longitude 20.5 .\n",
        encoding="utf-8",
    )
    rows = stage(graph_with(tmp_path / "p", HERE.parent / "queries" / "given.ttl", half))
    assert [row for row in rows if row[1] in ("s:lat", "s:long")] == [
        ["place:town", "s:lat", "55.6"],
        ["place:town", "s:long", "13"],
    ]


def test_values_are_plain(small: GraphStore) -> None:
    """Texts without a language, whole numbers for years."""
    assert small.stages is not None
    for quad in parse(small.stages.texts["simple"], format=RdfFormat.N_TRIPLES):
        assert getattr(quad.object, "language", None) is None
        if quad.predicate.value.endswith("Year"):
            assert quad.object.datatype.value.endswith("#integer")  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def in_rdflib(small: GraphStore) -> rdflib.Graph:
    return small.to_rdflib()


@pytest.mark.parametrize("view", VIEWS, ids=lambda p: p.stem)
def test_both_engines_give_the_same(small: GraphStore, in_rdflib: rdflib.Graph, view: Path) -> None:
    text = small.project.config.prefixes.sparql() + read_query(view).text
    ours = {triple for triple in small.store.query(text) if isinstance(triple, Triple)}  # type: ignore[union-attr]
    graph = in_rdflib.query(text).graph
    assert graph is not None
    theirs = {quad.triple for quad in parse(graph.serialize(format="nt", encoding="utf-8"), format=RdfFormat.N_TRIPLES)}
    assert {str(t) for t in ours} == {str(t) for t in theirs}
    assert ours


PRINTED = [
    "SELECT ?name ?pattern WHERE { ?i a cg:Innovation ; s:name ?name ; s:realmPattern ?pattern }",
    "SELECT ?says ?cite WHERE { ?claim s:about place:malmo ; s:says ?says ; s:cite ?cite }",
    "SELECT ?year ?value ?cite WHERE { ?o s:indicator indicator:participants ; s:year ?year ; s:value ?value ; s:cite ?cite }",
]


@pytest.mark.parametrize(("query", "least"), [(PRINTED[0], 25), (PRINTED[1], 20), (PRINTED[2], 10)])
def test_three_lines_are_enough_on_the_real_graph(civic: KnowledgeGraph, query: str, least: int) -> None:
    answer = civic.query(query)
    assert len(answer) >= least
    assert all(value is not None for row in answer.rows for value in row)


def test_twenty_claims_name_malmo(civic: KnowledgeGraph) -> None:
    assert len(civic.query("SELECT DISTINCT ?claim WHERE { ?claim s:about place:malmo }")) >= 20


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        rows = stage(graph_with(Path(folder) / "p", HERE.parent / "queries" / "given.ttl"))
    with (HERE / "expected.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
