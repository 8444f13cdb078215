"""Injection: whatever a parameter holds, the query keeps its shape and means the one value.

Each attempt puts a hostile text, IRI or language tag into one of the positions in which a parameter may stand. The tokens
around it must stay what they are, and Oxigraph must find the thing that has the value, and not the secret beside it; some
are also compared as the algebra of rdflib. A million attempts in the long tier (`CIVICGRAPH_INJECTIONS` sets another number).
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, Store

from civicgraph.errors import QueryParameterError
from civicgraph.queries.binding import parse_value, sparql_term, substitute
from civicgraph.queries.parameters import Parameter
from civicgraph.queries.tokens import tokens

MANY = int(os.environ.get("CIVICGRAPH_INJECTIONS", "1000000"))
THING, SECRET, P = NamedNode("http://e/thing"), NamedNode("http://e/secret"), NamedNode("http://e/p")
# Queries that find what has the value, with the parameter in every place in which one may stand. No hostile value is one of
# their own constants, by which the comparison of algebras would take one for the other.
TEMPLATES = {
    "filter": "SELECT ?s WHERE { ?s <http://e/p> ?o . FILTER(?o = $v) } # $v",
    "object": "SELECT ?s WHERE { ?s <http://e/p> $v }",
    "sub-select": "SELECT ?s WHERE { { SELECT ?s WHERE { ?s <http://e/p> $v } LIMIT 9 } }",
    "optional": 'SELECT ?s WHERE { ?s <http://e/p> ?o OPTIONAL { ?s <http://e/p> $v . BIND("kept: $v" AS ?t) } FILTER(BOUND(?t)) }',
    "exists": "SELECT ?s WHERE { ?s <http://e/p> ?o FILTER EXISTS { ?s <http://e/p> $v } }",
    "values": "SELECT ?s WHERE { VALUES (?n ?o) { (1 $v) (2 $v) } ?s <http://e/p> ?o FILTER(?n = 1) }",
    "in": "SELECT ?s WHERE { ?s <http://e/p> ?o FILTER(?o IN ($v, <http://e/nobody>)) }",
    "bound": "SELECT ?s WHERE { ?s <http://e/p> ?o FILTER(!BOUND($v) || ?o = $v) }",
    "construct": "CONSTRUCT { ?s <http://e/q> $v } WHERE { ?s <http://e/p> $v }",
}
PIECES = [
    '"', "'", '"""', "'''", "\\", "\\\\", '\\"', "\n", "\r", "\t", "\x00", "\x1b", "#", "# ", "}", "{", ")", "(", ".", ";",
    "<", ">", "<http://e/secret>", "^^", "@en", "@", "$v", "?s", "$v}", " UNION ", "} UNION { ?s ?p ?o", " FILTER(true)",
    "SERVICE <http://e/>", "DROP ALL", "; INSERT DATA { <a> <b> <c> }", "BOUND($v)", "\\u0022", "\\U00000022", "\u2028",
    "\ufeff", "\u202e", "\U0001f600", "é", "a", "http://e/x", "urn:x:", "%22", "%3E", "`", "|", "^", "-", "1e9", "true", " ",
]  # fmt: skip
TAGS = ["en", "sv", "de-AT", "en@sv", 'en"', "en }", "x-a-b", "en--ltr", "", "e n", "$v", "a" * 9, "en-\u00e9"]


def hostile(chance: random.Random) -> str:
    return "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 8)))


def attempts(seed: int, number: int) -> Iterator[tuple[str, NamedNode | Literal]]:
    """Positions, and the terms of the hostile values that are not refused."""
    chance = random.Random(seed)
    positions = list(TEMPLATES)
    for _ in range(number):
        kind = chance.choice(["string", "string", "langstring", "iri"])
        text = hostile(chance)
        if kind == "langstring":
            text += "@" + chance.choice(TAGS)
        elif kind == "iri":
            text = chance.choice(["http://e/", "urn:x:", "x:", ""]) + text
        try:
            term = parse_value(Parameter("v", kind, "a value"), text, lambda value, _: value)
        except QueryParameterError:
            continue
        yield chance.choice(positions), term


def answer(store: Store, text: str) -> set[NamedNode]:
    result = store.query(text)
    if isinstance(result, QueryTriples):
        return {triple.subject for triple in result}  # type: ignore[misc]
    return {row[0] for row in result}  # type: ignore[union-attr]


def attack(seed: int, number: int) -> int:
    """Attacks so often; returns how many values were taken."""
    store = Store()
    store.add(Quad(SECRET, P, Literal("secret")))
    taken = 0
    for position, term in attempts(seed, number):
        template = TEMPLATES[position]
        text = substitute(template, {"v": term})
        before = [t.text for t in tokens(template)]
        inside = [t.text for t in tokens(sparql_term(term))]
        expected: list[str] = []
        for token in before:
            expected += inside if token == "$v" else [token]
        if position == "bound":
            start = before.index("BOUND")
            expected = [*before[:start], "true", *expected[start + len(inside) + 3 :]]
        assert [t.text for t in tokens(text)] == expected, (position, term)
        quad = Quad(THING, P, term)
        store.add(quad)
        assert answer(store, text) == {THING}, (position, term, text)
        store.remove(quad)
        taken += 1
    return taken


def algebra(text: str) -> str:
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    return repr(translateQuery(parseQuery(text)).algebra)


def compare(seed: int, number: int) -> int:
    """Compares so many queries as rdflib's algebra: it differs in the term only."""
    from rdflib import Literal as Text
    from rdflib import URIRef

    seen = 0
    harmless = {"iri": NamedNode("http://e/harmless"), "text": Literal("harmless")}
    for position, term in attempts(seed, number):
        if position == "bound":
            continue
        kind = "iri" if isinstance(term, NamedNode) else "text"
        plain = algebra(substitute(TEMPLATES[position], {"v": harmless[kind]}))
        found = algebra(substitute(TEMPLATES[position], {"v": term}))
        if isinstance(term, NamedNode):
            shown, other = repr(URIRef(term.value)), repr(URIRef("http://e/harmless"))
        else:
            shown, other = repr(Text(term.value, lang=term.language)), repr(Text("harmless"))
        assert found.replace(shown, other) == plain, (position, term)
        seen += 1
    return seen


def test_some_attempts() -> None:
    assert attack(1, 4000) > 1000


def test_some_attempts_as_algebra() -> None:
    assert compare(1, 100) > 30


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 12))
def test_many_attempts(seed: int) -> None:
    assert attack(seed, MANY // 10) > MANY // 40


@pytest.mark.long
def test_many_attempts_as_algebra() -> None:
    assert compare(12, MANY // 50) > MANY // 200
