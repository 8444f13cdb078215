"""`owl:imports`: read from the files that the configuration names, known and not judged, and never fetched."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from civicgraph.cli.app import run
from civicgraph.project import open_project
from civicgraph.validation import validate

CONFIG = """\
[project]
name = "garden"
base = "https://g.example/"

[prefixes]
g = "https://g.example/garden#"
p = "https://p.example/plants#"

[paths]
ontology = ["*.ttl"]

[validation]
ignore = ["CG5"]
"""
PREFIXES = """\
@prefix g: <https://g.example/garden#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix p: <https://p.example/plants#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
GARDEN = """\
<https://g.example/garden> a owl:Ontology ;
    owl:imports <https://p.example/plants> .
g:rose1 a p:Rose .
g:bed1 g:grows g:rose1 .
"""
PLANTS = """\
<https://p.example/plants> a owl:Ontology .
p:Plant a owl:Class .
p:Rose a owl:Class ; rdfs:subClassOf p:Plant .
p:rose2 a p:Rose .
"""
# What grows in a bed is a plant, and every plant has a name.
SHAPES = """\
g:Grows a sh:NodeShape ; sh:targetSubjectsOf g:grows ;
    sh:property [ sh:path g:grows ; sh:class p:Plant ; sh:message "This is no plant" ] .
g:Named a sh:NodeShape ; sh:targetClass p:Plant ;
    sh:property [ sh:path rdfs:label ; sh:minCount 1 ; sh:message "This plant has no name" ] .
"""


def project(root: Path, catalogue: str = "", **files: str) -> Path:
    """A garden that imports plants, with a table of imports and further files, by path with `__` for `/`."""
    given = {"garden.ttl": GARDEN, **{name.replace("__", "/"): text for name, text in files.items()}}
    for name, text in given.items():
        path = root / (name if "." in name else f"{name}.ttl")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if path.suffix == ".owl" else PREFIXES + text, encoding="utf-8")
    (root / "civicgraph.toml").write_text(f"{CONFIG}\n[imports]\n{catalogue}\n", encoding="utf-8")
    return root


def found(root: Path) -> list[tuple[str, str, str]]:
    diagnostics = validate(open_project(root)).diagnostics
    return [(str(d.span), d.code, d.message) for d in diagnostics]


PLANTS_TTL = '"https://p.example/plants" = "vendor/plants.ttl"'


def test_an_import_without_a_file_is_a_notice_at_its_line_and_nothing_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "create_connection", no_network)
    monkeypatch.setattr(socket.socket, "connect", no_network)
    root = project(tmp_path)
    assert run(["-C", str(root), "validate"]) == 0
    out = capfd.readouterr().out
    assert "garden.ttl:7:17 CG219 info  The import https://p.example/plants has no file here" in out
    assert '[imports]: "https://p.example/plants" = "path/to/file.ttl"' in out
    assert run(["-C", str(root), "validate", "--fail-on", "info"]) == 1


def test_what_is_imported_is_known_and_not_judged(tmp_path: Path) -> None:
    without = found(project(tmp_path / "without", shapes__s=SHAPES))
    assert [message for _, code, message in without if code == "g:Grows"] == ["This is no plant"]
    with_import = found(project(tmp_path / "with", PLANTS_TTL, shapes__s=SHAPES, vendor__plants=PLANTS))
    # The rose of the garden is a plant by the imported hierarchy; the imported rose has no name either.
    assert with_import == [("garden.ttl:8:1", "g:Named", "This plant has no name")]


def test_a_fault_in_an_imported_statement_about_a_thing_of_ours_is_not_reported(tmp_path: Path) -> None:
    plants = PLANTS + "g:bed1 g:grows g:stone1 .\n"
    shapes = SHAPES.split("g:Named")[0]
    assert found(project(tmp_path, PLANTS_TTL, shapes__s=shapes, vendor__plants=plants)) == []


