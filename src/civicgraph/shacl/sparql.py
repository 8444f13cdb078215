"""The SPARQL queries of shapes: their prefixes, and what makes them unfit (SHACL, sections 5.2.1 and A)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Protocol

from pyoxigraph import Literal

from ..paths import Node, Objects, Term
from ..queries import SparqlToken, check_syntax, sparql_fault, tokens
from ..suggest import nearest
from ..terms import OWL, RDF_TYPE, SH
from .binding import path_in_query

SELECT, ASK = SH + "select", SH + "ask"
_FORBIDDEN = {
    "MINUS": "a FILTER NOT EXISTS does the same",
    "SERVICE": "a shape must not depend on what another server says",
    "VALUES": "write FILTER(?x IN (...))",
}
# What a processor may leave unbound, so that a sub-query need not return it.
_OPTIONAL = ("currentShape", "shapesGraph")


class FaultKind(Enum):
    """What is wrong with a query."""

    SYNTAX = "syntax"
    PREFIX = "prefix"
    FORBIDDEN = "forbidden"
    PROJECTION = "projection"


@dataclass(frozen=True, slots=True)
class QueryFault:
    """A fault of a query: `start` and `end` are offsets in its text, in code points."""

    kind: FaultKind
    message: str
    start: int
    end: int
    help: str | None = None


def prefixes_of(node: Node, objects: Objects) -> dict[str, str]:
    """The prefixes of a constraint or validator: `sh:prefixes/owl:imports*/sh:declare` (SHACL, section 5.2.1)."""
    waiting = list(objects(node, SH + "prefixes"))
    seen: set[object] = set()
    found: dict[str, str] = {}
    while waiting:
        source = waiting.pop()
        if source in seen or isinstance(source, Literal):
            continue
        seen.add(source)
        waiting.extend(objects(source, OWL + "imports"))
        for declaration in objects(source, SH + "declare"):
            if isinstance(declaration, Literal):
                continue
            names, namespaces = objects(declaration, SH + "prefix"), objects(declaration, SH + "namespace")
            for name, namespace in zip(names, namespaces, strict=False):
                if isinstance(name, Literal):
                    found[name.value] = namespace.value
    return found


class Statements(Protocol):
    """A graph that tells what it speaks of, and the objects of a node and a predicate."""

    def subjects(self) -> Sequence[Node]: ...
    def objects(self, node: Node, predicate: str) -> Sequence[Term]: ...


@dataclass(frozen=True, slots=True)
class ShapeQuery:
    """A query of a constraint or validator: `predicate` is sh:select or sh:ask, `literal` its value.

    `prefixes` are those that it can use, `prebound` the variables that have values before it runs.
    """

    node: Node
    predicate: str
    literal: Literal
    prefixes: Mapping[str, str]
    prebound: tuple[str, ...]

    def faults(self) -> list[QueryFault]:
        """What is wrong with the query, in the order of its text."""
        form = "SELECT" if self.predicate == SELECT else "ASK"
        return query_faults(self.literal.value, form, self.prefixes, self.prebound)


def shape_queries(graph: Statements) -> Iterator[ShapeQuery]:
    """The queries of constraints and validators; those of SHACL-AF (targets, functions) have other rules."""
    validators: dict[Term, list[str]] = {}
    for node in graph.subjects():
        for iri in _VALIDATORS:
            for validator in graph.objects(node, iri):
                validators.setdefault(validator, []).extend(_parameters(node, graph))
    advanced = {target for node in graph.subjects() for target in graph.objects(node, SH + "target")}
    for node in graph.subjects():
        kinds = {getattr(kind, "value", "") for kind in graph.objects(node, RDF_TYPE)}
        if node in advanced or kinds & _ADVANCED:
            continue
        for predicate in (SELECT, ASK):
            for literal in graph.objects(node, predicate):
                if isinstance(literal, Literal):
                    names = ["this", *_OPTIONAL, *validators.get(node, ()), *(["value"] if predicate == ASK else [])]
                    prefixes = prefixes_of(node, graph.objects)
                    yield ShapeQuery(node, predicate, literal, prefixes, tuple(sorted(set(names))))


_VALIDATORS = [SH + name for name in ("validator", "nodeValidator", "propertyValidator")]
_ADVANCED = {SH + name for name in ("SPARQLFunction", "SPARQLRule", "SPARQLTarget", "SPARQLTargetType")}


def _parameters(component: Node, graph: Statements) -> Iterator[str]:
    """The names of a component's parameters: the local names of their paths (SHACL, section 6.2.1)."""
    for parameter in graph.objects(component, SH + "parameter"):
        if not isinstance(parameter, Literal):
            for path in graph.objects(parameter, SH + "path"):
                yield re.split(r"[#/:]", getattr(path, "value", ""))[-1]


def prologue(prefixes: Mapping[str, str]) -> str:
    """The PREFIX lines to put before a query, one for each prefix."""
    return "".join(f"PREFIX {name}: <{prefixes[name]}>\n" for name in sorted(prefixes))


