"""The things of a class, named as people name classes."""

from __future__ import annotations

import pytest
from small import Small

from civicgraph import load
from civicgraph.errors import EntityError, QueryError

ONTOLOGY = """\
@prefix ex: <https://e.org/id/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
ex:City a owl:Class ; rdfs:label "city"@en , "stad"@sv ; rdfs:subClassOf ex:Place .
ex:Place a owl:Class ; rdfs:label "place"@en .
ex:Empty a owl:Class ; skos:prefLabel "void"@en .
ex:island a ex:Place ; skos:prefLabel "an island"@en .
[] a ex:Place .
"""
LUND, MALMO, ISLAND = (f"https://e.org/id/{name}" for name in ("lund", "malmo", "island"))


@pytest.mark.parametrize("named", ["City", "ex:City", "https://e.org/id/City", "<https://e.org/id/City>", "Stad"])
def test_a_class_has_many_names(small: Small, named: str) -> None:
    small.write("ontology/o.ttl", ONTOLOGY)
    found = load(small.root, infer=False).entities(named)
    assert list(found) == [{"entity": LUND, "entityLabel": "Lund"}, {"entity": MALMO, "entityLabel": "Malmo"}]


def test_things_of_classes_below_are_among_them(small: Small) -> None:
    small.write("ontology/o.ttl", ONTOLOGY)
    found = load(small.root, infer=False).entities("Place")
    assert [row["entity"] for row in found] == [ISLAND, LUND, MALMO]


def test_a_class_without_things(small: Small) -> None:
    small.write("ontology/o.ttl", ONTOLOGY)
    found = load(small.root, infer=False).entities("Empty")
    assert list(found) == []
    assert found.columns == ("entity", "entityLabel")


def test_a_class_that_is_not_there(small: Small) -> None:
    graph = load(small.root)
    with pytest.raises(EntityError, match='no class is called "Citty"') as caught:
        graph.entities("Citty")
    assert caught.value.hint == "did you mean City?"
    with pytest.raises(EntityError, match="no class"):
        graph.entities("Malmö")


def test_two_classes_of_one_name(small: Small) -> None:
    small.write("ontology/more.ttl", "<https://f.org/City> a <http://www.w3.org/2002/07/owl#Class> .")
    with pytest.raises(EntityError, match="may mean 2 classes: ex:City; <https://f"):
        load(small.root).entities("City")


def test_a_series_needs_the_saved_query(small: Small) -> None:
    with pytest.raises(QueryError, match="indicator-series"):
        load(small.root).series("population")
