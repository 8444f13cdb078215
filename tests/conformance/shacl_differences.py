"""What the SHACL engines get wrong, each with a minimal example, and what our adapter does about it.

tests/conformance/test_shacl.py proves each: the engine alone still does it, and the adapter does what is said here.
When an engine is mended its line fails, and can go.
"""

from __future__ import annotations

from dataclasses import dataclass

HEAD = """\
@prefix ex: <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@dataclass(frozen=True, slots=True)
class KnownDifference:
    """A construct on which an engine departs from the specification.

    `right` is the number of results that are right by `section` of the specification, `alone` that of the engine as it
    comes, None where it refuses. `cure` says what the adapter does; empty where the difference remains.
    """

    name: str
    engine: str
    what: str
    section: str
    shapes: str
    data: str
    right: int
    alone: int | None
    cure: str = ""


def _query(where: str, kind: str = "sh:NodeShape", more: str = "") -> str:
    text = f'sh:sparql [ sh:select """SELECT $this WHERE {{ {where} }}""" ]'
    return f"ex:s a {kind} ; sh:targetNode ex:a ; {more}{text} ."


def _bound(constraint: str) -> str:
    return f"ex:s a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; {constraint} ."


_EVALUATES = "the adapter runs SPARQL-based constraints on Oxigraph"
_REFERENCE = "the adapter hands such shapes to the reference engine, with a note"

KNOWN = (
    KnownDifference(
        "order-of-dates",
        "fast",
        "A query does not compare dates, times, years and durations.",
        "5.3",
        _query("$this <https://example.org/from> ?from ; <https://example.org/to> ?to . FILTER(?to < ?from)"),
        'ex:a ex:from "2020-01-02"^^xsd:date ; ex:to "2020-01-01"^^xsd:date .',
        right=1,
        alone=0,
        cure=_EVALUATES,
    ),
    KnownDifference(
        "parts-of-dates",
        "fast",
        "YEAR, MONTH and DAY of an xsd:date have no value.",
        "5.3",
        _query("$this <https://example.org/from> ?from . FILTER(YEAR(?from) < 2021)"),
        'ex:a ex:from "2020-01-02"^^xsd:date .',
        right=1,
        alone=0,
        cure=_EVALUATES,
    ),
    KnownDifference(
        "severity-of-query",
        "fast",
        "A severity on the node of a query counts as that of the result; only a shape has one.",
        "2.1.4",
        'ex:s a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [ sh:severity sh:Info ; sh:select "SELECT $this WHERE { $this ?p ?v }" ] .',
        "ex:a ex:p 1 .",
        right=1,
        alone=1,
        cure="the adapter takes the severity of the shape",
    ),
    KnownDifference(
        "query-in-condition",
        "fast",
        "The same within sh:node, sh:not, sh:and, sh:or, sh:xone and sh:qualifiedValueShape.",
        "4.6, 4.7",
        "ex:t a sh:NodeShape ; sh:targetNode ex:a ; sh:node ex:s .\n"
        + _query("$this <https://example.org/from> ?from . FILTER(YEAR(?from) < 2021)").replace(
            "sh:targetNode ex:a ; ", ""
        ),
        'ex:a ex:from "2020-01-02"^^xsd:date .',
        right=1,
        alone=0,
        cure=_REFERENCE,
    ),
    KnownDifference(
        "query-of-component",
        "fast",
        "The same within the validators of constraint components.",
        "6",
        """ex:Component a sh:ConstraintComponent ; sh:parameter [ sh:path ex:before ] ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER($value < $before) }" ] .
