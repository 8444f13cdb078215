"""Three ways to judge a graph at an endpoint by SHACL, side by side over a server of Oxigraph on this machine.

    python tests/benchmarks/endpoint.py                      the bundled graph and 100,000 triples
    python tests/benchmarks/endpoint.py 1000000 --runs 1

whole      the graph is fetched in one answer and judged here
reach      only statements of properties that shapes speak of (paths, targets, kinds) are fetched, and judged here
queries    each property shape becomes a query for each of its constraints, asked of the endpoint; only targets by class,
           paths of one property or its inverse, and eleven components of the core are written so; the rest is left out

Shown are the median of the seconds, the requests, the megabytes that came, the share of the constraints that the way
covers, and the results; where this is less than that of `whole`, the way misses results. With the bundled graph, what
`show` and `stats` take at the endpoint is shown as well, and the text of `show` is compared with that of the files; and
three ways to run the checks that are queries: here on what was fetched, each asked of an endpoint that holds the files
alone, and ten of them asked of one that holds all named graphs, those of the files listed as FROM (at most 20 s for each).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from lending import generate
from pyoxigraph import Literal, Quad, RdfFormat, Store, Triple, serialize
from served import served

from civicgraph.api import KnowledgeGraph, open_graph
from civicgraph.cli.show import entity_text
from civicgraph.engines import graph_at
from civicgraph.engines.elsewhere import Elsewhere
from civicgraph.entities import Entity
from civicgraph.errors import EndpointError
from civicgraph.export import write_graph
from civicgraph.graph import GraphStore, ntriples
from civicgraph.http import HttpClient, Reply
from civicgraph.paths import PathKind, Term
from civicgraph.project import bundled_project, open_project
from civicgraph.queries import read_query, sparql_term
from civicgraph.reasoning import direct_stage
from civicgraph.shacl import ShapesGraph, read_shapes, run_shacl
from civicgraph.terms import RDF_TYPE, RDFS, SH
from civicgraph.validation import as_judged

COMPONENTS = (
    "minCount", "maxCount", "class", "datatype", "nodeKind", "minLength", "maxLength", "pattern", "minInclusive",
    "maxInclusive", "maxExclusive", "in", "languageIn", "uniqueLang", "qualifiedValueShape", "hasValue", "lessThan",
    "equals", "disjoint", "node", "or", "and", "not", "xone", "closed", "sparql",
)  # fmt: skip
SINGLE = COMPONENTS[:11]  # those that are written as queries here
sent: list[int] = []  # the bytes of each answer


def watch_requests() -> None:
    """Keeps the size of every answer."""
    original = HttpClient.send

    def send(self: HttpClient, method: str, url: str, **rest: object) -> Reply:
        reply = original(self, method, url, **rest)  # type: ignore[arg-type]
        sent.append(len(reply.body))
        return reply

    HttpClient.send = send  # type: ignore[method-assign]


def constraints(shapes: ShapesGraph) -> list[tuple[Term, str, Term]]:
    """Each constraint: the shape, the name of the component's first parameter, its value."""
    return [
        (s, name, value) for s in shapes.subjects() for name in COMPONENTS for value in shapes.objects(s, SH + name)
    ]


def whole(there: Elsewhere, shapes: ShapesGraph) -> tuple[int, float]:
    return _judged(there.merge(), shapes), 1.0


def reach(there: Elsewhere, shapes: ShapesGraph) -> tuple[int, float]:
    """Fetches the statements of the properties that paths, targets and kinds follow."""
    paths = [path for s in shapes.subjects() if (path := shapes.path(s)) is not None]
    spoken = {iri for path in paths for iri in _properties(path)} | {RDF_TYPE, f"{RDFS}subClassOf"}
    for name in ("targetSubjectsOf", "targetObjectsOf", "lessThan", "equals", "disjoint"):
        spoken |= {value.value for s in shapes.subjects() for value in shapes.objects(s, SH + name)}
    values = " ".join(f"<{iri}>" for iri in sorted(spoken))
    found = there.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?p {{ {values} }} ?s ?p ?o }}")
    every = constraints(shapes)
    seen = [c for c in every if c[1] not in ("closed", "sparql")]
    return _judged(found, shapes), len(seen) / len(every)


def _properties(path: object) -> Iterator[str]:
    iri = getattr(path, "iri", None)
    if iri is not None:
        yield iri
    for part in getattr(path, "parts", ()):
        yield from _properties(part)


