"""What the tool adds to a query: pyoxigraph reading the same rows, `g.query`, and `g.query` with a limit of time.

    python tests/benchmarks/queries.py [ROUNDS]

The three take turns in one run, on the bundled graph. Raw is `store.query(text)` with the finished text, each term of
each row read into Python and kept; with a limit of time a query runs in a process of its own, which is started before
the clock is. Prints medians in milliseconds, and the medians of the ratios to raw.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable

from pyoxigraph import QueryBoolean, QuerySolutions

import civicgraph as cg

QUERIES = {
    "yes or no": "ASK { ?claim s:about place:malmo ; s:says ?says }",
    "1 row": "SELECT ?name ?year WHERE { ?i a cg:Innovation ; s:name ?name ; s:startYear ?year } ORDER BY ?name LIMIT 1",
    "a count": "SELECT (COUNT(*) AS ?n) WHERE { ?claim s:says ?says ; s:cite ?cite }",
    "saved: innovations-by-realm": "innovations-by-realm",
    "saved: disputed-figures": "disputed-figures",
    "100 rows": "SELECT ?claim ?says WHERE { ?claim s:says ?says } LIMIT 100",
    "1,000 rows": "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 1000",
    "each claim with its citation": "SELECT ?claim ?says ?cite WHERE { ?claim s:says ?says ; s:cite ?cite }",
    "100,000 rows": "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 100000",
    "10,000 triples": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 10000",
}
# A round repeats what takes no time until it takes this long, in seconds.
_ENOUGH = 0.05


def main(rounds: int) -> None:
    graph = cg.load()
    store = graph.store.store

    def raw(text: str) -> object:
        result = store.query(text)
        if isinstance(result, QueryBoolean):
            return bool(result)
        return [tuple(row) for row in result] if isinstance(result, QuerySolutions) else list(result)

    print(f"{'':<28}{'rows':>8}{'raw':>10}{'ours':>10}{'ratio':>7}{'apart':>10}{'ratio':>7}")
    worst = [0.0, 0.0]
    for name, query in QUERIES.items():
        text, _ = graph.prepare(query)
        size = len(graph.query(query, timeout=600))
        ways: list[Callable[[], object]] = [
            lambda text=text: raw(text),
            lambda query=query: graph.query(query),
            lambda query=query: graph.query(query, timeout=600),
        ]
        times = in_turns(ways, rounds)
        ratios = [statistics.median(b / a for a, b in zip(times[0], way, strict=True)) for way in times[1:]]
        worst = [max(pair) for pair in zip(worst, ratios, strict=True)]
        shown = [statistics.median(way) * 1000 for way in times]
        print(
            f"{name:<28}{size:>8,}{shown[0]:>10.3f}{shown[1]:>10.3f}{ratios[0]:>7.2f}{shown[2]:>10.3f}{ratios[1]:>7.2f}"
        )
    print(f"{'the highest ratio':<28}{'':>28}{worst[0]:>7.2f}{'':>10}{worst[1]:>7.2f}")


def in_turns(ways: list[Callable[[], object]], rounds: int) -> list[list[float]]:
    """The seconds of one call of each way in each round."""
    began = time.perf_counter()
    ways[0]()
    repeats = max(1, min(200, int(_ENOUGH / (time.perf_counter() - began))))
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds):
        for way, taken in zip(ways, times, strict=True):
            gc.collect()
            began = time.perf_counter()
            for _ in range(repeats):
                way()
            taken.append((time.perf_counter() - began) / repeats)
    return times


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
