"""Damage to the real graph is found at the damaged line, and nothing is reported elsewhere."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable

import pytest
from support import ROOT

from civicgraph.diagnostics import Diagnostic
from civicgraph.project import Project, open_project
from civicgraph.validation import validate


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("damage") / "graph"
    for name in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "civicgraph.toml", root)
    return open_project(root)


def findings(project: Project) -> tuple[Diagnostic, ...]:
    return validate(open_project(project.root)).diagnostics


Known = set[tuple[str, str | None, str | None]]


@pytest.fixture(scope="module")
def known(copy: Project) -> Known:
    """What is found on the graph before it is damaged."""
    return {(d.code, d.focus, d.value) for d in findings(copy)}


def test_the_graph_is_valid(copy: Project) -> None:
    report = validate(copy)
    assert [d for d in report.diagnostics if d.severity.name == "VIOLATION"] == []
    assert report.files > 50


Edit = Callable[[str], tuple[str, int, int]]


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def without_locator(text: str) -> tuple[str, int, int]:
    """Deletes the locator of the third claim; expected at the claim's first line."""
    found = list(re.finditer(r"^    cg:locator .*\n", text, re.M))[2]
    subject = text.rfind("\nclaim:", 0, found.start()) + 1
    return text[: found.start()] + text[found.end() :], line_of(text, subject), 1


def without_source(text: str) -> tuple[str, int, int]:
    found = list(re.finditer(r"^    cg:citedSource .*\n", text, re.M))[3]
    subject = text.rfind("\nclaim:", 0, found.start()) + 1
    return text[: found.start()] + text[found.end() :], line_of(text, subject), 1


def misspelt_realm(text: str) -> tuple[str, int, int]:
    found = list(re.finditer(r"m2009:political", text))[1]
    line = line_of(text, found.start())
    column = found.start() - text.rfind("\n", 0, found.start())
    return text[: found.start()] + "m2009:politcal" + text[found.end() :], line, column


def swapped_dates(text: str) -> tuple[str, int, int]:
    """Swaps the years of the first term that has two different ones; expected at the start date."""
    pair = r'(cg:startDate )("(\d{4})[^;]*?)( ;\n    cg:endDate )("(\d{4})[^;]*?)( ;\n)'
    found = next(m for m in re.finditer(pair, text) if m[3] != m[6])
    edited = text[: found.start()] + found[1] + found[5] + found[4] + found[2] + found[7] + text[found.end() :]
    line = line_of(text, found.start())
    column = found.start() + len(found[1]) - text.rfind("\n", 0, found.start())
    return edited, line, column


def broken_line(text: str) -> tuple[str, int, int]:
    found = list(re.finditer(r'^    cg:locator "[^"\n]*"', text, re.M))[4]
    return text[: found.end() - 1] + text[found.end() :], line_of(text, found.start()), 0


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (without_locator, None),
        (without_source, None),
        (misspelt_realm, "CG201"),
        (swapped_dates, None),
        (broken_line, "CG001"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_damage_is_found_where_it_is(copy: Project, known: Known, edit: Edit, code: str | None) -> None:
    path = copy.root / "data" / "cases" / "malmo" / "roles.ttl"
    before = path.read_text(encoding="utf-8")
    edited, line, column = edit(before)
    path.write_text(edited, encoding="utf-8")
    try:
        found = [d for d in findings(copy) if (d.code, d.focus, d.value) not in known]
    finally:
        path.write_text(before, encoding="utf-8")
    assert len(found) == 1, [f"{d.span} {d.code} {d.message}" for d in found]
    (finding,) = found
    assert finding.severity.name == "VIOLATION"
    assert finding.span is not None
    assert finding.span.file == "data/cases/malmo/roles.ttl"
    assert finding.span.start.line == line
    assert column == 0 or finding.span.start.column == column
    assert code is None or finding.code == code
    if code == "CG201":
        assert "did you mean m2009:political?" in (finding.help or "")


def test_deleting_a_citation_node_is_found_at_the_link(copy: Project, known: Known) -> None:
    folder = copy.root / "data" / "cases"
    path, block = next(
        (p, m)
        for p in sorted(folder.rglob("*.ttl"))
        if (m := re.search(r"^citation:[\w-]+ a cg:Citation ;\n(?:    .*\n)+", p.read_text(encoding="utf-8"), re.M))
    )
    before = path.read_text(encoding="utf-8")
    path.write_text(before[: block.start()] + before[block.end() :], encoding="utf-8")
    try:
        found = [d for d in findings(copy) if (d.code, d.focus, d.value) not in known]
    finally:
        path.write_text(before, encoding="utf-8")
    # The file may have used its prefix nowhere else.
    assert [d.code for d in found if d.code != "CG503"] == ["CG201"]
    assert found[0].span is not None
    assert found[0].span.file.startswith("data/cases/")
