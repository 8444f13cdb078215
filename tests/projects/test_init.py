"""`civicgraph init`: a project from nothing, a project from a folder of RDF, and nothing written over."""

from __future__ import annotations

import shlex
import tomllib
from pathlib import Path

import pytest
import yaml

from civicgraph.cli.app import run

VOCABULARY = """\
@prefix v: <https://data.example.org/voc#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<https://data.example.org/voc> a owl:Ontology .
v:Cat a owl:Class .
"""
CATS = """\
@prefix v: <https://data.example.org/voc#> .
@prefix cat: <https://data.example.org/cat/> .
cat:tom a v:Cat ; v:age 3 .
"""
SHAPES = """\
@prefix v: <https://data.example.org/voc#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
v:CatShape a sh:NodeShape ; sh:targetClass v:Cat ; sh:property v:age-shape .
v:age-shape a sh:PropertyShape ; sh:path v:age ; sh:maxInclusive 2 ; sh:message "A cat is young"@en .
"""


@pytest.fixture
def started(tmp_path: Path) -> Path:
    assert run(["init", str(tmp_path / "My Graph")]) == 0
    return tmp_path / "My Graph"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def test_a_new_project_validates_and_answers(started: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(started), "validate", "--fail-on", "info"]) == 0
    messages = capfd.readouterr().err
    assert "0 violations, 0 warnings" in messages
    assert "note:" not in messages.split("Next:")[-1]
    assert run(["-C", str(started), "query", "places", "-f", "csv"]) == 0
    rows = capfd.readouterr().out.splitlines()
    assert rows[0] == "place,name,within"
    assert [row.split(",")[1:] for row in rows[1:]] == [["A region", ""], ["A town", "A region"]]


def test_the_shapes_of_a_new_project_find_what_is_wrong(started: Path, capfd: pytest.CaptureFixture[str]) -> None:
    places = started / "data" / "places.ttl"
    places.write_text(
        places.read_text().replace('    rdfs:label "A town"@en ;\n', "").replace("place:region ;", "ont:x ;")
    )
    places.write_text(places.read_text().replace("ont:partOf place:region", "ont:partOf ont:partOf"))
    assert run(["-C", str(started), "validate", "-f", "concise"]) == 1
    lines = capfd.readouterr().out.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["data/places.ttl:7:1:", "data/places.ttl:8:16:"]


def test_the_base_is_where_names_begin(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path), "--name", "cats", "--base", "https://cats.example.org/"]) == 0
    config = tomllib.loads((tmp_path / "civicgraph.toml").read_text())
    assert config["project"] == {"name": "cats", "base": "https://cats.example.org/"}
    assert config["prefixes"]["place"] == "https://cats.example.org/place/"


def test_a_folder_of_rdf_gets_the_settings_that_fit(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(
        tmp_path,
        {
            "voc/cats.ttl": VOCABULARY,
            "things/a/cats.ttl": CATS,
            "things/b/more.ttl": CATS.replace("tom", "kit").replace("v:age", 'v:owner [ v:name "Ann" ] ;\n    v:age'),
            "rules/shapes.ttl": SHAPES,
            "mixed/data.ttl": CATS.replace("tom", "sue"),
            "mixed/shapes.ttl": SHAPES.replace("v:age-shape", "v:age-shape2").replace("v:CatShape", "v:CatShape2"),
            ".venv/other.ttl": VOCABULARY,
            "notes.txt": "no RDF",
        },
    )
    assert run(["init", str(tmp_path)]) == 0
    assert "found 6 files with RDF: 1 ontology, 3 data, 2 shapes" in capfd.readouterr().err
    config = tomllib.loads((tmp_path / "civicgraph.toml").read_text())
    assert config["paths"] == {
        "ontology": ["voc/**/*.ttl"],
        "data": ["mixed/data.ttl", "things/**/*.ttl"],
        "shapes": ["mixed/shapes.ttl", "rules/**/*.ttl"],
        "queries": "queries",
    }
    assert config["project"]["base"] == "https://data.example.org/"
    assert config["prefixes"]["cat"] == "https://data.example.org/cat/"
    assert not (tmp_path / "ontology").exists()
    assert run(["-C", str(tmp_path), "validate", "-f", "concise"]) == 1
    places = {line.split(" ")[0] for line in capfd.readouterr().out.splitlines()}
    assert places == {"mixed/data.ttl:3:25:", "things/a/cats.ttl:3:25:", "things/b/more.ttl:4:11:"}


def test_a_file_that_does_not_parse_is_named_and_not_lost(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {"cats.ttl": CATS, "broken.ttl": CATS + "cat:ann a ."})
    assert run(["init", str(tmp_path)]) == 0
    assert "broken.ttl does not parse" in capfd.readouterr().err
    assert run(["-C", str(tmp_path), "validate", "-f", "concise"]) == 1
    assert capfd.readouterr().out.startswith("broken.ttl:4:")


def test_no_file_is_written_over(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {".gitignore": "mine\n", ".github/workflows/validate.yml": "mine\n", "shapes/places.ttl": SHAPES})
    assert run(["init", str(tmp_path)]) == 0
    messages = capfd.readouterr().err
    assert "kept .gitignore, which was there already" in messages
    assert "add it to .gitignore" in messages
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    assert (tmp_path / ".github/workflows/validate.yml").read_text() == "mine\n"
    assert (tmp_path / "shapes/places.ttl").read_text() == SHAPES


def test_a_project_is_not_started_twice(started: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in started.rglob("*") if path.is_file()}
    assert run(["init", str(started)]) == 2
    assert "is a graph project already" in capfd.readouterr().err
    assert {path: path.read_bytes() for path in started.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("base", ["cats", "https://cats.example.org", "https://cats.example.org/a b/"])
def test_a_base_that_is_no_namespace_is_refused(base: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path), "--base", base]) == 2
    assert "ends with / or #" in capfd.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ['say "hi"', "Ž\\name", "漢字"])
def test_a_name_may_have_any_letters(name: str, tmp_path: Path) -> None:
    assert run(["init", str(tmp_path), "--name", name]) == 0
    assert tomllib.loads((tmp_path / "civicgraph.toml").read_text())["project"]["name"] == name
    assert run(["-C", str(tmp_path), "validate"]) == 0


@pytest.mark.parametrize(("ci", "path"), [("github", ".github/workflows/validate.yml"), ("gitlab", ".gitlab-ci.yml")])
def test_the_workflow_calls_commands_that_there_are(ci: str, path: str, tmp_path: Path) -> None:
    assert run(["init", str(tmp_path), "--ci", ci]) == 0
    workflow = yaml.safe_load((tmp_path / path).read_text())
    steps = (
        workflow["jobs"]["validate"]["steps"]
        if ci == "github"
        else [{"run": r} for r in workflow["validate"]["script"]]
    )
    ours = [shlex.split(step["run"]) for step in steps if step.get("run", "").startswith("civicgraph")]
    assert ours
    for command in ours:
        assert run(["-C", str(tmp_path), *command[1:]]) == 0


def test_without_ci_there_is_no_workflow(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path), "--ci", "none"]) == 0
    assert not (tmp_path / ".github").exists()
    assert (tmp_path / ".pre-commit-config.yaml").exists()
