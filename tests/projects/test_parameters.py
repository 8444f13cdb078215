"""Parameters of saved queries as a person meets them: choices, labels that mean two things, order, timeout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from small import DATA, Small

CHOICES = """\
#+ summary: Names of cities
SELECT DISTINCT ?name WHERE { ?city a ex:City ; skos:prefLabel ?label . BIND(STR(?label) AS ?name) } ORDER BY ?name
"""
NAMED = """\
#+ summary: Cities of a name
#+ params: {{name: {{{spec}}}}}
SELECT ?city WHERE {{ ?city skos:prefLabel ?label . FILTER(STR(?label) = $name) }} ORDER BY ?city
"""
NEAR = """\
#+ summary: What lies near a city
#+ params: {city: {type: entity, class: ex:City, values_from: nearby, required: true}}
SELECT ?other WHERE { ?other ex:near $city } ORDER BY ?other
"""
NEARBY = "#+ summary: Cities near which something lies\nSELECT ?city WHERE { ?other ex:near ?city }\n"


@pytest.fixture
def small(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Small:
    project = Small(tmp_path, capfd)
    project.write("queries/questions/names.rq", CHOICES)
    return project


def test_choices_from_another_query(small: Small) -> None:
    small.write("queries/questions/named.rq", NAMED.format(spec="type: enum, values_from: names, required: true"))
    assert small("query", "named", "-p", "name=Lund", "-f", "csv").out.splitlines()[1:] == ["https://e.org/id/lund"]
    code, _, err = small("query", "named", "-p", "name=Lnd")
    assert code == 2
    assert 'parameter "name" must be one of Lund, Malmo, Malmö, got "Lnd"' in err
    assert 'did you mean "Lund"?' in err or "did you mean Lund?" in err
    assert "one of the answers to names" in small("queries", "show", "named").out


def test_choices_of_things(small: Small) -> None:
    small.write("queries/questions/nearby.rq", NEARBY)
    small.write("queries/questions/near.rq", NEAR)
    assert small("query", "near", "-p", "city=malmö", "-f", "csv").out.splitlines()[1:] == ["https://e.org/id/lund"]
    code, _, err = small("query", "near", "-p", "city=Lund")
    assert code == 2
    assert "must be one of https://e.org/id/malmo" in err


def test_a_label_of_two_things_names_both(small: Small) -> None:
    small.write("data/cities.ttl", DATA + 'ex:lund2 a ex:City ; skos:prefLabel "Lund"@da .\n')
    code, _, err = small("query", "cities", "-p", "city=Lund")
    assert code == 2
    assert '"Lund" may mean 2 things' in err
    assert "ex:lund)" in err
    assert "ex:lund2)" in err
    assert small("query", "cities", "-p", "city=ex:lund").code == 0


@pytest.mark.parametrize(
    ("spec", "word"),
    [
        ("type: enum", "the parameter name has no choices"),
        ("type: enum, values: [a, b], default: c", "must be one of a, b"),
        ("type: integer, default: many", "must be an integer"),
        ("type: gYear, default: 09", "must be a year"),
        ("type: string, values_from: nmes", 'there is no saved query "nmes"'),
    ],
)
def test_a_header_that_cannot_work_is_a_finding(small: Small, spec: str, word: str) -> None:
    small.write("queries/questions/named.rq", NAMED.format(spec=spec))
    code, out, _ = small("validate", "--select", "CG604")
    assert code == 1
    assert "CG604" in out
    assert word in out


def test_choices_do_not_run_in_circles(small: Small) -> None:
    spec = "type: string, values_from: named, default: Lund"
    small.write("queries/questions/named.rq", NAMED.format(spec=spec))
    code, _, err = small("query", "named")
    assert code == 2
    assert "values_from" in err


def test_order_sorts_the_rows(small: Small) -> None:
    text = "#+ summary: Names\n#+ order: [name]\nSELECT ?name WHERE { ?city skos:prefLabel ?name } "
    small.write("queries/questions/sorted.rq", text)
    assert small("query", "sorted", "--print-query").out.rstrip().endswith("ORDER BY ?name")
    assert small("query", "sorted", "-f", "csv").out.split() == ["name", "Lund", "Malmo", "Malmö"]
    for behind, word in (("LIMIT 1", "before it"), ("ORDER BY ?city", "another thing")):
        small.write("queries/questions/sorted.rq", text + behind)
        code, _, err = small("query", "sorted")
        assert (code, word in err) == (2, True)
    small.write("queries/questions/sorted.rq", text + "ORDER BY ?name LIMIT 1")
    assert small("query", "sorted", "-f", "csv").out.split() == ["name", "Lund"]


def test_a_query_stops_at_its_timeout(small: Small) -> None:
    small.write(
        "data/many.ttl",
        "@prefix ex: <https://e.org/id/> .\n" + "".join(f"ex:n{n} ex:number {n} .\n" for n in range(400)),
    )
    body = "SELECT (COUNT(*) AS ?n) WHERE { ?a ex:number ?x . ?b ex:number ?y . ?c ex:number ?z . ?d ex:number ?w }\n"
    small.write("queries/questions/slow.rq", "#+ summary: Slow\n#+ timeout: 0.2\n" + body)
    done = subprocess.run(
        [sys.executable, "-m", "civicgraph", "-C", str(small.root), "query", "slow"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 4
    assert "not done after 0.2 s" in done.stderr
    small.write("queries/questions/slow.rq", "#+ summary: Slow\n#+ timeout: soon\n" + body)
    code, _, err = small("query", "slow")
    assert (code, "timeout must be a number" in err) == (2, True)
