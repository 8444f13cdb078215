"""Both SHACL engines say the same of the real graph and of its mutants: result by result."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE)]

from test_mutants import ROUNDS, copy_of_the_graph, population  # noqa: E402

from civicgraph.graph import GraphStore  # noqa: E402
from civicgraph.project import open_project  # noqa: E402
from civicgraph.reasoning import direct_stage  # noqa: E402
from civicgraph.shacl import ShaclOutcome, read_shapes, run_shacl  # noqa: E402
from civicgraph.validation import as_judged  # noqa: E402


def compared(root: Path) -> ShaclOutcome:
    project = open_project(root)
    graph = GraphStore(project, labels=True)
    return run_shacl(as_judged(graph, direct_stage(graph)), read_shapes(project), "both")


def test_the_real_graph() -> None:
    outcome = compared(HERE.parent.parent)
    assert (outcome.results, outcome.differences, outcome.note) == ([], (), None)


def damaged(number: int, root: Path) -> ShaclOutcome:
    copy_of_the_graph(root)
    for mutant in population()[number]:
        mutant.apply(root, open_project(root).config.prefixes)
    return compared(root)


def agree(outcome: ShaclOutcome) -> None:
    assert len(outcome.results) > 20
    assert (outcome.differences, outcome.note) == ((), None)


def test_mutants(tmp_path: Path) -> None:
    agree(damaged(0, tmp_path / "graph"))


@pytest.mark.long
@pytest.mark.parametrize("number", range(1, ROUNDS))
def test_all_other_mutants(tmp_path: Path, number: int) -> None:
    agree(damaged(number, tmp_path / "graph"))
