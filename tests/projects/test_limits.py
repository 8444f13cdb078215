"""Limits as a person meets them: rows, memory, Ctrl-C; and that nothing is left behind."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from processes import children, gone
from small import Small

from civicgraph.api import KnowledgeGraph
from civicgraph.errors import QueryTimeoutError
from civicgraph.writing import remove_unfinished, write_whole

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")

PAIRS = "SELECT ?x ?y { ?a ex:number ?x . ?b ex:number ?y }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ex:number ?x . ?b ex:number ?y . ?c ex:number ?z . ?d ex:number ?w }"
EXPLODING = "SELECT * { ?a ex:number ?x . ?b ex:number ?y . ?c ex:number ?z } ORDER BY DESC(?x + ?y + ?z)"


@pytest.fixture
def numbers(small: Small) -> Small:
    rows = "".join(f"ex:n{n} ex:number {n} .\n" for n in range(600))
    small.write("data/numbers.ttl", "@prefix ex: <https://e.org/id/> .\n" + rows)
    return small


def command(small: Small, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "civicgraph", "-C", str(small.root), *arguments]


def files(small: Small) -> set[Path]:
    return {path for path in small.root.rglob("*") if ".civicgraph" not in path.parts}


def test_a_limit_says_what_it_cuts(numbers: Small) -> None:
    text = "SELECT ?x { ?s ex:number ?x } ORDER BY ?x"
    done = numbers("query", "-e", text, "--limit", "3", "-f", "csv")
    assert (done.code, done.out.split()) == (0, ["x", "0", "1", "2"])
    assert done.err.startswith("the first 3 of more rows · ")
    assert "warning" not in done.err
    done = numbers("query", "-e", text, "--limit", "3", "--offset", "5", "-f", "csv")
    assert done.out.split() == ["x", "5", "6", "7"]
    assert "3 rows after the first 5, and there are more · " in done.err
    done = numbers("query", "-e", text, "--offset", "598", "-f", "csv")
    assert done.out.split() == ["x", "598", "599"]
    assert done.err.startswith("2 rows after the first 598 · ")
    assert numbers("query", "-e", text, "--limit", "600", "-f", "csv").err.startswith("600 rows · ")


def test_a_limit_without_order_is_told(numbers: Small) -> None:
    word = "warning: these rows are in no order"
    assert word in numbers("query", "-e", "SELECT ?x { ?s ex:number ?x }", "--limit", "3").err
    assert (
        word
        in numbers("query", "-e", "SELECT ?x { { SELECT ?x { ?s ex:number ?x } ORDER BY ?x } }", "--limit", "3").err
    )
    assert word in numbers("query", "-e", "SELECT ?x { ?s ex:number ?x }", "--offset", "3").err
    assert word not in numbers("query", "-e", "SELECT ?x { ?s ex:number ?x }", "--limit", "600").err
    assert word not in numbers("query", "cities", "--limit", "0").err
    assert (
        "the first 2 of more triples"
        in numbers("query", "-e", "CONSTRUCT WHERE { ?s ex:number ?x }", "--limit", "2").err
    )


def test_a_file_has_all_rows_unless_a_limit_is_given(numbers: Small, tmp_path: Path) -> None:
    out = tmp_path / "pairs.csv"
    assert numbers("query", "-e", PAIRS, "-o", str(out)).code == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1 + 600 * 600
    assert numbers("query", "-e", PAIRS, "-o", str(out), "--limit", "10").code == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 11


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(("--memory", "much"), "is no size"), (("--memory", "0"), "above 0"), (("--limit", "-1"), "-1"), (("--offset", "-1"), "-1")],
)  # fmt: skip
def test_what_is_no_limit(numbers: Small, arguments: tuple[str, ...], word: str) -> None:
    done = numbers("query", "cities", *arguments)
    assert (done.code, word in done.err) == (2, True)


@linux
def test_a_query_that_explodes_ends_at_the_ceiling_of_memory(numbers: Small) -> None:
    before = files(numbers)
    done = subprocess.run(
        command(numbers, "query", "-e", EXPLODING, "--memory", "300MB", "-o", str(numbers.root / "out.csv")),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith("error: this takes more than 300 MB of memory (--memory)\n")
    assert files(numbers) == before


def test_a_limit_that_a_query_hits_is_exit_code_4(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object, **__: object) -> None:
        raise QueryTimeoutError("the query was not done after 1 s")

    monkeypatch.setattr(KnowledgeGraph, "query", late)
    assert small("query", "cities").code == 4


def test_a_text_without_white_space_is_a_query(small: Small) -> None:
    assert small("query", "-e", "ASK{?s?p?o}").out == "true\n"


def interrupted(arguments: list[str], when: Callable[[], bool], number: signal.Signals) -> tuple[int, str, str]:
    """The end of a command that gets a signal once something has come about: its code and both outputs."""

    def hear() -> None:
        signal.signal(number, signal.SIG_DFL)  # nohup has its children ignore SIGHUP

    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=hear
    ) as process:
        try:
            end = time.monotonic() + 60
            while not when():
                assert process.poll() is None, process.communicate()
                assert time.monotonic() < end
                time.sleep(0.01)
            process.send_signal(number)
            began = time.monotonic()
            out, err = process.communicate(timeout=60)
            assert time.monotonic() - began < 10
            return process.returncode, out, err
        finally:
            process.kill()


@linux
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_query_is_interrupted(numbers: Small, name: str) -> None:
    began = time.monotonic()
    asked = command(numbers, "query", "--no-infer", "-e", ENDLESS)
    code, out, err = interrupted(asked, lambda: time.monotonic() > began + 1.5, getattr(signal, name))
    assert (code, out, err) == (130, "", "interrupted\n")


@linux
def test_a_check_is_interrupted(numbers: Small) -> None:
    header = "#+ summary: All with all\n#+ code: CG151\n"
    body = "SELECT ?focus WHERE { ?focus ex:number ?a . ?y ex:number ?b . ?z ex:number ?c FILTER(?a + ?b + ?c = -1) }\n"
    numbers.write("queries/checks/cg151.rq", header + body)
    before, began = files(numbers), time.monotonic()
    asked = command(numbers, "validate", "-o", str(numbers.root / "report.json"))
    assert interrupted(asked, lambda: time.monotonic() > began + 2.5, signal.SIGINT) == (130, "", "interrupted\n")
    assert files(numbers) == before


@linux
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupted_command_leaves_no_half_file(numbers: Small, name: str) -> None:
    before = files(numbers)
    asked = command(numbers, "query", "--no-infer", "-e", PAIRS, "-o", str(numbers.root / "out.csv"))
    begun = lambda: any(numbers.root.glob(".out.csv-*"))  # noqa: E731
    assert interrupted(asked, begun, getattr(signal, name)) == (130, "", "interrupted\n")
    assert files(numbers) == before


def test_what_is_left_when_a_process_ends_at_once(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"), write_whole(tmp_path / "x") as stream:  # noqa: PT012
        stream.write(b"half")
        remove_unfinished()
        assert list(tmp_path.iterdir()) == []
    with write_whole(tmp_path / "x") as stream:
        stream.write(b"whole")
    remove_unfinished()
    assert (tmp_path / "x").read_bytes() == b"whole"


def test_a_reader_that_goes_away_is_no_error(numbers: Small) -> None:
    asked = command(numbers, "-q", "query", "--no-infer", "-e", PAIRS, "-f", "csv")
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"x,y\n"
        process.stdout.close()
        assert (process.stderr.read(), process.wait(timeout=120)) == (b"", 0)


@linux
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_pager_keeps_ctrl_c_and_ends_with_the_command(numbers: Small, tmp_path: Path, name: str) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    shown = tmp_path / "shown"
    pager = f"sh -c 'cat > /dev/null; touch {shlex.quote(str(shown))}; exec sleep 100'"
    asked = command(numbers, "query", "--no-infer", "-e", "SELECT ?x { ?s ex:number ?x }")
    environment = {**os.environ, "TERM": "xterm", "LINES": "24", "PAGER": pager}
    with subprocess.Popen(asked, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        end = time.monotonic() + 60
        while not shown.exists():
            assert time.monotonic() < end
            time.sleep(0.01)
        (pager_process,) = children(process.pid)
        process.send_signal(getattr(signal, name))
        if name == "SIGINT":  # which the terminal would send to both
            time.sleep(1)
            assert process.poll() is None
            os.kill(pager_process, signal.SIGINT)
        assert process.wait(timeout=10) == (0 if name == "SIGINT" else 130)
        assert gone(pager_process)
        os.close(ours)
