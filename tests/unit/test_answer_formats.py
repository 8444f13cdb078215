"""Every format of answers gives the answer back, through other people's readers, whatever its cells hold."""

from __future__ import annotations

import io
import json
import sys
from decimal import Decimal
from typing import Any

import pyoxigraph
import pytest
import rdflib.query
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, RdfFormat, Triple

from civicgraph import Answer
from civicgraph.errors import ExportError, MissingExtraError
from civicgraph.export import ANSWER_FORMATS, write_answer
from civicgraph.graph import term_from_rdflib
from civicgraph.terms import XSD, Prefixes

PREFIXES = Prefixes({"ex": "https://e.org/", "xsd": XSD})
A = NamedNode("https://e.org/a")


def answer(*rows: tuple[Any, ...], columns: tuple[str, ...] = ("a", "b")) -> Answer:
    return Answer(columns, rows, None, None, "", "test", 0.0, "1")


def graph(*triples: Triple) -> Answer:
    return Answer((), (), triples, None, "", "test", 0.0, "1")


YES, NO = (Answer((), (), None, value, "", "test", 0.0, "1") for value in (True, False))


def written(answer: Answer, format: str, **options: Any) -> bytes:
    out = io.BytesIO()
    write_answer(answer, format, out, PREFIXES, **options)
    return out.getvalue()


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


# Every character that XML 1.0 can hold, as far as a reader of files may meet it.
NOT_IN_XML = [chr(n) for n in range(32) if n not in (9, 10, 13)] + ["\ufffe", "\uffff"]
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters=NOT_IN_XML))
TERMS = (
    TEXTS.map(Literal)
    | TEXTS.map(lambda text: Literal(text, language="sv"))
    | st.integers().map(lambda n: typed(str(n), "integer"))
    | st.sampled_from([A, BlankNode("b0"), NamedNode("https://e.org/å?x=1&y='(2)'"), typed("2.50", "decimal")])
    | TEXTS.map(lambda text: Literal(text, datatype=NamedNode("https://e.org/odd")))
    | st.none()
)
ROWS = st.lists(st.tuples(TERMS, TERMS), max_size=4)
RESULTS = {"json": QueryResultsFormat.JSON, "xml": QueryResultsFormat.XML, "tsv": QueryResultsFormat.TSV}


@pytest.mark.parametrize("format", RESULTS)
@given(rows=ROWS)
def test_pyoxigraph_reads_results_back(format: str, rows: list[tuple[Any, ...]]) -> None:
    found = pyoxigraph.parse_query_results(written(answer(*rows), format), RESULTS[format])
    assert isinstance(found, pyoxigraph.QuerySolutions)
    assert [v.value for v in found.variables] == ["a", "b"]
    assert [(row["a"], row["b"]) for row in found] == rows


@pytest.mark.parametrize("format", ["json", "xml"])
@given(rows=ROWS)
def test_rdflib_reads_results_back(format: str, rows: list[tuple[Any, ...]]) -> None:
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        found = rdflib.query.Result.parse(io.BytesIO(written(answer(*rows), format)), format=format)
        blank = BlankNode("b0")
        terms = [
            tuple(
                None if term is None else blank if isinstance(term, rdflib.BNode) else term_from_rdflib(term)
                for term in (row.get(rdflib.Variable("a")), row.get(rdflib.Variable("b")))
            )
            for row in found.bindings
        ]
    finally:
        rdflib.NORMALIZE_LITERALS = before
    assert [str(v) for v in found.vars or ()] == ["a", "b"]
    assert terms == rows


@pytest.mark.parametrize("asked", [YES, NO])
@pytest.mark.parametrize("format", ["json", "xml"])
def test_yes_or_no_is_read_back(format: str, asked: Answer) -> None:
    found = pyoxigraph.parse_query_results(written(asked, format), RESULTS[format])
    assert isinstance(found, pyoxigraph.QueryBoolean)
    assert bool(found) is asked.boolean
    assert rdflib.query.Result.parse(io.BytesIO(written(asked, format)), format=format).askAnswer is asked.boolean


@pytest.mark.parametrize("format", ["table", "csv", "tsv", "jsonl", "markdown"])
def test_yes_or_no_as_a_word(format: str) -> None:
    assert (written(YES, format), written(NO, format)) == (b"true\n", b"false\n")


def test_what_xml_cannot_hold_is_an_error() -> None:
    with pytest.raises(ExportError, match="control character"):
        written(answer((Literal("\x01"), None)), "xml")
    assert (
        json.loads(written(answer((Literal("\x01"), None)), "json"))["results"]["bindings"][0]["a"]["value"] == "\x01"
    )


@given(rows=ROWS)
def test_json_lines_are_one_object_for_each_row(rows: list[tuple[Any, ...]]) -> None:
    lines = written(answer(*rows), "jsonl").decode().split("\n")
    assert lines.pop() == ""
    found = [json.loads(line, parse_float=Decimal) for line in lines]
    assert [set(row) for row in found] == [
        {name for name, term in zip("ab", row, strict=True) if term is not None} for row in rows
    ]
    for row, terms in zip(found, rows, strict=True):
        for name, term in zip("ab", terms, strict=True):
            if term is not None:
                assert str(row[name]) == term.value


