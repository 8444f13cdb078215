"""Runs the examples in the documents and writes their output anew; read the difference before you commit it.

python .ci/write_examples.py

An example is a `$ civicgraph ...` line in a console block. Where its output has a line of three dots, as many lines
are kept before and after the dots as stood there. `tests/docs` compares, this writes.

The questions of the tutorial stand between `<!-- name: n rows -->` and `<!-- /name -->`: the text and the first n rows
of the files of that name in `tests/graph/tutorial/`.
"""

from __future__ import annotations

import csv
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
QUESTION = re.compile(r"<!-- ([a-z-]+): (\d+) rows -->\n.*?<!-- /\1 -->", re.S)
QUESTIONS = ROOT / "tests" / "graph" / "tutorial"


def renewed(block: str) -> str:
    """A console block with the output that its commands give now."""
    out = ""
    for example in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, before = example.partition("\n")
        run = [sys.executable, "-m", *shlex.split(command)]
        shown = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, encoding="utf-8").stdout
        out += f"$ {command}\n" + abridged([line.rstrip() for line in shown.splitlines()], before.splitlines())
    return out


def abridged(now: list[str], before: list[str]) -> str:
    """The lines as they are now, cut where they were cut before."""
    dots = [i for i, line in enumerate(before) if line.strip() == "..."]
    if dots:
        tail = len(before) - dots[-1] - 1
        if dots[0] + tail < len(now):
            now = [*now[: dots[0]], "...", *(now[-tail:] if tail else [])]
    return "".join(f"{line}\n" for line in now)


def question(name: str, count: int) -> str:
    """A question of the tutorial: its text, its first rows, and how many more there are."""
    text = (QUESTIONS / f"{name}.rq").read_text(encoding="utf-8").rstrip()
    with (QUESTIONS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        columns, *rows = csv.reader(stream)
    lines = [f"<!-- {name}: {count} rows -->", "```sparql", text, "```", ""]
    lines += ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows[:count]]
    lines += ["", f"... and {len(rows) - count} more."] if len(rows) > count else []
    return "\n".join([*lines, f"<!-- /{name} -->"])


def main() -> int:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        new = BLOCK.sub(lambda match: f"```console\n{renewed(match[1])}```", text)
        new = QUESTION.sub(lambda match: question(match[1], int(match[2])), new)
        if new != text:
            page.write_text(new, encoding="utf-8")
            print(f"written: {page.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
