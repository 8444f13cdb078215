"""Two hundred planted violations of all kinds of constraints: as many findings, each at its line and column."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from planter import KINDS, Expected, plant

from civicgraph.cli.app import run as civicgraph

VIOLATIONS = 200


def findings(root: Path, engine: str, out: Path) -> list[Expected]:
    code = civicgraph(["-C", str(root), "validate", "-f", "json", "-o", str(out), "--engine", engine])
    assert code in (0, 1)
    found = json.loads(out.read_text(encoding="utf-8"))["diagnostics"]
    return sorted(
        Expected(d["file"] or "", d.get("line", 0), d.get("column", 0), d["code"])
        for d in found
        if d["severity"] == "violation"
    )


@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_planted_violations_are_found_where_they_are(tmp_path: Path, engine: str) -> None:
    planted = plant(tmp_path / "project", VIOLATIONS, good_blocks=200, seed=2009)
    assert len(planted.expected) == VIOLATIONS
    assert planted.hard >= VIOLATIONS / 2
    assert findings(tmp_path / "project", engine, tmp_path / "report.json") == planted.expected


def test_without_faults_there_are_no_findings(tmp_path: Path) -> None:
    plant(tmp_path / "project", 0, good_blocks=400, seed=1)
    assert findings(tmp_path / "project", "both", tmp_path / "report.json") == []


def test_every_kind_is_planted_and_half_of_them_are_hard() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS) <= VIOLATIONS
    for letter in "aliq":
        assert sum(letter in kind.about for kind in KINDS) >= 6
