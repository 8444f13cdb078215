"""Where in the authored files a triple, a statement or an entity stands."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal, InvalidOperation
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from .graph import GraphStore
from .source import SourceFile, Span
from .terms import RDF_TYPE, XSD
from .turtle import LocatedTriple, TurtlePositionError, read_located

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal


_TYPE = NamedNode(RDF_TYPE)
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double")}


class Locator:
    """Finds positions in the files of a graph; reads a file only when something in it is asked for."""

    def __init__(self, graph: GraphStore) -> None:
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

    def states(self, subject: Node, predicate: NamedNode, value: Term) -> bool:
        """Whether an authored file holds the triple."""
        return any(t.predicate == predicate and _same(t.object, value) for t in self._statements(subject))

    def mentions(self, value: Node) -> list[tuple[LocatedTriple, Span]]:
        """Every authored statement that has `value` as its object, with the object's place."""
        found = []
        for quad in self._named.quads_for_pattern(None, None, value, None):
            file = self._files.get(getattr(quad.graph_name, "value", ""))
            if file is not None and isinstance(quad.subject, NamedNode | BlankNode):
                found += [(t, t.object_span) for t in self._in_file(file).get(quad.subject, ()) if t.object == value]
        return sorted(set(found), key=lambda pair: pair[1])

    @cached_property
    def _named(self) -> Store:
        return self._graph.named

    def _statements(self, subject: Node) -> list[LocatedTriple]:
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
            by_subject: dict[Node, list[LocatedTriple]] = defaultdict(list)
            path = self._graph.project.root / file.path
            try:
                # newline="" keeps CR and CRLF as they are, so that offsets stay those of the file.
                with path.open(encoding="utf-8", newline="") as stream:
                    located = read_located(stream.read(), file.path, base=file.graph_name)
            except TurtlePositionError:
                located = []
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
