"""The specialised rules give what owlrl gives, on small graphs in the terms of the ontology, and name what they leave."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store
from support import ROOT

from civicgraph.errors import ReasoningError
from civicgraph.graph import GraphStore
from civicgraph.project import open_project
from civicgraph.reasoning import facts
from civicgraph.reasoning.closure import owl_rl_closure
from civicgraph.reasoning.facts import Facts
from civicgraph.reasoning.specialised import unknown_axioms
from civicgraph.terms import OWL, RDF_TYPE, RDFS, XSD

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
PREFIXES = (
    f"@prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> . @prefix xsd: <{XSD}> . @prefix e: <https://e.org/> . @base <https://e.org/> .\n"
    "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
)

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


def store_of(text: str) -> Store:
    store = Store()
    store.load(PREFIXES + text, format=RdfFormat.TURTLE)
    return store


def closure(store: Store, *, reference: bool) -> object:
    try:
        return owl_rl_closure(store, reference=reference)
    except ReasoningError as error:
        return "contradiction" if "contradicts itself" in error.message else error.message


def closures(text: str) -> set[str]:
    """What follows from a text, on which both ways agree, as the last parts of the terms."""
    found = closure(store_of(text), reference=False)
    assert found == closure(store_of(text), reference=True)
    assert isinstance(found, set), found
    return {
        " ".join(term.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for term in (t.subject, t.predicate, t.object))
        for t in found
    }


@pytest.mark.long
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(links, types), min_size=2, max_size=10))
def test_both_ways_agree(ontology: Store, quads: list[Quad]) -> None:
    store = Store()
    store.extend(ontology.quads_for_pattern(None, None, None, DefaultGraph()))
    store.extend(quads)
    assert unknown_axioms(Facts(store)) == []
    assert closure(store, reference=False) == closure(store, reference=True)


@pytest.mark.parametrize(
    "quad",
    [
        Quad(THINGS[0], NamedNode(OWL + "sameAs"), THINGS[1]),
        Quad(BlankNode("r"), NamedNode(OWL + "maxCardinality"), Literal(1)),
        Quad(NamedNode(CG + "Person"), NamedNode(OWL + "hasKey"), BlankNode("r")),
        Quad(NamedNode(RDF_TYPE), NamedNode(RDFS + "range"), NamedNode(CG + "Agent")),
        Quad(NamedNode(CG + "within"), NamedNode(OWL + "inverseOf"), NamedNode(RDF_TYPE)),
    ],
    ids=lambda q: str(q.predicate).rsplit("#", 1)[-1],
)
def test_what_the_rules_do_not_cover_is_named(ontology: Store, quad: Quad) -> None:
    store = Store()
    store.extend(ontology)
    store.add(quad)
    assert len(unknown_axioms(Facts(store))) == 1


@pytest.mark.parametrize(
    ("text", "follows"),
    [
        # A named intersection, and a property that makes others transitive.
        ("e:C owl:intersectionOf ( e:D e:E ) . e:a a e:D , e:E .", {"a type C", "C subClassOf D", "C subClassOf E"}),
        ("e:p rdfs:subPropertyOf rdf:type . e:q e:p owl:TransitiveProperty . e:a e:q e:b . e:b e:q e:c .", {"a q c"}),
        # An axiom that only follows is an axiom.
        ("e:p rdfs:subPropertyOf rdfs:subClassOf . e:C e:p e:D . e:a a e:C .", {"C subClassOf D", "a type D"}),
        # A restriction with two fillers, between two classes.
        (
            "e:C rdfs:subClassOf [ owl:onProperty e:p ; owl:hasValue e:x , e:y ] . e:a a e:C .",
            {"a p x", "a p y"},
        ),
        ("[ owl:onProperty e:p ; owl:someValuesFrom owl:Thing ] rdfs:subClassOf e:C . e:a e:p e:b .", {"a type C"}),
        ("e:C a owl:Class . owl:Thing rdfs:subClassOf e:D . e:a a e:C .", {"a type D", "C subClassOf D"}),
        # A chain that names its own property, a property that is its own inverse, a class as a thing.
        ("e:p owl:propertyChainAxiom ( e:p e:q ) . e:a e:p e:b . e:b e:q e:c . e:c e:q e:d .", {"a p c", "a p d"}),
        ("e:p owl:inverseOf e:p . e:C e:p e:a . e:C a e:D .", {"a p C"}),
        # What the contract leaves unread is read where an axiom speaks of it.
        ("skos:inScheme rdfs:subPropertyOf e:p . e:a skos:inScheme e:b .", {"a p b"}),
        ("e:a skos:inScheme e:b .", set()),
        # As owlrl has it, a class that nothing declares is not below itself, so that these two are not compared.
        (
            "e:R owl:onProperty e:p ; owl:someValuesFrom e:D . e:S owl:onProperty e:p ; owl:someValuesFrom e:D .",
            set(),
        ),
        (
            "e:D a owl:Class . e:R owl:onProperty e:p ; owl:someValuesFrom e:D . e:S owl:onProperty e:p ; owl:someValuesFrom e:D .",
            {"R subClassOf S", "S subClassOf R"},
        ),
    ],
)  # fmt: skip
def test_what_follows(text: str, follows: set[str]) -> None:
    assert unknown_axioms(Facts(store_of(text))) == []
    assert closures(text) >= follows
    assert follows or not closures(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("e:C owl:disjointWith e:D . e:a a e:C , e:D .", "<https://e.org/a> cannot be both <https://e.org/C> and"),
        ("[ a owl:AllDisjointClasses ; owl:members ( e:C e:D ) ] . e:a a e:C , e:D .", "cannot be both"),
        ("e:C owl:complementOf e:D . e:a a e:C , e:D .", "cannot be both"),
        ("e:C rdfs:subClassOf owl:Nothing . e:a a e:C .", "which has no members"),
        ("e:p a owl:IrreflexiveProperty . e:a e:p e:a .", "cannot have itself"),
        ("e:p a owl:AsymmetricProperty . e:a e:p e:b . e:b e:p e:a .", "cannot both have the other"),
        ("e:p owl:propertyDisjointWith e:q . e:a e:p e:b ; e:q e:b .", "as both"),
        ("e:a owl:differentFrom e:a .", "cannot be different from itself"),
    ],
)
def test_a_contradiction_is_one_either_way(text: str, sentence: str) -> None:
    with pytest.raises(ReasoningError, match="contradicts itself") as error:
        owl_rl_closure(store_of(text))
    assert sentence in error.value.message
    with pytest.raises(ReasoningError, match="contradicts itself"):
        owl_rl_closure(store_of(text), reference=True)


@pytest.mark.parametrize("reference", [False, True])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("e:p a owl:FunctionalProperty . e:a e:p e:b , e:c .", "two IRIs come out as the same thing"),
        ("e:p a owl:InverseFunctionalProperty . e:a e:p e:c . e:b e:p e:c .", "two IRIs come out as the same thing"),
        ("e:p owl:propertyChainAxiom e:q .", "names a list that is none"),
        ("e:p owl:propertyChainAxiom _:l . _:l rdf:first e:q ; rdf:rest _:l .", "names a list that is none"),
        ("e:C owl:unionOf _:l . _:l rdf:first e:D , e:E ; rdf:rest ( ) .", "names a list that is none"),
    ],
)
def test_what_cannot_be_is_an_error_either_way(text: str, message: str, reference: bool) -> None:
    with pytest.raises(ReasoningError, match=message):
        owl_rl_closure(store_of(text), reference=reference)


def test_a_thing_without_a_name_may_be_another() -> None:
    assert closures("e:p a owl:FunctionalProperty . e:a e:p e:b , [ e:q e:c ] .") == {"b q c"}


def test_a_list_of_values_is_no_fault() -> None:
    assert closures('e:p rdfs:range [ a rdfs:Datatype ; owl:oneOf ( "x" "y" ) ] . e:a e:p "x" .') == set()


def test_what_grows_beyond_all_bounds_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "MOST_FACTS", 300)
    chain = " . ".join(f"e:n{number} e:p e:n{number + 1}" for number in range(40))
    with pytest.raises(ReasoningError, match="stopped at 300 statements") as error:
        owl_rl_closure(store_of(f"e:p a owl:TransitiveProperty . {chain} ."))
    assert error.value.hint is not None
