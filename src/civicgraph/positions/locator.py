"""Positions of triples and entities, read from the files when something in them is asked for."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from ..errors import SourceSyntaxError
from ..graph import Readable, Statements
from ..paths import Node, Term
from ..reading import located_file
from ..source import SourceFile, Span
from ..terms import RDF_TYPE, XSD
from .blanks import relabelled

if TYPE_CHECKING:
    from ..turtle import LocatedTriple

_TYPE = NamedNode(RDF_TYPE)
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double")}


class Locator:
    """Finds positions in the files of a graph; reads a file only when something in it is asked for.

    Blank nodes are found where the graph keeps their labels (`GraphStore`, `labels`).
    """

    def __init__(self, graph: Readable) -> None:
        self._graph = graph
        self._files = {file.graph_name: file for file in graph.files}
        self._read: dict[str, dict[Node, list[LocatedTriple]]] = {}

    def where(self, subject: Node, predicate: NamedNode | None = None, value: Term | None = None) -> Span | None:
        """The most exact place: the object of the triple, the first statement with the predicate, the subject.

        The subject is shown where its class is stated. With a predicate but no value, the place of the predicate; None
        where no file states the subject.
        """
        statements = self._statements(subject)
        if isinstance(subject, BlankNode) and predicate is not None and value is not None:
            statements = self._unnamed(predicate, value)
        if predicate is not None:
            same = [t for t in statements if t.predicate == predicate]
            for triple in same:
                if value is not None and _same(triple.object, value):
                    return triple.object_span
            if same and value is None:
                return same[0].predicate_span
        # Labels in other languages stand in files of their own; what is missing is missing where the kind is stated.
        first = next((t for t in statements if t.predicate == _TYPE), statements[0] if statements else None)
        return first.subject_span if first else None

    def value(self, subject: Node, predicate: NamedNode, value: Term) -> Span | None:
        """The place of the object of a triple, or None where no authored file holds the triple.

        Where files write several numbers of one value, it is that which is written like `value`.
        """
        found = [t for t in self._statements(subject) if t.predicate == predicate and _same(t.object, value)]
        exact = [t for t in found if t.object == value]
        return min((t.object_span for t in exact or found), default=None)

    def predicate(self, subject: Node, predicate: NamedNode, value: Term) -> Span | None:
        """The place of the predicate of a triple, or None where no authored file holds the triple."""
        found = [t for t in self._statements(subject) if t.predicate == predicate and _same(t.object, value)]
        return min((t.predicate_span for t in found), default=None)

    def any_value(self, subject: Node, value: Term) -> Span | None:
        """The first place at which a thing has a value, whatever the property; None where it has not."""
        return min((t.object_span for t in self._statements(subject) if _same(t.object, value)), default=None)

    def mentions(self, value: Term) -> list[tuple[LocatedTriple, Span]]:
        """Every authored statement that has `value` as its object, with the object's place."""
        if not self._files:
            return []
        found = []
        for quad in self._named.quads_for_pattern(None, None, value, None):
            file = self._files.get(getattr(quad.graph_name, "value", ""))
            if file is not None and isinstance(quad.subject, NamedNode | BlankNode):
                statements = self._in_file(file).get(quad.subject, ())
                found += [(t, t.object_span) for t in statements if _same(t.object, value)]
        return sorted(set(found), key=lambda pair: pair[1])

    @cached_property
    def _named(self) -> Statements:
        return self._graph.named

    def _statements(self, subject: Node) -> list[LocatedTriple]:
        if not self._files:  # a graph at an endpoint need not be asked
            return []
        names = {
            quad.graph_name.value
            for quad in self._named.quads_for_pattern(subject, None, None, None)
            if isinstance(quad.graph_name, NamedNode)
        }
        files = sorted(self._files[name] for name in names if name in self._files)
        return [triple for file in files for triple in self._in_file(file).get(subject, ())]

    def _unnamed(self, predicate: NamedNode, value: Term) -> list[LocatedTriple]:
        """The statements of blank nodes that say this; a blank node has another name in each reading of its file."""
        quads = self._named.quads_for_pattern(None, predicate, value)
        names = {getattr(quad.graph_name, "value", "") for quad in quads if isinstance(quad.subject, BlankNode)}
        return [
            triple
            for file in sorted(self._files[name] for name in names if name in self._files)
            for node, triples in self._in_file(file).items()
            if isinstance(node, BlankNode)
            for triple in triples
            if triple.predicate == predicate and _same(triple.object, value)
        ]

    def _in_file(self, file: SourceFile) -> dict[Node, list[LocatedTriple]]:
        if file.path not in self._read:
            # Imported here: most commands look for no place, and the lexer takes its time to compile.

            by_subject: dict[Node, list[LocatedTriple]] = defaultdict(list)
            try:
                located = located_file(self._graph.project, file)
            except SourceSyntaxError:
                located = []
            if any(isinstance(t.subject, BlankNode) or isinstance(t.object, BlankNode) for t in located):
                written = parse(self._graph.written[file.path], format=RdfFormat.N_TRIPLES)
                located = relabelled(located, (quad.triple for quad in written))
            for triple in located:
                by_subject[triple.subject].append(triple)
            self._read[file.path] = by_subject
        return self._read[file.path]


def _same(one: Term, other: Term) -> bool:
    """Equality of terms; language tags are compared without case (RDF 1.1 Concepts, section 3.3).

    Numbers are compared by value, since the store keeps 976.0 as 976.
    """
    if isinstance(one, Literal) and isinstance(other, Literal):
        if one.datatype == other.datatype and one.datatype.value in _NUMBERS:
            return _number(one) == _number(other)
        return (
            one.value == other.value
            and one.datatype == other.datatype
            and (one.language or "").lower() == (other.language or "").lower()
        )
    return one == other


def _number(literal: Literal) -> Decimal | str:
    try:
        return Decimal(literal.value)
    except InvalidOperation:
        return literal.value
