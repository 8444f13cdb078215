"""`validate --changed`: what differs from a commit, what shapes tie to it, and a word on the rest."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path

import pytest
from support import ROOT

from civicgraph.cli.app import run
from civicgraph.cli.changed import with_commit
from civicgraph.project import open_project
from civicgraph.validation import validate

CONFIG = """\
[project]
name = "zoo"
base = "https://zoo.example/"

[validation]
ignore = ["CG5"]

[prefixes]
z = "https://zoo.example/"
sh = "http://www.w3.org/ns/shacl#"
"""
HEAD = "@prefix z: <https://zoo.example/> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
FILES = {
    "civicgraph.toml": CONFIG,
    "data/cats.ttl": HEAD + "z:tom a z:Cat ; z:keeper z:ann .\nz:kit a z:Cat ; z:keeper z:ann .\n",
    "data/dogs.ttl": HEAD + "z:rex a z:Dog .\nz:bob a z:Dog ; z:keeper z:ann .\n",
    "data/people.ttl": HEAD + 'z:ann a z:Keeper ; z:name "Ann" ; z:boss z:eva .\nz:eva a z:Keeper ; z:name "Eva" .\n',
    "shapes/zoo.ttl": HEAD
    + """\
z:CatShape a sh:NodeShape ; sh:targetClass z:Cat ;
    sh:property z:keeper , [ sh:path ( z:keeper z:boss z:name ) ; sh:minCount 1 ; sh:message "The boss of the keeper has no name" ] .
z:keeper a sh:PropertyShape ; sh:path z:keeper ; sh:class z:Keeper ; sh:minCount 1 ; sh:message "Name a keeper" .
z:DogShape a sh:NodeShape ; sh:targetClass z:Dog ; sh:property z:keeper .
z:KeeperShape a sh:NodeShape ; sh:targetClass z:Keeper ;
    sh:property [ sh:path [ sh:inversePath z:keeper ] ; sh:maxCount 3 ; sh:message "Too many animals" ] .
