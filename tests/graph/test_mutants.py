"""The checks kill mutants: damage to random claims of the real graph gives a violation at the damaged thing.

At least 300 mutants of at least 30 kinds, ten or more of each; at least 98 % must be caught. A mutant that changes
nothing worth a violation may be listed as equivalent, by its id and with the reason: at most 5 %.

    python tests/graph/test_mutants.py       prints the kill rate by kind
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from mutants import Mutant, World, mutants  # noqa: E402
from support import ROOT  # noqa: E402

from civicgraph.diagnostics import Diagnostic, Severity  # noqa: E402
from civicgraph.project import open_project  # noqa: E402
from civicgraph.turtle import read_located  # noqa: E402
from civicgraph.validation import validate  # noqa: E402

# Each validation carries one mutant of every kind, all on different things.
ROUNDS = 10
EQUIVALENT: dict[str, str] = {}


def population() -> list[list[Mutant]]:
    """The mutants by round; within a round no two touch the same thing."""
    rounds: list[list[Mutant]] = [[] for _ in range(ROUNDS)]
    for _, found in mutants(World(ROOT), ROUNDS * 2):
        waiting = list(found)
        for group in rounds:
            taken = {mutant.block.subject for mutant in group}
            fit = next((m for m in waiting if m.block.subject not in taken), None)
            if fit is not None:
                waiting.remove(fit)
                group.append(fit)
    return rounds


def copy_of_the_graph(root: Path) -> None:
    for name in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "civicgraph.toml", root)


def violations(root: Path) -> list[Diagnostic]:
    return [d for d in validate(open_project(root)).diagnostics if d.severity == Severity.VIOLATION]


def caught(mutant: Mutant, found: list[Diagnostic], root: Path) -> bool:
    """Whether a violation stands in the damaged block, or at a statement that points at the damaged thing."""
    iri = open_project(root).config.prefixes.expand(mutant.block.subject)
    text = (root / mutant.block.file).read_text(encoding="utf-8").split("\n")
    first = next((i for i, line in enumerate(text) if line.startswith(f"{mutant.block.subject} a ")), None)
    assert first is not None
    last = first + len(mutant.lines)
    for d in found:
        inside = d.span and d.span.file == mutant.block.file and first < d.span.start.line <= last
        if inside or d.focus == iri or d.value == iri:
            return True
    return False


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mutants") / "graph"
    copy_of_the_graph(root)
    assert violations(root) == [], "the graph must be clean before it is damaged"
    return root


def survivors(group: list[Mutant], root: Path) -> list[str]:
    """The mutants of a round that no violation catches."""
    before = {mutant.block.file: (root / mutant.block.file).read_bytes() for mutant in group}
    try:
        for mutant in group:
            mutant.apply(root, open_project(root).config.prefixes)
        for name in before:
            read_located(
                (root / name).read_text(encoding="utf-8"), name
            )  # the damage is in the graph, not in the syntax
        found = violations(root)
        return [m.id for m in group if not caught(m, found, root)]
    finally:
        for name, content in before.items():
            (root / name).write_bytes(content)


def test_there_are_enough_mutants() -> None:
    counted = Counter(mutant.kind for group in population() for mutant in group)
    assert len(counted) >= 30
    assert sum(counted.values()) >= 300
    assert {kind: n for kind, n in counted.items() if n < ROUNDS} == {}
    assert len(EQUIVALENT) <= 0.05 * sum(counted.values())


@pytest.mark.parametrize("number", range(ROUNDS))
def test_mutants_are_caught(graph: Path, number: int) -> None:
    group = population()[number]
    alive = [mutant for mutant in survivors(group, graph) if mutant not in EQUIVALENT]
    assert len(alive) <= 0.02 * len(group), alive


def main() -> None:
    """Prints how many mutants of each kind were caught."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "graph"
        copy_of_the_graph(root)
        all_, dead = Counter[str](), Counter[str]()
        alive: dict[str, list[str]] = defaultdict(list)
        for group in population():
            left = set(survivors(group, root))
            for mutant in group:
                all_[mutant.kind] += 1
                dead[mutant.kind] += mutant.id not in left
                if mutant.id in left:
                    alive[mutant.kind].append(mutant.id + (" (equivalent)" if mutant.id in EQUIVALENT else ""))
    for kind in sorted(all_):
        print(f"{dead[kind]:>3} of {all_[kind]:>3}  {kind}  {' '.join(alive[kind])}")
    counted = sum(all_.values()) - len(EQUIVALENT)
    print(f"{sum(dead.values())} of {counted} mutants caught: {100 * sum(dead.values()) / counted:.1f} %")


if __name__ == "__main__":
    main()
