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


KINDS = """\
@prefix ex: <https://e.org/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:thing ex:has "text", "Malmö"@sv, 7, 2.5, true, "2009-06-30"^^xsd:date, "2009"^^xsd:gYear, ex:malmo, <urn:x:y> .
"""
HAS = """\
#+ summary: What the thing has
#+ params: {{x: {{{spec}}}}}
SELECT ?value WHERE {{ ex:thing ex:has ?value . FILTER(sameTerm(?value, $x) || (isNumeric(?value) && ?value = $x)) }}
"""


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
@pytest.mark.parametrize(
    ("spec", "given", "found", "refused", "word"),
    [
        ("type: entity, class: ex:City", "Malmö", "https://e.org/id/malmo", "ex:thing", "no ex:City"),
        ("type: entity", "ex:malmo", "https://e.org/id/malmo", "Mallmö", "called"),
        ("type: entity, values: [ex:malmo, Lund]", "https://e.org/id/malmo", "https://e.org/id/malmo", "ex:thing", "one of ex:malmo, Lund"),
        ("type: iri", "urn:x:y", "urn:x:y", "no iri", "must be an IRI"),
        ("type: string", "text", "text", r"\u0074ext", "without"),
        ("type: langstring", "Malmö@sv", "Malmö", "Malmö", "a text with a language"),
        ("type: langstring, values: [Malmö@sv]", "Malmö@sv", "Malmö", "Malmö@da", "one of Malmö@sv"),
        ("type: integer, min: 5, max: 9", "7", "7", "10", "from 5 to 9"),
        ("type: integer, min: 5", "+7", "7", "seven", "an integer"),
        ("type: integer, values: [6, 7]", "07", "7", "8", "one of 6, 7"),
        ("type: decimal, max: 3", "2.50", "2.5", "3.01", "at most 3"),
        ("type: decimal", "2.5", "2.5", "2,5", "a number"),
        ("type: boolean", "true", "true", "yes", "true or false"),
        ("type: date", "2009-06-30", "2009-06-30", "2009-06-31", "a date like"),
        ("type: gYear, min: 1945", "2009", "2009", "1944", "a year at least 1945"),
        ("type: gYear", "2009", "2009", "09", "a year like"),
        ("type: enum, values: [text, word]", "text", "text", "txt", "did you mean"),
        ("type: enum, values: ['yes', text]", "text", "text", "no", "one of yes, text"),
    ],
)  # fmt: skip
def test_every_type_of_parameter(
    small: Small, spec: str, given: str, found: str, refused: str, word: str, engine: str
) -> None:
    small.write("data/kinds.ttl", KINDS)
    small.write("queries/questions/has.rq", HAS.format(spec=spec))
    code, out, err = small("query", "has", "-p", f"x={given}", "-f", "csv", "--engine", engine)
    assert (code, out.splitlines()) == (0, ["value", found]), err
    code, out, err = small("query", "has", "-p", f"x={refused}", "--engine", engine)
    assert (code, out) == (2, "")
    assert word in err
    if engine == "oxigraph":
        assert small("validate", "--select", "CG604").code == 0


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ("type: entity, default: Malmö", "https://e.org/id/malmo"),
        ("type: iri, default: 'urn:x:y'", "urn:x:y"),
        ("type: string, default: text", "text"),
        ("type: langstring, default: Malmö@sv", "Malmö"),
        ("type: integer, default: 7", "7"),
        ("type: decimal, default: 2.5", "2.5"),
        ("type: boolean, default: true", "true"),
        ("type: date, default: 2009-06-30", "2009-06-30"),
        ("type: gYear, default: 2009", "2009"),
        ("type: enum, values: [text, word], default: text", "text"),
    ],
)
def test_every_type_of_default(small: Small, spec: str, found: str) -> None:
    small.write("data/kinds.ttl", KINDS)
    small.write("queries/questions/has.rq", HAS.format(spec=spec))
    assert small("query", "has", "-f", "csv").out.splitlines() == ["value", found]
    shown = spec.partition("default: ")[2].strip("'")
    assert f"default {shown}." in small("queries", "show", "has").out


def test_an_optional_parameter_stays_a_variable_and_a_required_one_is_asked_for(small: Small) -> None:
    small.write("data/kinds.ttl", KINDS)
    text = HAS.replace("sameTerm(?value, $x)", "!BOUND($x)")
    small.write("queries/questions/has.rq", text.format(spec="type: integer"))
    assert len(small("query", "has", "-f", "csv").out.splitlines()) == 1 + 9
    small.write("queries/questions/has.rq", text.format(spec="type: integer, required: true, description: A number"))
    code, _, err = small("query", "has")
    assert code == 2
    assert 'needs the parameter "x": A number' in err
    assert "civicgraph query has -p x=2005" in err


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
        ("type: integer, values: [1, many]", "must be an integer"),
        ("type: integer, values: 5", "must be a list"),
        ("type: integer, values: [1], values_from: names", "leave one of them out"),
        ("type: enum, values: [yes, no]", "is read as true"),
        ("type: integer, min: many", "must be numbers"),
        ("type: integer, min: .nan", "must be numbers"),
        ("type: integer, min: 5, max: 2", "min of the parameter name is above max"),
        ("type: integer, min: 5, default: 4", "at least 5"),
        ("type: date, min: 2000-01-01", "bound nothing"),
        ("type: integer, default: [1]", "must be a text, a number or a date"),
        ("type: integer, required: maybe", "must be true or false"),
        ("type: integer, class: ex:City", "no entity"),
        ("type: entity, class: nope:City", "a prefix that nobody knows"),
        ("type: [integer]", "needs a type"),
        ("typ: integer", "needs a type"),
        ("type: integer, mn: 5", "unknown key mn"),
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
    asked = "#+ order: [name]\nASK { ?city ex:near ?name }"
    for order, query in (("[nme]", text), ("[DESC name]", text), ("[name]", asked)):
        small.write("queries/questions/sorted.rq", query.replace("[name]", order))
        code, _, err = small("query", "sorted")
        assert (code, "which is no column" in err) == (2, True)


@pytest.mark.parametrize(
    ("head", "word"),
    [
        ("params: [name]", "params must be a table"),
        ("params: {name: string}", "needs a type"),
        ("columns: [name]", "columns must be a table"),
        ("columns: {nme: its name}", "the column nme, which the query does not have"),
        ("order: name", "order must be a list"),
        ("tags: names", "tags must be a list"),
        ("profile: skos", "profile must be a table"),
        ("timeout: .inf", "timeout must be a number"),
        ("timeout: true", "timeout must be a number"),
        ("timeout: -1", "timeout must be a number"),
        ("tag: [names]", "unknown key tag"),
        ("[a, b]", "must be a table of keys"),
    ],
)
def test_keys_of_a_header_have_their_form(small: Small, head: str, word: str) -> None:
    small.write("queries/questions/formed.rq", f"#+ {head}\nSELECT ?name WHERE {{ ?city skos:prefLabel ?name }}\n")
    code, out, _ = small("validate", "--select", "CG604")
    assert (code, word in " ".join(out.split())) == (1, True), out


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
