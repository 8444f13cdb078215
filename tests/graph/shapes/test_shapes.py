"""Each code has an example that triggers it, exactly it, at the right line; the small world triggers none.

An example is an edit of one line of the small world (`../queries/given.ttl`): the world is the passing example of
every code, the edited world the failing one. For the many shapes that ask for a value, or for one value only, the edit
is made from the shape itself: the line is deleted, or repeated with another value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, RDFS
from support import ROOT, project_with

from civicgraph.project import open_project
from civicgraph.queries import read_query
from civicgraph.validation import validate

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
WORLD = ROOT / "tests" / "graph" / "queries" / "given.ttl"
TEXT = WORLD.read_text(encoding="utf-8")
LINES = TEXT.splitlines()
PREFIXES = open_project(ROOT).config.prefixes


@dataclass(frozen=True)
class Edit:
    """Replaces a line of one subject's block. `at` is `line` or `subject`: where the finding must point."""

    code: str
    subject: str
    old: str
    new: str
    at: str = "line"


def shapes() -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in sorted((ROOT / "shapes").glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


SHAPES = shapes()
PROPERTY_SHAPES = sorted(SHAPES.subjects(RDF.type, SH.PropertyShape))
ABOUT_A_SHAPE = {
    SH.path, SH.severity, SH.message, SH.name, SH.description, RDF.type, RDFS.seeAlso, DCTERMS.identifier,
    rdflib.URIRef("http://www.w3.org/2004/02/skos/core#notation"),
}  # fmt: skip


def block(subject: str) -> tuple[int, int]:
    """The first line of a subject's block and the line after its last, from 0."""
    first = next(i for i, line in enumerate(LINES) if line.startswith(subject + " a "))
    return first, next(i for i in range(first, len(LINES)) if LINES[i].endswith(" ."))


def whole_block(subject: str) -> list[str]:
    """The lines of a block, the last one ended as the others are."""
    first, last = block(subject)
    return [*LINES[first:last], LINES[last].removesuffix(".") + ";"]


def members(class_: str) -> list[str]:
    return [m[1] for line in LINES if (m := re.match(r"(\S+) a (?:\S+ , )*" + re.escape(class_) + r"(?: |$)", line))]


def generated() -> list[Edit]:
    """Edits for shapes that say sh:minCount 1 or sh:maxCount 1 of a property."""
    edits = []
    for shape in PROPERTY_SHAPES:
        path = SHAPES.value(shape, SH.path)
        code = str(SHAPES.value(shape, DCTERMS.identifier))
        least, most = SHAPES.value(shape, SH.minCount), SHAPES.value(shape, SH.maxCount)
        if not isinstance(path, rdflib.URIRef) or ((least is None or int(least) != 1) and most is None):
            continue
        curie = PREFIXES.shorten(str(path))
        classes = sorted(
            PREFIXES.shorten(str(c))
            for node in SHAPES.subjects(SH.property, shape)
            for c in SHAPES.objects(node, SH.targetClass)
        )
        found = [
            (s, line)
            for c in classes
            for s in members(c)
            for line in whole_block(s)
            if line.startswith(f"    {curie} ")
        ]
        found = [(s, line) for s, line in found if " , " not in line]
        assert found, f"the small world has nothing for {code}"
        subject, line = next((f for f in found if f[0] == SUBJECT.get(code)), found[0])
        if least is not None:
            edits.append(Edit(code, subject, line, "", "subject"))
        else:
            edits.append(
                Edit(code, subject, line, line + "\n" + line.replace(value_of(line), other_value(line, curie)))
            )
    return edits


def value_of(line: str) -> str:
    return line.strip().split(" ", 1)[1][:-2]


def other_value(line: str, curie: str) -> str:
    value = value_of(line)
    if value.startswith('"'):
        return value.replace('"', '"Another ', 1) if not re.match(r'"\d', value) else value.replace("1", "2", 1)
    others = [
        value_of(other)
        for other in LINES
        if other.startswith(f"    {curie} ") and value_of(other) != value and " , " not in other
    ]
    same = [o for o in others if o.split(":")[0] == value.split(":")[0]]
    return (OTHER.get(curie) or same)[0]


# Subjects on which the edit has no other consequence.
SUBJECT = {"CG101": "place:quarter", "CG121": "claim:one-0531", "CG122": "claim:one-0530", "CG124": "claim:one-0505"}
OTHER = {
    "cg:directlyWithin": ["place:elsewhere"],
    "cg:codedUnit": ["innovation:shared"],
    "cg:indicator": ["indicator:other"],
    "cg:recordedBy": ["organisation:firm"],
    "cg:disputeKind": ["dispute-kind:period"],
    "cg:basis": ["coding-basis:rule"],
    "cg:observedIn": ["innovation:copy"],
    "cg:unit": ["unit:vote"],
}

BY_HAND = [
    Edit("CG001", "place:land", '    cg:countryCode "XX" ;', '    cg:countryCode "XX ;'),
    Edit("CG104", "place:land", '    cg:countryCode "XX" ;', '    cg:countryCode "xx" ;'),
    Edit(
        "CG106",
        "place:land",
        '    cg:countryCode "XX" ;',
        '    cg:countryCode "XX" ; cg:directlyWithin place:quarter ;',
    ),
    Edit("CG107", "claim:one-0505", "    cg:codeValue entry-mode:elected ;", "    cg:codeValue capacity:critic ;"),
    Edit("CG108", "claim:one-0501", "    cg:codedUnit claim:one-0002 ;", "    cg:codedUnit claim:one-0001 ;"),
    Edit(
        "CG109",
        "claim:one-0505",
        "    cg:dimension dimension:entry-mode ;",
        "    cg:dimension dimension:entry-mode ; cg:codingModel model:m2009 ;",
        "subject",
    ),
    Edit("CG110", "claim:one-0002", "    cg:inOrganisation organisation:residents ;", "", "subject"),
    Edit("CG118", "claim:one-0036", '    cg:rankReason "The primary record."@en ;', "    # no reason"),
    Edit("CG119", "claim:one-0011", "    cg:capacity capacity:initiator ;", "    cg:capacity status:ended ;"),
    Edit("CG120", "claim:one-0001", '    cg:startDate "1990"^^xsd:gYear ;', '    cg:startDate "1999"^^xsd:gYear ;'),
    Edit(
        "CG133",
        "dispute:one-01",
        "    cg:disputedClaim claim:one-0021 , claim:one-0022 ;",
        "    cg:disputedClaim claim:one-0021 ;",
    ),
    Edit(
        "CG141", "source:one", '    cg:byline "Ek, Anna and Berg, Bo" ;', '    cg:doi "https://doi.org/10.1000/182" ;'
    ),
    Edit(
        "CG157",
        "claim:one-0001",
        "    cg:inOrganisation organisation:council ;",
        "    cg:inOrganisation organisation:firm ;",
    ),
    Edit("CG158", "innovation:shared", "    cg:takesPlaceIn place:quarter ;", "    cg:takesPlaceIn place:elsewhere ;"),
    Edit("CG159", "claim:one-0021", "    cg:dateKind date-kind:start ;", "    cg:dateKind date-kind:end ;"),
    Edit("CG165", "claim:one-0504", "    cg:codedUnit claim:one-0005 ;", "    cg:codedUnit claim:one-0004 ;"),
    Edit("CG166", "claim:one-0505", "    cg:codedUnit post:mayor ;", "    cg:codedUnit claim:one-0001 ;"),
    Edit("CG167", "claim:one-0003", '    cg:startDate "1990-01-01"^^xsd:date ;', '    cg:startDate "1990-01-01" ;'),
    Edit("CG168", "claim:one-0003", '    cg:endDate "1995-01-01"^^xsd:date ;', '    cg:endDate "1995-01-01" ;'),
    Edit("CG169", "claim:one-0004", '    cg:ongoingOn "1997"^^xsd:gYear ;', "    cg:ongoingOn 1997 ;"),
    Edit(
        "CG175",
        "innovation:copy",
        '    dcterms:description "A budget made after the model of another."@en ;',
        '    dcterms:description "Short."@en ;',
    ),
    Edit(
        "CG176",
        "innovation:copy",
        '    dcterms:description "A budget made after the model of another."@en ;',
        f'    dcterms:description "{"Long. " * 101}End."@en ;',
    ),
    Edit("CG177", "claim:one-0528", "    cg:codedUnit innovation:copy ;", "    cg:codedUnit innovation:shared ;"),
    Edit("CG191", "claim:one-0033", "    cg:numericValue 2000.0 ;", "    cg:numericValue 2000 ;"),
    Edit("CG192", "claim:one-0033", '    cg:refPeriod "1990"^^xsd:gYear ;', "    cg:refPeriod 1990 ;"),
    Edit("CG194", "claim:one-0034", "    cg:valueHigh 1800.0 ;", "", "subject"),
    Edit("CG195", "claim:one-0033", '    cg:refPeriod "1990"^^xsd:gYear ;', "", "subject"),
    Edit("CG196", "claim:one-0033", "    cg:unit unit:person ;", "    cg:unit unit:vote ;"),
    Edit("CG197", "claim:one-0033", "    cg:unit unit:person ;", "    cg:unit unit:EUR ;"),
    Edit("CG198", "claim:one-0034", "    cg:valueLow 1500.0 ;", "    cg:valueLow 1900.0 ;"),
    Edit(
        "CG199", "claim:one-0033", "    cg:figureKind figure-kind:target ;", "    cg:figureKind figure-kind:observed ;"
    ),
    Edit("CG201", "claim:one-0514", "    cg:codeValue m2009:community ;", "    cg:codeValue m2009:comunity ;"),
    Edit("CG202", "claim:one-0033", "    cg:numericValue 2000.0 ;", "    cg:numericValue 2000.0 ; cg:numericVale 1 ;"),
    Edit(
        "CG203",
        "claim:one-0011",
        "    cg:capacity capacity:initiator ;",
        "    cg:capacity capacity:initiator ; cg:inRealm m2009:political ;",
    ),
    Edit(
        "CG204",
        "person:cy",
        "person:cy a cg:Person ;",
        "person:cy a cg:Person , cg:Organisation ; cg:organisationType organisation-type:network ;",
    ),
    Edit(
        "CG205",
        "study:other",
        "study:other a cg:Study ;",
        'study:Other_x a cg:Study ; skos:prefLabel "X"@en ; dcterms:source source:one . study:other a cg:Study ;',
    ),
    Edit("CG206", "place:land", '    cg:countryCode "XX" ;', '    cg:countryCode "XX" ; skos:exactMatch place:town ;'),
    Edit("CG207", "place:land", '    cg:countryCode "XX" ;', '    cg:countryCode "XX" ; skos:scopenote "Small."@en ;'),
    Edit(
        "CG208",
        "place:land",
        '    cg:countryCode "XX" ;',
        '    cg:countryCode "XX" .\n'
        "<http://xmlns.com/foaf/0.1/Agent> <http://www.w3.org/2000/01/rdf-schema#subClassOf> cg:Agent .\nplace:land",
    ),
    Edit("CG210", "place:land", '    cg:countryCode "XX" ;', '    cg:countryCode "XX" ; skos:note [ ] ;'),
    Edit("CG301", "place:land", '    skos:prefLabel "Land"@en ;', '    skos:prefLabel "Land"@sv ;'),
    Edit("CG302", "place:land", '    skos:prefLabel "Land"@en ;', '    skos:prefLabel "Land"@en , "Country"@en ;'),
    Edit("CG303", "place:land", '    skos:prefLabel "Land"@en ;', '    skos:prefLabel "Land"@en , "Terra" ;'),
    Edit("CG304", "person:cy", '    skos:prefLabel "Cy Roth"@en ;', '    skos:prefLabel "Cy  Roth"@en ;'),
    Edit("CG305", "person:cy", '    skos:prefLabel "Cy Roth"@en ;', '    skos:prefLabel "Ana Lima"@en ;'),
    Edit("CG409", "claim:one-0033", "    cg:citedSource source:one ;", "    cg:citedSource place:land ;"),
    Edit("CG411", "claim:one-0505", "    cg:restsOn claim:one-0001 ;", "    cg:restsOn claim:one-0013 ;"),
    Edit("CG410", "claim:one-0505", "    cg:restsOn claim:one-0001 ;", "", "subject"),
    Edit(
        "CG501",
        "@prefix",
        "@prefix place: <https://w3id.org/civicgraph/id/place/> .",
        "@prefix place: <https://e.org/place/> .",
    ),
    Edit(
        "CG502",
        "@prefix",
        "@prefix place: <https://w3id.org/civicgraph/id/place/> .",
        "@prefix plc: <https://w3id.org/civicgraph/id/place/> .\n@prefix place: <https://w3id.org/civicgraph/id/place/> .",
    ),
]
# Edits that touch another thing than the one at which the finding stands: the thing, by its first line.
ELSEWHERE = {
    "CG108": "claim:one-0501",
    "CG118": "claim:one-0036",
    "CG158": "claim:one-0530",
    "CG159": "claim:one-0021",
    "CG165": "claim:one-0005",
    "CG166": "post:mayor",
    "CG177": "innovation:copy",
    "CG199": "claim:one-0033",
}
# What one fault cannot avoid to cause besides: a coding moved from one unit to another leaves the first uncoded.
ALSO = {
    "CG108": {"CG165", "CG411"},
    "CG162": {"CG411"},
    "CG177": {"CG411"},
    "CG124": {"CG107", "CG109"},
    "CG165": {"CG108", "CG411"},
    "CG186": {"CG196"},
    "CG188": {"CG199"},
    "CG197": {"CG196"},
    "CG204": {"CG205"},
    "CG501": {"CG106", "CG201", "CG205"},
}
EDITS = {edit.code: edit for edit in [*generated(), *BY_HAND]}


def known_codes() -> set[str]:
    codes = {str(SHAPES.value(shape, DCTERMS.identifier)) for shape in PROPERTY_SHAPES}
    codes |= {read_query(path).header["code"] for path in (ROOT / "queries" / "checks").glob("*.rq")}
    return codes | {"CG001", "CG207", "CG208", "CG210", "CG501", "CG502"}


def test_every_code_has_an_example() -> None:
    assert known_codes() - EDITS.keys() - {"CG180"} == set()
    assert EDITS.keys() - known_codes() == set()


def test_codes_are_not_used_twice() -> None:
    shapes_ = [str(SHAPES.value(shape, DCTERMS.identifier)) for shape in PROPERTY_SHAPES]
    checks = [read_query(path).header["code"] for path in (ROOT / "queries" / "checks").glob("*.rq")]
    assert len(shapes_ + checks) == len(set(shapes_ + checks)) > 100


@pytest.mark.parametrize("shape", PROPERTY_SHAPES, ids=lambda s: s.rsplit("#", 1)[-1])
def test_a_shape_says_what_a_person_needs(shape: rdflib.URIRef) -> None:
    assert isinstance(shape, rdflib.URIRef)
    constraints = set(SHAPES.predicates(shape)) - ABOUT_A_SHAPE
    assert len(constraints) == 1 or constraints == {SH.qualifiedValueShape, SH.qualifiedMinCount}
    assert SHAPES.value(shape, SH.severity) in (SH.Violation, SH.Warning)
    message = SHAPES.value(shape, SH.message)
    assert message is not None
    assert getattr(message, "language", None) == "en"
    assert str(message).endswith(".")
    assert SHAPES.value(shape, SH.description)
    assert str(SHAPES.value(shape, RDFS.seeAlso)).endswith(str(SHAPES.value(shape, DCTERMS.identifier)))


@pytest.mark.parametrize("path", sorted((ROOT / "queries" / "checks").glob("*.rq")), ids=lambda p: p.stem)
def test_a_check_says_what_a_person_needs(path: Path) -> None:
    check = read_query(path)
    assert path.name.startswith(check.header["code"].lower() + "-")
    assert check.summary
    assert check.description
    assert check.header["help"]


def test_the_small_world_passes(tmp_path: Path) -> None:
    assert validate(project_with(tmp_path / "p", WORLD)).diagnostics == ()


@pytest.mark.parametrize("code", sorted(EDITS))
def test_the_example_triggers_its_code_at_its_line(tmp_path: Path, code: str) -> None:
    edit = EDITS[code]
    first, end = (0, len(LINES)) if edit.subject == "@prefix" else block(edit.subject)
    at = next(i for i in range(first, end + 1) if LINES[i] == edit.old or LINES[i] == edit.old.removesuffix(";") + ".")
    lines = list(LINES)
    last = lines[at].endswith(" .") and not edit.old.endswith(" .")
    lines[at] = edit.new if not last else edit.new.removesuffix(";") + "."
    if not edit.new and last:
        lines[at - 1] = lines[at - 1].removesuffix(";") + "."
    if not edit.new:
        del lines[at]
    file = tmp_path / "given.ttl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = [d for d in validate(project_with(tmp_path / "p", file)).diagnostics if d.span]
    assert code in {d.code for d in found}, [f"{d.span} {d.code} {d.message}" for d in found]
    assert {d.code for d in found} - {code} - ALSO.get(code, set()) == set(), [
        f"{d.span} {d.code} {d.message}" for d in found
    ]
    if code in ELSEWHERE:
        expected = block(ELSEWHERE[code])
        shift = len("\n".join(lines).splitlines()) - len(LINES)
        assert any(
            expected[0] + min(shift, 0) < d.span.start.line <= expected[1] + 1 + max(shift, 0)
            for d in found
            if d.code == code and d.span
        )
    else:
        line = (first if edit.at == "subject" else at) + 1
        extra = edit.new.count("\n")
        assert any(line <= d.span.start.line <= line + extra for d in found if d.code == code and d.span), [
            str(d.span) for d in found
        ]
