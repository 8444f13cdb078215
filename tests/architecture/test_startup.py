"""What a start loads: the heavy libraries stay out until a verb needs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT

# Our own reader of Turtle is for findings and their places; its tokens take 25 ms to compile.
HEAVY = {"rdflib", "owlrl", "pyshacl", "pandas", "polars", "pyarrow", "civicgraph.turtle"}
SCRIPT = """
import json, sys
from civicgraph.cli.app import run
try:
    code = run(sys.argv[1:])
except SystemExit as stop:
    code = stop.code
loaded = {name if name.startswith("civicgraph.") else name.split(".")[0] for name in sys.modules}
print(json.dumps({"code": code, "loaded": sorted(loaded)}), file=sys.stderr)
"""


def loaded_by(*arguments: str, cwd: Path) -> tuple[int, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    last = json.loads(done.stderr.strip().splitlines()[-1])
    return last["code"], set(last["loaded"])


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("query", "--help"), ("queries", "list")])
def test_starting_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    code, loaded = loaded_by(*arguments, cwd=ROOT)
    assert code == 0
    assert loaded & HEAVY == set()


def test_a_query_over_kept_stages_loads_nothing_heavy() -> None:
    subprocess.run([sys.executable, "-m", "civicgraph", "reason"], cwd=ROOT, check=True, capture_output=True)
    code, loaded = loaded_by("query", "innovations-by-realm", cwd=ROOT)
    assert code == 0
    assert loaded & HEAVY == set()


def test_importing_the_package_loads_nothing() -> None:
    script = "import sys, civicgraph; print(sorted(m for m in sys.modules if m.startswith(('civicgraph.', 'pyoxigraph', 'rdflib'))))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
