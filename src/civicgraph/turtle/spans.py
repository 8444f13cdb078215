"""A Turtle reader that keeps the position of every subject, predicate and object.

It follows the grammar of RDF 1.1 Turtle, section 6.5. Whether a file is Turtle at all is decided
by pyoxigraph, which reads it first; this reader is used on files in which something was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from pyoxigraph import BlankNode, Literal, NamedNode

from ..source import Span
from ..terms import RDF, XSD
from .lexer import LexicalError, Lines, Token, tokenize

Subject = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal

_TYPE = NamedNode(RDF + "type")
_FIRST, _REST, _NIL = NamedNode(RDF + "first"), NamedNode(RDF + "rest"), NamedNode(RDF + "nil")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_END = Token("end", "", -1, -1)


class TurtlePositionError(ValueError):
    """The text is not Turtle; `span` says where the reader stopped."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.span = span


@dataclass(frozen=True, slots=True)
class LocatedTriple:
    """A triple and where its three terms stand."""

    subject: Subject
    predicate: NamedNode
    object: Term
    subject_span: Span
    predicate_span: Span
    object_span: Span


def read_located(text: str, file: str, *, base: str | None = None) -> list[LocatedTriple]:
    """The triples of a Turtle text in the order of the text, with the positions of their terms.

    `file` is the name to put into the spans, `base` the IRI against which relative IRIs are resolved.
    Raises `TurtlePositionError` where the text is not Turtle.
    """
    return _Reader(text, file, base).read()