def test_json_lines_have_numbers_and_booleans() -> None:
    row = [typed("7", "integer"), typed("2.50", "decimal"), typed("1e3", "double"), typed("true", "boolean"), A]
    odd = [typed("INF", "double"), typed("many", "integer"), typed("2009", "gYear"), typed("2009-03-01", "date"), None]
    text = written(answer(tuple(row), tuple(odd), columns=tuple("abcde")), "jsonl").decode()
    assert text == (
        '{"a": 7, "b": 2.50, "c": 1000.0, "d": true, "e": "https://e.org/a"}\n'
        '{"a": "INF", "b": "many", "c": "2009", "d": "2009-03-01"}\n'
    )


@pytest.mark.parametrize(
    "text", ["a|b", "<script>alert(1)</script>", "*x* _y_ `z` [l](m)", "line\nline", "\\", "&amp;", "\x1b[31m"]
)
def test_markdown_shows_just_what_the_cell_holds(text: str) -> None:
    page = written(answer((Literal(text), NamedNode("https://e.org/a(b)_c_"))), "markdown").decode()
    html = MarkdownIt("commonmark").enable("table").render(page)
    assert html.count("<td>") == 2
    assert '<td><a href="https://e.org/a(b)_c_">' in html
    assert "<script" not in html
    assert "<em>" not in html
    assert "<code>" not in html
    assert "\x1b" not in html


def test_only_addresses_of_the_web_are_links_in_markdown() -> None:
    page = written(answer((NamedNode("javascript:alert(1)"), NamedNode("urn:x:y"))), "markdown").decode()
    assert "](" not in page


def test_what_would_steer_a_terminal_is_shown_in_a_table() -> None:
    text = written(answer((Literal("\x1b]0;title\x07\x1b[2J"), Literal("two\nlines"))), "table").decode()
    assert "\x1b" not in text
    assert "\\x1b]0;title\\x07" in text
    assert [line.split()[-1] for line in text.splitlines()[2:4]] == ["two", "lines"]


def test_parquet_and_arrow_are_read_back_with_their_types() -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    given = answer((typed("2009", "integer"), typed("2.50", "decimal")), (None, typed("1", "decimal")))
    expected = [{"a": 2009, "b": Decimal("2.50")}, {"a": None, "b": Decimal(1)}]
    table = parquet.read_table(io.BytesIO(written(given, "parquet")))
    assert table.to_pylist() == expected
    assert [str(f.type) for f in table.schema] == ["int64", "decimal128(38, 2)"]
    with arrow.ipc.open_file(written(given, "arrow")) as reader:
        assert reader.read_all().to_pylist() == expected


def test_the_same_answer_gives_the_same_bytes() -> None:
    pytest.importorskip("pyarrow")
    given = answer((A, typed("1", "integer")))
    for format in ("parquet", "arrow", "json", "xml", "jsonl", "markdown"):
        assert written(given, format) == written(given, format)


@pytest.mark.parametrize("format", ["parquet", "arrow"])
def test_columnar_formats_name_their_extra(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=format) as caught:
        written(answer((A, A)), format)
    assert "civicgraph[arrow]" in (caught.value.hint or "")


GRAPHS = {
    "ttl": (RdfFormat.TURTLE, "turtle"),
    "table": (RdfFormat.TURTLE, "turtle"),
    "nt": (RdfFormat.N_TRIPLES, "nt"),
    "jsonld": (RdfFormat.JSON_LD, "json-ld"),
    "rdfxml": (RdfFormat.RDF_XML, "xml"),
}
TRIPLES = (
    Triple(A, NamedNode("https://e.org/p"), Literal("tab\t <&> Malmö", language="sv")),
    Triple(A, NamedNode("https://e.org/p"), typed("2009-03", "gYearMonth")),
    Triple(A, NamedNode("http://elsewhere.example/q"), NamedNode("https://e.org/b")),
)


@pytest.mark.parametrize("format", GRAPHS)
def test_graphs_are_read_back_by_two_libraries(format: str) -> None:
    text = written(graph(*TRIPLES), format)
    assert {quad.triple for quad in pyoxigraph.parse(text, format=GRAPHS[format][0])} == set(TRIPLES)
    theirs = rdflib.Graph().parse(data=text, format=GRAPHS[format][1])
    assert {Triple(*map(term_from_rdflib, t)) for t in theirs} == set(TRIPLES)


def test_a_format_that_does_not_fit_the_form_says_which_do() -> None:
    for format in ANSWER_FORMATS:
        if format not in GRAPHS:
            with pytest.raises(ExportError, match="the answer is a graph") as caught:
                written(graph(*TRIPLES), format)
            assert "jsonld" in (caught.value.hint or "")
        elif format != "table":
            with pytest.raises(ExportError, match="the answer is a table") as caught:
                written(answer((A, A)), format)
            assert "parquet" in (caught.value.hint or "")
