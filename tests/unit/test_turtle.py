"""Positions in Turtle texts, and triples that equal the parser's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)
from support import ROOT, canonical

from civicgraph.errors import SourceSyntaxError
from civicgraph.project import open_project
from civicgraph.turtle import Lines, read_located, read_text

TEXT = """\
@prefix ex: <http://example.org/> .
# a comment with "quotes" and <brackets>
ex:one a ex:Thing ; # another
    ex:label "Malmö"@sv , \"\"\"two
lines\"\"\" ;
    ex:part [ ex:list ( 1 2.5 ) ] .
"""


def place(text: str, predicate: str, nth: int = 0) -> tuple[int, int, int, int]:
    found = [t for t in read_located(text, "f.ttl") if t.predicate.value.endswith(predicate)]
    span = found[nth].object_span
    return span.start.line, span.start.column, span.end.line, span.end.column


def test_the_place_of_an_object() -> None:
    assert place(TEXT, "type") == (3, 10, 3, 18)
    assert place(TEXT, "label") == (4, 14, 4, 24)


def test_a_long_string_ends_on_its_last_line() -> None:
    assert place(TEXT, "label", 1) == (4, 27, 5, 9)


def test_nested_nodes_and_lists() -> None:
    assert place(TEXT, "part") == (6, 13, 6, 34)
    assert place(TEXT, "list") == (6, 23, 6, 32)
    assert place(TEXT, "first", 1) == (6, 27, 6, 30)


def test_columns_count_code_points_and_lines_end_in_any_way() -> None:
    text = '@prefix ex: <http://example.org/> .\r\nex:a ex:b "𝔐 ü" ,\rex:c .'
    assert place(text, "b", 0) == (2, 11, 2, 16)
    assert place(text, "b", 1) == (3, 1, 3, 5)


def test_a_byte_order_mark_takes_no_column() -> None:
    text = "\ufeffPREFIX ex: <http://example.org/>\nex:a ex:b ex:c ."
    assert place(text, "b") == (2, 11, 2, 15)
    assert Lines.of(text).position(1).column == 1


names = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True).map(lambda n: NamedNode("http://example.org/" + n))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
literals = st.one_of(
    texts.map(Literal),
    texts.map(lambda t: Literal(t, language="sv")),
    st.integers().map(Literal),
    st.decimals(allow_nan=False, allow_infinity=False, places=2).map(
        lambda d: Literal(str(d), datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
    ),
)
triples = st.builds(Triple, names, names, st.one_of(names, literals))


@given(st.lists(triples, max_size=12))
def test_any_graph_is_read_back(graph: list[Triple]) -> None:
    text = serialize(graph, format=RdfFormat.TURTLE, prefixes={"ex": "http://example.org/"})
    assert text is not None
    decoded = text.decode()
    located = read_located(decoded, "f.ttl")
    assert {Triple(t.subject, t.predicate, t.object) for t in located} == {
        q.triple for q in parse(text, format=RdfFormat.TURTLE)
    }
    lines = decoded.split("\n")
    for t in located:
        if isinstance(t.object, NamedNode):
            shown = lines[t.object_span.start.line - 1][t.object_span.start.column - 1 :]
            assert shown.startswith(("ex:", "<"))


def test_a_collection_stands_item_by_item() -> None:
    text = "<x:s> <x:p> ( <x:a> [ <x:q> 1 ] ) ."
    spans = [
        (
            t.predicate.value.rpartition("#")[2],
            *(text[a:b] for a, b in (t.subject_place, t.predicate_place, t.object_place)),
        )
        for t in read_located(text, "f")
    ]
    node = "[ <x:q> 1 ]"
    assert spans == [
        ("first", "<x:a>", "<x:a>", "<x:a>"),
        ("x:q", "[", "<x:q>", "1"),
        ("rest", "<x:a>", node, node),
        ("first", node, node, node),
        ("rest", node, ")", ")"),
        ("x:p", "<x:s>", "<x:p>", f"( <x:a> {node} )"),
    ]


def test_labels_mean_the_same_node_within_a_reading_only() -> None:
    text = "_:a <x:p> _:a . <x:s> <x:p> _:a ."
    first, second = read_located(text, "f"), read_located(text, "f")
    assert isinstance(first[0].subject, BlankNode)
    assert first[0].subject == first[0].object == first[1].object
    assert first[0].subject != second[0].subject


def test_letters_of_turtle_that_no_iri_may_hold() -> None:
    """In prefixed names the parser lets some of them pass, such as U+EFFFF, and refuses others, such as U+FFFD."""
    head = "@prefix ex: <http://example.org/> . ex:s ex:p ex:"
    (triple,) = read_located(head + "\U000effff .", "f")
    assert triple.quad == next(iter(parse(head + "\U000effff .", format=RdfFormat.TURTLE)))
    with pytest.raises(SourceSyntaxError, match="is not an IRI"):
        read_located(head + "\ufffd .", "f")
    with pytest.raises(SyntaxError):
        list(parse(head + "\ufffd .", format=RdfFormat.TURTLE))


def test_the_graph_of_a_quad_and_its_place() -> None:
    text = "<x:a> <x:b> <x:c> . GRAPH <x:g> { <x:a> <x:b> <x:d> }"
    outside, inside = read_located(text, "f", syntax=RdfFormat.TRIG)
    assert outside.graph_span is None
    assert str(inside.graph_span) == "f:1:27"
    assert inside.quad == Quad(NamedNode("x:a"), NamedNode("x:b"), NamedNode("x:d"), NamedNode("x:g"))


def test_the_files_of_this_repository_are_read_as_the_parser_reads_them() -> None:
    project = open_project(ROOT)
    files = project.files("ontology", "data", "shapes", "align", "vendor")
    assert len(files) > 300
    for file in files:
        text = read_text(ROOT / file.path, file.path)
        mine = [t.quad for t in read_located(text, file.path, base=file.graph_name)]
        theirs = list(parse(text, format=RdfFormat.TURTLE, base_iri=file.graph_name))
        assert canonical(mine) == canonical(theirs), file.path
