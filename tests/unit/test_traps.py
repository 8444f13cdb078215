"""Traps in queries: what is found, where, and what is left alone."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pyoxigraph
import pytest
import rdflib

from civicgraph.project import Project, open_project
from civicgraph.queries import read_query, tokens, traps
from civicgraph.validation import validate

ROOT = Path(__file__).parents[2]
PREFIXES = "PREFIX : <http://e/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
CONCAT = "SELECT ?g (GROUP_CONCAT({}) AS ?all) "


def found(text: str) -> list[tuple[str, str]]:
    pyoxigraph.Store().query(PREFIXES + text)  # each text is SPARQL
    return [(trap.code, text[trap.start : trap.end]) for trap in traps(text, {":year"}.__contains__)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('PREFIX a: <http://a/> PREFIX b: <http://b/> SELECT ?x { ?x b:p "a:q" } # a:q', [("CG602", "a:")]),
        ("SELECT ?x $year { ?x :p $year }", [("CG603", "$year")]),
        ("SELECT ?x { ?x :p ?y } LIMIT 3", [("CG610", "LIMIT")]),
        ("SELECT ?x { ?x :p ?y } OFFSET 3 LIMIT 2", [("CG610", "OFFSET")]),
        ("SELECT ?x { { SELECT ?x { ?x :p ?y } LIMIT 3 } } ORDER BY ?x", [("CG610", "LIMIT")]),
        ("SELECT ?x { ?x :p ?z FILTER EXISTS { SELECT ?x { ?x :q ?y } LIMIT 3 } }", [("CG610", "LIMIT")]),
        ("SELECT ?x { ?x :year ?y FILTER(?y < 9) }", [("CG611", "?y")]),
        ("SELECT ?x { ?x :year ?y FILTER(9 >= ?y) }", [("CG611", "?y")]),
        ('SELECT ?x { ?x :when ?y FILTER(?y < "2008"^^xsd:gYear) }', [("CG611", "<")]),
        ('SELECT ?x { ?x :when ?y FILTER("2008-01"^^xsd:gYearMonth <= ?y) }', [("CG611", "<")]),
        ("SELECT ?x { ?x :year ?y } ORDER BY ?x DESC(?y) LIMIT 1", [("CG611", "?y")]),
        (CONCAT.format("?v") + "{ ?s :k ?g OPTIONAL { ?s :p ?v } } GROUP BY ?g", [("CG612", "?v")]),
        (CONCAT.format("STR(?v)") + "{ ?s :k ?g { ?s :p ?v } UNION { ?s :q ?w } } GROUP BY ?g", [("CG612", "?v")]),
        (CONCAT.format("?v") + "{ VALUES (?g ?v) { (1 UNDEF) (2 3) } } GROUP BY ?g", [("CG612", "?v")]),
        ("SELECT * { ?a :p ?b . ?c :q ?d }", [("CG613", "?c :q ?d")]),
        ("SELECT * { ?a :p ?b OPTIONAL { ?c :q ?d } }", [("CG613", "OPTIONAL { ?c :q ?d }")]),
        ("SELECT * { ?a :p ?b FILTER EXISTS { ?x :q ?c . ?b :r ?d } }", [("CG613", "?x :q ?c")]),
        ("SELECT * { { ?a :p ?b . ?c :p ?d } UNION { ?b :q ?c } }", [("CG613", "?c :p ?d")]),
        ("SELECT ?m { ?a :p ?b . ?c :q ?d BIND(CONCAT(?b, ?d) AS ?m) }", [("CG613", "?c :q ?d")]),
        ("CONSTRUCT { ?a :x ?c } WHERE { ?a :p [ :q ?b ] . ?c :q 1.5 . }", [("CG613", "?c :q 1.5")]),
        ("ASK { VALUES ?x { 1 2 } ?a :p ?b }", [("CG613", "?a :p ?b")]),
    ],
)  # fmt: skip
def test_a_trap_is_found_at_its_place(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX a: <http://a/> SELECT ?x { ?x a a:b }",
        "SELECT ?x { ?x :p ?y } ORDER BY ?x LIMIT 3",
        "SELECT ?x { ?x :year ?y FILTER(YEAR(?y) > 3 && STR(?y) >= '1' && ?y != 4) } ORDER BY STR(?y)",
        "SELECT ?x { ?x :year ?y ; :count ?n FILTER(?n < 9) } ORDER BY ?n",
        CONCAT.format('COALESCE(?v, "")') + "{ ?s :k ?g OPTIONAL { ?s :p ?v } } GROUP BY ?g",
        CONCAT.format("?v") + "{ ?s :k ?g OPTIONAL { ?s :p ?v } FILTER(BOUND(?v)) } GROUP BY ?g",
        CONCAT.format("DISTINCT ?v") + "{ ?s :k ?g { ?s :p ?v } UNION { ?s :q ?v } } GROUP BY ?g",
        CONCAT.format("?n") + "{ { SELECT ?g (COUNT(?x) AS ?n) { ?g :p ?x } GROUP BY ?g } } GROUP BY ?g",
        "SELECT * { ?a :p ?b . ?c :q ?d FILTER(?b = ?d) }",
        "SELECT * { ?a :p 1.5 . ?a :q ?d . { SELECT (COUNT(*) AS ?n) { ?x ?y ?z } } }",
        "SELECT * { ?a :p ?b . { ?a :q ?c } UNION { ?b :q ?c } MINUS { ?u :v ?w } }",
        "SELECT * { ?a :p ?b . ?c :q ?d MINUS { ?a :r ?c } }",
        "SELECT ?c { ?a :p ?b . BIND(STR(?b) AS ?k) ?c :q ?k }",
        "SELECT * { GRAPH ?g { ?a :p ?b } ?g :q ?c . SERVICE SILENT <http://s> { ?a :p ?t } }",
        "SELECT * { ?a (:p|^:q)+/:r? ?b ; a :T , :U . _:n :p ?b ; :q _:m . _:m :r ?y }",
        "SELECT * { VALUES ?x { 'one'@en } ?a :p ?b FILTER EXISTS { ?a :q ?c . ?b :r ?d } }",
        "DESCRIBE :a",
        "ASK { :a :p :b . :c :q :d }",
    ],
)  # fmt: skip
def test_what_is_no_trap_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_engines_differ_where_a_trap_says_so() -> None:
    """The reason for CG611 and CG612: should the engines agree one day, the codes have lost it."""
    data = "PREFIX : <http://e/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
    data += ':a :k :g ; :p "x" ; :year "2009"^^xsd:gYear . :b :k :g ; :year "2001"^^xsd:gYear .'
    store, graph = pyoxigraph.Store(), rdflib.Graph().parse(data=data, format="turtle")
    store.load(data.encode(), format=pyoxigraph.RdfFormat.TURTLE)
    for text in (
        'SELECT ?x { ?x :year ?y FILTER(?y < "2008"^^xsd:gYear) }',
        "SELECT (GROUP_CONCAT(?v) AS ?all) { ?s :k ?g OPTIONAL { ?s :p ?v } }",
    ):
        assert found(text)
        ours = [[getattr(term, "value", None) for term in row] for row in store.query(PREFIXES + text)]
        assert ours != [[str(term) for term in row] for row in graph.query(PREFIXES + text)]  # type: ignore[union-attr]


EXAMPLES = tomllib.loads((ROOT / "shapes" / "examples.toml").read_text(encoding="utf-8"))
CONFIG = """\
[project]
name = "tools"
base = "https://e.org/"