def query_faults(text: str, form: str, prefixes: Mapping[str, str], prebound: Sequence[str]) -> list[QueryFault]:
    """What is wrong with the query of a constraint or validator, in the order of the text.

    `form` is SELECT or ASK; `prebound` names the variables that have values before the query runs.
    """
    found = [t for t in tokens(text) if t.kind not in ("space", "comment")]
    faults = [*_forbidden(found, set(prebound)), *_unknown_prefixes(found, prefixes)]
    if not faults:
        faults = [*_syntax(text, prefixes)] or [*_projection(found, form)]
    return sorted(faults, key=lambda fault: fault.start)


def _fault(kind: FaultKind, message: str, token: SparqlToken, help: str | None = None) -> QueryFault:
    return QueryFault(kind, message, token.start, token.start + len(token.text), help)


def _forbidden(found: Sequence[SparqlToken], prebound: set[str]) -> Iterator[QueryFault]:
    """The restrictions that pre-binding needs."""
    depth = 0
    for number, token in enumerate(found):
        word = token.text.upper() if token.kind == "word" else token.text
        depth += (word == "{") - (word == "}")
        if word in _FORBIDDEN and token.kind == "word":
            message = f"A query of a shape must not use {word}"
            yield _fault(FaultKind.FORBIDDEN, message, token, _FORBIDDEN[word])
        elif word == "AS" and number + 1 < len(found) and found[number + 1].text[1:] in prebound:
            name = found[number + 1].text
            message = f"{name} has a value before the query runs, so that nothing can be assigned to it"
            yield _fault(FaultKind.FORBIDDEN, message, found[number + 1], "take another name")
        elif word == "SELECT" and depth > 0:
            projected = _projected(found[number + 1 :])
            missing = sorted(name for name in prebound.difference(_OPTIONAL) if name not in projected)
            if missing:
                shown = ", ".join(f"${name}" for name in missing)
                message = f"A sub-query must return what has a value before the query runs: {shown}"
                yield _fault(FaultKind.FORBIDDEN, message, token, "add it to its SELECT")


def _projected(found: Sequence[SparqlToken]) -> set[str]:
    """The variables between SELECT and the pattern; an expression gives that after AS."""
    names: set[str] = set()
    depth = 0
    for number, token in enumerate(found):
        if token.text == "{" or (token.kind == "word" and token.text.upper() in ("WHERE", "FROM")):
            break
        depth += (token.text == "(") - (token.text == ")")
        if token.kind == "variable" and (depth == 0 or found[number - 1].text.upper() == "AS"):
            names.add(token.text[1:])
    return names


def _unknown_prefixes(found: Sequence[SparqlToken], prefixes: Mapping[str, str]) -> Iterator[QueryFault]:
    declared = set(prefixes)
    for before, token in pairwise(found):
        if before.kind == "word" and before.text.upper() == "PREFIX":
            declared.add(token.text.removesuffix(":"))
    for token in found:
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and prefix not in declared and not token.text.startswith("_:"):
            near = nearest(prefix, declared)
            help = f"did you mean {near}:?" if near else "declare it with sh:declare, and point sh:prefixes at that"
            yield _fault(FaultKind.PREFIX, f"No sh:prefixes declares the prefix {prefix}:", token, help)


def _syntax(text: str, prefixes: Mapping[str, str]) -> Iterator[QueryFault]:
    # $PATH stands for the path of the shape; an IRI of the same length in its place keeps the offsets.
    query = prologue(prefixes) + path_in_query(text, "<u:p>")
    try:
        check_syntax(query)
    except SyntaxError as error:
        fault = sparql_fault(error, len(prefixes))
        lines = text.split("\n")
        start = sum(len(line) + 1 for line in lines[: fault.line - 1]) + fault.column - 1
        start = min(max(start, 0), max(len(text) - 1, 0))
        yield QueryFault(FaultKind.SYNTAX, f"This is not SPARQL: {fault.message}", start, start + 1)


def _projection(found: Sequence[SparqlToken], form: str) -> Iterator[QueryFault]:
    words = [t for t in found if t.kind == "word" and t.text.upper() in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")]
    if not words or words[0].text.upper() != form:
        name = form.lower()
        yield QueryFault(FaultKind.PROJECTION, f"sh:{name} holds a query that begins with {form}", 0, 1)
    elif form == "SELECT":
        rest = found[found.index(words[0]) + 1 :]
        if "this" not in _projected(rest) and not _selects_all(rest):
            yield _fault(FaultKind.PROJECTION, "The query does not return $this", words[0], "write SELECT $this")


def _selects_all(rest: Sequence[SparqlToken]) -> bool:
    first = [t.text for t in rest[:2] if t.text.upper() not in ("DISTINCT", "REDUCED")]
    return first[:1] == ["*"]
