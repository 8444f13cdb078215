"""Shapes and data made by chance, as Turtle: all constraint components of SHACL Core, paths, targets and queries.

Left out is what `shacl_differences` lists as remaining: values where a bound or another property has values of another
kind, ill-typed literals beside bounds, two spellings of a number, date-times without a zone, and `sh:minLength 0`.
"""

from __future__ import annotations

from hypothesis import strategies as st
from shacl_differences import HEAD

NODES = ("ex:a", "ex:b", "ex:c", "_:x", "_:y")
PROPERTIES = ("ex:p", "ex:q", "ex:r")
# These have only values that can be compared: pySHACL passes over a number where a date should be.
MEASURES, DAYS, TIMES = ("ex:m", "ex:n"), ("ex:d", "ex:e"), ("ex:t", "ex:u")
CLASSES = ("ex:A", "ex:B")
NUMBERS = ("0", "1", "2", "1.0", "1.5", "-1", "2e0", '"1"^^xsd:int')
DATES = ('"2020-01-01"^^xsd:date', '"2021-01-01"^^xsd:date', '"2020-02-29"^^xsd:date')
INSTANTS = tuple(f'"2020-01-0{text}"^^xsd:dateTime' for text in ("1T00:00:00Z", "1T02:00:00+02:00", "2T00:00:00Z"))
TEXTS = ('"a"', '"b"', '"ab"', '""', '"A"', '"1"', '"a"@en', '"a"@en-GB', '"b"@en', '"a"@sv')
LITERALS = (*NUMBERS, *TEXTS)

