"""Every question gives the expected answer on a small world, on both engines, and a plausible one on the real graph.

The small world is `given.ttl` and `given-abroad.ttl` beside this file; their comments name what must stay out. The folders
here are tests as `civicgraph queries test` runs them, and it is what runs them. After a change that is meant:

    civicgraph queries test --tests tests/graph/queries --update
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from support import ROOT, graph_with, project_with  # noqa: E402

from civicgraph.api import KnowledgeGraph  # noqa: E402
from civicgraph.cli.app import run  # noqa: E402
from civicgraph.export.answers import cell  # noqa: E402
from civicgraph.project import open_project  # noqa: E402
from civicgraph.queries import Answer, saved_queries  # noqa: E402
from civicgraph.validation import validate  # noqa: E402

QUESTIONS = {query.name: query for query in saved_queries(open_project(ROOT))}
WORLD = (HERE / "given.ttl", HERE / "given-abroad.ttl")


def folders(name: str) -> list[Path]:
    """The folder of a question, and one below it for each further set of parameters."""
    return [HERE / name, *sorted(path.parent for path in (HERE / name).glob("*/params.toml"))]


# Tests of the expected answers, so that two workers can share them.
PARTS = 3
CASES = {"/".join(f.relative_to(HERE).parts): (name, f) for name in QUESTIONS for f in folders(name)}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return KnowledgeGraph(graph_with(tmp_path_factory.mktemp("questions") / "p", *WORLD))


def parameters(folder: Path) -> dict[str, object]:
    path = folder / "params.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def rows(answer: Answer, graph: KnowledgeGraph) -> list[list[str]]:
    return [list(answer.columns), *([cell(term, graph.prefixes) for term in row] for row in answer.rows)]


def expected_rows(folder: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO((folder / "expected.csv").read_text(encoding="utf-8"))))


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_header_tells_what_a_reader_needs(name: str) -> None:
    query = QUESTIONS[name]
    assert query.summary
    assert query.description.count(".") >= 2, "say in two sentences what it answers and how to read it"
    assert query.tags
    assert all(p.description for p in query.parameters)
    assert all(query.columns.values())
    assert query.columns or query.form == "construct"


@pytest.mark.parametrize("part", range(PARTS))
def test_the_expected_answer_on_the_small_world(part: int, capfd: pytest.CaptureFixture[str]) -> None:
    names = list(QUESTIONS)[part::PARTS]
    code = run(["-C", str(ROOT), "queries", "test", "--tests", str(HERE), *names])
    out, err = capfd.readouterr()
    assert code == 0, out
    assert [line.split()[1] for line in out.splitlines()] == sorted(
        c for c, (name, _) in CASES.items() if name in names
    )
    assert "without a test" not in err


@pytest.mark.parametrize("case", CASES)
def test_what_is_expected_has_rows_and_the_columns_of_the_header(case: str) -> None:
    name, folder = CASES[case]
    if QUESTIONS[name].form == "construct":
        assert "s:led" in (folder / "expected.ttl").read_text(encoding="utf-8")
        return
    columns, *expected = expected_rows(folder)
    assert columns == list(QUESTIONS[name].columns)
    assert expected


# What must not be in the answer: a cell, or a whole row, with the reason in the comments of the small world.
STAYS_OUT: dict[str, str | tuple[str, ...]] = {
    "adaptations-into/into-isle": "innovation:copy",  # adapted within Land
    "after-a-leader-left/one-leader": "claim:two-0025",  # two years after
    "boundary-crossers": "person:gil",  # one of his roles is outside the model
    "bridging-organisations": "person:ben",  # two realms, but in one organisation
    "career-of": "claim:one-0003",  # of another person
    "case-codings/one-dimension": "claim:two-0711",
    "case-graph": "organisation:firm",
    "case-matrix/one-study": "case:two",
    "cases-by-value/one-value": "social and cultural forces",
    "claims-about": "claim:two-0033",
    "claims-from-source": "claim:one-0016",  # deprecated
    "co-participation": "organisation:firm",  # deprecated
    "codebook-in-use": "invited space",  # a value of another dimension
    "codings-of": "claim:one-0516",  # of a deprecated claim
    "coding-differences": "claim:one-0001",  # political in both models
    "comparable-cases": "participation degree: sources silent",  # no value that two cases share
    "diffusion-chain/from-port": "innovation:copy",  # of another chain
    "disputed-figures": "claim:one-0033",  # a target
    "disputes-of": "claim:two-0048",  # deprecated
    "evidence-by-case": ("case:two", "The case of Port", "participation", "cited only", "1", "0", "1"),  # deprecated
    "findings-by-kind": "claim:one-0043",  # an outcome
    "funders": "claim:two-0029",  # a partner
    "gaps": "case:two",  # all realms led
    "indicator-across-places": "claim:two-0040",  # of no place
    "indicator-series": "claim:one-0035",  # deprecated
    "innovations-by-realm": "innovation:copy",  # no case examines it
    "innovations-in-region": "innovation:criticised",
    "leadership-turnover": "claim:two-0003",  # ended before the beginning
    "most-cited-sources": "source:withdrawn",  # only a deprecated claim cites it
    "outcomes-by-region": ("PC", "1", "1", "1", "0", "0", "1"),  # a criticism is no outcome
    "outlived-a-term": "claim:two-0002",  # came later
    "overlap-evidence": "claim:one-0014",  # a critic does not lead
    "places-on-a-map": "place:quarter",  # no coordinates
    "pointers-for": "claim:one-0045",  # for another place
    "realm-composition": ("participatory budget", "managerial realm", "2", "0", "2", "1"),  # deprecated
    "realm-crossings": "person:gil",
    "realm-models": "m2009:political",  # of another model
    "recorded-since": "claim:one-0001",  # before that day
    "single-source-claims": ("participation", "11", "11"),  # one has a second source
    "sources-of-case/one-case": "source:two",
    "study-people": "organisation:firm",  # of another study
    "targets-and-results": "claim:two-0039",  # a forecast
    "timeline": "claim:two-0021",  # of an innovation of another case
    "translation-coverage": ("place", "sv", "8", "8", "100"),
    "weak-claims": "claim:one-0005",  # a second source was read
    "weakest-claims": "claim:two-0046",  # another source supports it
    "what-is-not-known": "claim:two-0014",  # outside the model is no gap
    "who-initiated": "Residents' union",  # deprecated
    "who-led": "claim:one-0054",  # earlier
    "zones-of": "innovation:port-budget",  # abroad
}


CURIE = re.compile(r"[a-z-]+:[a-z0-9-]+\Z")


@pytest.mark.parametrize("name", QUESTIONS)
def test_near_misses_stay_out(name: str) -> None:
    ((case, near_miss),) = [(c, n) for c, n in STAYS_OUT.items() if c.partition("/")[0] == name]
    folder = HERE / case
    if isinstance(near_miss, str) and CURIE.match(near_miss):
        assert any(near_miss in path.read_text(encoding="utf-8") for path in WORLD)
    if QUESTIONS[name].form == "construct":
        assert near_miss not in (folder / "expected.ttl").read_text(encoding="utf-8")
        return
    columns, *found = expected_rows(folder)
    if isinstance(near_miss, tuple):
        assert len(near_miss) == len(columns)
        assert list(near_miss) not in found
    else:
        assert not any(near_miss in cell for row in found for cell in row)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_parameter_is_tried(name: str) -> None:
    tried = {key for _, folder in CASES.values() if folder.is_relative_to(HERE / name) for key in parameters(folder)}
    assert {parameter.name for parameter in QUESTIONS[name].parameters} <= tried


def test_each_competency_question_is_asked() -> None:
    asked = Counter(number for query in QUESTIONS.values() for number in (query.question or "").split())
    assert set(asked) == {f"Q{n:02}" for n in range(1, 31)}


def test_the_country_beside_the_small_world_passes(tmp_path: Path) -> None:
    found = validate(project_with(tmp_path / "p", *WORLD)).diagnostics
    assert [d for d in found if d.span and d.span.file.endswith(WORLD[1].name)] == []


def test_a_cell_that_nobody_coded_says_so(tmp_path: Path) -> None:
    """Without its coding on the goals, the second case is not coded there, and every table says so."""
    text = WORLD[1].read_text(encoding="utf-8")
    less, removed = re.subn(r"claim:two-0713 a cg:Coding ;\n(?:    .*\n)+", "", text)
    assert removed == 1
    (tmp_path / WORLD[1].name).write_text(less, encoding="utf-8")
    graph = KnowledgeGraph(graph_with(tmp_path / "p", WORLD[0], tmp_path / WORLD[1].name))
    two = "https://w3id.org/civicgraph/id/case/two"
    assert {r["case"]: r["goals"] for r in graph.query("case-matrix")}[two] == "not coded"
    assert [
        (r["value"], r["missing"]) for r in graph.query("case-codings", case="case:two", dimension="dimension:sdg")
    ] == [("not coded", True)]
    assert [(r["cases"], r["caseNames"]) for r in graph.query("cases-by-value", value="not coded")] == [
        (1, "The case of Port")
    ]
    assert [r["about"] for r in graph.query("what-is-not-known", gap="not coded")] == [two]


def test_answers_are_the_same_once_the_vocabulary_speaks_another_language(
    small: KnowledgeGraph, tmp_path: Path
) -> None:
    """A label in a second language on every term and concept must not double a row."""
    labelled = small.query(
        "SELECT DISTINCT ?term ?property ?label WHERE { VALUES ?property { skos:prefLabel rdfs:label } ?term ?property ?label . "
        "FILTER(LANG(?label) = 'en' && (STRSTARTS(STR(?term), STR(scheme:)) || STRSTARTS(STR(?term), STR(cg:)) || CONTAINS(STR(?term), '/realm/'))) }"
    )
    assert len(labelled) > 500
    lines = [f"<{r['term']}> <{r['property']}> {json.dumps('x' + r['label'])}@fy ." for r in labelled]
    (tmp_path / "labels.ttl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    graph = KnowledgeGraph(graph_with(tmp_path / "p", *WORLD, tmp_path / "labels.ttl"))
    for name, folder in CASES.values():
        answer = graph.query(name, **parameters(folder))
        if answer.triples is None:
            assert rows(answer, graph) == expected_rows(folder), name


# The real graph: for a question with parameters that have no default, a thing to ask about.
ON_THE_REAL_GRAPH: dict[str, dict[str, object]] = {
    "career-of": {"agent": "Ilmar Reepalu"},
    "case-graph": {"case": "case:malmo"},
    "claims-about": {"entity": "Malmö"},
    "codings-of": {"entity": "case:malmo"},
    "timeline": {"entity": "case:malmo"},
}
Rows = list[dict[str, Any]]
REALMS = {"political realm", "managerial realm", "community realm"}


def column(found: Rows, name: str) -> list[Any]:
    return [row[name] for row in found]


def grouped(found: Rows, key: str, value: str) -> dict[Any, set[Any]]:
    groups: dict[Any, set[Any]] = {}
    for row in found:
        groups.setdefault(row[key], set()).add(row[value])
    return groups


def in_order(joined: str) -> bool:
    return joined.split("; ") == sorted(joined.split("; "))


# What must hold of each answer on the real graph, beyond its having rows.
PLAUSIBLE: dict[str, Callable[[Rows], bool]] = {
    "adaptations-into": lambda f: all(r["later"] != r["earlier"] and r["abroad"] is not None for r in f),
    "after-a-leader-left": lambda f: (
        {r["yearsAfter"] for r in f} == {0, 1, 2, 3} and {"event", "status", "date", "finding"} == set(column(f, "kind"))
    ),
    "boundary-crossers": lambda f: {"Roelof Bleker", "Marvin Rees"} <= set(column(f, "name")),
    "bridging-organisations": lambda f: all(r["one"] != r["other"] and r["oneRealm"] != r["otherRealm"] for r in f),
    "career-of": lambda f: len({r["role"] for r in f}) == 3 and set(column(f, "realm")) == {"political"},
    "case-codings": lambda f: (
        len({r["case"] for r in f}) == 19
        and len({(r["case"], r["dimension"]) for r in f}) == 19 * 13
        and all(r["restsOn"] and r["cite"] for r in f)
    ),
    "case-matrix": lambda f: (
        len(f) == 19
        and all(cell not in (None, "") for r in f for cell in r.values())
        and all(in_order(cell) for r in f for cell in r.values() if isinstance(cell, str) and "; " in cell)
        and {r["case"].rsplit("/", 1)[1]: r["executiveSelection"] for r in f}["medellin"] == "directly elected"
    ),
    "cases-by-value": lambda f: all(
        r["cases"] == len(r["caseNames"].split("; ")) <= 19 and in_order(r["caseNames"]) for r in f
    ),
    "claims-about": lambda f: len({(r["claim"], r["cite"]) for r in f}) == len(f) > 100,
    "claims-from-source": lambda f: len(f) > 30 and "supports" in column(f, "stance"),
    "co-participation": lambda f: all(r["one"] < r["other"] for r in f),
    "codebook-in-use": lambda f: (
        len(set(column(f, "dimension"))) == 18
        and all(r["asks"].endswith("?") and r["meaning"] for r in f if not r["missing"] and r["dimensionName"] not in ("scope", "realm"))
        and sum(r["codings"] for r in f if r["dimensionName"] == "territorial level") == 19
    ),
    "codings-of": lambda f: {"scope", "funding", "outcome", "scale", "Sustainable Development Goal"} < set(column(f, "dimension")),
    "coding-differences": lambda f: (
        all(r["valueOne"] != r["valueOther"] for r in f)
        and sum((r["valueOne"], r["valueOther"]) == ("outside model", "business realm (2012)") for r in f) > 20
    ),
    "comparable-cases": lambda f: (
        len(f) == 19 * 18
        and all(r["shared"] == r["onInnovations"] + r["onOverlaps"] + r["onCase"] == len(r["values"].split("; ")) for r in f)
        and len({(frozenset((r["case"], r["other"])), r["shared"]) for r in f}) == 19 * 18 / 2
    ),
    "diffusion-chain": lambda f: "Postcode 3000" in column(f, "laterName"),
    "disputed-figures": lambda f: all(r["value"] is not None or r["low"] is not None for r in f),
    "disputes-of": lambda f: (
        len(set(column(f, "dispute"))) == 100
        and sum(len(claims) < 2 for claims in grouped(f, "dispute", "claim").values()) <= 4  # others were slips
        and {"slip", "value", "period", "naming"} < set(column(f, "disputeKind"))
    ),
    "evidence-by-case": lambda f: (
        len({r["case"] for r in f}) == 19
        and sum(column(f, "claims")) > 1_500
        and all(r["disputed"] <= r["claims"] and r["lowConfidence"] <= r["claims"] for r in f)
    ),
    "findings-by-kind": lambda f: len(set(column(f, "caseName"))) > 8 and "negative" in column(f, "points"),
    "funders": lambda f: (
        {"Local Authority Research Council Initiative", "Communities and Local Government"} <= set(column(f, "payerName"))
        and set(column(f, "how")) == {"funder", "funded", "sponsored", "co-sponsored"}
    ),
    "gaps": lambda f: set(column(f, "realm")) <= REALMS and "case:malmo" not in str(f),
    "indicator-across-places": lambda f: (
        len(set(column(f, "place"))) > 15
        and len(set(column(f, "country"))) > 5
        and all(len({r["year"] for r in f if r["latest"] and (r["place"], r["kind"]) == (p, k)}) <= 1 for p, k in {(r["place"], r["kind"]) for r in f})
    ),
    "indicator-series": lambda f: (
        len(set(column(f, "claim"))) == len(f) > 10 and all(r["target"] == (r["figure"] == "target") for r in f)
    ),
    "innovations-by-realm": lambda f: len(set(column(f, "caseName"))) == 19,
    "innovations-in-region": lambda f: len(set(column(f, "innovation"))) == len(f) == 9,
    "leadership-turnover": lambda f: (
        all(r["fromYear"] is None or r["ended"] is None or r["fromYear"] <= r["ended"] for r in f)
        and all(r["toYear"] is None or r["toYear"] >= r["began"] for r in f)
        and {r["name"] for r in f if r["innovationName"] == "Participatory budget of Porto Alegre" and r["office"] == "Mayor of Porto Alegre"}
        >= {"Olívio Dutra", "Tarso Genro", "Raul Pont", "João Verle", "José Fogaça"}
    ),
    "most-cited-sources": lambda f: column(f, "claims") == sorted(column(f, "claims"), reverse=True),
    "outcomes-by-region": lambda f: (
        {"P", "PM", "PMC", "not-documented"} <= set(column(f, "region"))
        and sum(column(f, "innovations")) == 91
        and all(r["reported"] <= r["innovations"] for r in f)
    ),
    "outlived-a-term": lambda f: (
        all(r["yearsAfter"] > 0 and r["began"] <= r["termEnded"] < r["lastShown"] for r in f)
        and ("Participatory budget of Porto Alegre", "Olívio Dutra") in {(r["innovationName"], r["starter"]) for r in f}
    ),
    "overlap-evidence": lambda f: (
        len(set(column(f, "innovation"))) == 33
        and all(len(realms) >= 2 for realms in grouped(f, "innovation", "realm").values())
        and set(column(f, "realm")) == REALMS
        and not {"critic", "user", "consulted", "supplier"} & set(column(f, "capacity"))
    ),
    "places-on-a-map": lambda f: (
        "Malmö" in column(f, "name")
        and all(-90 <= r["lat"] <= 90 and -180 <= r["long"] <= 180 and r["cases"] <= 19 for r in f)
    ),
    "pointers-for": lambda f: len({r["about"] for r in f}) == 5,
    "realm-composition": lambda f: (
        {r["realm"] for r in f} == {*REALMS, "outside model", "sources silent"}
        and all(r["participants"] <= r["leading"] + r["other"] for r in f)
    ),
    "realm-crossings": lambda f: (
        all(r["fromRealm"] != r["intoRealm"] for r in f)
        and all(r["fromYear"] < r["intoYear"] for r in f if r["order"] == "known")
        and "Roelof Bleker" in column(f, "name")
    ),
    "realm-models": lambda f: (
        [r["position"] for r in f] == [1, 2, 3, 1, 2, 3, 4, 1, 2, 3, 4, 5]
        and all(r["roles"] + r["participations"] > 0 for r in f)
    ),
    "recorded-since": lambda f: (
        {"recorded", "coded", "deprecated"} <= set(column(f, "happened"))
        and all(r["note"] for r in f if r["happened"] == "deprecated")
        and len({(r["claim"], r["happened"]) for r in f}) == len(f)
    ),
    "single-source-claims": lambda f: all(0 < r["single"] <= r["claims"] for r in f) and len(f) == 10,
    "sources-of-case": lambda f: (
        len({r["case"] for r in f}) == 19 and all(0 <= r["alone"] <= r["claims"] for r in f)
    ),
    "study-people": lambda f: {"led study", "partnered in", "ran"} <= set(column(f, "role")),
    "targets-and-results": lambda f: (
        len(set(column(f, "targetClaim"))) > 40
        and 0 < sum(r["resultClaim"] is None for r in f) < len(f)
        and all(r["target"] is not None or r["targetLow"] is not None for r in f)
    ),
    "timeline": lambda f: (
        (dates := [r["date"] or r["until"] or r["heldOn"] for r in f]) == sorted(dates) and "1994" in dates
    ),
    "translation-coverage": lambda f: (
        all(r["named"] == r["things"] for r in f if r["language"] == "en")
        and all(r["named"] <= r["things"] and r["percent"] == 100 * r["named"] // r["things"] for r in f)
    ),
    "weak-claims": lambda f: set(column(f, "reason")) == {"low confidence", "source not read itself", "in dispute"},
    "weakest-claims": lambda f: (
        set(column(f, "weaknesses")) <= {2, 3, 4}
        and all(r["sourceType"] in ("encyclopedia entry", "blog post") or r["readLevel"] == "cited only" for r in f)
        and len(set(column(f, "claim"))) == len(f)
    ),
    "what-is-not-known": lambda f: (
        {"stated gap", "missing code", "no beginning", "no participants", "no period"} <= set(column(f, "kind"))
        and len(set(column(f, "case"))) == 19
        and "not coded" not in column(f, "kind")
    ),
    "who-initiated": lambda f: set(column(f, "realm")) <= {*REALMS, None},
    "who-led": lambda f: {"Olívio Dutra", "Sergio Fajardo Valderrama", "Ilmar Reepalu"} <= set(column(f, "name")),
    "zones-of": lambda f: all("/zone/m2009-" in r["zone"] for r in f),
}  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_plausible_answer_on_the_real_graph(civic: KnowledgeGraph, name: str) -> None:
    answer = civic.query(name, **ON_THE_REAL_GRAPH.get(name, {}))
    assert answer.seconds < 2
    if answer.triples is not None:
        assert {"led", "tookPartIn", "region"} <= {t.predicate.value.rsplit("#", 1)[-1] for t in answer.triples}
        return
    assert PLAUSIBLE[name](list(answer))
    assert len(answer) > 0


@pytest.mark.parametrize("name", [n for n, query in QUESTIONS.items() if query.form == "select"])
def test_the_order_is_total(civic: KnowledgeGraph, name: str) -> None:
    """No two rows agree in all columns by which the answer is ordered, so that the same graph gives the same bytes."""
    query = QUESTIONS[name]
    order = query.text[query.text.rindex("ORDER BY") :]
    keys = [column for column in query.columns if re.search(rf"\?{column}\b", order)]
    found = Counter(tuple(row[key] for key in keys) for row in civic.query(name, **ON_THE_REAL_GRAPH.get(name, {})))
    assert keys
    assert [key for key, n in found.items() if n > 1] == []


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
