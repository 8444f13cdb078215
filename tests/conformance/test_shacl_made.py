"""Both SHACL engines on shapes and data made by chance: the same results, each as often."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from made_shapes import data, shapes
from pyoxigraph import RdfFormat, parse, serialize

from civicgraph.errors import EngineError
from civicgraph.shacl import ShaclResult, ShapesGraph, fast, reference
from civicgraph.terms import Prefixes

# The text of a strategy is long, and said only when something fails.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def judged(shapes_text: str, data_text: str) -> tuple[list[ShaclResult], list[ShaclResult]] | None:
    """The results of the reference and of the fast engine; None where the fast one refuses, which people are told."""
    graph = ShapesGraph((q.triple for q in parse(shapes_text.encode(), format=RdfFormat.TURTLE)), Prefixes({}))
    written = serialize(parse(data_text.encode(), format=RdfFormat.TURTLE), format=RdfFormat.N_TRIPLES)
    assert written is not None
    try:
        theirs = fast.run(written, graph)
    except EngineError as error:
        if "cannot be trusted" not in str(error):
            raise
        return None
    return reference.run(written, graph), theirs


def agree(shapes_text: str, data_text: str) -> None:
    both = judged(shapes_text, data_text)
    if both is not None:
        ours, theirs = (Counter(result.key for result in results) for results in both)
        assert (ours - theirs, theirs - ours) == (Counter(), Counter())


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=SLOW)
@given(shapes(), data())
def test_engines_agree(shapes_text: str, data_text: str) -> None:
    agree(shapes_text, data_text)


@pytest.mark.long
@settings(max_examples=10_000, deadline=None, suppress_health_check=SLOW)
@given(shapes(), data())
def test_engines_agree_on_many(shapes_text: str, data_text: str) -> None:
    agree(shapes_text, data_text)


def test_what_is_made_makes_results() -> None:
    """Most shapes are applied, and by far not all data conform: an empty comparison would prove nothing."""
    counted = Counter[str]()

    @settings(
        max_examples=100,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=SLOW,
    )
    @given(shapes(), data())
    def count(shapes_text: str, data_text: str) -> None:
        both = judged(shapes_text, data_text)
        counted["all"] += 1
        counted["trusted"] += both is not None
        counted["results"] += bool(both and both[0])

    count()
    assert counted["trusted"] > 0.7 * counted["all"]
    assert counted["results"] > 0.3 * counted["all"]
