"""The W3C Turtle suite through our position reader. Absent suite: a visible skip."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse
from support import ROOT

from civicgraph.turtle import read_located

SUITE = ROOT.parent / "shared" / "w3c" / "turtle"
BASE = "http://www.w3.org/2013/TurtleTests/"
# Relative IRIs with unusual bases; the reader resolves with urllib, which follows an older RFC.
DIFFERENT_BASE = {"IRI-resolution-08.ttl", "turtle-subm-01.ttl", "turtle-subm-27.ttl"}

files = sorted(p for p in SUITE.rglob("*.ttl") if "manifest" not in p.name) if SUITE.is_dir() else []


def accepted(text: str, name: str) -> list[Quad] | None:
    try:
        return list(parse(text, format=RdfFormat.TURTLE, base_iri=BASE + name))
    except SyntaxError:
        return None


def fingerprint(quads: list[Quad]) -> set[str]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad).lower() for quad in dataset}


@pytest.mark.skipif(not files, reason="the W3C Turtle suite is not beside this checkout")
def test_the_suite_is_there() -> None:
    assert len(files) > 200


@pytest.mark.parametrize("path", files, ids=lambda p: p.name)
def test_triples_equal_those_of_the_parser(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", errors="replace")
    quads = accepted(text, path.name)
    if quads is None:
        return  # a file that the parser refuses never reaches this reader
    located = read_located(text, path.name, base=BASE + path.name)
    assert len(located) >= len(set(quads))
    if path.name not in DIFFERENT_BASE:
        assert fingerprint([Quad(t.subject, t.predicate, t.object) for t in located]) == fingerprint(quads)
