"""A reader of N-Triples and N-Quads that keeps the places of the terms (RDF 1.1 N-Triples, N-Quads, grammars).

A statement stands on one line, and all its names are written out.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import DefaultGraph, Literal, NamedNode

from ..errors import SourceSyntaxError
from .document import Document
from .faults import syntax_error
from .lexer import Token, tokenize
from .located import GraphName, LocatedTriple, Place, Subject, Term
from .scope import Scope
from .situation import Situation, Wanted

_LINE_ENDS = frozenset("\r\n")


def read_lines(document: Document, *, graphs: bool) -> list[LocatedTriple]:
    """The triples of an N-Triples document, or of an N-Quads document where `graphs` says so."""
    scope = Scope(document, None)
    return [_Line(document, scope, tokens).triple(graphs) for tokens in _by_line(document)]


def _by_line(document: Document) -> Iterator[list[Token]]:
    """The tokens of each line that has any."""
    line: list[Token] = []
    for token in tokenize(document.text):
        if line and not _LINE_ENDS.isdisjoint(document.text[line[-1].end : token.start]):
            yield line
            line = []
        line.append(token)
    if line:
        yield line


class _Line:
    """Reads the statement on a line."""

    def __init__(self, document: Document, scope: Scope, tokens: list[Token]) -> None:
        self._document, self._scope, self._tokens = document, scope, tokens
        self._next = 0

    def triple(self, graphs: bool) -> LocatedTriple:
        subject, subject_place = self._node(Wanted.NODE)
        predicate, predicate_place = self._iri(Wanted.IRI)
        value, object_place = self._object()
        name: GraphName = DefaultGraph()
        graph_place: Place | None = None
        if graphs and self._kind() in ("iri", "bnode"):
            name, graph_place = self._node(Wanted.GRAPH)
        end = self._take()
        if end.text != ".":
            raise self._expected(Wanted.FULL_STOP, end)
        if self._next < len(self._tokens):
            raise self._expected(Wanted.LINE_END, self._take())
        return LocatedTriple(
            subject, predicate, value, name, subject_place, predicate_place, object_place, graph_place, self._document
        )

    def _kind(self) -> str:
        return self._tokens[self._next].kind if self._next < len(self._tokens) else "line end"

    def _take(self) -> Token:
        if self._next == len(self._tokens):
            end = self._tokens[-1].end
            return Token("line end", "", end, end)
        self._next += 1
        return self._tokens[self._next - 1]

    def _node(self, wanted: Wanted) -> tuple[Subject, Place]:
        token = self._take()
        if token.kind not in ("iri", "bnode"):
            raise self._expected(wanted, token)
        return self._scope.node(token.kind, token.text, token.start), (token.start, token.end)

    def _iri(self, wanted: Wanted) -> tuple[NamedNode, Place]:
        token = self._take()
        if token.kind != "iri":
            raise self._expected(wanted, token)
        return self._scope.named(token.kind, token.text, token.start), (token.start, token.end)

    def _object(self) -> tuple[Term, Place]:
        if self._kind() != "short":
            return self._node(Wanted.TERM)
        token = self._take()
        if token.text[0] == "'":
            raise self._expected(Wanted.TERM, token)
        value = self._scope.string(token.kind, token.text, token.start)
        if self._kind() == "at":
            tag = self._take()
            return self._scope.tagged(value, tag.text, tag.start), (token.start, tag.end)
        if self._kind() == "mark" and self._tokens[self._next].text == "^^":
            self._take()
            datatype, (start, end) = self._iri(Wanted.DATATYPE)
            return self._scope.typed(value, datatype, start, end), (token.start, end)
        return Literal(value), (token.start, token.end)

    def _expected(self, wanted: Wanted, found: Token) -> SourceSyntaxError:
        return syntax_error(Situation(self._document, found, wanted, (), self._tokens[0].start, True))