def _judged(triples: object, shapes: ShapesGraph) -> int:
    data = serialize(triples, format=RdfFormat.N_TRIPLES) or b""  # type: ignore[arg-type]
    return len(run_shacl(data, shapes, "fast").results)


def queries(there: Elsewhere, shapes: ShapesGraph) -> tuple[int, float]:
    """Asks for the violations of each constraint that can be written simply."""
    every = constraints(shapes)
    parents: dict[Term, list[Term]] = {}
    for shape in shapes.subjects():
        for inner in shapes.objects(shape, f"{SH}property"):
            parents.setdefault(inner, []).append(shape)
    covered = results = 0
    for shape, name, value in every:
        path = shapes.path(shape) if not isinstance(shape, Literal) else None
        holders = [shape, *parents.get(shape, ())]
        targets = [t for h in holders if not isinstance(h, Literal) for t in shapes.objects(h, f"{SH}targetClass")]
        step = None if path is None else f"<{path.iri}>" if path.iri else None
        if path is not None and path.kind is PathKind.INVERSE:
            step = f"^<{path.parts[0].iri}>"
        if name not in SINGLE or step is None or not targets:
            continue
        covered += 1
        for target in targets:
            text = _query(name, value, sparql_term(target), step)
            results += len(there.ask(text, "this"))
    return results, covered / len(every)


def _query(name: str, value: Term, target: str, step: str) -> str:
    focus = f"?this a/<{RDFS}subClassOf>* {target}"
    written = sparql_term(value)
    if name in ("minCount", "maxCount"):
        fails = f"COUNT(DISTINCT ?v) {'<' if name == 'minCount' else '>'} {written}"
        return f"SELECT ?this WHERE {{ {focus} OPTIONAL {{ ?this {step} ?v }} }} GROUP BY ?this HAVING ({fails})"
    holds = {
        "class": f"EXISTS {{ ?v a/<{RDFS}subClassOf>* {written} }}",
        "datatype": f"COALESCE(DATATYPE(?v) = {written}, false)",
        "nodeKind": "ISIRI(?v)",
        "minLength": f"!ISBLANK(?v) && STRLEN(STR(?v)) >= {written}",
        "maxLength": f"!ISBLANK(?v) && STRLEN(STR(?v)) <= {written}",
        "pattern": f"!ISBLANK(?v) && REGEX(STR(?v), {written})",
        "minInclusive": f"COALESCE(?v >= {written}, false)",
        "maxInclusive": f"COALESCE(?v <= {written}, false)",
        "maxExclusive": f"COALESCE(?v < {written}, false)",
    }[name]
    return f"SELECT DISTINCT ?this ?v WHERE {{ {focus} . ?this {step} ?v FILTER(!({holds})) }}"


WAYS: dict[str, Callable[[Elsewhere, ShapesGraph], tuple[int, float]]] = {
    "whole": whole,
    "reach": reach,
    "queries": queries,
}


def compare(name: str, graph: GraphStore, runs: int, folder: Path) -> None:
    """Prints a row for each way."""
    shapes, data = read_shapes(graph.project), as_judged(graph, direct_stage(graph))
    local = len(run_shacl(data, shapes, "fast").results)
    store = Store()
    store.load(data, format=RdfFormat.N_TRIPLES)
    print(f"\n{name}: {len(store):,} triples, {len(constraints(shapes))} constraints, {local} results on the files\n")
    print(
        "| way | seconds | of whole | requests | megabytes | constraints covered | results |\n|---|---|---|---|---|---|---|"
    )
    with served(data, folder) as url:
        there = graph_at(graph.project, url, timeout=600)
        seconds: dict[str, list[float]] = {way: [] for way in WAYS}
        shown: dict[str, tuple[int, float, int, int]] = {}
        for _ in range(runs):
            for way, judge in WAYS.items():
                sent.clear()
                began = time.perf_counter()
                results, share = judge(there, shapes)
                seconds[way].append(time.perf_counter() - began)
                shown[way] = len(sent), sum(sent) / 1e6, share, results
        first = statistics.median(seconds["whole"])
        for way, times in seconds.items():
            requests, size, share, results = shown[way]
            took = statistics.median(times)
            print(f"| {way} | {took:.2f} | {took / first:.2f} | {requests} | {size:.1f} | {share:.0%} | {results} |")


