"""What `query` shows on a terminal: links, a pager, the first rows. A pseudo-terminal stands for the terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from small import Small

pty = pytest.importorskip("pty")
LINK = "\x1b]8;"


def on_terminal(root: Path, *arguments: str, **environment: str) -> str:
    """What a terminal of 24 lines gets to see, output and messages together."""
    ours, theirs = pty.openpty()
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "PAGER", "LESS", "CI")}
    process = subprocess.Popen(
        [sys.executable, "-m", "civicgraph", "-C", str(root), "query", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**kept, "TERM": "xterm", "COLUMNS": "100", "LINES": "24", **environment},
    )
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 65536):
            seen += part
    except OSError:  # Linux tells the end of a pseudo-terminal so
        pass
    finally:
        os.close(ours)
    assert process.wait(timeout=60) == 0
    return seen.decode().replace("\r\n", "\n")


def many(small: Small, number: int) -> None:
    cities = "".join(f"ex:c{n} a ex:City ; ex:people {n} .\n" for n in range(number))
    small.write("data/cities.ttl", "@prefix ex: <https://e.org/id/> .\n" + cities)


def test_iris_are_hyperlinks(small: Small) -> None:
    seen = on_terminal(small.root, "cities")
    assert "https://e.org/id/malmo\x1b\\" in seen
    assert LINK in seen


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_hyperlinks_where_they_are_not_wanted(small: Small, environment: dict[str, str]) -> None:
    seen = on_terminal(small.root, "cities", **environment)
    assert "ex:malmo" in seen
    assert "\x1b" not in seen


def test_a_long_table_goes_through_the_pager(small: Small) -> None:
    many(small, 30)
    assert "paged: ex:c7 " in on_terminal(small.root, "cities", PAGER="sed 's/^/paged: /'")


@pytest.mark.parametrize(
    ("number", "arguments", "environment"),
    [
        (30, ("--no-pager",), {}),
        (5, (), {}),
        (30, (), {"TERM": "dumb"}),
        (30, ("-f", "csv"), {}),
    ],
)
def test_no_pager(small: Small, number: int, arguments: tuple[str, ...], environment: dict[str, str]) -> None:
    many(small, number)
    seen = on_terminal(small.root, "cities", *arguments, **{"PAGER": "sed 's/^/paged: /'", **environment})
    assert "paged: " not in seen
    assert f"{number} rows" in seen


@pytest.mark.parametrize("pager", ["", "no-such-pager-here"])
def test_a_pager_that_is_not_there_is_not_missed(small: Small, pager: str) -> None:
    many(small, 30)
    assert on_terminal(small.root, "cities", PAGER=pager).count("/c7\x1b") == 1


def test_the_first_rows_and_how_many_there_are(small: Small) -> None:
    many(small, 250)
    seen = on_terminal(small.root, "cities", "--no-pager", NO_COLOR="1")
    assert seen.count("ex:c") == 200
    assert "the first 200 of 250 rows" in seen
    assert on_terminal(small.root, "cities", "-f", "csv").count("/id/c") == 250
