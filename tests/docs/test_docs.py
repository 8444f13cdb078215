"""The documents tell the truth: examples give what they show, commands and codes are described, links lead somewhere."""

from __future__ import annotations

import csv
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import ROOT

from civicgraph.cli.app import app, run

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)


def examples() -> list[tuple[str, str, str]]:
    """Page, command and expected output of each `$ ...` in a console block."""
    found = []
    for page in PAGES:
        for block in BLOCK.findall(page.read_text(encoding="utf-8")):
            for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
                command, _, expected = part.partition("\n")
                found.append((page.relative_to(ROOT).as_posix(), command, expected))
    return found


def matches(shown: str, expected: str) -> bool:
    """Whether the output is as shown; a line of three dots stands for any lines."""
    pattern = "".join(
        ".*" if line.strip() == "..." else re.escape(line.rstrip()) + "\n" for line in expected.splitlines()
    )
    return (
        re.fullmatch(pattern.replace(".*", "(?:.*\n)*"), "".join(line.rstrip() + "\n" for line in shown.splitlines()))
        is not None
    )


def test_there_are_examples() -> None:
    assert len(examples()) >= 8
    assert any(page == "README.md" for page, _, _ in examples())


@pytest.mark.parametrize(("page", "command", "expected"), examples(), ids=lambda value: value[:60])
def test_an_example_gives_what_it_shows(
    page: str, command: str, expected: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    words = shlex.split(command)
    assert words[0] == "civicgraph", command
    capfd.readouterr()
    run(words[1:])
    shown = capfd.readouterr().out
    assert matches(shown, expected), f"{page}: `{command}` now gives\n{shown}"


def test_the_wildcard_is_no_blank_cheque() -> None:
    assert matches("a\nb\nc\n", "a\n...\nc\n")
    assert not matches("a\nb\nc\n", "a\n...\nd\n")
    assert not matches("a\nb\n", "a\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_command_is_described() -> None:
    import typer.main

    def names(command: Any, path: str) -> Iterator[str]:
        yield path
        for name, inner in getattr(command, "commands", {}).items():
            yield from names(inner, f"{path} {name}")

    text = (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    commands = list(names(typer.main.get_command(app), "civicgraph"))
    assert len(commands) > 15
    for name in commands:
        assert f"## `{name}`\n" in text, name


def test_the_versions_agree() -> None:
    import tomllib

    from civicgraph.version import tool_version

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    dataset = tomllib.loads((ROOT / "civicgraph.toml").read_text(encoding="utf-8"))["dataset"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert tool_version() == project["version"]
    assert f"version: {dataset['version']}\n" in citation
    assert f"date-released: {dataset['issued']}\n" in citation


def test_nothing_names_a_path_of_somebodys_machine() -> None:
    for page in PAGES:
        assert not re.search(r"/(home|Users|work)/", page.read_text(encoding="utf-8")), page


def test_every_constraint_of_the_design_is_held_or_explained() -> None:
    from civicgraph.codes import read_codes
    from civicgraph.project import open_project

    held = {number for code in read_codes(open_project(ROOT)) for number in code.constraint.split()}
    page = (ROOT / "docs" / "explanation" / "checks.md").read_text(encoding="utf-8")
    told = set(re.findall(r"\b[SH]\d\d\b", page))
    wanted = {f"S{n:02}" for n in range(1, 53)} | {f"H{n:02}" for n in range(1, 41)}
    assert wanted - held - told == set()


def test_every_term_has_an_anchor() -> None:
    from civicgraph.checks.terms import own_terms
    from civicgraph.graph import GraphStore
    from civicgraph.project import open_project

    project = open_project(ROOT)
    page = (ROOT / "docs" / "reference" / "ontology.md").read_text(encoding="utf-8")
    terms = own_terms(GraphStore(project).store)
    assert len(terms) > 150
    for term in terms:
        name = project.config.prefixes.shorten(term.value).replace(":", "-")
        assert f'<a id="{name}"></a>' in page, term


def one_page_queries() -> list[str]:
    page = (ROOT / "docs" / "explanation" / "graph-in-one-page.md").read_text(encoding="utf-8")
    return re.findall(r"^```sparql\n(.*?)\n```$", page, re.M | re.S)


@pytest.mark.parametrize("query", one_page_queries(), ids=lambda q: q[:50])
def test_the_first_queries_of_the_one_page_answer(query: str) -> None:
    from civicgraph import load

    assert len(load(ROOT).query(query)) > 0


def test_the_one_page_has_ten_queries_and_every_word_of_the_simple_view() -> None:
    from pyoxigraph import RdfFormat, parse

    assert len(one_page_queries()) == 10
    page = (ROOT / "docs" / "explanation" / "graph-in-one-page.md").read_text(encoding="utf-8")
    for quad in parse(path=str(ROOT / "ontology" / "simple.ttl"), format=RdfFormat.TURTLE):
        name = quad.subject.value.rpartition("#")[2]  # type: ignore[union-attr]
        # The two words of the network graph are explained where that graph is.
        if name and "simple#" in quad.subject.value and name not in ("led", "tookPartIn"):  # type: ignore[union-attr]
            assert f"`s:{name}`" in page, name


def test_the_tutorial_shows_the_questions_and_rows_that_are_tested() -> None:
    page = (ROOT / "docs" / "tutorial" / "first-questions.md").read_text(encoding="utf-8")
    files = sorted((ROOT / "tests" / "graph" / "tutorial").glob("*.rq"))
    assert len(files) == 4
    for file in files:
        block = page.split(f"<!-- {file.stem}: ")[1].split(f"<!-- /{file.stem} -->")[0]
        assert f"```sparql\n{file.read_text(encoding='utf-8')}```\n" in block
        with file.with_suffix(".csv").open(encoding="utf-8", newline="") as stream:
            rows = [["", *row, ""] for row in csv.reader(stream)]
        shown = [[cell.strip() for cell in line.split("|")] for line in block.splitlines() if line.startswith("| ")]
        assert len(shown) > 2
        assert shown == rows[: len(shown)]
        assert ("... and" in block) == (len(rows) > len(shown))
