"""A large graph from its files to an answer: our stores on disk beside the loader of the `oxigraph` command.

    python tests/benchmarks/load.py [TRIPLES] [--runs N]

The default is 10,000,000 triples of civic data in files of about 55,000. Ours is what a first command does: it loads the
merge, and one named graph for each file beside it; both loaders get the same files and take turns. Then a saved query
about one thing is asked of a store that is open. Peak memory is of the process that loads.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from civic import multiply
from commands import run

from civicgraph.api import open_graph
from civicgraph.project import open_project

BIN = Path(sys.executable).parent
OURS = """\
import sys
from pathlib import Path
from civicgraph.api import open_graph
from civicgraph.project import open_project
graph = open_graph(open_project(Path(sys.argv[1])), infer=False, on_disk=True)
graph.store.named
"""
# Of what the files say; the questions of the repository read what follows from it as well.
QUERY = """\
#+ summary: What is claimed about a thing, with its sources
#+ params:
#+   entity: {type: entity, required: true, description: A thing}
SELECT ?claim ?says ?title WHERE {
  ?claim cg:aboutEntity $entity ; cg:statement ?says ; cg:citedSource/dcterms:title ?title .
} ORDER BY ?claim
"""
ENTITY = "place:malmo-1"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("triples", nargs="?", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root, theirs = Path(name) / "project", Path(name) / "oxigraph"
        for _ in multiply(root, arguments.triples):
            pass
        project = open_project(root)
        (root / "queries" / "questions" / "stated-about.rq").write_text(QUERY, encoding="utf-8")
        files = [str(root / file.path) for file in project.files("ontology", "data")]
        loader = [str(BIN / "oxigraph"), "load", "--location", str(theirs)]
        for file in files:
            loader += ["--file", file]
        pairs = []
        for _ in range(arguments.runs):
            shutil.rmtree(project.state, ignore_errors=True)
            shutil.rmtree(theirs, ignore_errors=True)
            pairs.append((run([sys.executable, "-c", OURS, str(root)]), run(loader)))
        ours, other = (statistics.median(pair[way][0] for pair in pairs) for way in (0, 1))
        began = time.perf_counter()
        graph = open_graph(project, infer=False, on_disk=True)
        opened = time.perf_counter() - began
        print(f"{len(graph.store.store):,} triples in {len(files)} files, medians of {arguments.runs}")
        print(f"merge and named graphs: {ours:.1f} s, {max(pair[0][1] for pair in pairs):,.0f} MB of memory")
        print(
            f"oxigraph load (merge):  {other:.1f} s, {max(pair[1][1] for pair in pairs):,.0f} MB; ratio {other / ours:.2f}"
        )
        print(f"opened again in {opened:.1f} s, which goes into the digests of files and stores")
        times = []
        for _ in range(20):
            began = time.perf_counter()
            rows = len(graph.query("stated-about", entity=ENTITY))
            times.append((time.perf_counter() - began) * 1000)
        print(
            f"a saved query about {ENTITY}: {rows} rows, {times[0]:.0f} ms the first time, then {statistics.median(times[1:]):.1f} ms"
        )


if __name__ == "__main__":
    main()