ex:s a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:from ; ex:before "2020-01-01"^^xsd:date .""",
        'ex:a ex:from "2019-01-02"^^xsd:date .',
        right=0,
        alone=1,
        cure=_REFERENCE,
    ),
    KnownDifference(
        "class-of-classes",
        "fast",
        "A shape that is an owl:Class, or an instance of a subclass of rdfs:Class, has no implicit target.",
        "2.1.3.3",
        "ex:C a owl:Class, sh:NodeShape ; sh:property ex:p .\n"
        "ex:p a sh:PropertyShape ; sh:path ex:name ; sh:minCount 1 .",
        "ex:a a ex:C .",
        right=1,
        alone=0,
        cure="the adapter writes the target as sh:targetClass",
    ),
    KnownDifference(
        "shapes-graph",
        "reference",
        "A query that uses $shapesGraph is refused, which the specification allows.",
        "5.3.1",
        _query("GRAPH $shapesGraph { ?s ?p $this }"),
        "ex:a ex:p 1 .",
        right=1,
        alone=None,
    ),
    KnownDifference(
        "number-and-text",
        "reference",
        "A query puts a number before a text, which SPARQL does not compare (SPARQL 1.1, section 17.3).",
        "5.3",
        _query("$this <https://example.org/p> ?p ; <https://example.org/q> ?q . FILTER(?p < ?q)"),
        'ex:a ex:p 0 ; ex:q "a" .',
        right=0,
        alone=1,
    ),
    KnownDifference(
        "closed-property-shape",
        "fast",
        "sh:closed in a property shape is judged at the focus node, not at the values of the path.",
        "4.8.1",
        _bound("sh:closed true"),
        "ex:a ex:q 1 .",
        right=0,
        alone=1,
        cure=_REFERENCE,
    ),
    KnownDifference(
        "text-as-bound",
        "fast",
        "A text in a language is compared with a plain one, which SPARQL does not do.",
        "4.3",
        _bound('sh:maxInclusive "b"'),
        'ex:a ex:p "a"@en .',
        right=1,
        alone=0,
        cure=_REFERENCE,
    ),
    KnownDifference(
        "bound-of-another-kind",
        "reference",
        "A value that cannot be compared with the bound is passed over: a date or a boolean where the bound is a number, "
        "and the reverse. A sh:datatype beside the bound finds it.",
        "4.3",
        _bound("sh:maxInclusive 0"),
        'ex:a ex:p "2020-01-01"^^xsd:date .',
        right=1,
        alone=0,
    ),
    KnownDifference(
        "ill-typed-value",
        "reference",
        "A value outside of its own datatype is passed over by a bound. A sh:datatype beside the bound finds it.",
        "4.3",
        _bound("sh:maxInclusive 0"),
        'ex:a ex:p "300"^^xsd:byte .',
        right=1,
        alone=0,
    ),
    KnownDifference(
        "less-than-of-another-kind",
        "reference",
        "Values that cannot be compared, such as IRIs, or a date with a number, are passed over by sh:lessThan.",
        "4.5.3",
        _bound("sh:lessThan ex:q"),
        "ex:a ex:p ex:b ; ex:q ex:c .",
        right=1,
        alone=0,
    ),
    KnownDifference(
        "less-than-of-blank-nodes",
        "reference",
        "A blank node where sh:lessThan compares makes it refuse the shapes.",
        "4.5.3",
        _bound("sh:lessThan ex:q"),
        "ex:a ex:p [] ; ex:q 1 .",
        right=1,
        alone=None,
    ),
    KnownDifference(
        "length-of-blank-nodes",
        "reference",
        "A blank node has no length, so that it fails sh:minLength 0 as well; it is passed over.",
        "4.4.1",
        _bound("sh:minLength 0"),
        "ex:a ex:p [] .",
        right=1,
        alone=0,
    ),
    KnownDifference(
        "time-without-zone",
        "reference",
        "A date-time without a zone is not compared with one that has a zone, even where the zone cannot matter (XML Schema "
        "1.1, section 3.3.7).",
        "4.3",
        _bound('sh:minInclusive "2020-01-01T00:00:00Z"^^xsd:dateTime'),
        'ex:a ex:p "2020-01-09T00:00:00"^^xsd:dateTime .',
        right=0,
        alone=1,
    ),
    KnownDifference(
        "years-as-bound",
        "reference",
        "SPARQL 1.1 has no order for xsd:gYear, xsd:gYearMonth and durations, so that every value fails; here some pass. "
        "The shape lint warns of such bounds (CG021).",
        "4.3",
        _bound('sh:minInclusive "1900"^^xsd:gYear'),
        'ex:a ex:p "1900"^^xsd:gYear .',
        right=1,
        alone=0,
    ),
)
