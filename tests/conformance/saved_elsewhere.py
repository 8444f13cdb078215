"""The saved queries asked of two real servers: how many say what the embedded engine says, and what Virtuoso does otherwise.

`servers_page` is docs/reference/sparql-servers.md. tests/conformance/test_virtuoso.py holds the page and each example.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from pyoxigraph import Literal
from served import served
from support import ROOT, graph_with
from virtuoso import Virtuoso, virtuoso

sys.path.insert(0, str(ROOT / "tests" / "graph" / "queries"))

from test_questions import CASES, WORLD, parameters

from civicgraph.api import KnowledgeGraph, open_graph
from civicgraph.errors import CivicGraphError
from civicgraph.graph import ntriples
from civicgraph.project import open_project
from civicgraph.queries import Answer
from civicgraph.terms import XSD

PAGE = ROOT / "docs" / "reference" / "sparql-servers.md"
ENGINES = ("rdflib", "oxigraph server", "Virtuoso")
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float", "int")}
# Saved queries with which Virtuoso says something else, by the example that shows why.
OTHERWISE = {"places-on-a-map": "optional-path"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that Virtuoso does otherwise than the specification.

    `right` are the rows by the specification, `found` those of Virtuoso, or `another order`, or a word of its refusal;
    None where the server ends. `instead` says how the saved queries put it.
    """

    name: str
    what: str
    query: str
    right: tuple[tuple[str, ...], ...]
    found: tuple[tuple[str, ...], ...] | str | None
    instead: str


