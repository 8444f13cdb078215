"""Answers as notebooks and terminals show them: labels, links, and nothing that acts."""

from __future__ import annotations

import pickle
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple
from small import Small

from civicgraph import Answer, load
from civicgraph.terms import Prefixes

MALMO, LUND = NamedNode("https://e.org/id/malmo"), NamedNode("https://e.org/id/lund")
NAMES = {MALMO.value: "Malmö", "urn:x:y": "A <b>bold</b> name"}


def answer(*rows: tuple[Any, ...], columns: tuple[str, ...] = ("x",)) -> Answer:
    prefixes = Prefixes({"ex": "https://e.org/id/"})
    return Answer(columns, rows, None, None, "", "test", 0.0, "1", False, prefixes, NAMES.get)


class Page(HTMLParser):
    """Which elements with which attributes a page has, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def page(answer: Answer) -> Page:
    return Page(answer._repr_html_())


def test_a_notebook_shows_labels_with_links() -> None:
    shown = page(answer((MALMO,), (LUND,)))
    links = [attributes for tag, attributes in shown.elements if tag == "a"]
    assert [link["href"] for link in links] == [MALMO.value, LUND.value]
    assert links[0]["title"] == "ex:malmo"
    assert all(link["rel"] == "noopener noreferrer" for link in links)
    assert "Malmö" in shown.text
    assert "ex:lund" in shown.text
    assert shown.text.rstrip().endswith("2 rows")


def test_what_is_not_of_the_web_is_no_link() -> None:
    shown = page(answer((NamedNode("javascript:alert(1)"),), (NamedNode("urn:x:y"),)))
    assert "a" not in {tag for tag, _ in shown.elements}
    assert "A <b>bold</b> name" in shown.text
    assert "b" not in {tag for tag, _ in shown.elements}


@given(st.text(), st.text(alphabet="<>\"'&;ax/= ", max_size=30))
def test_texts_make_no_elements(first: str, second: str) -> None:
    shown = page(answer((Literal(first), Literal(second, language="sv")), columns=("x", "y")))
    assert {tag for tag, _ in shown.elements} <= {"table", "thead", "tbody", "tr", "th", "td", "span", "p"}
    assert second in shown.text


def test_a_notebook_shows_the_first_rows_and_their_number() -> None:
    shown = page(answer(*((Literal(str(n)),) for n in range(1234))))
    assert sum(tag == "tr" for tag, _ in shown.elements) == 51
    assert "the first 50 of 1,234 rows" in shown.text


def test_a_notebook_shows_graphs_and_yes_or_no() -> None:
    graph = Answer((), (), (Triple(MALMO, MALMO, LUND),), None, "", "test", 0.0, "1")
    shown = page(graph)
    assert "subject" in shown.text
    assert shown.text.rstrip().endswith("1 triple")
    assert page(Answer((), (), None, False, "", "test", 0.0, "1")).text == "no"


def test_a_long_answer_is_a_short_word_in_python(small: Small) -> None:
    assert repr(load(small.root).query("cities")) == "<Answer of cities: 1 row of city, people>"
    assert repr(answer(*((MALMO,) for _ in range(5000)))) == "<Answer: 5,000 rows of x>"
    assert repr(Answer((), (), None, True, "", "test", 0.0, "1")) == "<Answer: yes>"


def test_labels_stand_beside_iris() -> None:
    labelled = answer((MALMO, Literal("1")), (LUND, Literal("2")), (None, None), columns=("city", "n")).with_labels()
    assert labelled.columns == ("city", "cityLabel", "n")
    assert [row["cityLabel"] for row in labelled] == ["Malmö", None, None]
    assert [row["n"] for row in labelled] == ["1", "2", None]


def test_a_column_of_labels_that_is_there_stays() -> None:
    given = answer((MALMO, Literal("mine")), columns=("city", "cityLabel"))
    assert given.with_labels() == given


def test_an_answer_of_a_graph_knows_its_labels(small: Small) -> None:
    found = load(small.root).query("cities")
    assert list(found.with_labels()) == [{"city": MALMO.value, "cityLabel": "Malmo", "people": 300515}]
    assert "Malmo</a>" in found._repr_html_()


def test_an_answer_can_be_pickled(small: Small) -> None:
    found = load(small.root).query("cities")
    copy = pickle.loads(pickle.dumps(found))
    assert copy == found
    assert copy.label(MALMO.value) is None


@pytest.mark.parametrize("format", ["csv", "table", "markdown", "jsonl"])
def test_labels_on_the_command_line(small: Small, format: str) -> None:
    shown = small("query", "cities", "--labels", "-f", format)
    assert shown.code == 0
    assert "cityLabel" in shown.out
    assert "Malmo" in shown.out


def test_a_small_project_without_a_terminal_has_no_links_and_all_rows(small: Small, tmp_path: Path) -> None:
    cities = "".join(f"ex:c{n} a ex:City ; ex:people {n} .\n" for n in range(250))
    small.write("data/cities.ttl", "@prefix ex: <https://e.org/id/> .\n" + cities)
    shown = small("query", "cities", "-f", "table")
    assert "\x1b" not in shown.out
    assert shown.out.count("ex:c") == 250
    assert "250 rows" in shown.err
