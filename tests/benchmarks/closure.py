"""The OWL RL closure: the specialised rules beside owlrl, and what larger graphs take.

    python tests/benchmarks/closure.py [--runs N] [TRIPLES ...]

Without sizes: the graph of this repository, by the specialised rules and by owlrl, taking turns in one run; stops with an
error where the two closures differ. With sizes: projects made by `civic.py`, each in a process of its own, with the time
and memory of the closure and of all stages. Prints rows of Markdown.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from civic import multiply
from pyoxigraph import Quad

from civicgraph.graph import GraphStore
from civicgraph.project import open_project
from civicgraph.reasoning import derivation, derive, direct_stage, renewed
from civicgraph.reasoning.closure import owl_rl_closure
from civicgraph.reasoning.derivation import live_store
from civicgraph.stages import keep_stages

COMMENT = "# nothing\n"
LABEL = '<urn:thing> <http://www.w3.org/2004/02/skos/core#altLabel> "thing" .\n'


def side_by_side(runs: int) -> None:
    graph = GraphStore(open_project(Path(__file__).parents[2]))
    store = live_store(graph)
    store.extend(Quad(*triple) for triple in direct_stage(graph))
    seconds: dict[bool, list[float]] = {False: [], True: []}
    closures = {}
    for _ in range(runs):
        for reference in (False, True):
            began = time.perf_counter()
            closures[reference] = owl_rl_closure(store, reference=reference)
            seconds[reference].append(time.perf_counter() - began)
    if closures[False] != closures[True]:
        sys.exit("the closures differ")
    fast, slow = statistics.median(seconds[False]), statistics.median(seconds[True])
    print("| triples in | new | specialised rules | owlrl | ratio |\n|---|---|---|---|---|")
    print(f"| {len(store):,} | {len(closures[False]):,} | {fast:.2f} s | {slow:.1f} s | {slow / fast:.0f} |")


def peak() -> int:
    """The most memory of this process so far, in MB (Linux)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def measure(folder: Path) -> None:
    """Derives all stages of a project, and again after two edits; prints what it took as JSON."""
    found: dict[str, float] = {}

    def closure(store: object, **options: object) -> object:
        given = len(store)  # type: ignore[arg-type]
        began = time.perf_counter()
        new = owl_rl_closure(store, **options)  # type: ignore[arg-type]
        found.update(seconds=time.perf_counter() - began, after=peak(), new=len(new), given=given)
        return new

    derivation.owl_rl_closure = closure  # type: ignore[assignment]
    project = open_project(folder)
    began = time.perf_counter()
    stages = derive(project)
    found.update(total=time.perf_counter() - began, peak=peak())
    found["derived"] = sum(text.count(b"\n") for text in stages.texts.values())
    for name, text in (("comment", COMMENT), ("label", LABEL)):
        keep_stages(project, stages)
        with (folder / "data" / "copy-0001.ttl").open("a", encoding="utf-8") as file:
            file.write(text)
        project = open_project(folder)
        began = time.perf_counter()
        stages = renewed(project)
        found[name] = time.perf_counter() - began
    print(json.dumps(found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("triples", type=int, nargs="*")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        measure(arguments.measure)
        return
    if not arguments.triples:
        side_by_side(arguments.runs)
        return
    print("| triples | closure of | new | closure | memory | all stages | derived | memory | a comment | a label |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for size in arguments.triples:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "project"
            made = [total for _, total in multiply(folder, size)][-1]
            command = [sys.executable, __file__, "--measure", str(folder)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
        m = json.loads(done.stdout)
        print(
            f"| {made:,} | {m['given']:,} | {m['new']:,} | {m['seconds']:.1f} s | {m['after']:,} MB | {m['total']:.1f} s "
            f"| {m['derived']:,} | {m['peak']:,} MB | {m['comment']:.1f} s | {m['label']:.1f} s |",
            flush=True,
        )


if __name__ == "__main__":
    main()
