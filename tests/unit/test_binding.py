"""Values become terms and replace tokens; whatever they hold, the query keeps its shape."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from civicgraph.errors import QueryError, QueryParameterError
from civicgraph.queries import SavedQuery, bind, read_query, tokens
from civicgraph.queries.binding import parse_value, substitute
from civicgraph.queries.parameters import Parameter

HEADER = """\
#+ summary: test
#+ params:
#+   text: {type: string}
#+   since: {type: integer, default: 2000, min: 1945}
#+   place: {type: entity}
"""
BODY = """\
SELECT ?s WHERE { # $text stays in a comment
  ?s <http://example.org/$text> ?o .
  FILTER(?o = $text && "$text" != 'x' && ?y >= $since)
  FILTER(!BOUND($place) || ?s = $place)
}
"""


def saved(tmp_path: Path, header: str = HEADER, body: str = BODY) -> SavedQuery:
    path = tmp_path / "q.rq"
    path.write_text(header + body, encoding="utf-8")
    return read_query(path)


def no_entity(text: str, class_: str | None) -> str:
    return f"http://example.org/{text}"


def test_tokens_give_the_text_back() -> None:
    assert "".join(t.text for t in tokens(BODY)) == BODY


def test_only_variables_are_replaced(tmp_path: Path) -> None:
    text, terms = bind(saved(tmp_path), {"text": 'say "hi"\n'}, no_entity)
    assert "# $text stays" in text
    assert "<http://example.org/$text>" in text
    assert '?o = "say \\"hi\\"\\n"' in text
    assert '"$text" !=' in text
    assert ">= 2000" in text
    assert "!BOUND($place) || ?s = $place" in text
    assert "place" not in terms


def test_a_bound_optional_parameter(tmp_path: Path) -> None:
    text, terms = bind(saved(tmp_path), {"place": "malmo"}, no_entity)
    assert "!true || ?s = <http://example.org/malmo>" in text
    assert terms["place"] == NamedNode("http://example.org/malmo")


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"since": "recent"}, "must be an integer"),
        ({"since": 1900}, "at least 1945"),
        ({"txt": "a"}, "did you mean text"),
        ({"text": "\\u0041"}, "without"),
    ],
)
def test_wrong_values_stop_before_any_engine(tmp_path: Path, values: dict[str, object], word: str) -> None:
    with pytest.raises(QueryParameterError) as caught:
        bind(saved(tmp_path), values, no_entity)
    assert word in caught.value.message + (caught.value.hint or "")


@pytest.mark.parametrize(
    "body",
    [
        "SELECT $text WHERE { ?s ?p $text }",
        "SELECT (1 AS $text) WHERE { ?s ?p $text }",
        "SELECT ?s WHERE { VALUES $text { 1 } ?s ?p $text }",
        "SELECT ?s WHERE { ?s ?p $text } GROUP BY ?s $text",
    ],
)
def test_a_parameter_in_the_place_of_a_variable_is_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(QueryError, match="CG603"):
        saved(tmp_path, "#+ params: {text: {type: string}}\n", body)


@pytest.mark.parametrize("body", ["DELETE WHERE { ?s ?p ?o }", "LOAD <http://example.org/>", "# nothing"])
def test_updates_and_empty_files_are_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(QueryError):
        saved(tmp_path, "#+ summary: x\n", body)


def test_a_broken_header_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(QueryError) as caught:
        saved(tmp_path, "#+ summary: a\n#+ params: {x\n", "SELECT * WHERE { ?s ?p ?o }")
    assert caught.value.span is not None
    assert caught.value.span.start.line >= 2


FILTERED = "SELECT ?o WHERE { ?s ?p ?o FILTER(?o = $text) }"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_hostile_texts_stay_one_literal(value: str) -> None:
    """The bound text comes back from the engine as it went in; one token changes its kind and no other."""
    text = substitute(FILTERED, {"text": Literal(value)})
    expected = ["string" if t.text == "$text" else t.kind for t in tokens(FILTERED)]
    assert [t.kind for t in tokens(text)] == expected
    store = Store()
    store.add(Quad(NamedNode("http://e.org/s"), NamedNode("http://e.org/p"), Literal(value)))
    answer = store.query(text)
    assert isinstance(answer, QuerySolutions)
    assert [solution["o"] for solution in answer] == [Literal(value)]


@pytest.mark.parametrize("text", ["http://e/#a#b", "http://e/%zz", "http://[e/", "no scheme", "http://e/a b"])
def test_what_is_no_iri_is_refused_in_words(text: str) -> None:
    with pytest.raises(QueryParameterError, match="must be an IRI"):
        parse_value(Parameter("v", "iri", "a value"), text, lambda value, _: value)
