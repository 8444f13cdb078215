"""The specialised rules give what owlrl gives, on random small graphs in the terms of the ontology."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store
from support import ROOT

from civicgraph.errors import ReasoningError
from civicgraph.graph import GraphStore
from civicgraph.project import open_project
from civicgraph.reasoning.closure import owl_rl_closure
from civicgraph.reasoning.specialised import unknown_axioms
from civicgraph.terms import OWL, RDF_TYPE, RDFS

CG = "https://w3id.org/civicgraph/ont#"
THINGS = [NamedNode(f"https://e.org/{name}") for name in "abcdef"]
REALMS = [
    NamedNode(f"https://w3id.org/civicgraph/id/realm/m2009/{name}") for name in ("political", "managerial", "community")
]
LINKS = [
    "holdsRole", "roleHolder", "inRealm", "hasLeadingParticipation", "participationIn", "hasParticipation", "takesPlaceIn",
    "directlyWithin", "within", "directlyAdaptedFrom", "conflictsWith", "hasCitation", "citedSource", "touchesRealm",
]  # fmt: skip
CLASSES = ["Person", "Organisation", "Innovation", "Place", "LeadershipRole", "Participation"]

links = st.builds(
    lambda s, p, o: Quad(s, NamedNode(CG + p), o),
    st.sampled_from(THINGS),
    st.sampled_from(LINKS),
    st.sampled_from(THINGS + REALMS),
)
types = st.builds(
    lambda s, c: Quad(s, NamedNode(RDF_TYPE), NamedNode(CG + c)), st.sampled_from(THINGS), st.sampled_from(CLASSES)
)


@pytest.fixture(scope="module")
def ontology() -> Store:
    return GraphStore(open_project(ROOT), roles=("ontology",)).store


def closure(store: Store, *, reference: bool) -> object:
    try:
        return owl_rl_closure(store, reference=reference)
    except ReasoningError as error:
        return "contradiction" if "contradicts itself" in error.message else error.message


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(links, types), min_size=2, max_size=10))
def test_both_ways_agree(ontology: Store, quads: list[Quad]) -> None:
    store = Store()
    store.extend(ontology.quads_for_pattern(None, None, None, DefaultGraph()))
    store.extend(quads)
    assert unknown_axioms(store) == []
    assert closure(store, reference=False) == closure(store, reference=True)


@pytest.mark.parametrize(
    "quad",
    [
        Quad(THINGS[0], NamedNode(OWL + "sameAs"), THINGS[1]),
        Quad(NamedNode(CG + "within"), NamedNode(RDF_TYPE), NamedNode(OWL + "FunctionalProperty")),
        Quad(NamedNode(CG + "Person"), NamedNode(OWL + "equivalentClass"), NamedNode(CG + "Agent")),
        Quad(NamedNode(CG + "within"), NamedNode(RDFS + "domain"), NamedNode(CG + "Place")),
        Quad(NamedNode(CG + "Person"), NamedNode(RDFS + "subClassOf"), BlankNode("r")),
    ],
    ids=lambda q: str(q.predicate).rsplit("#", 1)[-1],
)
def test_what_the_rules_do_not_cover_is_named(ontology: Store, quad: Quad) -> None:
    store = Store()
    store.extend(ontology)
    store.add(quad)
    assert len(unknown_axioms(store)) == 1