EXAMPLE = """\
@prefix ex: <https://e.org/id/> .
ex:a ex:name "a" ; ex:n 1 ; ex:p ex:b ; ex:in ex:x .
ex:b ex:name "b" ; ex:n 2 ; ex:q ex:a ; ex:r ex:c ; ex:in ex:x .
ex:c ex:name "c" ; ex:p ex:c .
ex:d ex:in ex:y .
ex:x ex:in ex:y ; ex:lat 1.5 .
ex:y ex:lat 2.5 ; ex:code "y" ; ex:sub "z" .
ex:long0 ex:text "a text of more than fifty characters that is the same up to here, and to here, and to here, and to here: d" .
ex:long1 ex:text "a text of more than fifty characters that is the same up to here, and to here, and to here, and to here: b" .
ex:long2 ex:text "a text of more than fifty characters that is the same up to here, and to here, and to here, and to here: f" .
ex:long3 ex:text "a text of more than fifty characters that is the same up to here, and to here, and to here, and to here: a" .
ex:long4 ex:text "a text of more than fifty characters that is the same up to here, and to here, and to here, and to here: e" .
ex:long5 ex:text "a text of more than fifty characters that is the same up to here, and to here, and to here, and to here: c" .
ex:role1 ex:holder ex:h ; ex:body ex:o .
ex:role2 ex:holder ex:h ; ex:post ex:po .
ex:po ex:postIn ex:o .
"""
DIFFERENCES = (
    Difference(
        "boolean",
        "A comparison or a constant that is bound is a number, 1 or 0.",
        "SELECT ?x ?b { ?x ex:n ?n BIND(?n > 1 AS ?b) }",
        (("a", "false"), ("b", "true")),
        (("a", "0"), ("b", "1")),
        "`BIND(xsd:boolean(?n > 1) AS ?b)`",
    ),
    Difference(
        "exists-or",
        "EXISTS beside `||` in an expression that is bound is refused.",
        "SELECT ?x ?b { ?x ex:n ?n BIND(IF(EXISTS { ?x ex:p ?y } || EXISTS { ?x ex:r ?y }, 1, 0) AS ?b) }",
        (("a", "1"), ("b", "1")),
        "SQ074",
        "`IF(EXISTS { … }, 1, IF(EXISTS { … }, 1, 0))`",
    ),
    Difference(
        "concat-unbound",
        "CONCAT with a variable that is not bound gives a text, where it is an error.",
        'SELECT ?x ?w { ?x ex:name ?k OPTIONAL { ?x ex:n ?n } BIND(CONCAT("has ", STR(?n)) AS ?w) }',
        (("a", "has 1"), ("b", "has 2"), ("c", "")),
        (("a", "has 1"), ("b", "has 2"), ("c", "has ")),
        "the BIND stands inside the OPTIONAL",
    ),
    Difference(
        "if-unbound",
        "IF with a condition that is an error takes the second value, so that COALESCE never sees the error.",
        'SELECT ?x ?w { ?x ex:name ?k OPTIONAL { ?x ex:n ?n } BIND(COALESCE(IF(?n > 0, "yes", "no"), "none") AS ?w) }',
        (("a", "yes"), ("b", "yes"), ("c", "none")),
        (("a", "yes"), ("b", "yes"), ("c", "no")),
        "a value bound inside the OPTIONAL, and COALESCE over it",
    ),
    Difference(
        "constant-in-union",
        "A constant bound in one arm of a UNION, and a path of no or one step before it, cannot be compiled.",
        'SELECT ?x ?v { ?x ex:n ?n ; ex:in? ?u { ?c ex:p ?u ; ex:q ?w . ?w ex:name ?v } UNION { ?u ex:r ?d BIND("none" AS ?v) } }',
        (("b", "none"),),
        "SQ156",
        '`VALUES ?v { "none" }` in that arm',
    ),
    Difference(
        "order-of-long-texts",
        "ORDER BY takes no account of what comes after the first fifty characters or so of a text, and GROUP_CONCAT neither.",
        "SELECT ?t { ?x ex:text ?t } ORDER BY ?t",
        tuple(
            (
                f"a text of more than fifty characters that is the same up to here, and to here, and to here, and to here: {letter}",
            )
            for letter in "abcdef"
        ),
        "another order",
        "`ORDER BY STR(?t)` where texts are joined; the rows of an answer may come in another order",
    ),
    Difference(
        "path-from-nowhere",
        "A path of one or more steps of which neither end is bound is refused.",
        "SELECT ?x ?y { ?x (ex:p|^ex:p)+ ?y }",
        (("a", "a"), ("a", "b"), ("b", "a"), ("b", "b"), ("c", "c")),
        "transitive start not given",
        "the beginning is bound first",
    ),
    Difference(
        "nested-not-exists",
        "NOT EXISTS within NOT EXISTS, beside a path with alternatives, ends the server.",
        "SELECT ?r { ?r ex:holder ?h ; ex:body|ex:post/ex:postIn ?b "
        "FILTER NOT EXISTS { ?s ex:holder ?h ; ex:body|ex:post/ex:postIn ?b FILTER NOT EXISTS { ?r ex:conflicts ?s } } }",
        (),
        None,
        "MINUS for the outer one",
    ),
    Difference(
        "optional-path",
        "A path with a step that may be absent, in a second OPTIONAL, is counted wrongly.",
        "SELECT ?p (COUNT(DISTINCT ?i) AS ?n) { ?p ex:lat ?l ; ex:in? ?c . ?c ex:code ?code "
        "OPTIONAL { ?p ex:in? ?around . ?around ex:sub ?z } OPTIONAL { ?i ex:in/ex:in? ?p } } GROUP BY ?p",
        (("x", "2"), ("y", "4")),
        (("x", "2"), ("y", "2")),
        "nothing yet",
    ),
)


def by_value(answer: Answer) -> Counter[tuple[object, ...]]:
    """The rows, or the triples, of an answer as a multiset of values.

    Numbers count by value whatever their type, booleans by value and never as numbers, languages without case.
    """
    return Counter(tuple(map(_value, row)) for row in (answer.rows if answer.triples is None else answer.triples))


def _value(term: object) -> object:
    if isinstance(term, Literal) and term.datatype.value in _NUMBERS:
        return "number", float(term.value)
    if isinstance(term, Literal) and term.datatype.value == XSD + "boolean":
        return term.value in ("true", "1")
    if isinstance(term, Literal) and term.language:
        return term.value, term.language.lower()
    return term


def asking_only(server: Virtuoso) -> str:
    """The address by which only the default graph of the server is asked, and not all graphs together."""
    return f"{server.url}?{urlencode({'default-graph-uri': server.default_graph})}"


