"""The rules of derivation, each with a near-miss, on one small graph."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import NamedNode, Triple
from support import graph_with

from civicgraph.graph import GraphStore
from civicgraph.reasoning import derive, origins
from civicgraph.stages import STAGES

CG = "https://w3id.org/civicgraph/ont#"
ID = "https://w3id.org/civicgraph/id/"
HEAD = """\
@prefix capacity: <https://w3id.org/civicgraph/scheme/capacity/> .
@prefix cg: <https://w3id.org/civicgraph/ont#> .
@prefix claim: <https://w3id.org/civicgraph/id/claim/> .
@prefix claim-rank: <https://w3id.org/civicgraph/scheme/claim-rank/> .
@prefix case: <https://w3id.org/civicgraph/id/case/> .
@prefix date-kind: <https://w3id.org/civicgraph/scheme/date-kind/> .
@prefix dimension: <https://w3id.org/civicgraph/scheme/dimension/> .
@prefix dispute: <https://w3id.org/civicgraph/id/dispute/> .
@prefix innovation: <https://w3id.org/civicgraph/id/innovation/> .
@prefix m2009: <https://w3id.org/civicgraph/id/realm/m2009/> .
@prefix missing: <https://w3id.org/civicgraph/scheme/missing/> .
@prefix organisation: <https://w3id.org/civicgraph/id/organisation/> .
@prefix person: <https://w3id.org/civicgraph/id/person/> .
@prefix place: <https://w3id.org/civicgraph/id/place/> .
@prefix relation: <https://w3id.org/civicgraph/scheme/relation/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/civicgraph/id/source/> .
@prefix status: <https://w3id.org/civicgraph/scheme/status/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

