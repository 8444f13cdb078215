"""SHACL seen from the command line: engines, fall-backs, and what is said of shapes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from civicgraph.cli.app import run as civicgraph
from civicgraph.shacl import fast

CONFIG = """\
[project]
name = "small"
base = "https://example.org/"

[paths]
data = ["data.ttl"]
shapes = ["shapes.ttl"]

[prefixes]
ex = "https://example.org/"
sh = "http://www.w3.org/ns/shacl#"
"""
HEAD = """\
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
Validate = Callable[..., tuple[int, list[tuple[str, str, str]], str]]


@pytest.fixture
def validate(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Validate:
    """Exit code, (place, code, message) of the findings, and what was said beside, of shapes and data."""

    def run(shapes: str, data: str, *options: str) -> tuple[int, list[tuple[str, str, str]], str]:
        (tmp_path / "civicgraph.toml").write_text(CONFIG, encoding="utf-8")
        (tmp_path / "shapes.ttl").write_text(HEAD + shapes, encoding="utf-8")
        (tmp_path / "data.ttl").write_text(HEAD + data, encoding="utf-8")
        code = civicgraph(["-C", str(tmp_path), "validate", "-f", "json", *options])
        printed = capfd.readouterr()
        found = json.loads(printed.out)["diagnostics"] if printed.out else []
        return code, [(place(d), d["code"], d["message"]) for d in found], printed.err

    return run


def place(d: dict[str, Any]) -> str:
    return f"{d['file']}:{d['line'] - HEAD.count(chr(10))}:{d['column']}" if d.get("file") else ""


AGREE = "ex:s a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; sh:maxCount 1 ."


@pytest.mark.parametrize("engine", ["auto", "reference", "fast", "both"])
def test_every_engine_gives_the_finding(validate: Validate, engine: str) -> None:
    code, found, _ = validate(AGREE, "ex:a\n  ex:p 1, 2 .", "--engine", engine)
    assert (code, found) == (1, [("data.ttl:2:3", "ex:s", "ex:p does not satisfy sh:maxCount 1")])


def test_a_difference_between_the_engines_is_a_finding(validate: Validate) -> None:
    shapes = 'ex:s a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; sh:minInclusive "1900"^^xsd:gYear .'
    code, found, _ = validate(shapes, 'ex:a ex:p "1900"^^xsd:gYear .', "--engine", "both")
    assert code == 1
    assert ("data.ttl:1:11", "CG090") in [(where, code) for where, code, _ in found]
    assert any("Only the fast engine says: ex:s" in message for _, _, message in found)


QUERY = 'sh:sparql [ sh:select "SELECT $this ?value WHERE { $this ?p ?value FILTER(isLiteral(?value)) }" ]'


def test_what_the_fast_engine_cannot_be_trusted_with(validate: Validate) -> None:
    shapes = f"ex:t a sh:NodeShape ; sh:targetNode ex:a ; sh:node ex:s . ex:s a sh:NodeShape ; {QUERY} ."
    code, found, said = validate(shapes, "ex:a ex:p 1 .")
    assert (code, [c for _, c, _ in found]) == (1, ["ex:t"])
    assert "so the reference engine was used" in said
    code, found, said = validate(shapes, "ex:a ex:p 1 .", "--engine", "fast")
    assert (code, found) == (2, [])
    assert "cannot be trusted" in said


@pytest.mark.parametrize("engine", ["auto", "both"])
def test_a_crash_of_the_fast_engine_is_told(validate: Validate, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def crash(ntriples: bytes) -> None:
        raise PanicException("index out of bounds")

    monkeypatch.setattr(fast, "_compiled", crash)
    code, found, said = validate(AGREE, "ex:a ex:p 1, 2 .", "--engine", engine)
    assert (code, [c for _, c, _ in found]) == (1, ["ex:s"])
    assert "crashed: index out of bounds" in said


def test_a_blank_node_is_found_through_what_leads_to_it(validate: Validate) -> None:
    shapes = "ex:s a sh:PropertyShape ; sh:targetObjectsOf ex:part ; sh:path ex:name ; sh:minLength 3 ."
    for engine in ("reference", "fast"):
        _, found, _ = validate(shapes, 'ex:a ex:part [ ex:name "long" ] ,\n  [ ex:name "x" ] .', "--engine", engine)
        assert [(where, code) for where, code, _ in found if code == "ex:s"] == [("data.ttl:2:13", "ex:s")]
