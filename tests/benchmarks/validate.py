"""`civicgraph validate` beside the `pyshacl` command, on the same data and shapes.

    python tests/benchmarks/validate.py                      the bundled graph and 100,000 triples
    python tests/benchmarks/validate.py 1000000 --runs 1     a million; pyshacl takes long for it
    python tests/benchmarks/validate.py 100000 --faulty 1    findings in every file

Each row is the whole of a command, from the start of Python to the report: `civicgraph validate` reads the files of the
project, runs SHACL and the checks, and places each finding; `pyshacl` gets the data and the shapes in one file each. The
commands take turns; shown are the medians of the wall time, their ratio, the peak memory of ours and what was found.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from commands import run
from lending import generate
from pyoxigraph import RdfFormat, Store, serialize

from civicgraph.project import bundled_project
from civicgraph.reading import load_file

BIN = Path(sys.executable).parent


class Job(NamedTuple):
    """A project, and the two files that pyshacl gets."""

    name: str
    project: Path
    data: Path
    shapes: Path


class Measure(NamedTuple):
    """Wall seconds, peak resident memory in megabytes, number of results."""

    seconds: float
    memory: float
    results: int


def bundled(folder: Path) -> Job:
    """The bundled graph: ontology and data as one file, the shapes as another."""
    project = bundled_project()
    for name, roles in (("data.ttl", ("ontology", "data")), ("shapes.ttl", ("shapes",))):
        store = Store()
        for file in project.files(*roles):
            load_file(store, project, file)
        (folder / name).write_bytes(serialize((q.triple for q in store), format=RdfFormat.TURTLE) or b"")
    return Job("bundled", project.root, folder / "data.ttl", folder / "shapes.ttl")


def generated(folder: Path, triples: int, faulty: int) -> Job:
    """A generated project of about so many triples."""
    for _ in generate(folder / "project", triples, faulty):
        pass
    name = f"{triples:,}, findings in {'every file' if faulty == 1 else f'one file of {faulty}'}"
    return Job(name, folder / "project", folder / "project" / "merged.ttl", folder / "project" / "shapes.ttl")


def ours(job: Job, engine: str) -> Measure:
    command = [str(BIN / "civicgraph"), "-C", str(job.project), "validate", "-f", "concise", "--engine", engine]
    seconds, memory, text = run([*command, "--fail-on", "never"], (0, 1))
    return Measure(seconds, memory, len(text.splitlines()))


def pyshacl(job: Job) -> Measure:
    seconds, memory, text = run([str(BIN / "pyshacl"), "-s", str(job.shapes), "-f", "human", str(job.data)], (0, 1))
    count = re.search(r"Results \((\d+)\)", text)
    return Measure(seconds, memory, int(count[1]) if count else 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default=["bundled", "100000"], help="bundled, or a number of triples")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--faulty", type=int, default=20, help="findings in one file of so many")
    parser.add_argument("--engine", default="fast", help="the engine of civicgraph")
    arguments = parser.parse_args()
    print("| data | civicgraph validate | pyshacl | ratio | memory | results: ours, theirs |")
    print("|---|---|---|---|---|---|")
    for what in arguments.what:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            job = bundled(folder) if what == "bundled" else generated(folder, int(what), arguments.faulty)
            mine: list[Measure] = []
            theirs: list[Measure] = []
            for _ in range(arguments.runs):
                mine.append(ours(job, arguments.engine))
                theirs.append(pyshacl(job))
            one, other = (statistics.median(m.seconds for m in measures) for measures in (mine, theirs))
            memory = max(m.memory for m in mine)
            print(
                f"| {job.name} | {one:.1f} s | {other:.1f} s | {other / one:.1f} | {memory:,.0f} MB "
                f"| {mine[0].results}, {theirs[0].results} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
