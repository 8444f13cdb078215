"""The closure of the real graph by the specialised rules and by owlrl, side by side in one run.

    python tests/benchmarks/closure.py [RUNS]

Prints the median of each in seconds and their ratio; stops with an error where the two closures differ.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from civicgraph.graph import GraphStore
from civicgraph.project import open_project
from civicgraph.reasoning.closure import owl_rl_closure
from civicgraph.reasoning.derivation import live_store


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    project = open_project(Path(__file__).parents[2])
    store = live_store(GraphStore(project))
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
    print(f"{len(store):,} triples in, {len(closures[False]):,} new; median of {runs} runs")
    print(f"specialised rules {fast:.2f} s, owlrl {slow:.2f} s, ratio {slow / fast:.0f}")


if __name__ == "__main__":
    main()
