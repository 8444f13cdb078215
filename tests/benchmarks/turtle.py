"""Our Turtle reader, rdflib's and pyoxigraph's on the same texts, side by side in one run.

    python tests/benchmarks/turtle.py [RUNS]

Prints the median of each in seconds and the ratios, for the files of this repository and for a generated text of 100,000
triples; then how the time grows when a text doubles. Stops with an error where the triples differ.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import rdflib
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse

from civicgraph.project import open_project
from civicgraph.turtle import LocatedTriple, read_located, read_text

BASE = "http://example.org/doc"


def generated(triples: int) -> str:
    """Statements of five triples: names, texts in two languages, a number, a nested node or a list."""
    head = "@prefix ex: <http://example.org/id/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\n"
    blocks = []
    for n in range(triples // 5):
        # With the triple of the node or the list inside, a statement of four objects has five or more triples.
        blocks.append(
            f"# statement {n}\nex:thing-{n} a ex:Kind{n % 17} ;\n"
            f'    ex:name "Thing {n}"@en , "Ding \\"{n}\\" \u00e9\U0001f600"@de ;\n'
            f'    ex:since "20{n % 100:02}-01-01"^^xsd:date ;\n'
            f"    ex:next ex:thing-{n + 1} .\n"
            if n % 10
            else f"ex:thing-{n} ex:part [ ex:size {n}.5 ; ex:of ex:thing-{n // 2} ] ;\n    ex:order ( {n} ) .\n"
        )
    return head + "\n".join(blocks)


def ours(texts: list[str]) -> list[list[LocatedTriple]]:
    return [read_located(text, "f", base=BASE) for text in texts]


def with_spans(texts: list[str]) -> None:
    for triples in ours(texts):
        for triple in triples:
            _ = triple.subject_span, triple.predicate_span, triple.object_span


def of_rdflib(texts: list[str]) -> None:
    for text in texts:
        rdflib.Graph().parse(data=text, format="turtle", publicID=BASE)


def of_pyoxigraph(texts: list[str]) -> list[list[Quad]]:
    return [list(parse(text, format=RdfFormat.TURTLE, base_iri=BASE)) for text in texts]


def canonical(quads: list[Quad]) -> set[str]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def seconds(work: Callable[[list[str]], object], texts: list[str]) -> float:
    began = time.perf_counter()
    work(texts)
    return time.perf_counter() - began


def compare(name: str, texts: list[str], runs: int) -> None:
    triples = 0
    for text in texts:
        mine, theirs = ours([text])[0], of_pyoxigraph([text])[0]
        if canonical([t.quad for t in mine]) != canonical(theirs):
            sys.exit("the triples differ")
        triples += len(mine)
    del mine, theirs  # what lies about in memory slows those who make many objects
    readers = {"our reader": ours, "and every span": with_spans, "rdflib": of_rdflib, "pyoxigraph": of_pyoxigraph}
    taken: dict[str, list[float]] = {reader: [] for reader in readers}
    for _ in range(runs):
        for reader, work in readers.items():
            taken[reader].append(seconds(work, texts))
    median = {reader: statistics.median(times) for reader, times in taken.items()}
    print(f"{name}: {sum(map(len, texts)):,} characters, {triples:,} triples; median of {runs} runs")
    for reader, took in median.items():
        print(f"  {reader:15} {took:7.3f} s   rdflib / this: {median['rdflib'] / took:5.1f}")


def growth(name: str, text: Callable[[int], str], size: int) -> None:
    """How many times longer a text of twice the size takes; 2 is linear, 4 is quadratic."""
    small, large = (min(seconds(ours, [text(n)]) for _ in range(3)) for n in (size, 2 * size))
    print(f"  {name:34} {small:6.3f} s, twice the size: {large / small:4.1f} times as long")


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    project = open_project(Path(__file__).parents[2])
    compare("this repository", [read_text(project.root / f.path, f.path) for f in project.files()], runs)
    compare("generated", [generated(100_000)], runs)
    print("growth")
    growth("statements", generated, 50_000)
    growth("a text with many quotation marks", lambda n: '<x:> <x:> """' + 'a""' * n + 'a""" .', 500_000)
    growth("a text with many escapes", lambda n: '<x:> <x:> "' + "\\n" * n + '" .', 200_000)
    growth("a name with many dots", lambda n: "@prefix e: <x:> . <x:> <x:> e:" + "a." * n + "a .", 500_000)
    growth("nested nodes", lambda n: "<x:> <x:> " + "[ <x:> " * n + "1" + " ]" * n + " .", 20_000)


if __name__ == "__main__":
    main()
