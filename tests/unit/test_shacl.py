"""SHACL within: blank nodes through the engines, queries with values before they run, and paths."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse, serialize

from civicgraph.errors import EngineError
from civicgraph.paths import parse_path
from civicgraph.shacl import ShapesGraph, fast, run_shacl
from civicgraph.shacl.binding import bound_query, can_be_joined, path_in_query
from civicgraph.terms import Prefixes

HEAD = """\
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
A = {"this": NamedNode("urn:a")}


def read(text: str) -> list[Triple]:
    return [quad.triple for quad in parse((HEAD + text).encode(), format=RdfFormat.TURTLE)]


def written(triples: list[Triple]) -> bytes:
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_blank_nodes_keep_the_labels_of_the_data(engine: str) -> None:
    """Those of the shapes come first in the numbers of the fast engine: lists, paths, and shapes without a name."""
    shapes = read(
        "ex:s a sh:NodeShape ; sh:targetSubjectsOf ex:size ; sh:property [ sh:path ( ex:part [ sh:inversePath ex:of ] ) ;"
        " sh:in ( 1 2 ) ] ; sh:property ex:t . ex:t sh:path ex:size ; sh:in ( 1 2 3 ) ."
    )
    data = read("ex:a ex:part [ ex:size 3 ], [ ex:size 9 ; ex:of [ ex:size 1 ] ] . [] ex:size 2 . [] ex:size 8 .")
    wrong = {t.subject for t in data if getattr(t.object, "value", "") in ("8", "9")}
    found = run_shacl(written(data), ShapesGraph(shapes, Prefixes({})), engine).results
    assert {result.focus for result in found} == wrong
    assert all(isinstance(node, BlankNode) for node in wrong)


def test_a_blank_node_that_the_data_do_not_have_is_an_error_and_no_guess() -> None:
    name = fast._blank_nodes(b"_:x <urn:p> _:y .\n", b'_:s <urn:p> "1" .\n')
    assert (name("_:0_b1"), name("_:0_b2")) == (BlankNode("x"), BlankNode("y"))
    for strange in ("_:0_b0", "_:0_b3", "_:b1"):
        with pytest.raises(EngineError, match="speaks of a blank node"):
            name(strange)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT $this ?v WHERE { $this ?p ?v }", "SELECT (<urn:a> AS ?this) ?v WHERE { <urn:a> ?p ?v }"),
        ("SELECT ?v { FILTER(BOUND( ?this )) }", "SELECT ?v { FILTER((true)) }"),
        ("SELECT (STR($this) AS ?s) {} GROUP BY $this", "SELECT (STR(<urn:a>) AS ?s) {} GROUP BY (<urn:a>)"),
        ('SELECT ?v { ?v ?p "$this" } # $this', 'SELECT ?v { ?v ?p "$this" } # $this'),
        ("SELECT ?v { { SELECT $this ?v { $this ?p ?v } } }", "SELECT ?v { { SELECT (<urn:a> AS ?this21) ?v { <urn:a> ?p ?v } } }"),
    ],
)  # fmt: skip
def test_a_value_stands_where_its_variable_stood(query: str, expected: str) -> None:
    assert bound_query(query, A) == expected


def test_only_iris_stand_for_variables() -> None:
    with pytest.raises(ValueError, match="only IRIs"):
        bound_query("SELECT $this {}", {"this": BlankNode("b")})


@pytest.mark.parametrize(
    ("pattern", "joined"),
    [
        ("{ $this ?p ?v }", True),
        ("{ $this ?p ?v FILTER(?v < 3) }", True),
        ("{ $this ?p ?v FILTER NOT EXISTS { ?v ?q $this } }", True),
        ("{ ?v ?p $this OPTIONAL { $this ?q ?w FILTER(?w < ?v) } }", True),
        ("{ { $this ?p ?v } UNION { ?v ?p $this } }", False),
        ("{ $this ?p ?v OPTIONAL { BIND($this AS ?w) } }", False),
        ("{ $this <urn:p>* ?v }", False),
        ("{ $this <urn:p>? ?v }", False),
        ("{ $this ?p ?v } GROUP BY $this", False),
        ("{ $this ?p ?v } LIMIT 1", False),
        ("{ $this ?p ?v FILTER NOT EXISTS { ?v ?q ?w FILTER NOT EXISTS { ?w ?q $this } } }", False),
    ],
)
def test_which_queries_are_asked_for_all_focus_nodes_at_once(pattern: str, joined: bool) -> None:
    assert can_be_joined(f"SELECT $this WHERE {pattern}") == joined


def test_the_path_of_a_shape_stands_in_its_query() -> None:
    path = str(parse_path("^<urn:p>/<urn:q>"))
    assert path_in_query("SELECT $this { $this $PATH ?value } # $PATH", path) == (
        "SELECT $this { $this ^<urn:p>/<urn:q> ?value } # $PATH"
    )
