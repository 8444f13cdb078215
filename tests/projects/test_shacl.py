"""SHACL seen from the command line: engines, fall-backs, and what is said of shapes."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import ROOT

from civicgraph.cli.app import run as civicgraph
from civicgraph.shacl import fast

CONFIG = """\
[project]
name = "small"
base = "https://example.org/"

[paths]
data = ["data.ttl"]
shapes = ["shapes.ttl"]

[prefixes]
ex = "https://example.org/"
sh = "http://www.w3.org/ns/shacl#"

[validation]
ignore = ["CG5"]
"""
HEAD = """\
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
Validate = Callable[..., tuple[int, list[tuple[str, str, str]], str]]


@pytest.fixture
def validate(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Validate:
    """Exit code, (place, code, message) of the findings, and what was said beside, of shapes and data."""

    def run(shapes: str, data: str, *options: str) -> tuple[int, list[tuple[str, str, str]], str]:
        (tmp_path / "civicgraph.toml").write_text(CONFIG, encoding="utf-8")
        (tmp_path / "shapes.ttl").write_text(HEAD + shapes, encoding="utf-8")
        (tmp_path / "data.ttl").write_text(HEAD + data, encoding="utf-8")
        code = civicgraph(["-C", str(tmp_path), "validate", "-f", "json", *options])
        printed = capfd.readouterr()
        found = json.loads(printed.out)["diagnostics"] if printed.out else []
        return code, [(place(d), d["code"], d["message"]) for d in found], printed.err

    return run


def place(d: dict[str, Any]) -> str:
    return f"{d['file']}:{d['line'] - HEAD.count(chr(10))}:{d['column']}" if d.get("file") else ""


AGREE = "ex:s a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; sh:maxCount 1 ."


@pytest.mark.parametrize("engine", ["auto", "reference", "fast", "both"])
def test_every_engine_gives_the_finding(validate: Validate, engine: str) -> None:
    code, found, _ = validate(AGREE, "ex:a\n  ex:p 1, 2 .", "--engine", engine)
    assert (code, found) == (1, [("data.ttl:2:3", "ex:s", "ex:p has more than 1 value")])


def test_a_difference_between_the_engines_is_a_finding(validate: Validate) -> None:
    shapes = 'ex:s a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; sh:minInclusive "1900"^^xsd:gYear .'
    code, found, _ = validate(shapes, 'ex:a ex:p "1900"^^xsd:gYear .', "--engine", "both")
    assert code == 1
    assert ("data.ttl:1:11", "CG090") in [(where, code) for where, code, _ in found]
    assert any("Only the fast engine says: ex:s" in message for _, _, message in found)


QUERY = 'sh:sparql [ sh:select "SELECT $this ?value WHERE { $this ?p ?value FILTER(isLiteral(?value)) }" ]'


def test_what_the_fast_engine_cannot_be_trusted_with(validate: Validate) -> None:
    shapes = f"ex:t a sh:NodeShape ; sh:targetNode ex:a ; sh:node ex:s . ex:s a sh:NodeShape ; {QUERY} ."
    code, found, said = validate(shapes, "ex:a ex:p 1 .")
    assert (code, [c for _, c, _ in found]) == (1, ["ex:t"])
    assert "the reference SHACL engine was used: the fast SHACL engine cannot be trusted with" in said
    code, found, said = validate(shapes, "ex:a ex:p 1 .", "--engine", "fast")
    assert (code, found) == (2, [])
    assert "cannot be trusted" in said


@pytest.mark.parametrize("engine", ["auto", "both"])
def test_a_crash_of_the_fast_engine_is_told(validate: Validate, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def crash(ntriples: bytes) -> None:
        raise PanicException("index out of bounds")

    monkeypatch.setattr(fast, "_compiled", crash)
    code, found, said = validate(AGREE, "ex:a ex:p 1, 2 .", "--engine", engine)
    assert (code, [c for _, c, _ in found]) == (1, ["ex:s"])
    assert "crashed: index out of bounds" in said


def test_a_blank_node_is_found_through_what_leads_to_it(validate: Validate) -> None:
    shapes = "ex:s a sh:PropertyShape ; sh:targetObjectsOf ex:part ; sh:path ex:name ; sh:minLength 3 ."
    for engine in ("reference", "fast"):
        _, found, _ = validate(shapes, 'ex:a ex:part [ ex:name "long" ] ,\n  [ ex:name "x" ] .', "--engine", engine)
        assert [(where, code) for where, code, _ in found if code == "ex:s"] == [("data.ttl:2:13", "ex:s")]


# The shape lint: the examples of `civicgraph explain`, and where the finding stands.
PRELUDE = 'ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .\n'
DATA = "ex:a a ex:A ; ex:p ex:b , ex:c . ex:b ex:q 1 . ex:d a ex:Person ; ex:p 1 .\n"
EXAMPLES = tomllib.loads((ROOT / "shapes" / "examples.toml").read_text(encoding="utf-8"))
AT = {
    "CG010": "sh:minCnt", "CG011": "ex:Persn", "CG012": "}", "CG013": "ex:p 7", "CG014": "MINUS", "CG015": "SELECT",
    "CG016": "( ex:p )", "CG017": '"one"', "CG018": "sh:deactivated", "CG019": "sh:severity", "CG020": "sh:expression",
    "CG021": '"1900"',
}  # fmt: skip


@pytest.mark.parametrize("code", AT)
def test_the_lint_finds_the_wrong_example_and_not_the_right_one(validate: Validate, code: str) -> None:
    right, wrong = EXAMPLES[code]["right"], EXAMPLES[code]["wrong"]
    _, found, _ = validate(PRELUDE + right, DATA)
    assert [c for _, c, _ in found if c.startswith("CG0")] == []
    _, found, _ = validate(PRELUDE + wrong, DATA)
    where = [(place, c) for place, c, _ in found if c.startswith("CG0")]
    assert [c for _, c in where] == [code]
    if code != "CG012":  # the parser stops where the query ends
        assert where == [(f"shapes.ttl:2:{wrong.index(AT[code]) + 1}", code)]


SHAPE = "ex:s a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; "


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("sh:minCount -1", "sh:minCount takes an integer of 0 or more"),
        ('sh:maxLength "3"', "sh:maxLength takes an integer of 0 or more"),
        ("sh:minInclusive ex:b", "sh:minInclusive takes a literal"),
        ("sh:uniqueLang 1", "sh:uniqueLang takes true or false"),
        ('sh:datatype "xsd:date"', "sh:datatype takes an IRI"),
        ("sh:nodeKind sh:Iri", "SHACL has no term sh:Iri"),
        ("sh:nodeKind ex:IRI", "sh:nodeKind takes one of sh:BlankNode"),
        ("sh:in ex:b", "sh:in takes a list"),
        ('sh:or ( "a" "b" )', "sh:or takes a list of shapes"),
        ("sh:languageIn ( ex:en )", "sh:languageIn takes a list of language tags"),
        ("sh:ignoredProperties ( 1 ) ; sh:closed true", "sh:ignoredProperties takes a list of IRIs"),
        ('sh:pattern "[a-"', "sh:pattern takes a regular expression"),
        ('sh:pattern "a"@en', "sh:pattern takes a string"),
        ('sh:node "a"', "sh:node takes a shape, not a literal"),
        ("sh:node [ sh:path ex:q ; sh:minCount 1 ]", "sh:node takes a node shape"),
        ("sh:maxCount 1 , 2", "A shape has sh:maxCount once"),
        ("sh:minCount 2 ; sh:maxCount 1", "Nothing has sh:minCount 2 and sh:maxCount 1"),
        ("sh:path ex:q ; sh:minCount 0", "A property shape has one path only"),
        ("sh:property [ sh:minCount 1 ]", "A property shape needs a path"),
        ("sh:node [ a sh:NodeShape ; sh:minCount 1 ]", "sh:minCount is for property shapes"),
        ("sh:property [ sh:path [ sh:inversePath ex:q ; sh:zeroOrMorePath ex:q ] ]", "This is no property path"),
    ],
)
def test_parameters_with_values_that_they_cannot_have(validate: Validate, statement: str, message: str) -> None:
    code, found, _ = validate(SHAPE + statement + " .", DATA)
    assert code == 1
    said = [text for _, c, text in found if c in ("CG010", "CG016", "CG017")]
    assert any(text.startswith(message) for text in said), found