""",
    "queries/checks/names.rq": "#+ summary: A name is short\n#+ code: ZOO1\n"
    "SELECT ?focus ?path ?value WHERE { ?focus z:name ?value . FILTER(STRLEN(?value) > 5) BIND(z:name AS ?path) }\n",
}


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "state")


@pytest.fixture
def zoo(tmp_path: Path) -> Path:
    folder = tmp_path / "repository" / "zoo"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    git(folder.parent, "init", "-q")
    commit(folder.parent)
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new))


def places(folder: Path, ref: str | None = "HEAD") -> set[str]:
    return {f"{d.span} {d.message}" for d in validate(open_project(folder), changed=ref).diagnostics}


def test_what_did_not_change_is_not_looked_at(zoo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    # The dog without a keeper was there before.
    assert places(zoo, None) == {"data/dogs.ttl:3:1 Name a keeper"}
    change(zoo, "data/cats.ttl", "z:Cat ; z:keeper z:ann .\nz:kit", "z:Cat .\nz:kit")
    assert run(["-C", str(zoo), "validate", "-f", "concise", "--changed"]) == 1
    out, err = capfd.readouterr()
    assert [line.split(" ")[0] for line in out.splitlines()] == ["data/cats.ttl:3:1:", "data/cats.ttl:3:1:"]
    assert "checked: 2 things in 1 file of data changed since HEAD and 2 that shapes tie to them" in err
    assert "not checked: all others" in err


def test_what_leads_to_a_change_through_paths_is_looked_at(zoo: Path) -> None:
    commit_is_clean = places(zoo)
    assert commit_is_clean == set()
    change(zoo, "data/people.ttl", ' ; z:name "Eva"', "")
    assert places(zoo) == {f"data/cats.ttl:{line}:17 The boss of the keeper has no name" for line in (3, 4)}


def test_a_thing_that_is_gone_is_missed_where_it_is_named(zoo: Path) -> None:
    (zoo / "data/people.ttl").unlink()
    found = places(zoo)
    assert "data/dogs.ttl:4:26 Name a keeper" in found
    assert {"data/cats.ttl:3:26 Name a keeper", "data/cats.ttl:4:26 Name a keeper"} <= found


def test_an_inverse_path_is_followed_to_the_thing_that_did_not_change(zoo: Path) -> None:
    change(zoo, "data/dogs.ttl", "z:rex a z:Dog .", "z:rex a z:Dog ; z:keeper z:ann .")
    assert places(zoo) == {"data/people.ttl:3:1 Too many animals"}


def test_checks_of_the_project_are_narrowed_too(zoo: Path) -> None:
    change(zoo, "data/people.ttl", '"Ann"', '"Ann-Charlotte"')
    assert places(zoo) == {"data/people.ttl:3:27 A name is short"}
    commit(zoo)
    change(zoo, "data/dogs.ttl", "z:rex", "z:max")
    assert places(zoo) == {"data/dogs.ttl:3:1 Name a keeper"}


@pytest.mark.parametrize("name", ["shapes/zoo.ttl", "queries/checks/names.rq", "civicgraph.toml"])
def test_a_change_that_bears_on_everything_checks_everything(
    name: str, zoo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with (zoo / name).open("a") as stream:
        stream.write("# a comment\n")
    assert run(["-C", str(zoo), "validate", "-f", "concise", "--changed"]) == 1
    out, err = capfd.readouterr()
    assert out.startswith("data/dogs.ttl:3:1: ")
    assert f"{name} bears on everything, so everything was checked" in err


def test_new_files_count_and_files_of_others_do_not(zoo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (zoo / "README.md").write_text("no data")
    (zoo.parent / "elsewhere.ttl").write_text("no Turtle")
    assert run(["-C", str(zoo), "validate", "--changed"]) == 0
    assert "nothing changed since HEAD" in capfd.readouterr().err
    (zoo / "data/birds.ttl").write_text(HEAD + "z:tweety a z:Dog .\n")
    assert places(zoo) == {"data/birds.ttl:3:1 Name a keeper"}


def test_another_commit_may_be_named(zoo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    change(zoo, "data/cats.ttl", "z:Cat ; z:keeper z:ann .\nz:kit", "z:Cat .\nz:kit")
    commit(zoo)
    assert run(["-C", str(zoo), "validate", "--changed"]) == 0
    assert run(["-C", str(zoo), "validate", "--changed", "HEAD~1"]) == 1
    assert "changed since HEAD~1" in capfd.readouterr().err


def test_a_fault_in_a_file_that_did_not_change_is_told(zoo: Path) -> None:
    change(zoo, "data/dogs.ttl", "z:rex a z:Dog .", "z:rex a .")
    commit(zoo)
    change(zoo, "data/cats.ttl", "z:kit", "z:kitty")
    (found,) = places(zoo)
    assert found.startswith("data/dogs.ttl:3:")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--changed", "no-such-commit"], "there is no commit no-such-commit"),
        (["--changed=--help"], "there is no commit --help"),
        (["--changed", "--update-baseline", "--baseline", "b.json"], "leave out --changed"),
    ],
)
def test_what_cannot_be_compared_is_an_error(
    arguments: list[str], message: str, zoo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["-C", str(zoo), "validate", *arguments]) == 2
    assert message in capfd.readouterr().err


def test_outside_of_git_it_is_an_error(zoo: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (zoo.parent / ".git").rename(tmp_path / "away")
    assert run(["-C", str(zoo), "validate", "--changed"]) == 2
    assert "is not in a repository of git" in capfd.readouterr().err


def test_comments_and_baseline_of_other_files_are_left_alone(zoo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    change(zoo, "data/dogs.ttl", "z:rex a z:Dog .", "z:rex a z:Dog . # cg: ignore[z:keeper] nobody dares")
    assert run(["-C", str(zoo), "validate"]) == 0
    assert run(["-C", str(zoo), "validate", "--baseline", str(zoo / "b.json"), "--update-baseline"]) == 0
    commit(zoo)
    change(zoo, "data/cats.ttl", "z:kit", "z:kitty")
    capfd.readouterr()
    assert run(["-C", str(zoo), "validate", "--changed", "--baseline", str(zoo / "b.json"), "--fail-on", "info"]) == 0
    assert "gone" not in capfd.readouterr().err


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (["--changed"], ["--changed=HEAD"]),
        (["--changed", "main", "data"], ["--changed=main", "data"]),
        (["--changed", "tests"], ["--changed=HEAD", "tests"]),
        (["--changed=v1", "x"], ["--changed=v1", "x"]),
        (["-q", "--", "--changed"], ["-q", "--", "--changed"]),
    ],
)
def test_the_commit_may_be_left_out(given: list[str], read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert list(with_commit(given)) == read


def lending() -> object:
    spec = importlib.util.spec_from_file_location("lending", ROOT / "tests" / "benchmarks" / "lending.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_whatever_fault_an_edit_makes_is_found(tmp_path: Path) -> None:
    """Every kind of fault, planted by an edit of one file: what a check of everything finds, this finds."""
    made = lending()
    folder = tmp_path / "project"
    list(made.generate(folder, 27 * 30, 1000))  # type: ignore[attr-defined]
    clean = folder / "data" / "lending-0000.ttl"
    sound, text = (made.file(0, 30, made.random.Random(810), faulty=faulty)[0] for faulty in (False, True))  # type: ignore[attr-defined]
    clean.write_text(sound, encoding="utf-8")
    git(folder, "init", "-q")
    commit(folder)
    clean.write_text(text, encoding="utf-8")
    everything = {d for d in validate(open_project(folder)).diagnostics if not d.code.startswith("CG5")}
    assert len({d.code for d in everything}) > 20
    narrowed = {d for d in validate(open_project(folder), changed="HEAD").diagnostics if not d.code.startswith("CG5")}
    assert narrowed == everything
