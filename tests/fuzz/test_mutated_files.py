"""Mutated files: whatever stands in a file, the answer is a finding or an error in words, in time.

100,000 files in the long tier (`CIVICGRAPH_FUZZ` sets another number), 600 in every run; the seeds are fixed.
"""

from __future__ import annotations

import os
import random
import signal
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support import ROOT

from civicgraph.cli.app import run
from civicgraph.errors import SourceSyntaxError
from civicgraph.loose import loose_project
from civicgraph.project import Project
from civicgraph.reading import check_syntax, located_file

ZOO = ROOT / "tests" / "projects" / "strangers" / "zoo"
MANY = int(os.environ.get("CIVICGRAPH_FUZZ", "100000"))
SECONDS = 20
TURTLE = """\
@prefix ex: <http://e/> . # a comment
@base <http://b/> .
<a> a ex:A ; ex:p "x"@en , 'y'^^ex:t , 1.5e3 , true , \"\"\"long "text"\\n\\u00e9\"\"\" ;
  ex:q [ ex:r ( 1 <b> [] ) ] , _:b1 .
_:b1 ex:p <#frag> , ex:a\\,b , ex:%41 .
"""
TRIG = "@prefix ex: <http://e/> .\nex:g { ex:a ex:p 1 . }\nGRAPH <h> { ex:a ex:p [] }\n{ ex:b a ex:C }\n"
LINES = '<http://e/a> <http://e/p> "x\\n\\u00e9"@en .\n_:b <http://e/p> "1"^^<http://e/t> . # c\n'
# What mutations put in: marks of the syntaxes, characters that are easily mistaken, hostile texts.
PIECES = [
    "<", ">", '"', "'", '"""', "\\", "\\u", "\\uD800", "[", "]", "(", ")", "{", "}", ".", ";", ",", ":", "@", "^^", "#",
    "_:", "a", "@prefix", "PREFIX", "@context", "@id", "@reverse", "@value", "null", "1e9999", "-", "%", "&", "&amp;",
    "<!--", "<![CDATA[", "]]>", "<!DOCTYPE", "rdf:parseType", "xml:base", "\x00", "\ufeff", "\u202e", "\U0001f600",
    "\x1b[31m", "::error::", "%0A", "\r", "\n", "\t", "sh:path", "sh:minCount", "9" * 400, "x" * 5000,
]  # fmt: skip


def corpus() -> list[tuple[str, bytes]]:
    """Names and contents to start from, each syntax several times."""
    found = [("a.ttl", TURTLE), ("a.trig", TRIG), ("a.nt", LINES), ("a.nq", LINES)]
    texts = [(name, text.encode()) for name, text in found]
    return texts + [
        (path.name, path.read_bytes()) for path in sorted(ZOO.rglob("*")) if path.suffix in (".ttl", ".jsonld", ".rdf")
    ]


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A content with one to six changes: bytes turned, stretches deleted, doubled or moved, pieces put in."""
    found = bytearray(content)
    for _ in range(chance.randrange(1, 7)):
        at = chance.randrange(len(found) + 1)
        to = min(len(found), at + chance.choice([1, 1, 2, 5, 20, 80]))
        match chance.randrange(6):
            case 0 if at < len(found):
                found[at] = chance.randrange(256)
            case 1:
                del found[at:to]
            case 2:
                found[at:at] = found[at:to] * chance.choice([1, 2, 50])
            case 3:
                found = found[:at]
            case 4:
                other = chance.randrange(len(found) + 1)
                found[other:other] = found[at:to]
            case _:
                found[at:to] = chance.choice(PIECES).encode("utf-8", "surrogatepass")
    return bytes(found)


@contextmanager
def in_time(what: object) -> Iterator[None]:
    """Fails where the block takes longer than `SECONDS`."""

    def late(number: int, frame: types.FrameType | None) -> None:
        raise AssertionError(f"no answer after {SECONDS} s: {what}")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def read_all(folder: Path, number: int, seed: int, capfd: pytest.CaptureFixture[str]) -> int:
    """Reads so many mutated files; of each fifty, one goes through the whole command as data and one as shapes."""
    chance = random.Random(seed)
    starts = corpus()
    shapes = (ZOO / "constraints" / "s.ttl").read_bytes()
    parsed = 0
    for turn in range(number):
        name, start = chance.choice(starts)
        content = mutated(start, chance)
        path = folder / name
        path.write_bytes(content)
        with in_time((name, content)):
            parsed += _read(loose_project(folder, [name], []))
            if turn % 50 == 0:
                (folder / "s.ttl").write_bytes(shapes if turn % 100 else mutated(shapes, chance))
                code = run(["-C", str(folder), "validate", "-f", "github", "--data", name, "--shapes", "s.ttl"])
                out, err = capfd.readouterr()
                assert code in (0, 1, 2), (code, err, content)
                assert "Traceback" not in err, content
                assert all(line.startswith("::") for line in out.split("\n") if line), (out, content)
        path.unlink()
    return parsed


def _read(project: Project) -> bool:
    (file,) = project.files("data")
    fault = check_syntax(project, file)
    if fault is not None:
        assert fault.message
        assert fault.span is not None
        assert fault.span.start <= fault.span.end
        return False
    try:
        located_file(project, file)
    except SourceSyntaxError as error:
        raise AssertionError(f"one reader takes the file, the other does not: {error.span} {error.message}") from error
    return True


def test_some_mutated_files(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert 0 < read_all(tmp_path, 600, 1, capfd) < 600


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 12))
def test_many_mutated_files(seed: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert read_all(tmp_path, MANY // 10, seed, capfd)