class _Reader:
    def __init__(self, text: str, file: str, base: str | None) -> None:
        self.text, self.file, self.base = text, file, base
        self.lines = Lines.of(text)
        self.prefixes: dict[str, str] = {}
        self.triples: list[LocatedTriple] = []
        self.labels: dict[str, BlankNode] = {}
        self.tokens: Iterator[Token] = tokenize(text)
        self.token = _END
        self.last_end = 0

    def read(self) -> list[LocatedTriple]:
        self.advance()
        while self.token is not _END:
            self.statement()
        return self.triples

    # Tokens

    def advance(self) -> Token:
        taken = self.token
        if taken is not _END:
            self.last_end = taken.end
        try:
            self.token = next(self.tokens, _END)
        except LexicalError as error:
            raise TurtlePositionError("this is not Turtle", self.span(error.offset, error.offset + 1)) from error
        return taken

    def span(self, start: int, end: int) -> Span:
        return Span(self.file, self.lines.position(start), self.lines.position(end))

    def fail(self, wanted: str) -> TurtlePositionError:
        start = len(self.text) if self.token is _END else self.token.start
        found = "the end of the file" if self.token is _END else f'"{self.token.text}"'
        return TurtlePositionError(f"expected {wanted}, found {found}", self.span(start, start + 1))

    def at(self, mark: str) -> bool:
        return self.token.kind == "mark" and self.token.text == mark

    def expect(self, mark: str) -> None:
        if not self.at(mark):
            raise self.fail(f'"{mark}"')
        self.advance()

    # Statements (grammar rules 2 to 6)

    def statement(self) -> None:
        token = self.token
        if token.kind == "at" and token.text in ("@prefix", "@base"):
            self.directive(token.text[1:])
            self.expect(".")
        elif token.kind == "word" and token.text.upper() in ("PREFIX", "BASE"):
            self.directive(token.text.lower())
        else:
            self.block()
            self.expect(".")

    def directive(self, word: str) -> None:
        self.advance()
        if word == "prefix":
            if self.token.kind != "pname" or not self.token.text.endswith(":"):
                raise self.fail("a prefix with a colon")
            prefix = self.advance().text[:-1]
            self.prefixes[prefix] = self.iri_reference()
        else:
            self.base = self.iri_reference()

    def iri_reference(self) -> str:
        if self.token.kind != "iri":
            raise self.fail("an IRI in angle brackets")
        return self.resolve(_unescape(self.advance().text[1:-1]))

    def resolve(self, iri: str) -> str:
        if self.base is None or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
            return iri
        return urljoin(self.base, iri) if iri else self.base.split("#")[0]

    def block(self) -> None:
        start = self.token.start
        if self.at("["):
            subject: Term = self.property_list()
            span = self.span(start, self.last_end)
            if not self.at("."):
                self.predicates(subject, span)
        else:
            if self.token.kind not in ("iri", "pname", "bnode") and not self.at("("):
                raise self.fail("a subject")
            subject = self.term()
            span = self.span(start, self.last_end)
            self.predicates(subject, span)

    def predicates(self, subject: Term, subject_span: Span) -> None:
        assert not isinstance(subject, Literal)
        while True:
            predicate, predicate_span = self.verb()
            while True:
                start = self.token.start
                value = self.term()
                self.triples.append(
                    LocatedTriple(
                        subject, predicate, value, subject_span, predicate_span, self.span(start, self.last_end)
                    )
                )
                if not self.at(","):
                    break
                self.advance()
            if not self.at(";"):
                return
            while self.at(";"):
                self.advance()
            if self.at(".") or self.at("]"):
                return

    def verb(self) -> tuple[NamedNode, Span]:
        token = self.token
        if token.kind == "word" and token.text == "a":
            self.advance()
            return _TYPE, self.span(token.start, token.end)
        if token.kind not in ("iri", "pname"):
            raise self.fail("a property")
        predicate = self.term()
        assert isinstance(predicate, NamedNode)
        return predicate, self.span(token.start, token.end)

    # Terms (grammar rules 10 to 19)

    def term(self) -> Term:
        token = self.token
        match token.kind:
            case "iri":
                return NamedNode(self.iri_reference())
            case "pname":
                return NamedNode(self.prefixed_name())
            case "bnode":
                self.advance()
                return self.labels.setdefault(token.text, BlankNode())
            case "short" | "long":
                return self.literal()
            case "integer" | "decimal" | "double":
                self.advance()
                return Literal(token.text, datatype=NamedNode(XSD + token.kind))
            case "word" if token.text in ("true", "false"):
                self.advance()
                return Literal(token.text, datatype=NamedNode(XSD + "boolean"))
        if self.at("["):
            return self.property_list()
        if self.at("("):
            return self.collection()
        raise self.fail("a term")

    def prefixed_name(self) -> str:
        prefix, _, local = self.token.text.partition(":")
        if prefix not in self.prefixes:
            raise self.fail(f"a declared prefix ({prefix}: is not)")
        self.advance()
        return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)

    def literal(self) -> Literal:
        token = self.advance()
        quotes = 3 if token.kind == "long" else 1
        value = _unescape(token.text[quotes:-quotes])
        if self.token.kind == "at":
            return Literal(value, language=self.advance().text[1:])
        if self.at("^^"):
            self.advance()
            if self.token.kind not in ("iri", "pname"):
                raise self.fail("a datatype")
            datatype = self.term()
            assert isinstance(datatype, NamedNode)
            return Literal(value, datatype=datatype)
        return Literal(value)

    def property_list(self) -> BlankNode:
        start = self.advance().start
        node = BlankNode()
        if not self.at("]"):
            self.predicates(node, self.span(start, start + 1))
        self.expect("]")
        return node

    def collection(self) -> Subject:
        start = self.advance().start
        head: Subject = _NIL
        previous: BlankNode | None = None
        while not self.at(")"):
            item_start = self.token.start
            at = len(self.triples)
            value = self.term()
            span = self.span(item_start, self.last_end)
            cell = BlankNode()
            self.triples.insert(at, LocatedTriple(cell, _FIRST, value, span, span, span))
            if previous is None:
                head = cell
            else:
                self.triples.insert(at, LocatedTriple(previous, _REST, cell, span, span, span))
            previous = cell
        end = self.advance().end
        if previous is not None:
            whole = self.span(start, end)
            self.triples.append(LocatedTriple(previous, _REST, _NIL, whole, whole, whole))
        return head


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else _LETTERS.get(m[3], m[3]), text)
