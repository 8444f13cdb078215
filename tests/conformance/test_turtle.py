"""The W3C suites of Turtle, TriG, N-Triples and N-Quads through our reader, by their manifests.

The suite of Turtle lies beside this checkout where it is worked on; the others are read where a folder of suites (as in
the repository w3c/rdf-tests, `rdf/rdf11/`) is named by the variable `W3C_RDF_TESTS`. An absent suite is a visible skip.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store, parse
from support import ROOT, canonical

from civicgraph.errors import SourceSyntaxError
from civicgraph.turtle import decode, read_located

BESIDE = ROOT.parent / "shared" / "w3c"
NAMED = Path(os.environ["W3C_RDF_TESTS"]) if "W3C_RDF_TESTS" in os.environ else BESIDE
SUITES = {
    "rdf-turtle": (BESIDE / "turtle", RdfFormat.TURTLE),
    "rdf-trig": (NAMED / "rdf-trig", RdfFormat.TRIG),
    "rdf-n-triples": (NAMED / "rdf-n-triples", RdfFormat.N_TRIPLES),
    "rdf-n-quads": (NAMED / "rdf-n-quads", RdfFormat.N_QUADS),
}
SUFFIXES = {"rdf-turtle": ".ttl", "rdf-trig": ".trig", "rdf-n-triples": ".nt", "rdf-n-quads": ".nq"}
# How many tests of each kind the manifests of w3c/rdf-tests ad541a5 list. All of them are run; none is ignored.
TOTALS = {
    "rdf-turtle": {"PositiveSyntax": 74, "NegativeSyntax": 94, "Eval": 145},
    "rdf-trig": {"PositiveSyntax": 98, "NegativeSyntax": 115, "Eval": 143},
    "rdf-n-triples": {"PositiveSyntax": 41, "NegativeSyntax": 29},
    "rdf-n-quads": {"PositiveSyntax": 53, "NegativeSyntax": 34},
}
MANIFEST = """
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?test ?kind ?action ?result {
  ?manifest mf:entries/rdf:rest*/rdf:first ?test . ?test a ?kind ; mf:action ?action .
  OPTIONAL { ?test mf:result ?result }
}
"""


@dataclass(frozen=True)
class Case:
    """A test of a manifest: its name, its kind, its input and the expected triples."""

    name: str
    kind: str
    action: Path
    result: Path | None
    base: str
    syntax: RdfFormat


@cache
def cases(suite: str) -> tuple[Case, ...]:
    """The tests that the manifest of a suite lists, or none where the suite is absent."""
    folder, syntax = SUITES[suite]
    if not (folder / "manifest.ttl").is_file():
        return ()
    base = f"https://w3c.github.io/rdf-tests/rdf/rdf11/{suite}/"
    store = Store()
    store.load(path=str(folder / "manifest.ttl"), format=RdfFormat.TURTLE, base_iri=base + "manifest.ttl")
    found = []
    for row in store.query(MANIFEST):
        name, action = row["test"].value.rpartition("#")[2], row["action"].value.rpartition("/")[2]
        kind = row["kind"].value.rpartition("#")[2].removeprefix("Test")
        kind = next(k for k in ("PositiveSyntax", "NegativeSyntax", "Eval") if kind.endswith(k))
        result = folder / row["result"].value.rpartition("/")[2] if row["result"] else None
        found.append(Case(name, kind, folder / action, result, base + action, syntax))
    return tuple(sorted(found, key=lambda case: case.name))


def read(case: Case) -> list[Quad] | SourceSyntaxError:
    """The triples of a test's input as our reader has them, or its error."""
    try:
        text = decode(case.action.read_bytes(), case.action.name)
        return [t.quad for t in read_located(text, case.action.name, base=case.base, syntax=case.syntax)]
    except SourceSyntaxError as error:
        return error


def parsed(path: Path, syntax: RdfFormat, base: str) -> list[Quad] | SyntaxError:
    """The triples of a file as pyoxigraph has them, or its error."""
    try:
        return list(parse(path=str(path), format=syntax, base_iri=base))
    except SyntaxError as error:
        return error


def passes(case: Case) -> bool:
    """Whether our reader does with the input what the test says."""
    mine = read(case)
    if case.kind == "NegativeSyntax":
        return isinstance(mine, SourceSyntaxError)
    if isinstance(mine, SourceSyntaxError):
        return False
    if case.kind == "PositiveSyntax":
        return True
    assert case.result is not None
    expected = parsed(case.result, RdfFormat.N_QUADS, case.base)
    return isinstance(expected, list) and canonical(mine) == canonical(expected)


@pytest.mark.parametrize("suite", SUITES)
def test_every_test_of_the_suite_passes(suite: str) -> None:
    if not cases(suite):
        pytest.skip(f"the W3C suite {suite} is not beside this checkout, and W3C_RDF_TESTS names no folder of it")
    assert [case.name for case in cases(suite) if not passes(case)] == []
    assert dict(Counter(case.kind for case in cases(suite) if passes(case))) == TOTALS[suite]


@pytest.mark.parametrize("suite", SUITES)
def test_the_parser_and_our_reader_agree_on_every_file(suite: str) -> None:
    """Also on files that no manifest lists, among them the reports of implementations, which are larger."""
    folder, syntax = SUITES[suite]
    files = sorted(folder.rglob(f"*{SUFFIXES[suite]}"))
    if not files:
        pytest.skip(f"the W3C suite {suite} is not beside this checkout, and W3C_RDF_TESTS names no folder of it")
    differing = []
    for path in files:
        case = Case(path.name, "", path, None, "http://example.org/tests/" + path.name, syntax)
        mine, theirs = read(case), parsed(path, syntax, case.base)
        if not (isinstance(mine, list) and isinstance(theirs, list)):
            same = isinstance(mine, list) == isinstance(theirs, list)
        else:
            same = canonical(mine) == canonical(theirs)
        if not same:
            differing.append(path.name)
    assert differing == []


@pytest.mark.parametrize("suite", SUITES)
def test_every_refusal_is_a_sentence_at_a_place(suite: str) -> None:
    refused = [case for case in cases(suite) if case.kind == "NegativeSyntax"]
    if not refused:
        pytest.skip(f"the W3C suite {suite} is not beside this checkout, and W3C_RDF_TESTS names no folder of it")
    for case in refused:
        error = read(case)
        assert isinstance(error, SourceSyntaxError)
        assert error.span is not None
        assert error.span.start < error.span.end, case.name
        lines = case.action.read_bytes().decode().splitlines()
        assert 1 <= error.span.start.line <= len(lines) + 1, case.name
        assert len(error.message.split()) >= 4, error.message
