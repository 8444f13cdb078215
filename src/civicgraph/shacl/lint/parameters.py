"""Parameters of constraints with values that they cannot have (SHACL, section 4 and appendix B)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Variable

from ...diagnostics import Diagnostic, Severity
from ...paths import Node, Term, read_list
from ...terms import RDF_TYPE, SH, XSD
from .located import LocatedShapes

_COUNTS = ("minCount", "maxCount", "minLength", "maxLength", "qualifiedMinCount", "qualifiedMaxCount")
_RANGES = ("minExclusive", "minInclusive", "maxExclusive", "maxInclusive")
_SWITCHES = ("closed", "deactivated", "qualifiedValueShapesDisjoint", "uniqueLang")
_IRIS = (
    *("class", "datatype", "nodeKind", "severity", "equals", "disjoint", "lessThan", "lessThanOrEquals"),
    *("targetClass", "targetSubjectsOf", "targetObjectsOf"),
)
_SHAPES = ("node", "not", "property", "qualifiedValueShape", "sparql")
_LISTS = {"in": "", "and": "shape", "or": "shape", "xone": "shape", "languageIn": "string", "ignoredProperties": "IRI"}
_KINDS = {"BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"}
_TEXTS = ("pattern", "flags")
_ONE = (
    *_COUNTS,
    *_RANGES,
    *_LISTS,
    "closed",
    "datatype",
    "deactivated",
    "nodeKind",
    "qualifiedValueShape",
    "uniqueLang",
)
# Only a property shape counts, compares and tells languages apart.
_OF_PROPERTIES = (
    *("minCount", "maxCount", "qualifiedMinCount", "qualifiedMaxCount", "uniqueLang", "lessThan", "lessThanOrEquals"),
)
_PAIRS = (("minCount", "maxCount"), ("minLength", "maxLength"), ("qualifiedMinCount", "qualifiedMaxCount"))
# What every engine puts in order (SPARQL 1.1, section 17.3, and xsd:date and xsd:time besides).
_ORDERED = {
    XSD + name
    for name in (
        *(
            "integer",
            "decimal",
            "float",
            "double",
            "string",
            "boolean",
            "dateTime",
            "date",
            "time",
            "byte",
            "short",
            "int",
        ),
        *("long", "unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong", "positiveInteger", "negativeInteger"),
        *("nonPositiveInteger", "nonNegativeInteger"),
    )
}


def wrong_values(shapes: LocatedShapes) -> Iterator[Diagnostic]:
    """Values of the wrong kind, and bounds that exclude each other (CG017); bounds that have no order (CG021)."""
    for node in shapes.subjects():
        for name in {*_COUNTS, *_RANGES, *_SWITCHES, *_IRIS, *_SHAPES, *_LISTS, *_TEXTS}:
            for value in shapes.objects(node, SH + name):
                wrong = _wrong(name, value, shapes)
                if wrong:
                    yield _finding(shapes, node, name, value, f"sh:{name} takes {wrong}")
        yield from _too_many(node, shapes)
        yield from _misplaced(node, shapes)
        yield from _bounds(node, shapes)
        yield from _without_order(node, shapes)


def _finding(shapes: LocatedShapes, node: Node, name: str, value: Term, message: str) -> Diagnostic:
    span = shapes.at_value(node, SH + name, value)
    return shapes.finding("CG017", Severity.VIOLATION, message, node, span, "see SHACL, section 4")


def _wrong(name: str, value: Term, shapes: LocatedShapes) -> str | None:
    """What the parameter takes, where the value is something else."""
    if name in _COUNTS:
        return None if _count(value) is not None else "an integer of 0 or more"
    if name in _RANGES:
        return None if isinstance(value, Literal) else "a literal"
    if name in _SWITCHES:
        boolean = isinstance(value, Literal) and value.datatype.value == XSD + "boolean"
        return None if boolean and value.value in ("true", "false") else "true or false"
    if name in _IRIS:
        known = name != "nodeKind" or getattr(value, "value", "").removeprefix(SH) in _KINDS
        return None if isinstance(value, NamedNode) and known else _expected_iri(name)
    if name in _SHAPES:
        if isinstance(value, Literal):
            return "a shape, not a literal"
        # Only one engine refuses these (SHACL, sections 4.7.1 and 4.7.2).
        has_path = bool(shapes.objects(value, SH + "path"))
        return "a node shape: a property shape goes with sh:property" if name == "node" and has_path else None
    if name in _LISTS:
        return _wrong_list(_LISTS[name], value, shapes)
    if not isinstance(value, Literal) or value.language or value.datatype.value != XSD + "string":
        return "a string"
    return (
        None
        if name != "pattern" or _is_pattern(value.value)
        else "a regular expression (SPARQL 1.1, section 17.4.3.14)"
    )


def _expected_iri(name: str) -> str:
    return f"one of {', '.join(f'sh:{kind}' for kind in sorted(_KINDS))}" if name == "nodeKind" else "an IRI"


def _count(value: Term) -> int | None:
    if isinstance(value, Literal) and value.datatype.value == XSD + "integer" and value.value.lstrip("+").isdigit():
        return int(value.value)
    return None


def _wrong_list(members: str, value: Term, shapes: LocatedShapes) -> str | None:
    found = read_list(value, shapes.objects)
    if found is None:
        return "a list"
    if members == "shape" and any(isinstance(member, Literal) for member in found):
        return "a list of shapes"
    if members == "IRI" and not all(isinstance(member, NamedNode) for member in found):
        return "a list of IRIs"
    if members == "string" and not all(isinstance(m, Literal) and m.datatype.value == XSD + "string" for m in found):
        return "a list of language tags in quotation marks"
    return None


def _is_pattern(text: str) -> bool:
    query = "SELECT (REGEX('', ?pattern) AS ?matched) ?pattern {}"
    answer = Store().query(query, substitutions={Variable("pattern"): Literal(text)})
    assert isinstance(answer, QuerySolutions)
    # An expression that fails leaves its variable without a value.
    return next(answer)["matched"] is not None


def _too_many(node: Node, shapes: LocatedShapes) -> Iterator[Diagnostic]:
    for name in _ONE:
        values = shapes.objects(node, SH + name)
        if len(values) > 1:
            yield _finding(shapes, node, name, values[1], f"A shape has sh:{name} once")


def _misplaced(node: Node, shapes: LocatedShapes) -> Iterator[Diagnostic]:
    if shapes.objects(node, SH + "path") or NamedNode(SH + "PropertyShape") in shapes.objects(node, RDF_TYPE):
        return
    if any(predicate == SH + "property" for _, predicate in shapes.referenced_by.get(node, ())):
        return
    for name in _OF_PROPERTIES:
        for value in shapes.objects(node, SH + name):
            yield _finding(shapes, node, name, value, f"sh:{name} is for property shapes: this shape has no sh:path")


def _bounds(node: Node, shapes: LocatedShapes) -> Iterator[Diagnostic]:
    for low, high in _PAIRS:
        least = [_count(value) for value in shapes.objects(node, SH + low)]
        for value in shapes.objects(node, SH + high):
            most = _count(value)
            if most is not None and any(number is not None and number > most for number in least):
                yield _finding(shapes, node, high, value, f"Nothing has sh:{low} {least[0]} and sh:{high} {most}")


def _without_order(node: Node, shapes: LocatedShapes) -> Iterator[Diagnostic]:
    for name in _RANGES:
        for value in shapes.objects(node, SH + name):
            if isinstance(value, Literal) and (value.language or value.datatype.value not in _ORDERED):
                kind = shapes.prefixes.shorten(value.datatype.value)
                yield shapes.finding(
                    "CG021", Severity.WARNING, f"SPARQL has no order for {kind}, and engines differ on it",
                    node, shapes.at_value(node, SH + name, value),
                    "compare integers, decimals, dates or date-times, or write a SPARQL constraint",
                )  # fmt: skip
