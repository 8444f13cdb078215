"""A saved query from a cold start: `civicgraph query` beside a script that does the same with rdflib.

    python tests/benchmarks/cold.py [QUERY] [--runs N]

Both are processes of their own that take turns, on the bundled graph with what follows from it. The script is given the
files, the derived stages and the finished text of the query; it parses them and prints the rows. The command finds all
that by itself. Shown are medians of the wall time, their ratio and the highest memory: once with the store that the
command keeps on disk, and once with `.civicgraph/stores` removed before each run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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


def timed(command: list[str]) -> tuple[float, float, int]:
    """Wall seconds, peak memory in megabytes, lines written."""
    with tempfile.TemporaryFile("w+") as out:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{command[0]} ended with {process.returncode}")
        out.seek(0)
        return seconds, usage.ru_maxrss / 1024, len(out.read().splitlines())


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
            first.append(timed(command))
            again.append(timed(command))
            theirs.append(timed(script))
    if first[0][2] != theirs[0][2] + 1:
        raise SystemExit("the numbers of rows differ")
    print(f"{arguments.query}: {theirs[0][2]} rows, medians of {arguments.runs} runs")
    for title, runs in (("with a store kept", again), ("the first time", first), ("rdflib", theirs)):
        seconds = statistics.median(run[0] for run in runs)
        share = statistics.median(run[0] / other[0] for run, other in zip(runs, theirs, strict=True))
        print(f"{title:<18} {seconds:6.2f} s  {max(run[1] for run in runs):5.0f} MB  {share:5.2f} of rdflib")


if __name__ == "__main__":
    main()