def readers(graph: KnowledgeGraph, folder: Path) -> None:
    """Prints what `show` and `stats` take on the files in memory and at an endpoint that holds the same."""
    triples = (Triple(q.subject, q.predicate, q.object) for q in graph.store.store)
    with served(serialize(triples, format=RdfFormat.N_TRIPLES) or b"", folder) as url:
        print("\n| what | in memory | at the endpoint | requests | megabytes | same text |\n|---|---|---|---|---|---|")
        for thing in ("place:malmo", "case:malmo", "claim:malmo-0001", "confidence:high"):
            began = time.perf_counter()
            here = graph.get(thing)
            between = time.perf_counter()
            sent.clear()
            elsewhere = graph.get(thing, endpoint=url)
            took = time.perf_counter() - between
            same = entity_text(bare(here), True) == entity_text(bare(elsewhere), True)
            print(
                f"| show {thing} | {between - began:.2f} s | {took:.2f} s | {len(sent)} | {sum(sent) / 1e6:.1f} | {same} |"
            )
        began = time.perf_counter()
        here_counts = graph.statistics()
        between = time.perf_counter()
        sent.clear()
        counts = graph.statistics(endpoint=url)
        took = time.perf_counter() - between
        same = replace(here_counts, files=None, asserted=None, inferred={}) == counts
        print(f"| stats | {between - began:.2f} s | {took:.2f} s | {len(sent)} | {sum(sent) / 1e6:.1f} | {same} |")


def checks(graph: KnowledgeGraph, folder: Path) -> None:
    """Prints what the query checks take here, at an endpoint over the files, and with a list of graphs."""
    project = graph.project
    texts = [
        project.config.prefixes.sparql() + check.text
        for path in project.query_files("checks")
        if (check := read_query(path, project.root)).header.get("over") == "authored" and "needs" not in check.header
    ]
    print("\n| the checks of what is written | checks | seconds | requests | rows |\n|---|---|---|---|---|")
    authored = GraphStore(project)
    with served(ntriples(authored.store), folder / "files") as url:
        there = graph_at(project, url)
        sent.clear()
        began = time.perf_counter()
        store = Store()
        store.extend(Quad(*triple) for triple in there.merge())
        rows = sum(len(list(store.query(text))) for text in texts)  # type: ignore[arg-type]
        print(f"| here, fetching included | {len(texts)} | {time.perf_counter() - began:.1f} | {len(sent)} | {rows} |")
        sent.clear()
        began = time.perf_counter()
        rows = sum(len(there.ask(text, "focus")) for text in texts)
        print(f"| each at the endpoint | {len(texts)} | {time.perf_counter() - began:.1f} | {len(sent)} | {rows} |")
    quads = BytesIO()
    write_graph(graph.store, "nq", quads)
    graphs = "".join(f"FROM <{file.graph_name}>\n" for file in authored.files)
    with served(quads.getvalue(), folder / "named", quads=True, union=False) as url:
        there = graph_at(project, url, timeout=20)
        sent.clear()
        began = time.perf_counter()
        ended = 0
        for text in texts[:10]:
            try:
                there.ask(text.replace("WHERE", f"{graphs}WHERE", 1), "focus")
                ended += 1
            except EndpointError:
                continue
        took = time.perf_counter() - began
        print(f"| each with FROM, {ended} of 10 ended | 10 | {took:.1f} | {len(sent)} | |")


def bare(entity: Entity) -> Entity:
    """An entity without what an endpoint of the merge does not tell: places, and what was inferred."""
    return replace(
        entity,
        span=None,
        facts=tuple((name, value, None) for name, value, _ in entity.facts),
        claims=tuple(replace(c, span=None) for c in entity.claims),
        codings=tuple(replace(c, span=None) for c in entity.codings),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default=["bundled", "100000"], help="bundled, or a number of triples")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    watch_requests()
    for what in arguments.what:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if what == "bundled":
                compare("the bundled graph", GraphStore(bundled_project(), labels=True), arguments.runs, folder / "s")
                readers(open_graph(bundled_project()), folder / "r")
                checks(open_graph(bundled_project()), folder / "c")
            else:
                for _ in generate(folder / "project", int(what), 20):
                    pass
                graph = GraphStore(open_project(folder / "project"), labels=True)
                compare(f"{int(what):,} generated triples", graph, arguments.runs, folder / "s")


if __name__ == "__main__":
    main()