nodes, properties, classes = st.sampled_from(NODES), st.sampled_from(PROPERTIES), st.sampled_from(CLASSES)
literals = st.sampled_from(LITERALS)
iris = st.sampled_from([n for n in NODES if not n.startswith("_:")])
datatypes = st.sampled_from(
    ["xsd:" + name for name in ("integer", "decimal", "double", "int", "byte", "date", "dateTime", "string", "boolean")]
    + ["<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>", "ex:unknown"]
)
kinds = st.sampled_from(
    ["sh:" + name for name in ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")]
)
counts = st.integers(0, 2)


def _path(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.lists(inner, min_size=2, max_size=2).map(" ".join)
    return st.one_of(
        inner.map(lambda p: f"[ sh:inversePath {p} ]"),
        pairs.map(lambda p: f"( {p} )"),
        pairs.map(lambda p: f"[ sh:alternativePath ( {p} ) ]"),
        inner.map(lambda p: f"[ sh:zeroOrMorePath {p} ]"),
        inner.map(lambda p: f"[ sh:oneOrMorePath {p} ]"),
        inner.map(lambda p: f"[ sh:zeroOrOnePath {p} ]"),
    )


paths = st.one_of(properties, properties, st.recursive(properties, _path, max_leaves=3))


def _listed(members: st.SearchStrategy[str], least: int = 1) -> st.SearchStrategy[str]:
    return st.lists(members, min_size=least, max_size=3).map(lambda found: f"( {' '.join(found)} )")


# Constraints of node shapes and of property shapes alike, as statements.
_ANY = [
    classes.map(lambda c: f"sh:class {c}"),
    datatypes.map(lambda d: f"sh:datatype {d}"),
    kinds.map(lambda k: f"sh:nodeKind {k}"),
    *(
        st.sampled_from(NUMBERS).map(lambda value, name=name: f"sh:{name} {value}")
        for name in ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")
    ),
    st.integers(1, 2).map(lambda n: f"sh:minLength {n}"),
    counts.map(lambda n: f"sh:maxLength {n}"),
    st.sampled_from(['sh:pattern "^a"', 'sh:pattern "b$"', 'sh:pattern "^A" ; sh:flags "i"', 'sh:pattern "a.c"']),
    _listed(st.sampled_from(['"en"', '"sv"', '"en-GB"', '"EN"'])).map(lambda tags: f"sh:languageIn {tags}"),
    properties.map(lambda p: f"sh:equals {p}"),
    properties.map(lambda p: f"sh:disjoint {p}"),
    st.one_of(literals, iris).map(lambda value: f"sh:hasValue {value}"),
    _listed(st.one_of(literals, iris)).map(lambda values: f"sh:in {values}"),
    _listed(st.sampled_from([*PROPERTIES, "rdf:type"])).map(lambda p: f"sh:closed true ; sh:ignoredProperties {p}"),
]
# Those of property shapes only.
_PROPERTY = [
    counts.map(lambda n: f"sh:minCount {n}"),
    counts.map(lambda n: f"sh:maxCount {n}"),
    st.just("sh:uniqueLang true"),
]


def _compared(names: tuple[str, ...], values: tuple[str, ...]) -> list[st.SearchStrategy[str]]:
    """Constraints of property shapes on what can be compared."""
    pairs = st.sampled_from(["lessThan", "lessThanOrEquals"])
    bounds = st.sampled_from(["minInclusive", "maxInclusive", "minExclusive", "maxExclusive"])
    return [
        *_PROPERTY,
        st.builds(lambda name, other: f"sh:{name} {other}", pairs, st.sampled_from(names)),
        st.builds(lambda name, value: f"sh:{name} {value}", bounds, st.sampled_from(values)),
    ]


_QUERIES = [
    "SELECT $this ?value WHERE { $this <https://example.org/p> ?value FILTER(isLiteral(?value)) }",
    "SELECT $this ?value WHERE { $this <https://example.org/m> ?value ; <https://example.org/n> ?n FILTER(?value < ?n) }",
    "SELECT $this (<https://example.org/q> AS ?path) WHERE { FILTER NOT EXISTS { $this <https://example.org/q> ?v } }",
    "SELECT $this WHERE { ?x <https://example.org/r> $this OPTIONAL { $this <https://example.org/p> ?v } FILTER(!BOUND(?v)) }",
    "SELECT $this ?value WHERE { { $this <https://example.org/p> ?value } UNION { ?value <https://example.org/r> $this } }",
    "SELECT $this WHERE { $this <https://example.org/p> ?v } GROUP BY $this HAVING (COUNT(?v) > 1)",
    "SELECT $this ?value WHERE { $this <https://example.org/p>* ?value . FILTER(isIRI(?value)) }",
]


def _statements(anonymous: st.SearchStrategy[str], constraints: list[st.SearchStrategy[str]]) -> st.SearchStrategy[str]:
    """Constraints of a shape, some of which hold other shapes."""
    nested = [
        anonymous.filter(lambda s: s.startswith("[ a sh:NodeShape")).map(lambda s: f"sh:node {s}"),
        anonymous.map(lambda s: f"sh:not {s}"),
        *(_listed(anonymous).map(lambda s, name=name: f"sh:{name} {s}") for name in ("and", "or", "xone")),
    ]
    found = st.lists(st.one_of(*constraints, *nested), min_size=1, max_size=2, unique_by=lambda c: c.split(" ")[0])
    return found.map(" ; ".join)


def _deeper(anonymous: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inner = _statements(anonymous, _ANY)
    qualified = st.builds(
        lambda s, name, n, disjoint: (
            f"sh:qualifiedValueShape {s} ; sh:qualified{name}Count {n} ; sh:qualifiedValueShapesDisjoint {disjoint}"
        ),
        anonymous, st.sampled_from(["Min", "Max"]), counts, st.sampled_from(["true", "false"]),
    )  # fmt: skip
    of_property = _statements(anonymous, [*_ANY, *_PROPERTY, qualified])
    property_shape = st.builds(lambda p, c: f"[ a sh:PropertyShape ; sh:path {p} ; {c} ]", paths, of_property)
    return st.one_of(
        inner.map(lambda c: f"[ a sh:NodeShape ; {c} ]"),
        property_shape,
        st.lists(property_shape, min_size=1, max_size=2).map(
            lambda ps: f"[ a sh:NodeShape ; sh:property {' , '.join(ps)} ]"
        ),
    )


_LEAF = st.lists(st.one_of(*_ANY), min_size=1, max_size=2, unique_by=lambda c: c.split(" ")[0]).map(
    lambda c: f"[ a sh:NodeShape ; {' ; '.join(c)} ]"
)
anonymous_shapes = st.recursive(_LEAF, _deeper, max_leaves=3)
targets = st.one_of(
    classes.map(lambda c: f"sh:targetClass {c}"),
    iris.map(lambda n: f"sh:targetNode {n}"),
    literals.map(lambda value: f"sh:targetNode {value}"),
    properties.map(lambda p: f"sh:targetSubjectsOf {p}"),
    properties.map(lambda p: f"sh:targetObjectsOf {p}"),
)


@st.composite
def shapes(draw: st.DrawFn) -> str:
    """One or two named shapes, one of them perhaps the value of the other's sh:node or sh:property."""
    texts = []
    for name in draw(st.sampled_from([("ex:s1",), ("ex:s1", "ex:s2")])):
        parts = draw(st.lists(targets, min_size=1, max_size=2))
        if draw(st.integers(0, 3)) == 0:
            names, values = draw(st.sampled_from([(MEASURES, NUMBERS), (DAYS, DATES), (TIMES, INSTANTS)]))
            found = st.lists(
                st.one_of(*_compared(names, values)), min_size=1, max_size=2, unique_by=lambda c: c.split(" ")[0]
            )
            parts += ["a sh:PropertyShape", f"sh:path {draw(st.sampled_from(names))}", *draw(found)]
        elif draw(st.booleans()):
            constraints = _statements(anonymous_shapes, [*_ANY, *_PROPERTY])
            parts += ["a sh:PropertyShape", f"sh:path {draw(paths)}", draw(constraints)]
        else:
            parts += ["a sh:NodeShape", draw(_statements(anonymous_shapes, _ANY))]
        if draw(st.integers(0, 3)) == 0:
            parts.append(f'sh:sparql [ sh:select "{draw(st.sampled_from(_QUERIES))}" ]')
        if draw(st.integers(0, 3)) == 0:
            parts.append(
                draw(st.sampled_from(["sh:severity sh:Warning", "sh:deactivated true", "sh:severity ex:Mild"]))
            )
        texts.append(f"{name} {' ; '.join(parts)} .")
    return HEAD + "\n".join(texts) + "\n"


@st.composite
def data(draw: st.DrawFn) -> str:
    """Up to ten triples over a few nodes, classes and properties."""
    triple = st.one_of(
        st.tuples(nodes, properties, st.one_of(nodes, literals)),
        st.tuples(nodes, st.just("a"), classes),
        st.tuples(nodes, st.sampled_from(MEASURES), st.sampled_from(NUMBERS)),
        st.tuples(nodes, st.sampled_from(DAYS), st.sampled_from(DATES)),
        st.tuples(nodes, st.sampled_from(TIMES), st.sampled_from(INSTANTS)),
    )
    lines = [" ".join(t) + " ." for t in draw(st.lists(triple, min_size=1, max_size=10))]
    if draw(st.booleans()):
        lines.append("ex:B rdfs:subClassOf ex:A .")
    return HEAD + "\n".join(lines) + "\n"
