"""The W3C SHACL suite through our adapter, with each engine; and what is known to be wrong with an engine."""

from __future__ import annotations

import logging

import pytest
from pyoxigraph import RdfFormat, parse, serialize
from shacl_differences import HEAD, KNOWN, KnownDifference
from shacl_suite import MISSES, SUITE, SuiteTest, engines_page, judge, passes, says_the_same, suite_tests
from support import ROOT

from civicgraph.errors import CivicGraphError
from civicgraph.shacl import ShaclOutcome, ShapesGraph, run_shacl
from civicgraph.terms import Prefixes

ENGINES = ("auto", "fast", "reference")
TESTS = suite_tests(SUITE) if SUITE.is_dir() else []
here = pytest.mark.skipif(not TESTS, reason="the W3C SHACL suite is not beside this checkout")


@here
def test_the_suite_is_whole() -> None:
    assert [sum(test.part == part for test in TESTS) for part in ("core", "sparql")] == [98, 23]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.name)
def test_w3c(test: SuiteTest, engine: str) -> None:
    wrong = judge(test, engine)
    assert (wrong is None) == ((engine, test.name) not in MISSES), wrong


@here
def test_the_default_engine_passes_all() -> None:
    assert passes("auto", TESTS) == {"core": 98, "sparql": 23}


@here
def test_the_published_table_is_current() -> None:
    page = ROOT / "docs" / "reference" / "shacl-engines.md"
    assert says_the_same(page.read_text(encoding="utf-8"), engines_page(TESTS))


def adapted(difference: KnownDifference, engine: str) -> ShaclOutcome:
    triples = [quad.triple for quad in parse((HEAD + difference.shapes).encode(), format=RdfFormat.TURTLE)]
    data = serialize(parse((HEAD + difference.data).encode(), format=RdfFormat.TURTLE), format=RdfFormat.N_TRIPLES)
    assert data is not None
    return run_shacl(data, ShapesGraph(triples, Prefixes({})), engine)


def alone(difference: KnownDifference) -> tuple[int, set[str]]:
    """The results of an engine without the adapter: their number and severities."""
    if difference.engine == "fast":
        import shacl

        report = shacl.Shapes.from_text(HEAD + difference.shapes, format="turtle").validate_text(
            HEAD + difference.data, format="turtle"
        )
        return len(report.results), {result.severity for result in report.results}
    import pyshacl
    import rdflib

    shapes, data = (rdflib.Graph().parse(data=HEAD + text) for text in (difference.shapes, difference.data))
    _, graph, _ = pyshacl.validate(data, shacl_graph=shapes)
    if not isinstance(graph, rdflib.Graph):
        raise ValueError("refused")
    return len(list(graph.objects(None, rdflib.SH.result))), {
        str(s) for s in graph.objects(None, rdflib.SH.resultSeverity)
    }


@pytest.mark.parametrize("difference", KNOWN, ids=lambda difference: difference.name)
def test_the_engine_alone_is_still_wrong(difference: KnownDifference) -> None:
    logging.getLogger("pyshacl-validate").addFilter(lambda record: False)
    if difference.alone is None:
        with pytest.raises(Exception, match=r"refused|not.*supported|Cannot use"):
            alone(difference)
        return
    number, severities = alone(difference)
    assert number == difference.alone
    if difference.alone == difference.right:
        assert not severities <= {"http://www.w3.org/ns/shacl#Violation", "sh:Violation", "Violation"}


@pytest.mark.parametrize("difference", KNOWN, ids=lambda difference: difference.name)
def test_the_adapter_does_what_is_said(difference: KnownDifference) -> None:
    default = adapted(difference, "auto")
    if difference.cure or difference.engine == "reference":
        assert len(default.results) == difference.right
        assert all(result.severity_iri.endswith("#Violation") for result in default.results)
        assert bool(default.note) == ("with a note" in difference.cure)
    elif difference.alone is None:
        with pytest.raises(CivicGraphError):
            adapted(difference, difference.engine)
    else:
        assert len(adapted(difference, difference.engine).results) == difference.alone
