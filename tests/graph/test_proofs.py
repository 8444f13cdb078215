"""`reason --explain`: each inference has a proof, and the proof rests on what the files say."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from pyoxigraph import Quad, RdfFormat, Triple, parse
from support import ROOT

from civicgraph.cli.app import run
from civicgraph.graph import GraphStore
from civicgraph.project import open_project
from civicgraph.reasoning import ensure_stages
from civicgraph.reasoning.proofs import ABOUT, Proofs, Step
from civicgraph.stages import STAGES, Stages


@pytest.fixture(scope="module")
def stages() -> Stages:
    return ensure_stages(open_project(ROOT))


@pytest.fixture(scope="module")
def proofs(stages: Stages) -> Proofs:
    return Proofs(open_project(ROOT), stages)


def triples(stages: Stages, stage: str) -> list[Triple]:
    return sorted((quad.triple for quad in parse(stages.texts[stage], format=RdfFormat.N_TRIPLES)), key=str)


def steps(step: Step, above: tuple[Triple, ...] = ()) -> Iterator[tuple[Step, tuple[Triple, ...]]]:
    yield step, above
    for premise in step.because:
        yield from steps(premise, (*above, step.triple))


def test_what_is_entailed_rests_on_the_files(proofs: Proofs, stages: Stages) -> None:
    files = GraphStore(open_project(ROOT)).store
    direct = set(triples(stages, "direct"))
    used = set()
    for triple in random.Random(5).sample(triples(stages, "entailed"), 250):
        for step, above in steps(proofs.of(triple)):
            assert step.triple not in above, "a proof in a circle"
            if step.stage == "entailed":
                assert step.because
                assert step.rule in ABOUT
                used.add(step.rule)
            elif step.stage == "files":
                assert Quad(*step.triple) in files
                assert step.place is not None
            else:
                assert step.stage == "direct"
                assert step.triple in direct
                assert step.rule is not None
                assert (ROOT / step.rule).is_file()
                assert step.claims
    assert {"cax-sco", "prp-spo2", "prp-inv2"} <= used


@pytest.mark.parametrize("stage", [name for name in STAGES if name != "entailed"])
def test_what_a_query_gives_names_the_query(stage: str, proofs: Proofs, stages: Stages) -> None:
    for triple in random.Random(6).sample(triples(stages, stage), 5):
        step = proofs.of(triple)
        assert step.stage == stage
        assert step.rule is not None
        assert (ROOT / step.rule).is_file()


def test_the_proof_is_shown_as_a_tree_down_to_lines_of_files(capfd: pytest.CaptureFixture[str]) -> None:
    triple = "innovation:hyllie-climate-contract cg:engagesRealm m2009:political"
    assert run(["-C", str(ROOT), "reason", "--explain", triple]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[0] == triple
    assert "follows by prp-spo2 of OWL 2 RL (a chain of properties holds), axiom at ontology/realms.ttl:" in lines[1]
    assert [line[:3] for line in lines if " cg:" in line and line[0] in "├└"] == ["├─ ", "└─ "]
    assert any("from claim:malmo-0260 at data/cases/malmo/participations.ttl:" in line for line in lines)


@pytest.mark.parametrize(
    ("triple", "message"),
    [
        ("place:malmo a cg:Person", "neither in the files nor does it follow"),
        ("place:malmo", "this is no triple"),
        ("place:malmo a cg:Place ; a cg:Case", "this is no triple"),
        ("nobody:x a cg:Place", "this is no triple"),
    ],
)
def test_what_cannot_be_explained_is_an_error(triple: str, message: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(ROOT), "reason", "--explain", triple]) == 2
    assert message in capfd.readouterr().err
