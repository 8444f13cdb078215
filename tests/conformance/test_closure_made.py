"""The specialised rules of OWL 2 RL give what owlrl gives, on ontologies made by chance."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from made_ontologies import ontologies
from pyoxigraph import RdfFormat, Store

from civicgraph.errors import ReasoningError
from civicgraph.reasoning.closure import owl_rl_closure
from civicgraph.reasoning.facts import Facts
from civicgraph.reasoning.specialised import unknown_axioms

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=SLOW)
LONG = settings(max_examples=int(os.environ.get("CLOSURE_EXAMPLES", "4000")), deadline=None, suppress_health_check=SLOW)


def outcome(store: Store, *, reference: bool) -> object:
    try:
        return {str(triple) for triple in owl_rl_closure(store, reference=reference)}
    except ReasoningError as error:
        return error.message.partition(":")[0]


def compare(store: Store) -> None:
    ours, theirs = outcome(store, reference=False), outcome(store, reference=True)
    if ours == "two IRIs come out as the same thing" and theirs == "the graph contradicts itself":
        # What two things have together may contradict itself; the specialised rules stop where they become one.
        return
    text = (store.dump(format=RdfFormat.N_QUADS) or b"").decode()
    assert ours == theirs, text


def test_ordinary_axioms_are_covered_and_agree() -> None:
    @QUICK
    @given(ontologies(odd=False))
    def check(store: Store) -> None:
        assert unknown_axioms(Facts(store)) == []
        compare(store)

    check()


def test_odd_ontologies_agree() -> None:
    QUICK(given(ontologies(odd=True))(compare))()


@QUICK
@given(ontologies(odd=False, general=True))
def test_what_is_not_covered_is_named_and_agrees(store: Store) -> None:
    compare(store)


@pytest.mark.long
def test_many_ordinary_ones() -> None:
    LONG(given(ontologies(odd=False))(compare))()


@pytest.mark.long
def test_many_odd_ones() -> None:
    LONG(given(ontologies(odd=True))(compare))()
