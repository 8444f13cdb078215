"""The W3C SPARQL 1.1 suite through our engines: each passes what it is said to pass, and no test is left out."""

from __future__ import annotations

import logging
import warnings

import pytest
import sparql_results
from pyoxigraph import BlankNode, Literal
from sparql_misses import ENGINES, MISSES
from sparql_page import read_files, written_answers
from sparql_results import FORMATS, Format, files, reads, writes
from sparql_suite import SUITE, SparqlTest, passes, suite_tests

from civicgraph.queries import Answer

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="the W3C SPARQL suite is not beside this checkout")
TESTS = suite_tests(SUITE) if SUITE.is_dir() else []


def outcome(test: SparqlTest, engine: str) -> bool:
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return passes(test, engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_each_engine_misses_what_is_said_and_nothing_else(engine: str) -> None:
    missed = {test.name for test in TESTS if not outcome(test, engine)}
    assert missed == MISSES[engine].keys()


def test_the_suite_is_whole() -> None:
    assert len(TESTS) == 338
    assert sum(test.accepted is not None for test in TESTS) > 100
    assert len({test.name for test in TESTS}) == len(TESTS)


def test_our_interface_passes_no_less_than_the_library_behind_it() -> None:
    assert MISSES["oxigraph"].keys() <= MISSES["pyoxigraph"].keys()


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_every_file_of_results_is_read_as_another_reader_does(format: Format) -> None:
    read, there = read_files(format)
    assert read == there >= {"xml": 300, "json": 6, "csv": 3, "tsv": 3}[format.name]


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_every_answer_is_found_again_in_what_is_written(format: Format) -> None:
    found, there = written_answers(TESTS, format)
    assert found == there > 200


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
def test_a_reader_that_drops_a_row_is_found_out(format: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    right = sparql_results.read_solutions

    def short(reply: object) -> tuple[object, ...]:
        columns, rows, boolean = right(reply)  # type: ignore[arg-type]
        return columns, rows[1:], None if boolean is None else not boolean

    monkeypatch.setattr(sparql_results, "read_solutions", short)
    (path, *_) = [path for path in files(SUITE, format) if len(path.read_bytes()) > 200]
    assert not reads(path)


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)
@pytest.mark.parametrize(
    ("before", "after"), [(b"here", b"there"), (b"cell", b"sell"), (b"n2", b"n1"), (b"first", b"worst")]
)
def test_a_writer_that_changes_a_cell_is_found_out(
    format: Format, before: bytes, after: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ((Literal("here"), BlankNode("n1")), (Literal("cell"), BlankNode("n2")))
    answer = Answer(("first", "second"), rows, None, None, "", "test", 0.0, "1")
    assert writes(answer, format)
    right = sparql_results.written
    assert before in right(answer, format)
    monkeypatch.setattr(sparql_results, "written", lambda *given: right(*given).replace(before, after))
    assert not writes(answer, format)
