"""Ten queries of many kinds on generated civic graphs: our default engine, raw pyoxigraph, and rdflib.

    python tests/benchmarks/engines.py [TRIPLES ...] [--rounds N] [--rdflib-up-to N]

The default is 100,000 and 1,000,000 triples. Each engine reads every term of every row into Python. Ours and pyoxigraph
take turns and are shown as medians; rdflib answers once, on graphs up to 100,000 triples. In milliseconds; the ratios of
the last line are of the sums. The number of rows must be the same from all three.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from civic import multiply
from pyoxigraph import QuerySolutions

from civicgraph.api import KnowledgeGraph, open_graph
from civicgraph.project import open_project

QUERIES = {
    "join": "SELECT ?says ?title { ?c cg:statement ?says ; cg:citedSource ?s . ?s dcterms:title ?title }",
    "bound": "SELECT ?p ?o { place:malmo-1 ?p ?o }",
    "optional": "SELECT ?i ?name ?note { ?i a cg:Innovation ; skos:prefLabel ?name OPTIONAL { ?i skos:scopeNote ?note } }",
    "path": "SELECT ?place ?above { ?place a cg:Place ; cg:directlyWithin+ ?above }",
    "group": "SELECT ?s (COUNT(?c) AS ?n) { ?c cg:citedSource ?s } GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT 50",
    "not exists": "SELECT ?c { ?c cg:statement ?t FILTER NOT EXISTS { ?c cg:citedSource ?s } }",
    "text": 'SELECT ?c ?t { ?c cg:statement ?t FILTER REGEX(?t, "council.*mayor", "i") }',
    "sub-select": "SELECT ?c ?v ?most { { SELECT ?i (MAX(?w) AS ?most) { ?o cg:indicator ?i ; cg:numericValue ?w } GROUP BY ?i } "
    "?c cg:indicator ?i ; cg:numericValue ?v FILTER(?v * 2 > ?most) }",
    "union": "SELECT DISTINCT ?who { { ?c cg:roleHolder ?who } UNION { ?c cg:participant ?who } ?who a cg:Person }",
    "construct": "CONSTRUCT { ?who cg:linked ?i } WHERE { ?c cg:participant ?who ; cg:participationIn ?i . ?who a cg:Person }",
}


def raw(graph: KnowledgeGraph, text: str) -> list[object]:
    result = graph.store.store.query(text)
    return list(map(tuple, result)) if isinstance(result, QuerySolutions) else list(result)  # type: ignore[arg-type]


def ours(graph: KnowledgeGraph, query: str, engine: str = "oxigraph") -> list[object]:
    return list(graph.query(query, engine=engine).table)


def timed(work: Callable[[], list[object]]) -> tuple[float, int]:
    began = time.perf_counter()
    size = len(work())
    return (time.perf_counter() - began) * 1000, size


def compare(graph: KnowledgeGraph, rounds: int, with_rdflib: bool) -> None:
    print(f"{len(graph.store.store):,} triples; milliseconds")
    print(f"| {'query':<10} | {'rows':>7} | {'raw':>8} | {'ours':>8} | {'rdflib':>9} |\n|---|--:|--:|--:|--:|")
    sums = [0.0, 0.0, 0.0]
    if with_rdflib:
        graph.query("ASK { ?s ?p ?o }", engine="rdflib")  # reads the graph
    for name, query in QUERIES.items():
        text, _ = graph.prepare(query)
        pairs = [(timed(partial(raw, graph, text)), timed(partial(ours, graph, query))) for _ in range(rounds)]
        sizes = {size for pair in pairs for _, size in pair}
        taken = [statistics.median(pair[way][0] for pair in pairs) for way in (0, 1)]
        if with_rdflib:
            seconds, size = timed(partial(ours, graph, query, "rdflib"))
            sizes.add(size)
            taken.append(seconds)
        if len(sizes) != 1:
            raise SystemExit(f"{name}: different numbers of rows: {sizes}")
        sums = [total + one for total, one in zip(sums, [*taken, 0.0], strict=False)]
        third = f"{taken[2]:,.1f}" if with_rdflib else "–"
        print(f"| {name:<10} | {sizes.pop():>7,} | {taken[0]:>8,.2f} | {taken[1]:>8,.2f} | {third:>9} |", flush=True)
    print(f"| sum        |         | {sums[0]:>8,.1f} | {sums[1]:>8,.1f} | {sums[2] if with_rdflib else 0:>9,.1f} |")
    ratio = f"; rdflib takes {sums[2] / sums[1]:.0f} times as long as ours" if with_rdflib else ""
    print(f"ours takes {sums[1] / sums[0]:.2f} times as long as raw pyoxigraph{ratio}\n", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("triples", nargs="*", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--rdflib-up-to", type=int, default=100_000)
    arguments = parser.parse_args()
    for triples in arguments.triples:
        with tempfile.TemporaryDirectory() as name:
            for _ in multiply(Path(name) / "project", triples):
                pass
            graph = open_graph(open_project(Path(name) / "project"), infer=False, on_disk=False)
            compare(graph, arguments.rounds, triples <= arguments.rdflib_up_to)


if __name__ == "__main__":
    main()
