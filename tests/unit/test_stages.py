"""Derived stages are used only when they are current and whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import project_with

from civicgraph.project import Project, open_project
from civicgraph.stages import STAGES, Stages, find_stages, keep_stages


@pytest.fixture
def project(tmp_path: Path) -> Project:
    file = tmp_path / "d.ttl"
    file.write_text("@prefix cg: <https://w3id.org/civicgraph/ont#> .\ncg:x a cg:Place .\n", encoding="utf-8")
    return project_with(tmp_path / "p", file)


def kept(project: Project) -> Path:
    where = keep_stages(
        project, Stages(project.digest, {name: f"<urn:{name}> <urn:p> <urn:o> .\n".encode() for name in STAGES})
    )
    assert where is not None
    return where


def test_what_was_kept_is_found(project: Project) -> None:
    assert find_stages(project) is None
    kept(project)
    found = find_stages(project)
    assert found is not None
    assert set(found.texts) == set(STAGES)


def test_a_change_of_a_file_makes_them_stale(project: Project) -> None:
    kept(project)
    path = project.root / "data" / "d.ttl"
    path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert find_stages(open_project(project.root)) is None


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_that_is_cut_short_or_gone_is_not_used(project: Project, name: str) -> None:
    stage = kept(project) / f"{name}.nt"
    whole = stage.read_bytes()
    stage.write_bytes(whole[:-3])
    assert find_stages(project) is None
    stage.unlink()
    assert find_stages(project) is None
    stage.write_bytes(whole)
    assert find_stages(project) is not None


def test_a_broken_manifest_is_not_used(project: Project) -> None:
    manifest = kept(project) / "manifest.json"
    manifest.write_text("{", encoding="utf-8")
    assert find_stages(project) is None
    manifest.write_text("[]", encoding="utf-8")
    assert find_stages(project) is None


def test_old_stages_are_removed(project: Project) -> None:
    first = kept(project)
    path = project.root / "data" / "d.ttl"
    path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    second = kept(open_project(project.root))
    assert first != second
    assert [p.name for p in second.parent.iterdir()] == [second.name]
