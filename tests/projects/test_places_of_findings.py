"""Findings stand at the right line and column, whatever the file is like: seen from the command line."""

from __future__ import annotations

import codecs
import subprocess
import sys
from pathlib import Path

import pytest

from civicgraph.cli.app import run

FILES = {
    "civicgraph.toml": """\
[project]
name = "small"
base = "https://e.org/"

[prefixes]
cg = "https://w3id.org/civicgraph/ont#"
ex = "https://e.org/id/"
rdfs = "http://www.w3.org/2000/01/rdf-schema#"
""",
    "ontology/o.ttl": """\
@prefix ex: <https://e.org/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:City rdfs:label "city"@en .
ex:people rdfs:label "people"@en .
""",
    "queries/checks/cg150-few.rq": """\
#+ summary: A number of people is not negative
#+ code: CG150
#+ severity: violation
#+ help: write a positive number
SELECT ?focus ?path ?value WHERE { ?focus ex:people ?value . FILTER(?value < 0) BIND(ex:people AS ?path) }
""",
}
HEAD = "@prefix ex: <https://e.org/id/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"


class Checked:
    """A small project, and what `validate -f concise` says of a data file put into it."""

    def __init__(self, root: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self._root, self._capfd = root, capfd
        for name, text in FILES.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")

    def __call__(self, data: bytes, format: str = "concise") -> str:
        (self._root / "data").mkdir(exist_ok=True)
        (self._root / "data" / "a.ttl").write_bytes(data)
        self._capfd.readouterr()
        code = run(["-C", str(self._root), "validate", "-f", format, "--ignore", "CG503,CG504,CG505"])
        out, err = self._capfd.readouterr()
        assert "Traceback" not in out + err
        assert "internal error" not in err
        assert code == (1 if out else 0), err
        return out


@pytest.fixture
def checked(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Checked:
    return Checked(tmp_path, capfd)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8], ids=["plain", "BOM"])
def test_a_value_after_characters_of_all_sizes(checked: Checked, bom: bytes, line_end: str) -> None:
    text = (
        HEAD
        + 'ex:a a ex:City ; # \U0001f600\n    rdfs:label """é\n\U0001f600"""@en , "\U00010330"@got ; ex:people -5 .\n'
    )
    out = checked(bom + text.replace("\n", line_end).encode())
    assert out == "data/a.ttl:5:31: CG150 violation A number of people is not negative\n"


@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8], ids=["plain", "BOM"])
def test_a_value_on_the_first_line(checked: Checked, bom: bytes) -> None:
    text = "PREFIX ex: <https://e.org/id/> ex:\U0001f600 a ex:City ; ex:people -5 ."
    assert checked(bom + text.encode()).startswith(f"data/a.ttl:1:{text.index('-5') + 1}: CG150 ")
    shown = checked(bom + text.encode(), "text").splitlines()
    assert shown[1] == f"  1 | {text}"
    # The face takes two cells of a terminal.
    assert shown[2].index("^") - len("    | ") == text.index("-5") + 1


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("ex:a a ex:City ;\r\n  ex:people 5\r\n\r\nex:b a ex:City .\r\n", "4:14: CG001 violation This is not Turtle: a full stop is missing"),
        ('ex:a rdfs:label "\U0001f600\U0001f600" ; ex:people "x .\n', "3:34: CG001 violation This is not Turtle: the text that begins here"),
        ("ex:a rdfs:label “A” .\n", "3:17: CG001 violation This is not Turtle: “ is a curly quotation mark"),
        ("ex:a exx:people 5 .\n", "3:6: CG001 violation This is not Turtle: the prefix exx: is not declared"),
        ("ex:a ex:people ( [ ex:people 5 ) .\n", '3:18: CG001 violation This is not Turtle: the "[" here is not closed'),
        ("<< ex:a ex:people 5 >> ex:people 6 .\n", "3:1: CG001 violation This is not Turtle: << >> belongs to RDF 1.2"),
        ("ex:a ex:people 5 {| ex:people 6 |} .\n", "3:18: CG001 violation This is not Turtle: {| |} belongs to RDF 1.2"),
        ('VERSION "1.2"\nex:a ex:people 5 .\n', "3:1: CG001 violation This is not Turtle: VERSION belongs to RDF 1.2"),
        ('ex:a rdfs:label "x"@en--ltr .\n', "3:23: CG001 violation This is not Turtle: a language tag"),
    ],
)  # fmt: skip
def test_what_is_no_turtle(checked: Checked, data: str, expected: str) -> None:
    for bom in (b"", codecs.BOM_UTF8):
        out = checked(bom + (HEAD + data).encode())
        assert out.startswith("data/a.ttl:" + expected)
        assert out.count("\n") == 1


def test_words_of_other_versions_in_texts_and_comments(checked: Checked) -> None:
    data = """# VERSION "1.2"\nex:a a ex:City ; rdfs:label "version '1.2', << b >>" ; ex:people 5 ."""
    assert checked((HEAD + data).encode()) == ""


def test_bytes_of_another_encoding(checked: Checked) -> None:
    assert checked((HEAD + 'ex:a rdfs:label "é" .').encode("latin-1")).startswith("data/a.ttl:3:18: CG001 ")
    assert "in UTF-16" in checked(HEAD.encode("utf-16"))
    assert "help: save it as UTF-8" in checked(HEAD.encode("utf-16"), "text")


def test_the_hint_of_the_reader_is_the_help_of_the_finding(checked: Checked) -> None:
    assert "help: did you mean ex:?" in checked((HEAD + "ex:a exx:people 5 .\n").encode(), "text")


def test_a_file_that_does_not_load_is_told_in_the_same_words(checked: Checked, tmp_path: Path) -> None:
    checked((HEAD + "ex:a exx:people 5 .\n").encode())
    done = subprocess.run(
        [sys.executable, "-m", "civicgraph", "-C", str(tmp_path), "query", "-e", "SELECT * { ?s ?p ?o }"],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 2
    assert "data/a.ttl:3:6" in done.stderr
    assert "the prefix exx: is not declared" in done.stderr
    assert "did you mean ex:?" in done.stderr
