"""Outside terms: a misspelt one and an axiom about one are found at their place; the rest is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicgraph.checks import check_outside_terms
from civicgraph.diagnostics import Diagnostic
from civicgraph.graph import GraphStore
from civicgraph.project import Project, open_project

TOML = """\
[project]
base = "https://e.org/"
[prefixes]
schema = "https://schema.org/"
rdfs = "http://www.w3.org/2000/01/rdf-schema#"
"""
PREFIXES = """\
@prefix e: <https://e.org/> .
@prefix other: <https://other.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
VENDOR = """\
schema:Person a rdfs:Class ; rdfs:isDefinedBy schema: .
schema:sameAs a rdf:Property ; rdfs:isDefinedBy schema: .
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "civicgraph.toml").write_text(TOML, encoding="utf-8")
    write(tmp_path, "ontology/vendor/schema.org.ttl", VENDOR)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PREFIXES + text, encoding="utf-8")


def check(folder: Path) -> list[Diagnostic]:
    project = open_project(folder)
    return check_outside_terms(GraphStore(project), project.files("ontology", "data", "shapes", "align"))


def places(found: list[Diagnostic]) -> list[str]:
    return [f"{d.span} {d.code} {d.message}" for d in found]


LINE = PREFIXES.count("\n") + 1


def test_a_misspelt_property_and_class_are_found_where_they_stand(folder: Path) -> None:
    write(folder, "data/a.ttl", "e:a a schema:Persn ;\n    schema:sameass <https://x.org/> .\n")
    found = check(folder)
    assert places(found) == [
        f"data/a.ttl:{LINE}:7 CG207 schema:Persn is no term of schema.org",
        f"data/a.ttl:{LINE + 1}:5 CG207 schema:sameass is no term of schema.org",
    ]
    assert [d.help for d in found] == ["did you mean schema:Person?", "did you mean schema:sameAs?"]
    assert [d.severity.name for d in found] == ["VIOLATION", "VIOLATION"]


def test_right_terms_are_not(folder: Path) -> None:
    write(folder, "data/a.ttl", "e:a a schema:Person ; schema:sameAs <https://x.org/> .\n")
    write(folder, "ontology/align/schema.ttl", "e:Person rdfs:subClassOf schema:Person .\n")
    assert check(folder) == []


def test_where_nothing_is_near_the_list_is_named(folder: Path) -> None:
    write(folder, "data/a.ttl", "e:a schema:zzzzzzzz e:b .\n")
    assert [d.help for d in check(folder)] == ["its terms are listed in vendor/schema.org.ttl"]


@pytest.mark.parametrize("name", ["ontology/a.ttl", "ontology/align/a.ttl", "shapes/a.ttl"])
def test_outside_data_every_iri_is_a_term(folder: Path, name: str) -> None:
    write(folder, name, "e:Person rdfs:subClassOf schema:Persona .\n")
    assert places(check(folder)) == [f"{name}:{LINE}:26 CG207 schema:Persona is no term of schema.org"]


def test_data_may_link_to_anything(folder: Path) -> None:
    write(folder, "data/a.ttl", "e:a schema:sameAs schema:whatever .\n")
    assert check(folder) == []


def test_a_datatype_is_a_term(folder: Path) -> None:
    write(folder, "ontology/vendor/xsd.ttl", "xsd:gYear a rdfs:Datatype .\n")
    write(folder, "data/a.ttl", 'e:a e:year "2009"^^xsd:gYear , "2010"^^xsd:gYaer .\n')
    assert places(check(folder)) == [
        f"data/a.ttl:{LINE}:32 CG207 <http://www.w3.org/2001/XMLSchema#gYaer> is no term of xsd"
    ]


def test_members_of_containers_are_terms(folder: Path) -> None:
    write(folder, "ontology/vendor/rdf.ttl", "rdf:type a rdf:Property . rdf:Property a rdf:Property .\n")
    write(folder, "data/a.ttl", "e:a rdf:_1 e:b ; rdf:type e:C .\n")
    assert check(folder) == []


def test_a_namespace_without_a_list_is_left_alone(folder: Path) -> None:
    write(folder, "data/a.ttl", "e:a a other:Thing ; other:whatever e:b .\n")
    write(folder, "ontology/align/a.ttl", "e:A rdfs:subClassOf other:B .\n")
    assert check(folder) == []


@pytest.mark.parametrize(
    "axiom",
    [
        "schema:Person rdfs:subClassOf e:Person .",
        "schema:sameAs rdfs:domain e:Person .",
        "schema:sameAs owl:inverseOf e:same .",
        "schema:sameAs a owl:FunctionalProperty .",
        "other:concept skos:exactMatch e:concept .",
    ],
)
@pytest.mark.parametrize("name", ["ontology/a.ttl", "data/a.ttl", "ontology/align/a.ttl"])
def test_an_axiom_about_a_foreign_term_is_found(folder: Path, name: str, axiom: str) -> None:
    write(folder, name, "e:A a owl:Class .\n" + axiom + "\n")
    found = check(folder)
    assert [(d.code, str(d.span)) for d in found] == [("CG208", f"{name}:{LINE + 1}:1")]
    assert found[0].focus == found[0].value


def test_what_is_no_axiom_may_be_said_of_a_foreign_term(folder: Path) -> None:
    write(folder, "ontology/a.ttl", 'schema:Person a owl:Class ; rdfs:label "person"@en ; rdfs:seeAlso e:Person .\n')
    write(folder, "ontology/b.ttl", "e:Person rdfs:subClassOf schema:Person . [] owl:members ( e:A ) .\n")
    assert check(folder) == []


def test_a_file_that_does_not_parse_is_left_to_others(folder: Path) -> None:
    write(folder, "shapes/a.ttl", "e:a a schema:Persn ;\n")
    assert check(folder) == []


def test_lists_and_alignments_lie_beside_the_graph(folder: Path) -> None:
    write(folder, "ontology/a.ttl", "e:A a owl:Class .\n")
    before = open_project(folder)
    write(folder, "ontology/align/schema.ttl", "e:A rdfs:subClassOf schema:Person .\n")
    write(folder, "ontology/vendor/other.ttl", "other:A a owl:Class .\n")
    after = open_project(folder)
    assert paths(after) == paths(before, "ontology") == ["ontology/a.ttl"]
    assert paths(after, "align") == ["ontology/align/schema.ttl"]
    assert paths(after, "vendor") == ["ontology/vendor/other.ttl", "ontology/vendor/schema.org.ttl"]
    assert after.digest == before.digest


def paths(project: Project, *roles: str) -> list[str]:
    return [file.path for file in project.files(*roles)]
