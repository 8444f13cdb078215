"""`queries test`: expected answers beside the queries, on two engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import Small

GRAPH = """\
#+ summary: Each city with a node of its own
CONSTRUCT { ?city ex:has [ ex:people ?people ] } WHERE { ?city ex:people ?people }
"""
YEARS = """\
#+ summary: What was founded before 2008
SELECT ?city WHERE { ?city ex:founded ?year . FILTER(?year < "2008"^^xsd:gYear) }
"""


@pytest.fixture
def small(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Small:
    project = Small(tmp_path, capfd)
    project.write("queries/tests/cities/expected.csv", "city,people\nex:malmo,300515\n")
    return project


def test_a_query_that_answers_what_is_expected(small: Small) -> None:
    assert small("queries", "test") == (0, "ok  cities\n", "1 test, 0 failed\n")


def test_rows_that_differ_are_shown_for_each_engine(small: Small) -> None:
    small.write("queries/tests/cities/expected.csv", "city,people\nex:malmo,300516\n")
    code, out, _ = small("queries", "test", "cities")
    assert code == 1
    assert out.splitlines() == [
        "FAILED  cities",
        *(f"  {engine}: {row}" for engine in ("oxigraph", "rdflib") for row in ("- ex:malmo, 300516", "+ ex:malmo, 300515")),
    ]  # fmt: skip


def test_other_columns_fail(small: Small) -> None:
    small.write("queries/tests/cities/expected.csv", "town,people\nex:malmo,300515\n")
    code, out, _ = small("queries", "test")
    assert code == 1
    assert "oxigraph: the columns are city, people, expected town, people" in out


def test_cases_with_parameters_and_other_data(small: Small) -> None:
    given = "@prefix ex: <https://e.org/id/> .\nex:ystad ex:people 30000 .\nex:ven ex:people 350 .\n"
    small.write("queries/tests/cities/more/given.ttl", given)
    small.write("queries/tests/cities/more/params.toml", "least = 1000\n")
    small.write("queries/tests/cities/more/expected.csv", "city,people\nex:ystad,30000\n")
    assert small("queries", "test")[:2] == (0, "ok  cities\nok  cities/more\n")
    small.write("queries/tests/cities/more/params.toml", "leest = 1000\n")
    code, out, _ = small("queries", "test")
    assert code == 1
    assert 'the query cities has no parameter "leest"' in out


def test_how_rows_are_compared(small: Small) -> None:
    given = "@prefix ex: <https://e.org/id/> .\nex:a ex:people 1 .\nex:b ex:people 2 .\nex:c ex:people 3 .\n"
    small.write("queries/tests/given.ttl", given)
    expected = "queries/tests/cities/expected.csv"
    small.write(expected, "city,people\nex:b,2\nex:a,1\nex:c,3\n")
    code, out, _ = small("queries", "test")
    assert (code, out) == (1, "FAILED  cities\n  oxigraph: the rows stand in another order\n")
    small.write("queries/tests/cities/test.toml", "ordered = false\n")
    assert small("queries", "test").code == 0
    small.write(expected, "city,people\nex:c,3\n")
    assert small("queries", "test").code == 1
    small.write("queries/tests/cities/test.toml", 'match = "subset"\n')
    assert small("queries", "test").code == 0
    small.write(expected, "city,people\nex:a,9\nex:b,9\nex:c,9\n")
    assert small("queries", "test").code == 1
    small.write("queries/tests/cities/test.toml", 'ignore_columns = ["people"]\n')
    assert small("queries", "test").code == 0
    small.write("queries/tests/cities/test.toml", 'mach = "subset"\n')
    code, _, err = small("queries", "test")
    assert code == 2
    assert "mach" in err


def test_a_graph_is_compared_whatever_its_blank_nodes_are_called(small: Small) -> None:
    small.write("queries/questions/graph.rq", GRAPH)
    small.write(
        "queries/tests/graph/expected.ttl",
        "@prefix ex: <https://e.org/id/> .\nex:malmo ex:has _:any .\n_:any ex:people 300515 .\n",
    )
    assert small("queries", "test", "graph").code == 0
    small.write("queries/tests/graph/expected.ttl", "@prefix ex: <https://e.org/id/> .\nex:malmo ex:has _:any .\n")
    assert small("queries", "test", "graph").code == 1


def test_engines_that_differ_fail(small: Small) -> None:
    small.write("queries/questions/years.rq", YEARS)
    small.write(
        "queries/tests/years/given.ttl",
        "@prefix ex: <https://e.org/id/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        'ex:lund ex:founded "0990"^^xsd:gYear .\n',
    )
    small.write("queries/tests/years/expected.csv", "city\nex:lund\n")
    code, out, _ = small("queries", "test", "years")
    assert (code, out) == (1, "FAILED  years\n  rdflib: - ex:lund\n")


def test_update_writes_what_is_answered_now(small: Small) -> None:
    small.write("queries/questions/graph.rq", GRAPH)
    assert "without a test: graph" in small("queries", "test").err
    code, out, err = small("queries", "test", "graph", "--update")
    assert (code, out) == (0, "ok  graph\n")
    assert "written: queries/tests/graph/expected.ttl" in err
    small.write("queries/tests/cities/expected.csv", "city,people\n")
    assert small("queries", "test", "--update").code == 0
    text = (small.root / "queries/tests/cities/expected.csv").read_text(encoding="utf-8")
    assert text == "city,people\nex:malmo,300515\n"
    assert "written" not in small("queries", "test", "--update").err


def test_what_is_not_there_is_no_success(small: Small) -> None:
    small.write("queries/questions/graph.rq", GRAPH)
    assert small("queries", "test", "graph").code == 1
    code, _, err = small("queries", "test", "citis")
    assert (code, 'there is no saved query "citis"' in err) == (2, True)
    small.write("queries/tests/towns/expected.csv", "city\n")
    code, _, err = small("queries", "test")
    assert (code, '"towns"' in err) == (2, True)
