"""kill -9 at any moment leaves no store and no stage that gives a wrong answer or an error; processes do not wait for each other."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small import CONFIG

from civicgraph.project import open_project

THINGS = 4000
# What a command does: it derives the stages, opens the graph on the disk and asks. The merge, and then the named graphs.
ASK = """\
import sys
from pathlib import Path
from civicgraph.api import open_graph
from civicgraph.project import open_project
graph = open_graph(open_project(Path(sys.argv[1])), on_disk=True)
assert graph.store.database("store"), "in memory"
for text in ("SELECT (COUNT(*) AS ?n) (SUM(?v) AS ?sum) { ?s ?p ?v }", "SELECT (COUNT(*) AS ?n) (SUM(?v) AS ?sum) { GRAPH ?g { ?s ?p ?v } }"):
    ((count, total),) = graph.query(text).rows
    print(count.value, total.value, flush=True)
"""


def write(root: Path, version: int) -> str:
    """Writes the data of a version, and tells what is to be answered about it."""
    (root / "data").mkdir(exist_ok=True)
    (root / "civicgraph.toml").write_text(CONFIG, encoding="utf-8")
    lines = (f"ex:thing-{number} ex:value {version + number} ." for number in range(THINGS))
    text = "@prefix ex: <https://e.org/id/> .\n" + "\n".join(lines) + "\n"
    (root / "data" / "d.ttl").write_text(text, encoding="utf-8")
    return f"{THINGS} {THINGS * version + THINGS * (THINGS - 1) // 2}\n" * 2


def ask(root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ASK, str(root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def killed_again_and_again(root: Path, times: int) -> None:
    chance = random.Random(times)
    began = time.monotonic()
    right = write(root, 0)
    assert ask(root).communicate() == (right, "")
    longest = 1.5 * (time.monotonic() - began)
    outcomes = {"killed": 0, "done": 0}
    for number in range(1, times + 1):
        if number % 2:  # else the store that the last one was killed on is asked again
            right = write(root, number)
        process = ask(root)
        try:
            process.wait(chance.uniform(0.1, 1) * longest)
            outcomes["done"] += 1
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            outcomes["killed"] += 1
        said, _ = process.communicate()
        assert right.startswith(said)
        if number % 4 == 0 or number == times:
            assert ask(root).communicate() == (right, "")
            for kind, most in (("stores", 8), ("stages", 1)):
                kept = [path.name for path in (open_project(root).state / kind).iterdir()]
                assert not [name for name in kept if name.startswith(".")], "what was begun is cleared away"
                assert len(kept) <= most
    assert outcomes["killed"] > times // 4, outcomes


def test_killed_eight_times(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path, 8)


@pytest.mark.long
def test_killed_200_times(tmp_path: Path) -> None:
    killed_again_and_again(tmp_path, 200)


def test_four_at_once(tmp_path: Path) -> None:
    right = write(tmp_path, 7)
    for _ in range(2):  # with no store there, and with one
        assert [process.communicate() for process in [ask(tmp_path) for _ in range(4)]] == [(right, "")] * 4
    assert len(list((open_project(tmp_path).state / "stores").iterdir())) == 2