@pytest.mark.parametrize("iri", ["https://p.example/plants", "https://p.example/plants#", "https://p.example/plants/"])
def test_hash_and_slash_at_the_end_do_not_matter(tmp_path: Path, iri: str) -> None:
    assert found(project(tmp_path, f'"{iri}" = "vendor/plants.ttl"', vendor__plants=PLANTS)) == []


@pytest.mark.parametrize("iri", ["<https://p.example/plants>", "<https://p.example/plants/2.0>"])
def test_ontologies_of_the_project_need_no_table(tmp_path: Path, iri: str) -> None:
    plants = "<https://p.example/plants> a owl:Ontology ; owl:versionIRI <https://p.example/plants/2.0> .\n"
    files = {"plants": plants, "garden.ttl": GARDEN.replace("<https://p.example/plants>", iri)}
    assert found(project(tmp_path, **files)) == []


def test_imports_of_imports_and_circles(tmp_path: Path) -> None:
    plants = PLANTS.replace("Ontology .", "Ontology ; owl:imports <https://s.example/soil> .", 1)
    soil = "<https://s.example/soil> a owl:Ontology ; owl:imports <https://p.example/plants> .\n"
    files = {"vendor__plants": plants, "vendor__soil": soil}
    assert found(project(tmp_path / "one", PLANTS_TTL, **files)) == [
        (
            "garden.ttl:7:17",
            "CG219",
            "What is imported here imports https://s.example/soil in turn, which has no file here",
        )
    ]
    assert (
        found(project(tmp_path / "two", PLANTS_TTL + '\n"https://s.example/soil" = "vendor/soil.ttl"', **files)) == []
    )
    # A folder holds both.
    assert found(project(tmp_path / "three", '"https://p.example/plants" = "vendor"', **files)) == []


def test_rdf_xml_is_read_too(tmp_path: Path) -> None:
    text = """\
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:rdfs="http://www.w3.org/2000/01/rdf-schema#">
  <rdf:Description rdf:about="https://p.example/plants#Rose">
    <rdfs:subClassOf rdf:resource="https://p.example/plants#Plant"/>
  </rdf:Description>
</rdf:RDF>
"""
    root = project(
        tmp_path, '"https://p.example/plants" = "vendor/plants.owl"', shapes__s=SHAPES, **{"vendor__plants.owl": text}
    )
    assert found(root) == [("garden.ttl:8:1", "g:Named", "This plant has no name")]


@pytest.mark.parametrize(
    ("catalogue", "words"),
    [
        ('"https://p.example/plants" = "vendor/plant.ttl"', "which does not exist"),
        ('"https://p.example/plants" = "civicgraph.toml"', "which is no RDF file"),
        ('"https://p.example/plants" = "empty"', "which holds no RDF file"),
        ('"https://p.example/plants" = 1', "must map the IRI of an ontology to a file or folder"),
        ('"https://p.example/plants" = "vendor/broken.ttl"', "vendor/broken.ttl:6:"),
    ],
)
def test_an_entry_that_cannot_be_read_is_an_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], catalogue: str, words: str
) -> None:
    root = project(tmp_path, catalogue, vendor__broken="p:Rose a owl:Class", empty__note="")
    (root / "empty" / "note.ttl").rename(root / "empty" / "note.txt")
    assert run(["-C", str(root), "validate"]) == 2
    assert words in capfd.readouterr().err


def test_a_name_that_the_import_does_not_have_is_found_by_the_profile(tmp_path: Path) -> None:
    garden = GARDEN.replace("g:rose1 a p:Rose", "g:rose1 a p:Rosa")
    root = project(tmp_path, PLANTS_TTL, vendor__plants=PLANTS, **{"garden.ttl": garden})
    codes = {(str(d.span), d.code) for d in validate(open_project(root), profiles=["ontology"]).diagnostics}
    assert ("garden.ttl:8:11", "CG202") in codes
    assert not any(span.startswith("vendor") for span, _ in codes)
