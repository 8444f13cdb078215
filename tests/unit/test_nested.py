"""Places in JSON-LD and RDF/XML: what stands at the place of a term is the term."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from civicgraph.nested import located, things_in_jsonld, things_in_rdfxml
from civicgraph.nested.json_places import Array, Json, Object, Scalar, read_json
from civicgraph.turtle import Document, LocatedTriple

BASE = "file:///data/x"
JSON_LD = """\
{
  "@context": {"ex": "http://e/", "name": "ex:name", "knows": {"@id": "ex:knows", "@type": "@id"},
    "id": "@id", "type": "@type", "list": {"@id": "ex:list", "@container": "@list"},
    "said": {"@id": "ex:said", "@container": "@language"},
    "home": {"@id": "ex:home", "@context": {"name": "ex:homeName"}}},
  "@graph": [
    {"id": "ex:a", "type": ["ex:Person", "ex:Cat"], "name": ["A", "B\\u00e9"], "ex:age": 1.5,
     "knows": ["ex:b", "c"], "ex:addr": {"name": "street"}, "list": [1, "two", {"id": "ex:z", "name": "zz"}]},
    {"id": "ex:b", "name": {"@value": "é𝄞", "@language": "en"}, "ex:tall": true, "said": {"sv": "hej", "en": "hello"},
     "home": {"name": "house"}, "ex:r": [{"name": "r1", "ex:q": {"name": "deep"}}, {"name": "r2"}]},
    {"name": "nobody", "ex:knows": {"@id": "_:x"}},
    {"@id": "_:x", "name": "x"}
  ]
}
"""
RDF_XML = """\
<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE rdf:RDF [<!ENTITY e "http://e/">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://e/" xml:base="http://base/x">
  <ex:Person rdf:about="&e;a" ex:nick="é nick">
    <ex:name xml:lang="en">Åsa 𝄞</ex:name>
    <ex:age rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">3</ex:age>
    <ex:knows rdf:resource="#b"/>
    <ex:addr rdf:parseType="Resource"><ex:name>street</ex:name></ex:addr>
    <ex:addr><rdf:Description><ex:name>other</ex:name></rdf:Description></ex:addr>
    <ex:list rdf:parseType="Collection"><ex:P rdf:about="#c"/><rdf:Description rdf:about="#d"/></ex:list>
    <ex:text rdf:parseType="Literal"><b>x</b></ex:text>
    <ex:k rdf:nodeID="n"/>
  </ex:Person>
  <rdf:Description rdf:ID="b"><rdf:type rdf:resource="&e;Q"/></rdf:Description>
  <ex:P rdf:nodeID="n"><ex:name>nn</ex:name></ex:P>
  <rdf:Seq rdf:about="#s"><rdf:li>one</rdf:li><rdf:li rdf:resource="#b"/></rdf:Seq>
</rdf:RDF>
"""


def read(text: str, syntax: RdfFormat) -> list[LocatedTriple]:
    quads = list(parse(text, format=syntax, base_iri=BASE))
    things = things_in_jsonld(text, BASE) if syntax == RdfFormat.JSON_LD else things_in_rdfxml(text.encode(), BASE)
    triples = located(quads, things, Document(text, "x"))
    assert sorted(map(str, (t.quad for t in triples))) == sorted(map(str, quads))
    return triples


def written(triples: list[LocatedTriple]) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    """What stands at the places of subject, predicate and object; a blank node is called [], XML has no namespaces."""

    def name(term: object) -> str:
        if isinstance(term, BlankNode):
            return "[]"
        return term.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1] if isinstance(term, NamedNode) else str(term.value)  # type: ignore[attr-defined]

    def at(triple: LocatedTriple, place: tuple[int, int]) -> str:
        return triple.document.text[slice(*place)]

    return {
        (name(t.subject), name(t.predicate), name(t.object)): (
            at(t, t.subject_place), at(t, t.predicate_place), at(t, t.object_place),
        )
        for t in triples
    }  # fmt: skip


@pytest.mark.parametrize(
    ("triple", "places"),
    [
        (("a", "type", "Cat"), ('"ex:a"', '"type"', '"ex:Cat"')),
        (("a", "name", "Bé"), ('"ex:a"', '"name"', '"B\\u00e9"')),
        (("a", "age", "1.5E0"), ('"ex:a"', '"ex:age"', "1.5")),
        (("a", "knows", "b"), ('"ex:a"', '"knows"', '"ex:b"')),
        (("a", "knows", "c"), ('"ex:a"', '"knows"', '"c"')),
        (("a", "addr", "[]"), ('"ex:a"', '"ex:addr"', "{")),
        (("[]", "name", "street"), ("{", '"name"', '"street"')),
        (("[]", "first", "two"), ('"two"', '"two"', '"two"')),
        (("[]", "first", "z"), ('"ex:z"', '"ex:z"', '"ex:z"')),
        (("z", "name", "zz"), ('"ex:z"', '"name"', '"zz"')),
        (("b", "name", "é𝄞"), ('"ex:b"', '"name"', '"é𝄞"')),
        (("b", "tall", "true"), ('"ex:b"', '"ex:tall"', "true")),
        (("b", "said", "hello"), ('"ex:b"', '"said"', '"hello"')),
        (("[]", "homeName", "house"), ("{", '"name"', '"house"')),
        (("[]", "name", "deep"), ("{", '"name"', '"deep"')),
        (("[]", "name", "r2"), ("{", '"name"', '"r2"')),
        (("[]", "name", "nobody"), ("{", '"name"', '"nobody"')),
        (("[]", "name", "x"), ('"_:x"', '"name"', '"x"')),
    ],
)
def test_terms_of_jsonld_stand_where_they_are_said_to(
    triple: tuple[str, str, str], places: tuple[str, str, str]
) -> None:
    assert written(read(JSON_LD, RdfFormat.JSON_LD))[triple] == places


@pytest.mark.parametrize(
    ("triple", "places"),
    [
        (("a", "type", "Person"), ("&e;a", "ex:Person", "ex:Person")),
        (("a", "nick", "é nick"), ("&e;a", "é nick", "é nick")),
        (("a", "name", "Åsa 𝄞"), ("&e;a", "ex:name", "Åsa 𝄞")),
        (("a", "age", "3"), ("&e;a", "ex:age", "3")),
        (("a", "knows", "b"), ("&e;a", "ex:knows", "#b")),
        (("[]", "name", "street"), ("ex:addr", "ex:name", "street")),
        (("[]", "name", "other"), ("rdf:Description", "ex:name", "other")),
        (("[]", "first", "d"), ("#d", "#d", "#d")),
        (("c", "type", "P"), ("#c", "ex:P", "ex:P")),
        (("b", "type", "Q"), ("b", "rdf:type", "&e;Q")),
        (("[]", "name", "nn"), ("ex:k", "ex:name", "nn")),
        (("s", "_1", "one"), ("#s", "rdf:li", "one")),
        (("s", "_2", "b"), ("#s", "rdf:li", "#b")),
    ],
)
def test_terms_of_rdfxml_stand_where_they_are_said_to(
    triple: tuple[str, str, str], places: tuple[str, str, str]
) -> None:
    assert written(read(RDF_XML, RdfFormat.RDF_XML))[triple] == places


def test_blank_nodes_that_are_told_alike_take_the_order_of_the_text() -> None:
    text = '{"@id": "http://e/a", "http://e/p": [{"http://e/q": 1}, {"http://e/q": 1}]}'
    triples = read(text, RdfFormat.JSON_LD)
    assert len({t.object_place for t in triples if isinstance(t.object, BlankNode)}) == 2


def test_what_cannot_be_found_has_the_place_of_its_subject() -> None:
    text = '{"@context": {"C": {"@id": "http://e/C", "@context": {"n": "http://e/n"}}}, "@type": "C", "@id": "http://e/a", "n": 1}'
    (triple,) = (t for t in read(text, RdfFormat.JSON_LD) if isinstance(t.object, Literal))
    assert text[slice(*triple.object_place)] == '"http://e/a"'


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": ' * 100_000, "{", "", "{]", '{"a" 1}', "[1 2]", "nul"])
def test_a_text_that_cannot_be_read_has_no_places(text: str) -> None:
    assert things_in_jsonld(text, BASE) == []
    assert things_in_rdfxml(text.encode(), BASE) == []


def plain(value: Json) -> object:
    if isinstance(value, Scalar):
        return value.value
    if isinstance(value, Array):
        return [plain(item) for item in value.items]
    return {member.key: plain(member.value) for member in value.members}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON, st.sampled_from([None, 0, 2]), st.booleans())
def test_json_is_read_as_the_library_reads_it(value: object, indent: int | None, ascii: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii)
    assert plain(read_json(text)) == value


@given(JSON)
def test_the_places_of_json_are_those_of_its_parts(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)

    def check(part: Json) -> None:
        if isinstance(part, Scalar):
            assert json.loads(text[slice(*part.place)]) == part.value
        elif isinstance(part, Array):
            assert text[slice(*part.place)] == "["
            for item in part.items:
                check(item)
        else:
            assert isinstance(part, Object)
            for member in part.members:
                assert json.loads(text[slice(*member.place)]) == member.key
                check(member.value)

    check(read_json(text))
