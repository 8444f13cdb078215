"""What a finding says where its shape has no message."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicgraph.loose import loose_project
from civicgraph.validation import validate

HEAD = """\
@prefix e: <http://e/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@pytest.mark.parametrize("engine", ["reference", "fast"])
@pytest.mark.parametrize(
    ("constraint", "data", "sentence"),
    [
        ("sh:minCount 1", "", "e:p is missing"),
        ("sh:minCount 2", "e:p 1", "e:p has fewer than 2 values"),
        ("sh:maxCount 1", "e:p 1 , 2", "e:p has more than 1 value"),
        ("sh:maxCount 2", "e:p 1 , 2 , 3", "e:p has more than 2 values"),
        ("sh:datatype xsd:integer", 'e:p "x"', 'e:p "x" is not of the datatype xsd:integer'),
        ("sh:class e:C", "e:p e:b", "e:p e:b is no e:C"),
        ("sh:nodeKind sh:IRI", "e:p 1", 'e:p "1" is not of the kind IRI'),
        ("sh:nodeKind sh:Literal", "e:p []", "e:p [ … ] is not of the kind literal"),
        ("sh:minInclusive 3", "e:p 1", 'e:p "1" is not 3 or more'),
        ("sh:maxExclusive 3", "e:p 4", 'e:p "4" is not less than 3'),
        ("sh:minLength 2", 'e:p "x"', 'e:p "x" is shorter than 2 characters'),
        ("sh:maxLength 1", 'e:p "xy"', 'e:p "xy" is longer than 1 character'),
        ('sh:pattern "^a"', 'e:p "b"', 'e:p "b" does not match ^a'),
        ('sh:languageIn ( "en" "sv" )', 'e:p "x"@de', 'e:p "x" is in none of the languages (en sv)'),
        ("sh:uniqueLang true", 'e:p "x"@en , "y"@en', "e:p has more than one value in a language"),
        ("sh:equals e:q", "e:p 1", 'e:p and e:q do not have the same values: e:p "1" is missing in one of them'),
        ("sh:disjoint e:q", "e:p 1 ; e:q 1", 'e:p "1" is also a value of e:q'),
        ("sh:lessThan e:q", "e:p 2 ; e:q 1", 'e:p "2" is not less than each value of e:q'),
        ("sh:in ( 1 e:b )", "e:p 2", 'e:p "2" is none of (1 e:b)'),
        ("sh:hasValue e:b", "e:p e:c", "e:p does not have the value e:b"),
        ("sh:node e:N", "e:p e:b", "e:p e:b does not fit the shape e:N"),
        ("sh:not [ sh:class e:D ]", "e:p e:d", "e:p e:d fits a shape that it must not fit: [ … ]"),
        ("sh:or ( [ sh:minLength 3 ] [ sh:class e:D ] )", 'e:p "x"', 'e:p "x" fits none of the shapes ([ … ] [ … ])'),
        (
            "sh:qualifiedValueShape [ sh:class e:D ] ; sh:qualifiedMinCount 1", "e:p e:b",
            "e:p does not satisfy sh:qualifiedMinCount 1",
        ),
        ('sh:maxLength 5', f'e:p "{"long " * 30}"', "is longer than 5 characters"),
    ],
)  # fmt: skip
def test_the_sentence_names_path_value_and_bound(
    constraint: str, data: str, sentence: str, engine: str, tmp_path: Path
) -> None:
    shapes = f"e:s a sh:PropertyShape ; sh:targetClass e:A ; sh:path e:p ; {constraint} .\ne:N a sh:NodeShape ; sh:property [ sh:path e:r ; sh:minCount 1 ] .\n"
    (tmp_path / "s.ttl").write_text(HEAD + shapes)
    (tmp_path / "d.ttl").write_text(HEAD + f"e:a a e:A ; {data} .\ne:d a e:D .\n")
    report = validate(loose_project(tmp_path, ["d.ttl"], ["s.ttl"]), engine=engine)
    found = {d.message for d in report.diagnostics if not d.code.startswith("CG0")}
    assert found
    assert all(len(message) < 150 for message in found)
    assert any(sentence in message for message in found), found
