"""Reading by fetching gives what reading the whole gives, in requests as many as there are steps."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryTriples, Store, Triple
from support import ROOT

from civicgraph.engines.fetching import MOST_REQUESTS, read_by_fetching
from civicgraph.entities import describe, describe_claim
from civicgraph.errors import EndpointError, EntityError
from civicgraph.project import open_project
from civicgraph.terms import ALT_LABEL, CG, DC_TITLE, PREF_LABEL, RDF_TYPE, RDFS

PROJECT = open_project(ROOT)
THINGS = [NamedNode(f"https://e.org/{name}") for name in "abcdef"]
CODING = NamedNode(CG + "Coding")
PROPERTIES = [
    *(
        NamedNode(CG + name)
        for name in ("aboutEntity", "statement", "codedUnit", "hasCitation", "citedSource", "restsOn")
    ),
    *(NamedNode(CG + name) for name in ("disputedClaim", "confidence", "rank", "inModel", "readLevel")),
    *(NamedNode(iri) for iri in (RDF_TYPE, RDFS + "subClassOf", PREF_LABEL, ALT_LABEL, DC_TITLE)),
]
VALUES = [*THINGS, *THINGS, CODING, Literal("one"), Literal("ett", language="sv"), Literal("1905"), BlankNode("b")]
GRAPHS = [NamedNode(PROJECT.config.base + name) for name in ("graph/data/x.ttl", "stage/direct")]
TRIPLES = st.builds(Triple, st.sampled_from([*THINGS, CODING]), st.sampled_from(PROPERTIES), st.sampled_from(VALUES))


class Endpoint:
    """An endpoint in memory, over a default graph and named graphs; it counts what it is asked."""

    def __init__(self, triples: Iterable[Triple], named: Iterable[Quad] = ()) -> None:
        self.store, self.named = Store(), Store()
        self.named.extend(named)
        self.store.extend([*(Quad(*triple) for triple in triples), *self.named])
        self.asked: list[str] = []

    def __call__(self, text: str) -> list[Triple]:
        self.asked.append(text)
        answer = self.store.query(text)
        assert isinstance(answer, QueryTriples)
        return list(answer)

    @property
    def whole(self) -> Any:
        """The same as a graph that is all here."""
        return SimpleNamespace(project=PROJECT, store=self.store, named=self.named, files=(), written={})


@given(st.lists(TRIPLES, max_size=40), st.lists(st.sampled_from(GRAPHS), min_size=40, max_size=40), st.booleans())
def test_a_thing_is_described_alike(triples: list[Triple], graphs: list[NamedNode], named: bool) -> None:
    quads = [Quad(*triple, graph) for triple, graph in zip(triples, graphs, strict=False)] if named else []
    endpoint = Endpoint(triples, quads)
    for thing in (THINGS[0].value, CODING.value):
        endpoint.asked.clear()
        assert read_by_fetching(lambda g, thing=thing: describe(g, thing), PROJECT, endpoint) == describe(  # type: ignore[misc]
            endpoint.whole, thing
        )
        assert len(endpoint.asked) <= 14


def test_what_is_no_claim_is_refused_only_when_all_is_known() -> None:
    thing = THINGS[0].value
    statement = Triple(THINGS[0], NamedNode(CG + "statement"), Literal("It is so."))
    found = read_by_fetching(lambda g: describe_claim(g, thing), PROJECT, Endpoint([statement]))
    assert found.statement == "It is so."
    with pytest.raises(EntityError, match="is no claim"):
        read_by_fetching(lambda g: describe_claim(g, thing), PROJECT, Endpoint([]))


def test_many_things_go_into_one_request() -> None:
    many = [NamedNode(f"https://e.org/n{i}") for i in range(1500)]
    endpoint = Endpoint([Triple(thing, NamedNode(CG + "near"), THINGS[0]) for thing in many])
    assert len(read_by_fetching(lambda g: describe(g, THINGS[0].value), PROJECT, endpoint).incoming) == 1500
    assert len(endpoint.asked) <= 6


def test_there_is_an_end_to_the_requests() -> None:
    chain = [NamedNode(f"https://e.org/c{i}") for i in range(MOST_REQUESTS + 10)]
    rests = [Triple(one, NamedNode(CG + "restsOn"), other) for one, other in pairwise(chain)]
    stated = [Triple(claim, NamedNode(CG + "statement"), Literal("so")) for claim in chain]
    endpoint = Endpoint([*rests, *stated])
    with pytest.raises(EndpointError, match="more than 60 requests"):
        read_by_fetching(lambda g: describe(g, chain[0].value), PROJECT, endpoint)
    assert len(endpoint.asked) == MOST_REQUESTS


def test_only_patterns_that_name_something_are_fetched() -> None:
    with pytest.raises(ValueError, match="neither subject nor object"):
        read_by_fetching(lambda g: list(g.store.quads_for_pattern(None, CODING, None)), PROJECT, Endpoint([]))
