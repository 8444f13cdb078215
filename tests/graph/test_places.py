"""Where places are, and how they and bodies link outward: docs/explanation/identity.md, held against the real graph."""

from __future__ import annotations

from support import solve

from civicgraph import KnowledgeGraph

REGISTERS = ("https://sws.geonames.org/", "http://www.wikidata.org/entity/", "https://ror.org/")


def links(civic: KnowledgeGraph) -> list[tuple[str, ...]]:
    return solve(civic, "SELECT ?thing ?outside WHERE { ?thing schema:sameAs ?outside }")


def test_things_link_to_registers_and_no_two_to_the_same_record(civic: KnowledgeGraph) -> None:
    outside = [record for _, record in links(civic)]
    assert len(outside) >= 40
    assert all(record.startswith(REGISTERS) for record in outside)
    assert len(set(outside)) == len(outside)


def test_an_identifier_that_a_claim_tells_is_a_link(civic: KnowledgeGraph) -> None:
    told = solve(
        civic,
        "SELECT ?thing ?value WHERE { ?claim cg:claimPredicate dcterms:identifier ; cg:claimSubject ?thing ; "
        "cg:claimValue ?value . FILTER(DATATYPE(?value) = xsd:anyURI) "
        "FILTER NOT EXISTS { ?claim cg:rank claim-rank:deprecated } }",
    )
    assert len(told) >= 9
    assert set(told) <= set(links(civic))


def test_what_is_in_doubt_is_no_link(civic: KnowledgeGraph) -> None:
    """A deprecated item, a region with the position of its city, a municipality smaller than the record tells."""
    found = links(civic)
    assert not [record for _, record in found if record.endswith("/Q83319")]
    for place in ("place:auckland", "place:melbourne", "place:colonie", "place:stillwater-new-york"):
        assert civic.prefixes.expand(place) not in [thing for thing, _ in found]


def test_a_position_is_where_the_claims_put_the_place(civic: KnowledgeGraph) -> None:
    told = solve(
        civic,
        "SELECT ?value ?written ?source WHERE { VALUES (?indicator ?property) { (indicator:latitude cg:latitude) "
        "(indicator:longitude cg:longitude) } ?claim cg:indicator ?indicator ; cg:observedIn ?place ; "
        "cg:numericValue ?value ; cg:citedSource ?source . ?place ?property ?written }",
    )
    from_the_gazetteer = [(value, written) for value, written, source in told if source.endswith("/geonames")]
    assert len(from_the_gazetteer) == 10
    assert all(value == written for value, written in from_the_gazetteer)
    # Encyclopedias put the same cities a few kilometres off: 0.05 degrees are at most 6 km.
    assert len(told) == 18
    assert all(abs(float(value) - float(written)) < 0.05 for value, written, _ in told)


def test_a_country_names_its_language_and_a_region_is_coded_in_its_country(civic: KnowledgeGraph) -> None:
    countries = solve(civic, "SELECT ?code WHERE { ?c cg:countryCode ?code ; cg:mainLanguage ?l ; schema:sameAs ?o }")
    assert len(countries) == len(solve(civic, "SELECT ?c WHERE { ?c cg:placeType place-type:country }")) == 14
    coded = solve(
        civic,
        "SELECT ?code ?country WHERE { ?place cg:subdivisionCode ?code ; cg:within ?c . ?c cg:countryCode ?country }",
    )
    assert len(coded) == 17
    assert all(code.startswith(country + "-") for code, country in coded)


def test_the_map_shows_the_cases_of_a_country(civic: KnowledgeGraph) -> None:
    assert [row["name"] for row in civic.query("places-on-a-map", countryCode="se")] == ["Malmö"]
    rows = list(civic.query("places-on-a-map"))
    assert sum(row["cases"] for row in rows) == 17  # the Capital District and Greater Manchester have no position
    assert not {"Europe", "Augustenborg", "Capital District"} & {row["name"] for row in rows}
    assert {row["innovations"] for row in rows if row["name"] == "Austin"} == {0}