@dataclass(slots=True)
class Agreement:
    """How many questions were asked, and which of them were answered otherwise, with a word on it."""

    asked: int
    otherwise: dict[str, str]


def agreement(
    graph: KnowledgeGraph, questions: Iterable[tuple[str, str, dict[str, object]]], **how: object
) -> Agreement:
    """Whether questions (label, name, parameters) have the answers of the embedded engine when asked in another way."""
    otherwise, asked = {}, 0
    for label, name, values in questions:
        asked += 1
        here = by_value(graph.query(name, **values))  # type: ignore[arg-type]
        try:
            there = by_value(graph.query(name, **how, **values))  # type: ignore[arg-type]
        except CivicGraphError as error:
            otherwise[label] = error.message
            continue
        if there != here:
            otherwise[label] = f"{sum((there - here).values())} rows more, {sum((here - there).values())} fewer"
    return Agreement(asked, otherwise)


def cases() -> list[tuple[str, str, dict[str, object]]]:
    """Every saved query with every set of parameters of its tests."""
    return [(case, name, parameters(folder)) for case, (name, folder) in CASES.items()]


def without_parameters(graph: KnowledgeGraph) -> list[tuple[str, str, dict[str, object]]]:
    """Every saved query that can be asked without a parameter."""
    return [(q.name, q.name, {}) for q in graph.queries() if not any(p.required for p in q.parameters)]


def measured(folder: Path) -> dict[tuple[str, str], Agreement]:
    """What each engine and server agrees on: on the small world (`small`), and of the servers on the graph (`whole`)."""
    small = KnowledgeGraph(graph_with(folder / "small", *WORLD))
    whole = open_graph(open_project(ROOT))
    found = {("small", "rdflib"): agreement(small, cases(), engine="rdflib")}
    for scope, graph, questions in (("small", small, cases()), ("whole", whole, without_parameters(whole))):
        triples = ntriples(graph.store.store)
        with served(triples, folder / f"oxigraph-{scope}") as url:
            found[scope, "oxigraph server"] = agreement(graph, questions, endpoint=url)
        with virtuoso(folder / f"virtuoso-{scope}") as server:
            server.load(triples)
            found[scope, "Virtuoso"] = agreement(graph, questions, endpoint=asking_only(server), timeout=120)
    return found


def servers_page(found: dict[tuple[str, str], Agreement]) -> str:
    """The page on the servers: a table of agreement, and what Virtuoso does otherwise."""

    def cell(scope: str, engine: str) -> str:
        if (scope, engine) not in found:
            return ""
        one = found[scope, engine]
        return f"{one.asked - len(one.otherwise)} of {one.asked}"

    lines = [
        "<!-- Written by .ci/write_sparql_servers.py; do not edit. -->",
        "",
        "# SPARQL servers",
        "",
        "How many saved queries have the same answer as from the embedded engine, Oxigraph, as multisets of values: on the",
        "small world of the tests, with every set of parameters, and on the whole graph, those that need no parameter. The",
        "servers are asked as [any endpoint](../how-to/ask-an-endpoint.md); Virtuoso is the one of Debian 12,",
        "version 7.2.5, with the limit of rows raised.",
        "",
        "| asked | " + " | ".join(ENGINES) + " |",
        "|---|" + "---|" * len(ENGINES),
        "| small world | " + " | ".join(cell("small", engine) for engine in ENGINES) + " |",
        "| whole graph | " + " | ".join(cell("whole", engine) for engine in ENGINES) + " |",
        "",
        "## What Virtuoso does otherwise",
        "",
        "Each line has an example that a test holds (`tests/conformance/saved_elsewhere.py`). The saved queries are",
        "written so that Virtuoso is right, where nothing is lost elsewhere; the last column says how.",
        "",
        "| what | example | in the saved queries |",
        "|---|---|---|",
        *(f"| {d.what} | `{_cell(d.query)}` | {_cell(d.instead)} |" for d in DIFFERENCES),
        "",
    ]
    other = sorted({label for one in found.values() for label in one.otherwise})
    if other:
        lines += [
            "Answered otherwise: " + ", ".join(f"`{q}` (`{OTHERWISE.get(q, 'not known yet')}`)" for q in other) + ".",
            "",
        ]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