[dataset]
version = "1.0.0"

[prefixes]
ex = "https://e.org/v#"
xsd = "http://www.w3.org/2001/XMLSchema#"
"""
QUESTION = "#+ summary: Tools\nSELECT ?t WHERE { ?t a ex:Tool }\n"


@pytest.mark.parametrize("code", ["CG602", "CG603", "CG610", "CG611", "CG612", "CG613"])
def test_the_examples_of_explain(code: str) -> None:
    assert [trap.code for trap in traps(EXAMPLES[code]["wrong"].strip())] == [code]
    assert traps(EXAMPLES[code]["right"].strip()) == []


def project(root: Path, *, question: str) -> Project:
    for folder in ("data", "queries/questions"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "civicgraph.toml").write_text(CONFIG, encoding="utf-8")
    (root / "data" / "tools.ttl").write_text("@prefix ex: <https://e.org/v#> .\nex:saw a ex:Tool .\n", encoding="utf-8")
    (root / "queries" / "questions" / "tools.rq").write_text(question, encoding="utf-8")
    return open_project(root)


def codes(root: Path, question: str) -> list[tuple[str, str]]:
    return [(d.code, str(d.span)) for d in validate(project(root, question=question)).diagnostics]


def test_traps_and_headers_are_findings(tmp_path: Path) -> None:
    question = QUESTION.replace("}\n", "} LIMIT 1\n")
    assert codes(tmp_path / "a", question) == [("CG610", "queries/questions/tools.rq:2:34")]
    wrong, right = (EXAMPLES["CG604"][key] + "\n" for key in ("wrong", "right"))
    asked = "SELECT ?t WHERE { ?t a ex:Tool FILTER($year > 1) }\n"
    assert codes(tmp_path / "b", wrong + asked) == [("CG604", "queries/questions/tools.rq:1:1")]
    assert codes(tmp_path / "c", right + asked) == []
    assert codes(tmp_path / "d", right + asked.replace("?t W", "$year W")) == [
        ("CG603", "queries/questions/tools.rq:2:8")
    ]


def test_years_are_known_from_the_data(tmp_path: Path) -> None:
    question = QUESTION.replace("?t a ex:Tool", "?t a ex:Tool ; ex:made ?made") + "ORDER BY ?made\n"
    root = project(tmp_path, question=question).root
    for value, expected in (('"2009"^^xsd:gYear', ["CG611"]), ('"2009-01-02"^^xsd:date', [])):
        text = f"@prefix ex: <https://e.org/v#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\nex:x ex:made {value} .\n"
        (root / "data" / "x.ttl").write_text(text, encoding="utf-8")
        assert [d.code for d in validate(open_project(root)).diagnostics if d.code == "CG611"] == expected


def test_a_comment_keeps_a_trap_back(tmp_path: Path) -> None:
    question = QUESTION.replace("}\n", "} LIMIT 1  # cg: ignore[CG610] any one will do\n")
    report = validate(project(tmp_path, question=question))
    assert report.diagnostics == ()
    assert [s.diagnostic.code for s in report.suppressed] == ["CG610"]
    idle = QUESTION.replace("}\n", "}  # cg: ignore[CG610] any one will do\n")
    assert [code for code, _ in codes(tmp_path, idle)] == ["CG901"]


def test_a_name_ends_before_the_full_stop() -> None:
    names = [token.text for token in tokens("?x a ex:Tool.?y a ex:a.b , _:c.") if token.kind == "name"]
    assert names == ["ex:Tool", "ex:a.b", "_:c"]


def test_the_query_of_the_how_to_is_clean(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "write-a-saved-query.md").read_text(encoding="utf-8")
    path = tmp_path / "roles.rq"
    path.write_text(page.partition("```sparql\n")[2].partition("```")[0], encoding="utf-8")
    query = read_query(path)
    assert [parameter.name for parameter in query.parameters] == ["who", "since"]
    assert traps(query.text) == []
