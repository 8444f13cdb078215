"""A saved query from a cold start: `civicgraph query` beside a script that does the same with rdflib.

    python tests/benchmarks/cold.py [QUERY] [--runs N]

Both are processes of their own that take turns, on the bundled graph with what follows from it. The script is given the
files, the derived stages and the finished text of the query; it parses them and prints the rows. The command finds all
that by itself. Shown are medians of the wall time, their ratio and the highest memory: once with the store that the
command keeps on disk, and once with `.civicgraph/stores` removed before each run.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from commands import Run, run

from civicgraph.project import bundled_project
from civicgraph.stages import STAGES, find_stages

BIN = Path(sys.executable).parent
SCRIPT = """\
import sys
from rdflib import Graph
text, *files = sys.argv[1:]
graph = Graph()
for file in files:
    graph.parse(file)
for row in graph.query(open(text).read()):
    print(",".join(str(term) for term in row))
"""


def lines(run: Run) -> int:
    return len(run.out.splitlines())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("query", nargs="?", default="innovations-by-realm")
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    project = bundled_project()
    stores = project.state / "stores"
    command = [str(BIN / "civicgraph"), "-C", str(project.root), "query", arguments.query]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = subprocess.run([*command, "--print-query"], check=True, capture_output=True).stdout
        (folder / "query.rq").write_bytes(text)
        stages = find_stages(project)
        assert stages is not None, "the command above has derived them"
        for stage in STAGES:
            (folder / f"{stage}.nt").write_bytes(stages.texts[stage])
        files = [*(project.root / file.path for file in project.files("ontology", "data")), *folder.glob("*.nt")]
        script = [sys.executable, "-c", SCRIPT, str(folder / "query.rq"), *map(str, files)]
        command += ["-f", "csv"]
        first, again, theirs = [], [], []
        for _ in range(arguments.runs):
            shutil.rmtree(stores, ignore_errors=True)
            first.append(run(command))
            again.append(run(command))
            theirs.append(run(script))
    if lines(first[0]) != lines(theirs[0]) + 1:
        raise SystemExit("the numbers of rows differ")
    print(f"{arguments.query}: {lines(theirs[0])} rows, medians of {arguments.runs} runs")
    for title, runs in (("with a store kept", again), ("the first time", first), ("rdflib", theirs)):
        seconds = statistics.median(one.seconds for one in runs)
        share = statistics.median(one.seconds / other.seconds for one, other in zip(runs, theirs, strict=True))
        print(f"{title:<18} {seconds:6.2f} s  {max(one.memory for one in runs):5.0f} MB  {share:5.2f} of rdflib")


if __name__ == "__main__":
    main()
