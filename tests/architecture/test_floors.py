"""Imports go only downward: a module knows the floors below its own, and its own family."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from support import ROOT

PACKAGE = ROOT / "src" / "civicgraph"

# From the ground up. Modules of one floor do not know each other; floor 0 is itself a short stack.
FLOORS: list[tuple[str, ...]] = [
    ("source", "syntaxes"),
    ("errors",),
    ("suggest", "version", "terms", "diagnostics", "writing"),
    ("folders", "registry"),
    ("baseline", "config", "http", "paths", "reports", "turtle"),
    ("changes", "disk", "nested", "project", "starter"),
    ("loose", "queries", "reading", "stages"),
    ("graph",),
    ("positions", "labels", "realms"),
    ("claims", "engines", "resolution", "reasoning", "shacl", "checks", "codebook", "codes", "coverage", "statistics"),
    ("verdict",),
    ("agreement", "entities", "fixing", "validation", "export", "drawing"),
    ("pages", "push"),
    ("api",),
    ("querytests",),
    ("cli",),
    ("__main__",),
]
LEVEL = {module: level for level, floor in enumerate(FLOORS) for module in floor}


def modules(package: Path) -> dict[Path, str]:
    """Each file of the package, except its root, with the room it belongs to."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        first = path.relative_to(package).parts[0].removesuffix(".py")
        if first != "__init__":
            found[path] = first
    return found


def imported_rooms(path: Path, package: Path) -> set[str]:
    """The rooms that a file imports, wherever in the file; the package root is called ''."""
    depth = len(path.relative_to(package).parts)
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == depth:
            rooms |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level > depth:
            rooms.add("")
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and (node.module or "").split(".")[0] == "civicgraph":
            rooms.add((node.module or "").split(".")[1] if "." in (node.module or "") else "")
        elif isinstance(node, ast.Import):
            rooms |= {([*a.name.split("."), ""])[1] for a in node.names if a.name.split(".")[0] == "civicgraph"}
    return rooms


def upward_imports(package: Path) -> list[str]:
    """Every import that does not go down, as a sentence."""
    faults = []
    for path, room in modules(package).items():
        for other in sorted(imported_rooms(path, package) - {room}):
            if other == "":
                faults.append(f"{path.relative_to(package)} imports the package root")
            elif other in LEVEL and room in LEVEL and LEVEL[other] >= LEVEL[room]:
                faults.append(
                    f"{path.relative_to(package)} (floor {LEVEL[room]}) imports {other} (floor {LEVEL[other]})"
                )
    return faults


def test_every_module_has_a_floor() -> None:
    rooms = set(modules(PACKAGE).values())
    assert rooms, "no modules found"
    assert rooms - LEVEL.keys() == set(), (
        "give these rooms a floor in this test and in docs/explanation/architecture.md"
    )
    assert LEVEL.keys() - rooms == set(), "these rooms are gone"


def test_the_page_on_the_house_shows_the_same_floors() -> None:
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    table = page.split("|---|---|---|\n")[1].split("\n\n")[0]
    shown = [re.findall(r"`(\w+)`", part) for row in table.splitlines() for part in row.split("|")[2].split(" · ")]
    assert [sorted(floor) for floor in shown] == [sorted(floor) for floor in FLOORS if floor != ("__main__",)]


def test_imports_go_only_downward() -> None:
    assert upward_imports(PACKAGE) == []


@pytest.mark.parametrize(
    "line",
    [
        "from .api import load",
        "from .engines import ENGINES",
        "from . import cli",
        "import civicgraph.validation",
        "from civicgraph import load",
        "def f():\n    from .shacl import run_shacl",
    ],
)
def test_an_upward_import_is_found(tmp_path: Path, line: str) -> None:
    package = tmp_path / "civicgraph"
    package.mkdir()
    (package / "labels.py").write_text(line + "\n", encoding="utf-8")
    assert upward_imports(package) != []