organisation:city a cg:Organisation . organisation:ngo a cg:Organisation . organisation:firm a cg:Organisation .
source:s a cg:Source .
place:country a cg:Place . place:city a cg:Place ; skos:prefLabel "City"@en ; cg:directlyWithin place:country .
place:quarter a cg:Place ; skos:prefLabel "Quarter"@en ; cg:directlyWithin place:city .
"""


def participation(number: str, innovation: str, agent: str, capacity: str, realm: str, rank: str = "") -> str:
    deprecated = " ; cg:rank claim-rank:deprecated" if rank else ""
    return (
        f"claim:{number} a cg:Participation ; cg:participationIn innovation:{innovation} ; cg:participant organisation:{agent} ; "
        f'cg:capacity capacity:{capacity} ; cg:citedSource source:s ; cg:locator "x"{deprecated} .\n'
        f"claim:{number}-c a cg:Coding ; cg:codedUnit claim:{number} ; cg:dimension dimension:realm ; cg:codeValue {realm} ; "
        f"cg:restsOn claim:{number} .\n"
    )


def role(number: str, person: str, realm: str, start: str, end: str = "", ongoing: str = "") -> str:
    def dated(name: str, value: str) -> str:
        kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(value)]
        return f'; cg:{name} "{value}"^^xsd:{kind} '

    dates = (
        dated("startDate", start)
        + (dated("endDate", end) if end else "")
        + (dated("ongoingOn", ongoing) if ongoing else "")
    )
    return (
        f"person:{person} a cg:Person . claim:{number} a cg:LeadershipRole ; cg:roleHolder person:{person} {dates}.\n"
        f"claim:{number}-c a cg:Coding ; cg:codedUnit claim:{number} ; cg:dimension dimension:realm ; cg:codeValue m2009:{realm} .\n"
    )


DATA = "\n".join(
    [
        HEAD,
        *(
            f"innovation:{i} a cg:Innovation ; cg:takesPlaceIn place:quarter ."
            for i in ("criticised", "shared", "business", "silent", "retracted", "later")
        ),
        participation("p1", "criticised", "city", "initiator", "m2009:political"),
        participation("p2", "criticised", "ngo", "critic", "m2009:community"),
        participation("p3", "shared", "city", "deliverer", "m2009:political"),
        participation("p4", "shared", "ngo", "facilitator", "m2009:community"),
        participation("p5", "business", "firm", "initiator", "missing:outside-model"),
        participation("p6", "retracted", "ngo", "initiator", "m2009:community", rank="deprecated"),
        "case:one a cg:Case . claim:scope a cg:Coding ; cg:codedUnit case:one ; cg:dimension dimension:scope ; cg:codeValue innovation:shared .",
        role("r1", "both", "political", "1990", "1995"),
        role("r2", "both", "managerial", "1993", "1999"),
        role("r3", "handover", "political", "1990-01-01", "1995-01-01"),
        role("r4", "handover", "managerial", "1995-01-01", "1999"),
        role("r5", "sameyear", "political", "1990", "1995"),
        role("r6", "sameyear", "community", "1995", "1999"),
        role("r7", "open", "political", "1990", ongoing="2001"),
        role("r8", "open", "managerial", "2000-05"),
        role("r9", "unknown", "political", "1990"),
        role("r10", "unknown", "managerial", "1992"),
        role("r11", "three", "political", "1990", "1999"),
        role("r12", "three", "managerial", "1991", "1999"),
        role("r13", "three", "community", "1992", "1999"),
        'claim:d1 a cg:DateClaim ; cg:datedEntity innovation:shared ; cg:dateKind date-kind:start ; cg:dateValue "1988"^^xsd:gYear .',
        'claim:d2 a cg:DateClaim ; cg:datedEntity innovation:shared ; cg:dateKind date-kind:start ; cg:dateValue "1989"^^xsd:gYear .',
        "dispute:d a cg:Dispute ; cg:disputedClaim claim:d1 , claim:d2 .",
        'claim:s1 a cg:StatusClaim ; cg:statusOf innovation:shared ; cg:enteredStatus status:suspended ; cg:startDate "2017-03"^^xsd:gYearMonth .',
        'claim:s2 a cg:StatusClaim ; cg:statusOf innovation:shared ; cg:enteredStatus status:resumed ; cg:startDate "2018"^^xsd:gYear .',
        "claim:a1 a cg:RelationClaim ; cg:relationSubject innovation:later ; cg:relationKind relation:adapted-from ; cg:relationObject innovation:shared .",
    ]
)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> GraphStore:
    folder = tmp_path_factory.mktemp("rules")
    file = folder / "given.ttl"
    file.write_text(DATA, encoding="utf-8")
    return graph_with(folder / "p", file)


def values(graph: GraphStore, subject: str, name: str) -> list[str]:
    """The last parts of the values; of realms, overlaps and regions those of the model of 2009."""
    found = graph.store.quads_for_pattern(NamedNode(ID + subject), NamedNode(CG + name), None, None)
    texts = [q.object.value for q in found]  # type: ignore[union-attr]
    return sorted(text.rsplit("/", 1)[-1] for text in texts if not re.search("/m20(12|14)/", text))


@pytest.mark.parametrize(
    ("innovation", "region", "leading", "involved"),
    [
        ("criticised", "political", ["political"], ["community", "political"]),
        ("shared", "community-political", ["community", "political"], ["community", "political"]),
        ("business", "not-documented", [], []),
        ("silent", "not-documented", [], []),
        ("retracted", "not-documented", [], []),
    ],
)
def test_one_exact_region(
    graph: GraphStore, innovation: str, region: str, leading: list[str], involved: list[str]
) -> None:
    assert values(graph, f"innovation/{innovation}", "exactRegion") == [region]
    assert values(graph, f"innovation/{innovation}", "engagesRealm") == leading
    assert values(graph, f"innovation/{innovation}", "involvesRealm") == involved


def test_a_case_has_the_region_of_what_it_examines(graph: GraphStore) -> None:
    assert values(graph, "case/one", "exactRegion") == ["community-political"]


def test_overlaps_are_inferred_only_for_leaders(graph: GraphStore) -> None:
    assert values(graph, "innovation/shared", "spansOverlap") == ["community-political"]
    assert values(graph, "innovation/criticised", "spansOverlap") == []
    types = {
        q.object.value for q in graph.store.quads_for_pattern(NamedNode(ID + "innovation/shared"), None, None, None)
    }  # type: ignore[union-attr]
    assert CG + "CrossBoundaryInnovation" in types


@pytest.mark.parametrize(
    ("person", "concurrently"),
    [
        ("both", ["managerial-political"]),
        ("handover", []),
        ("sameyear", []),
        ("open", ["managerial-political"]),
        ("unknown", []),
        (
            "three",
            ["community-managerial", "community-managerial-political", "community-political", "managerial-political"],
        ),
    ],
)
def test_simultaneous_roles(graph: GraphStore, person: str, concurrently: list[str]) -> None:
    assert values(graph, f"person/{person}", "concurrentlySpans") == concurrently
    assert values(graph, f"person/{person}", "spansOverlap") != []


def test_both_dates_stand(graph: GraphStore) -> None:
    assert values(graph, "innovation/shared", "startDate") == ["1988", "1989"]
    assert values(graph, "claim/d1", "conflictsWith") == ["d2"]
    assert values(graph, "claim/d2", "conflictsWith") == ["d1"]


def test_the_latest_status(graph: GraphStore) -> None:
    assert values(graph, "innovation/shared", "currentStatus") == ["resumed"]


def test_adaptation_location_and_zones(graph: GraphStore) -> None:
    assert values(graph, "innovation/later", "adaptedFrom") == ["shared"]
    assert values(graph, "innovation/shared", "locatedIn") == ["city", "country", "quarter"]
    zones = graph.store.quads_for_pattern(None, NamedNode(CG + "zonePlace"), None, None)
    names = {q.subject.value.rsplit("/", 1)[-1] for q in zones}  # type: ignore[union-attr]
    assert names == {f"{model}-community-political-quarter" for model in ("m2009", "m2012", "m2014")}


def test_a_coding_is_cited_through_what_it_rests_on(graph: GraphStore) -> None:
    assert values(graph, "claim/p1-c", "hasCitation") == ["p1-1"]
    assert values(graph, "claim/p1-c", "derivedFromSource") == ["s"]


def test_deprecated_claims_leave_no_trace(graph: GraphStore) -> None:
    assert graph.stages is not None
    for stage in STAGES:
        assert b"claim/p6" not in graph.stages.texts[stage], stage


def test_what_is_derived_leads_back_to_its_claim(graph: GraphStore) -> None:
    derived = Triple(NamedNode(ID + "claim/p3"), NamedNode(CG + "inRealm"), NamedNode(ID + "realm/m2009/political"))
    assert [n.value for n in origins(graph.store, graph.project, derived)] == [ID + "claim/p3-c"]
    leading = Triple(
        NamedNode(ID + "innovation/shared"), NamedNode(CG + "hasLeadingParticipation"), NamedNode(ID + "claim/p4")
    )
    assert [n.value for n in origins(graph.store, graph.project, leading)] == [ID + "claim/p4"]


def test_the_specialised_rules_agree_with_owlrl(graph: GraphStore) -> None:
    assert graph.stages is not None
    reference = derive(graph.project, reference=True)
    for stage in STAGES:
        assert graph.stages.texts[stage] == reference.texts[stage], stage
    assert graph.stages.texts["entailed"].count(b"\n") > 100
