"""What the real graph promises: enough claims of enough kinds, each with its source, and the seed page whole."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, RdfFormat, parse
from support import ROOT

from civicgraph.api import KnowledgeGraph

CASES = ["capital-district", "enschede", "malmo", "medellin", "porto-alegre"]
WIDER = [
    "ahmedabad", "auckland", "bologna", "bristol", "chicago", "copenhagen", "curitiba", "freiburg", "greater-manchester",
    "guangzhou", "langrug", "melbourne", "portland", "swindon",
]  # fmt: skip


def column(civic: KnowledgeGraph, query: str) -> list[str]:
    return [str(next(iter(row.values()))) for row in civic.query(query)]


def claims_of(case: str) -> str:
    return f'?claim cg:statement ?statement . FILTER(STRSTARTS(STR(?claim), CONCAT(STR(claim:), "{case}-")))'


def test_the_table_of_contents() -> None:
    assert sorted(p.name for p in (ROOT / "data" / "cases").iterdir()) == sorted(CASES + WIDER)


@pytest.mark.parametrize("case", CASES)
def test_each_case_is_told_in_claims_of_many_kinds(civic: KnowledgeGraph, case: str) -> None:
    kinds = {
        row["kind"]: row["n"]
        for row in civic.query(
            f"SELECT ?kind (COUNT(DISTINCT ?claim) AS ?n) WHERE {{ {claims_of(case)} ?claim a ?kind . "
            "?kind rdfs:isDefinedBy ?module . FILTER(?kind NOT IN (cg:Claim, cg:Coding)) } GROUP BY ?kind"
        )
    }
    assert sum(kinds.values()) >= 60
    assert len(kinds) >= 6


@pytest.mark.parametrize("case", CASES)
def test_each_case_has_figures_roles_and_disputes(civic: KnowledgeGraph, case: str) -> None:
    figures = column(
        civic, f"SELECT ?claim WHERE {{ {claims_of(case)} ?claim a cg:Observation ; cg:numericValue|cg:valueLow ?n }}"
    )
    roles = column(
        civic, f"SELECT ?claim WHERE {{ {claims_of(case)} ?claim a cg:LeadershipRole ; cg:startDate|cg:ongoingOn ?d }}"
    )
    disputes = column(
        civic,
        f'SELECT ?d WHERE {{ ?d a cg:Dispute . FILTER(STRSTARTS(STR(?d), CONCAT(STR(dispute:), "{case}-"))) }}',
    )
    assert len(set(figures)) >= 8
    assert len(set(roles)) >= 6
    assert len(set(disputes)) >= 5


def test_every_claim_has_a_source_and_a_locator(civic: KnowledgeGraph) -> None:
    claims = set(column(civic, "SELECT ?claim WHERE { ?claim cg:statement ?s }"))
    deprecated = "SELECT ?claim WHERE { ?claim (cg:codedUnit|cg:restsOn)?/cg:rank claim-rank:deprecated }"
    cited = (
        "SELECT ?claim WHERE "
        "{ ?claim cg:hasCitation ?c . ?c cg:citedSource ?source ; cg:locator ?locator ; cg:readLevel ?level }"
    )
    assert claims - set(column(civic, deprecated)) - set(column(civic, cited)) == set()
    assert len(claims) > 500


@pytest.mark.parametrize("model", ["m2009", "m2012", "m2014"])
def test_each_innovation_and_case_lies_in_one_region(civic: KnowledgeGraph, model: str) -> None:
    counted = civic.query(
        "SELECT ?unit (COUNT(DISTINCT ?region) AS ?n) WHERE { { ?unit a cg:Innovation } UNION { ?unit a cg:Case } "
        f"OPTIONAL {{ ?unit cg:exactRegion ?region . ?region cg:inModel model:{model} }} }} GROUP BY ?unit"
    )
    assert len(counted) > 20
    assert [row for row in counted if row["n"] != 1] == []


def test_a_coding_is_never_a_bare_property(civic: KnowledgeGraph) -> None:
    derived = {"inRealm", "innovationType", "policyDomain", "participationDegree", "entryMode", "examines"}
    for path in sorted((ROOT / "data").rglob("*.ttl")):
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            assert not isinstance(quad.subject, BlankNode), path
            assert not isinstance(quad.object, BlankNode), path
            assert quad.predicate.value.rsplit("#", 1)[-1] not in derived, (path, quad)


def test_the_label_of_a_city_belongs_to_the_place(civic: KnowledgeGraph) -> None:
    for name in ("Malmö", "Enschede", "Porto Alegre", "Medellín"):
        assert civic.get(name).curie.startswith("place:")


def test_files_keep_to_their_case() -> None:
    for case in CASES + WIDER:
        for path in sorted((ROOT / "data" / "cases" / case).glob("*.ttl")):
            for quad in parse(path=str(path), format=RdfFormat.TURTLE):
                subject = getattr(quad.subject, "value", "")
                if "/id/claim/" in subject:
                    assert subject.rsplit("/", 1)[1].startswith(case + "-"), (path, subject)


SEED = {
    "title": "ASK { study:civic-leadership-2009 skos:prefLabel "
    '"International insights on civic leadership and public service innovation"@en }',
    "began in January 2009": "ASK { study:civic-leadership-2009 cg:startDate ?d . FILTER(STR(?d) = '2009-01') }",
    "ended in June 2009": "ASK { study:civic-leadership-2009 cg:endDate ?d . FILTER(STR(?d) = '2009-06') }",
    "a leader": "ASK { ?c cg:relationKind relation:led-study ; cg:relationObject study:civic-leadership-2009 }",
    "a model": "ASK { ?c cg:relationKind relation:presents-model ; cg:relationObject model:m2009 }",
    "a centre": "ASK { ?c cg:relationKind relation:ran ; cg:relationObject study:civic-leadership-2009 }",
}
COUNTED = {"researched-for": 2, "partnered-in": 6, "co-sponsored": 2, "reports-case": 5}


@pytest.mark.parametrize("what", SEED)
def test_the_seed_page_is_encoded(civic: KnowledgeGraph, what: str) -> None:
    assert civic.query(SEED[what]).boolean is True


@pytest.mark.parametrize("relation", COUNTED)
def test_the_seed_page_is_encoded_in_number(civic: KnowledgeGraph, relation: str) -> None:
    found = column(
        civic,
        f"SELECT DISTINCT ?other WHERE {{ ?c cg:relationKind relation:{relation} ; cg:relationSubject|cg:relationObject ?other ; "
        "cg:citedSource source:uwe-project-2009 ; cg:relationSubject|cg:relationObject study:civic-leadership-2009 . "
        "FILTER(?other != study:civic-leadership-2009) }",
    )
    assert len(found) == COUNTED[relation]


def test_a_pointer_for_each_case(civic: KnowledgeGraph) -> None:
    found = column(
        civic,
        "SELECT DISTINCT ?case WHERE { ?p a cg:TransferPointer ; cg:learningFor place:united-kingdom ; cg:aboutEntity ?case . ?case a cg:Case }",
    )
    assert len(found) == 5


def test_the_realm_model_of_2009(civic: KnowledgeGraph) -> None:
    assert len(column(civic, "SELECT ?r WHERE { ?r a cg:Realm ; cg:inModel model:m2009 }")) == 3
    assert len(column(civic, "SELECT ?o WHERE { ?o a cg:RealmOverlap ; cg:inModel model:m2009 }")) == 4
    assert len(column(civic, "SELECT ?o WHERE { ?o a cg:DiagramRegion ; cg:inModel model:m2009 }")) == 8


def test_a_claim_is_shown_with_its_own_citation_and_coding(civic: KnowledgeGraph) -> None:
    shown = civic.get("claim:malmo-0001")
    assert [claim.curie for claim in shown.claims] == ["claim:malmo-0001"]
    assert shown.claims[0].citations[0].locator == "infobox"
    assert shown.claims[0].disagrees_with
    assert [coding.curie for coding in shown.codings] == ["claim:malmo-0501"]
    assert shown.codings[0].basis == "judgement"
    assert shown.codings[0].citations == shown.claims[0].citations


def test_the_answer_as_a_frame(civic: KnowledgeGraph) -> None:
    pandas = pytest.importorskip("pandas")
    frame = civic.query("disputed-figures", place="Malmö").to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert len(frame) >= 4
    assert set(frame["year"]) >= {2001, 2009}
    assert civic.query("disputed-figures", place="Malmö").dataset_version == civic.version


def test_the_things_of_a_class(civic: KnowledgeGraph) -> None:
    found = civic.entities("Case")
    assert {row["entity"] for row in found} >= {civic.prefixes.expand(f"case:{name}") for name in ("malmo", "enschede")}
    labels = [row["entityLabel"].casefold() for row in found]
    assert labels == sorted(labels)
    assert len(found) == len(column(civic, "SELECT DISTINCT ?c WHERE { ?c a cg:Case }"))


def test_a_series_is_ready_to_plot(civic: KnowledgeGraph) -> None:
    pytest.importorskip("pandas")
    every = civic.series("Participants")
    kinds = {"year": "i", "value": "f", "low": "f", "high": "f", "target": "b"}
    assert {name: every[name].dtype.kind for name in kinds} == kinds
    name = every["name"].value_counts().index[0]
    one = civic.series("Participants", name)
    assert len(one) == (every["name"] == name).sum() > 1
    assert list(one["year"]) == sorted(one["year"])
    assert one["value"].sum() > 0


FILES = sorted(path for folder in ("ontology", "data", "shapes") for path in (ROOT / folder).rglob("*.ttl"))


def test_two_parsers_agree_on_every_file() -> None:
    """pyoxigraph and rdflib read the same; language tags without case, numbers by their text, blank nodes by shape."""
    import rdflib
    from rdflib.compare import isomorphic

    assert len(FILES) > 300
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        for path in FILES:
            theirs = rdflib.Graph()
            for s, p, o in rdflib.Graph().parse(path, format="turtle"):
                tagged = isinstance(o, rdflib.Literal) and o.language
                theirs.add((s, p, rdflib.Literal(str(o), lang=o.language.lower()) if tagged else o))
            ours = rdflib.Graph()
            text = "".join(f"{q.triple} .\n" for q in parse(path=str(path), format=RdfFormat.TURTLE))
            ours.parse(data=text, format="nt")
            same = ours == theirs or set(ours) == set(theirs) or isomorphic(ours, theirs)
            assert same, path
    finally:
        rdflib.NORMALIZE_LITERALS = before
