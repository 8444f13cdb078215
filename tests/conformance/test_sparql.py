"""The W3C SPARQL 1.1 suite through our engines: each passes what it is said to pass, and no test is left out."""

from __future__ import annotations

import logging
import warnings

import pytest
from sparql_suite import ENGINES, MISSES, SUITE, SparqlTest, passes, suite_tests

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
