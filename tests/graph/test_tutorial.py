"""The four questions of the tutorial: plain SPARQL in words of the simple view, each with its rows on the real graph.

The texts are in `tutorial/`, their rows as CSV beside them. After a change of the graph that is meant:

    python tests/graph/test_tutorial.py
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from support import ROOT  # noqa: E402

from civicgraph.api import KnowledgeGraph, open_graph  # noqa: E402
from civicgraph.export.answers import cell  # noqa: E402
from civicgraph.project import open_project  # noqa: E402
from civicgraph.queries import tokens  # noqa: E402

TEXTS = {path.stem: path for path in sorted((HERE / "tutorial").glob("*.rq"))}


def rows(graph: KnowledgeGraph, name: str, engine: str = "oxigraph") -> list[list[str]]:
    answer = graph.query(TEXTS[name].read_text(encoding="utf-8"), engine=engine)
    return [list(answer.columns), *([cell(term, graph.prefixes) for term in row] for row in answer.rows)]


def expected(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(TEXTS[name].with_suffix(".csv").read_text(encoding="utf-8"))))


def test_there_are_four() -> None:
    assert len(TEXTS) == 4


@pytest.mark.parametrize("name", TEXTS)
def test_the_rows_are_as_written(civic: KnowledgeGraph, name: str) -> None:
    assert len(expected(name)) > 2
    assert rows(civic, name) == expected(name)


@pytest.mark.parametrize("name", TEXTS)
def test_both_engines_agree(civic: KnowledgeGraph, name: str) -> None:
    assert sorted(rows(civic, name, "rdflib")[1:]) == sorted(expected(name)[1:])


@pytest.mark.parametrize("name", TEXTS)
def test_only_the_simple_view_classes_and_things_are_used(civic: KnowledgeGraph, name: str) -> None:
    """A reader needs no more than the terms of `s:`, `a`, the classes of `cg:` and the names of things."""
    simple = {p.rsplit("#", 1)[-1] for p in named(civic, "?term rdfs:isDefinedBy <https://w3id.org/civicgraph/simple>")}
    classes = {c.rsplit("#", 1)[-1] for c in named(civic, "?term a owl:Class ; rdfs:isDefinedBy ?module")}
    text = TEXTS[name].read_text(encoding="utf-8")
    found = [token for token in tokens(text) if token.kind not in ("space", "comment", "string")]
    assert not [token.text for token in found if token.kind == "iri" or token.text.startswith("$")]
    for token in (token for token in found if token.kind == "name"):
        prefix, _, local = token.text.partition(":")
        if prefix == "s":
            assert local in simple, token.text
        elif prefix == "cg":
            assert local in classes, token.text
        else:
            assert "/id/" in (civic.prefixes.expand(token.text) or ""), token.text
            assert civic.get(token.text).curie == token.text


def named(graph: KnowledgeGraph, pattern: str) -> list[str]:
    found = [row["term"] for row in graph.query(f"SELECT DISTINCT ?term WHERE {{ {pattern} }}")]
    assert len(found) > 20
    return found


def test_the_answers_say_what_the_tutorial_tells(civic: KnowledgeGraph) -> None:
    cases = {row[0] for row in expected("community-and-political")[1:]}
    region = 'SELECT DISTINCT ?n WHERE { ?c a cg:Case ; s:name ?n ; cg:examines ?i . ?i s:region ?r . FILTER(?r IN ("PC", "PMC")) }'
    assert cases == {row["n"] for row in civic.query(region)}
    assert {row[0] for row in expected("mayors-and-library-parks")[1:]} == {"Sergio Fajardo Valderrama"}
    assert len({row[0] for row in expected("who-paid-or-partnered")[1:]}) == 2 + 6  # two sponsors, six partners
    assert not any("UWE" in row[0] for row in expected("who-paid-or-partnered"))  # it ran the study
    assert all("Malmö" not in row[0] for row in expected("what-of-bologna"))


def write_rows() -> None:
    """Writes what the questions give now; read the difference before you commit it."""
    graph = open_graph(open_project(ROOT))
    for name, path in TEXTS.items():
        with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows(graph, name))


if __name__ == "__main__":
    write_rows()
