"""What says what it said before is not derived again; what changed is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support import project_with

from civicgraph.project import Project, open_project
from civicgraph.reasoning import derivation, derive, ensure_stages, renewed
from civicgraph.stages import find_stages, keep_stages

DATA = """\
@prefix cg: <https://w3id.org/civicgraph/ont#> .
@prefix case: <https://w3id.org/civicgraph/id/case/> .
@prefix claim: <https://w3id.org/civicgraph/id/claim/> .
@prefix claim-rank: <https://w3id.org/civicgraph/scheme/claim-rank/> .
@prefix place: <https://w3id.org/civicgraph/id/place/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

place:country a cg:Place .
place:city a cg:Place ; skos:prefLabel "City"@en ; cg:directlyWithin place:country .
case:one a cg:Case ; cg:casePlace place:city .
claim:p3 a cg:Participation .
"""


@pytest.fixture(scope="module")
def derived_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unchanged")
    file = folder / "given.ttl"
    file.write_text(DATA, encoding="utf-8")
    project = project_with(folder / "p", file)
    ensure_stages(project)
    return project.root


@pytest.fixture
def small(derived_once: Path, tmp_path: Path) -> Project:
    shutil.copytree(derived_once, tmp_path / "p")
    return open_project(tmp_path / "p")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is derived meanwhile, in order: `rules` for each stage of rules and `closure`."""
    done: list[str] = []

    def counted(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **named: object) -> object:
            done.append(name)
            return function(*args, **named)

        return call

    monkeypatch.setattr(derivation, "owl_rl_closure", counted("closure", derivation.owl_rl_closure))
    monkeypatch.setattr(derivation, "_run_rules", counted("rules", derivation._run_rules))
    return done


def edited(project: Project, old: str, new: str) -> Project:
    path = project.root / "data" / "given.ttl"
    text = path.read_text(encoding="utf-8")
    assert old in text or not old
    path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
    return open_project(project.root)


def test_comments_and_layout_leave_all_stages(small: Project, run: list[str]) -> None:
    project = edited(small, "\nplace:city a", "\n# A city.\nplace:city\n    a")
    assert find_stages(project) is None
    stages = ensure_stages(project)
    assert run == []
    assert find_stages(project) == stages
    assert stages.texts == derive(project).texts


def test_a_label_leaves_the_closure(small: Project, run: list[str]) -> None:
    project = edited(small, '"City"@en', '"Town"@en')
    stages = ensure_stages(project)
    assert run == ["rules"] * 3
    assert b"Town" in stages.texts["simple"]
    assert stages.texts == derive(project).texts


def test_a_link_leaves_nothing(small: Project, run: list[str]) -> None:
    project = edited(small, "", "\nplace:country cg:directlyWithin place:continent . place:continent a cg:Place .\n")
    stages = ensure_stages(project)
    assert run.count("closure") == 1
    assert stages.texts["entailed"].count(b"place/continent>") == 2
    assert stages.texts == derive(project).texts


def test_a_deprecated_claim_leaves_nothing(small: Project, run: list[str]) -> None:
    rank = "\nclaim:p3 cg:rank claim-rank:deprecated .\n"
    stages = ensure_stages(edited(small, "", rank))
    assert run.count("closure") == 1
    assert b"claim/p3>" not in stages.texts["entailed"]


def test_a_rule_leaves_only_the_closure(small: Project, run: list[str]) -> None:
    rule = small.queries / "views" / "simple" / "more.rq"
    rule.write_text("#+ summary: More.\nCONSTRUCT { ?x s:more true } WHERE { ?x a cg:Case }\n", encoding="utf-8")
    stages = ensure_stages(open_project(small.root))
    assert run == ["rules"] * 3
    assert b"simple#more>" in stages.texts["simple"]


@pytest.mark.parametrize("what", [[], {"all": 3}])
@pytest.mark.parametrize("key", ["made_from", "files"])
def test_a_record_of_another_form_is_not_used(small: Project, key: str, what: object, run: list[str]) -> None:
    (folder,) = (small.state / "stages").iterdir()
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {key: what}), encoding="utf-8")
    renewed(edited(small, "", "# changed\n"))
    assert run.count("closure") == 1


def test_a_stage_that_is_damaged_is_not_taken_up(small: Project, run: list[str]) -> None:
    (folder,) = (small.state / "stages").iterdir()
    stage = folder / "entailed.nt"
    stage.write_bytes(stage.read_bytes()[:-1])
    renewed(edited(small, "", "# changed\n"))
    assert run.count("closure") == 1


def test_only_the_last_is_kept(small: Project) -> None:
    project = edited(small, "", "# changed\n")
    where = keep_stages(project, ensure_stages(project))
    assert where is not None
    assert [path.name for path in where.parent.iterdir()] == [where.name]
    assert find_stages(project) is not None