@pytest.mark.parametrize(
    ("query", "code", "at"),
    [
        ("SELECT $this WHERE { SERVICE <https://e.org/> { $this ?p ?o } }", "CG014", "SERVICE"),
        ("SELECT $this WHERE { VALUES ?x { 1 } $this ?p ?x }", "CG014", "VALUES"),
        ("SELECT $this WHERE { $this ?p ?o BIND(?o AS ?this) }", "CG014", "?this)"),
        ("SELECT $this WHERE { { SELECT ?o WHERE { ?s ?p ?o } } $this ?p ?o }", "CG014", "SELECT ?o"),
        ("ASK { $this ?p ?o }", "CG015", "ASK"),
        ("SELECT $this WHERE {\\n  $this ex:p ?o }", "CG013", None),
        ("SELECT $this WHERE { $this ex:p ?o }", "CG013", "ex:p"),
    ],
)
def test_queries_that_shapes_must_not_have(validate: Validate, query: str, code: str, at: str | None) -> None:
    shapes = f'ex:s a sh:NodeShape ; sh:targetNode ex:a ;\n  sh:sparql [ sh:select "{query}" ] .'
    _, found, said = validate(shapes, DATA)
    # A query written with escapes is shown as a whole.
    column = shapes.split("\n")[1].index(at or '"SELECT') + 1
    assert [(place, c) for place, c, _ in found] == [(f"shapes.ttl:2:{column}", code)]
    assert "the shapes were not applied" in said


def test_a_constraint_without_a_query(validate: Validate) -> None:
    code, found, said = validate("ex:s sh:targetNode ex:a ; sh:sparql [ sh:ask 'ASK { }' ] .", DATA)
    assert (code, [(place, c) for place, c, _ in found]) == (1, [("shapes.ttl:1:37", "CG015")])
    assert "the shapes were not applied" in said


def test_a_query_over_many_lines_is_shown_at_the_line_of_the_fault(validate: Validate) -> None:
    shapes = 'ex:s sh:targetNode ex:a ; sh:sparql [ sh:select """\nSELECT $this WHERE {\n  $this ex:q ?o .\n}""" ] .'
    _, found, _ = validate(shapes, DATA)
    assert [(place, c) for place, c, _ in found] == [("shapes.ttl:3:9", "CG013")]


def test_a_class_without_instances_is_no_mistake_when_a_file_describes_it(validate: Validate) -> None:
    shapes = "ex:s a sh:PropertyShape ; sh:targetClass ex:Planned ; sh:path ex:p ; sh:minCount 1 ."
    assert validate(shapes, DATA + "ex:Planned a rdfs:Class .")[:2] == (0, [])
    _, found, _ = validate(shapes, DATA)
    assert [c for _, c, _ in found] == ["CG011"]


def test_shapes_that_are_no_turtle_are_an_error(validate: Validate) -> None:
    code, found, said = validate("ex:s a sh:PropertyShape ; sh:path .", DATA)
    assert (code, found) == (2, [])
    assert "shapes.ttl" in said
