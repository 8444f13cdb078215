"""A reader of Turtle and TriG that keeps the place of every subject, predicate and object.

It follows the grammars of RDF 1.1 Turtle, section 6.5, and RDF 1.1 TriG, section 4.5, as an automaton: each method
named after what may come next takes one token and gives back the method for the next one. Open brackets lie on a
stack of frames and not on the stack of Python, so that no depth of nesting is too much.
"""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from ..errors import SourceSyntaxError
from ..terms import RDF
from .document import Document
from .faults import syntax_error
from .lexer import Token, matches
from .located import GraphName, LocatedTriple, Place, Subject, Term
from .scope import Scope
from .situation import Situation, Wanted

_TYPE = NamedNode(RDF + "type")
_FIRST, _REST, _NIL = NamedNode(RDF + "first"), NamedNode(RDF + "rest"), NamedNode(RDF + "nil")

State = Callable[[str, str, int, int], "State"]
"""A state of the reader: from the kind, the text and the offsets of a token to the state after it."""


class _Frame:
    """A statement or an open bracket: what the next object belongs to.

    In a collection the subject is its last cell, None before the first.
    """

    __slots__ = ("bracket", "head", "opened", "predicate", "predicate_place", "subject", "subject_place")

    def __init__(self, bracket: str, opened: int) -> None:
        self.bracket, self.opened = bracket, opened
        self.subject: Subject | None = None
        self.head: Subject = _NIL
        self.predicate = _TYPE
        self.subject_place = self.predicate_place = (opened, opened + 1)


class Reader:
    """Reads one document; `read` may be called once."""

    def __init__(self, document: Document, base: str | None, *, graphs: bool) -> None:
        self.document = document
        self.scope = Scope(document, base)
        self.graphs = graphs
        self.triples: list[LocatedTriple] = []
        self.frame = _Frame("", 0)
        self.outer: list[_Frame] = []
        self.block: int | None = None
        self.graph_name: GraphName = DefaultGraph()
        self.graph_place: Place | None = None
        self.after_label: State = self.verb_or_block if graphs else self.verb
        self.prefix = self.directive = ""
        self.value, self.value_start, self.value_end = "", 0, 0

    def read(self) -> list[LocatedTriple]:
        """The triples in the order in which they become complete."""
        state: State = self.statement
        for match in matches(self.document.text):
            kind, group = match.lastgroup or "", match.lastindex or 0
            if kind != "comment":
                state = state(kind, match[group], match.start(group), match.end())
        return self.triples

    def expected(self, wanted: Wanted, kind: str, text: str, start: int, end: int) -> SourceSyntaxError:
        brackets = [(frame.bracket, frame.opened) for frame in (*self.outer[1:], self.frame) if frame.bracket]
        if self.block is not None:
            brackets.insert(0, ("{", self.block))
        subject = (self.outer[0] if self.outer else self.frame).subject_place[0]
        return syntax_error(
            Situation(self.document, Token(kind, text, start, end), wanted, tuple(brackets), subject, self.graphs)
        )

    # Statements (Turtle rules 2 to 6, TriG rules 1g to 6g)

    def statement(self, kind: str, text: str, start: int, end: int) -> State:
        frame = self.frame
        frame.subject_place = (start, end)
        if kind == "pname" or kind == "iri" or kind == "bnode":
            frame.subject = self.scope.names.get(text) or self.scope.node(kind, text, start)
            return self.after_label
        if text == "[" or text == "(":
            return self.open(text, start)
        if self.block is not None:
            if text == "}":
                return self.close_block()
            raise self.expected(Wanted.SUBJECT_OR_END, kind, text, start, end)
        if kind == "end":
            return self.statement
        if text == "@prefix" or text == "@base" or (kind == "word" and text.upper() in ("PREFIX", "BASE")):
            self.directive = text
            return self.base if text.upper().endswith("BASE") else self.declared
        if self.graphs and text == "{":
            return self.open_block(start)
        if self.graphs and kind == "word" and text.upper() == "GRAPH":
            return self.label
        raise self.expected(Wanted.SUBJECT, kind, text, start, end)

    def declared(self, kind: str, text: str, start: int, end: int) -> State:
        if kind != "pname" or text.find(":") != len(text) - 1:
            raise self.expected(Wanted.PREFIX, kind, text, start, end)
        self.prefix = text[:-1]
        return self.namespace

    def namespace(self, kind: str, text: str, start: int, end: int) -> State:
        if kind != "iri":
            raise self.expected(Wanted.IRI, kind, text, start, end)
        self.scope.declare(self.prefix, text, start)
        return self.directive_end if self.directive[0] == "@" else self.statement

    def base(self, kind: str, text: str, start: int, end: int) -> State:
        if kind != "iri":
            raise self.expected(Wanted.IRI, kind, text, start, end)
        self.scope.rebase(text, start)
        return self.directive_end if self.directive[0] == "@" else self.statement

    def directive_end(self, kind: str, text: str, start: int, end: int) -> State:
        if text != ".":
            raise self.expected(Wanted.FULL_STOP, kind, text, start, end)
        return self.statement

    # Blocks of a graph (TriG rules 3g to 7g)

    def label(self, kind: str, text: str, start: int, end: int) -> State:
        self.frame.subject_place = (start, end)
        if kind == "pname" or kind == "iri" or kind == "bnode":
            self.frame.subject = self.scope.node(kind, text, start)
            return self.block_start
        if text == "[":
            return self.label_end
        raise self.expected(Wanted.GRAPH, kind, text, start, end)

    def label_end(self, kind: str, text: str, start: int, end: int) -> State:
        if text != "]":
            raise self.expected(Wanted.GRAPH_END, kind, text, start, end)
        self.frame.subject, self.frame.subject_place = BlankNode(), (self.frame.subject_place[0], end)
        return self.block_start

    def block_start(self, kind: str, text: str, start: int, end: int) -> State:
        if text != "{":
            raise self.expected(Wanted.BLOCK, kind, text, start, end)
        return self.open_block(start)

    def verb_or_block(self, kind: str, text: str, start: int, end: int) -> State:
        return self.open_block(start) if text == "{" else self.verb(kind, text, start, end)

    def open_block(self, start: int) -> State:
        frame = self.frame
        if frame.subject is not None:
            self.graph_name, self.graph_place = frame.subject, frame.subject_place
            frame.subject = None
        self.block = start
        self.after_label = self.verb
        return self.statement

    def close_block(self) -> State:
        self.block = self.frame.subject = None
        self.graph_name, self.graph_place = DefaultGraph(), None
        self.after_label = self.verb_or_block
        return self.statement

    # Predicates and objects (Turtle rules 7 to 13)

    def verb(self, kind: str, text: str, start: int, end: int) -> State:
        frame = self.frame
        if kind == "pname" or kind == "iri":
            frame.predicate = self.scope.names.get(text) or self.scope.named(kind, text, start)
        elif text == "a":
            frame.predicate = _TYPE
        else:
            raise self.expected(Wanted.PROPERTY, kind, text, start, end)
        frame.predicate_place = (start, end)
        return self.object

    def verb_or_end(self, kind: str, text: str, start: int, end: int) -> State:
        if kind != "mark":
            return self.verb(kind, text, start, end)
        return self.close(text, end) or self.verb(kind, text, start, end)

    def after_semicolon(self, kind: str, text: str, start: int, end: int) -> State:
        if kind != "mark":
            return self.verb(kind, text, start, end)
        return self.after_semicolon if text == ";" else self.verb_or_end(kind, text, start, end)

    def object(self, kind: str, text: str, start: int, end: int) -> State:
        if kind == "pname" or kind == "iri" or kind == "bnode":
            return self.add(self.scope.names.get(text) or self.scope.node(kind, text, start), start, end)
        if kind == "short" or kind == "long":
            self.value = self.scope.string(kind, text, start)
            self.value_start, self.value_end = start, end
            return self.after_string
        if text == "[" or text == "(":
            return self.open(text, start)
        if kind == "integer" or kind == "decimal" or kind == "double":
            return self.add(self.scope.plain(kind, text), start, end)
        if text == "true" or text == "false":
            return self.add(self.scope.plain("boolean", text), start, end)
        wanted = Wanted.ITEM if self.frame.bracket == "(" else Wanted.VALUE
        raise self.expected(wanted, kind, text, start, end)

    def after_string(self, kind: str, text: str, start: int, end: int) -> State:
        if kind == "at":
            return self.add(self.scope.tagged(self.value, text, start), self.value_start, end)
        if text == "^^":
            return self.datatype
        return self.add(Literal(self.value), self.value_start, self.value_end)(kind, text, start, end)

    def datatype(self, kind: str, text: str, start: int, end: int) -> State:
        if kind != "pname" and kind != "iri":
            raise self.expected(Wanted.DATATYPE, kind, text, start, end)
        datatype = self.scope.names.get(text) or self.scope.named(kind, text, start)
        return self.add(self.scope.typed(self.value, datatype, start, end), self.value_start, end)

    def after_object(self, kind: str, text: str, start: int, end: int) -> State:
        if text == ";":
            return self.after_semicolon
        if text == ",":
            return self.object
        state = self.close(text, end)
        if state is None:
            raise self.expected(Wanted.SEPARATOR, kind, text, start, end)
        return state

    def item(self, kind: str, text: str, start: int, end: int) -> State:
        if text == ")":
            return self.close_collection(start, end)
        return self.object(kind, text, start, end)

    def add(self, term: Term, start: int, end: int) -> State:
        """Takes a complete object into the triple or the collection that waits for it."""
        frame = self.frame
        if frame.bracket == "(":
            cell, place = BlankNode(), (start, end)
            if frame.subject is None:
                frame.head = cell
            else:
                self.link(_REST, cell, place)
            frame.subject, frame.subject_place = cell, place
            self.link(_FIRST, term, place)
            return self.item
        assert frame.subject is not None
        self.triples.append(
            LocatedTriple(
                frame.subject,
                frame.predicate,
                term,
                self.graph_name,
                frame.subject_place,
                frame.predicate_place,
                (start, end),
                self.graph_place,
                self.document,
            )
        )
        return self.after_object

    def link(self, predicate: NamedNode, value: Term, place: Place) -> None:
        """Adds a triple about the last cell of a collection; its predicate stands nowhere else than its object."""
        cell, cell_place = self.frame.subject, self.frame.subject_place
        assert cell is not None
        self.triples.append(
            LocatedTriple(
                cell,
                predicate,
                value,
                self.graph_name,
                cell_place,
                place,
                place,
                self.graph_place,
                self.document,
            )
        )

    # Brackets (Turtle rules 14 and 15)

    def open(self, bracket: str, start: int) -> State:
        self.outer.append(self.frame)
        self.frame = _Frame(bracket, start)
        if bracket == "(":
            return self.item
        self.frame.subject = BlankNode()
        return self.verb_or_empty

    def verb_or_empty(self, kind: str, text: str, start: int, end: int) -> State:
        if text == "]":
            return self.pop(self.frame.subject or _NIL, end, self.after_label)
        return self.verb(kind, text, start, end)

    def close(self, text: str, end: int) -> State | None:
        """The state after a mark that ends the current frame, or None where it does not end it."""
        bracket = self.frame.bracket
        if text == "." and not bracket:
            self.frame.subject = None
            return self.statement
        if text == "]" and bracket == "[":
            return self.pop(self.frame.subject or _NIL, end, self.verb_or_end)
        if text == "}" and not bracket and self.block is not None:
            return self.close_block()
        return None

    def close_collection(self, start: int, end: int) -> State:
        frame = self.frame
        if frame.subject is not None:
            self.link(_REST, _NIL, (start, end))
        return self.pop(frame.head, end, self.verb)

    def pop(self, node: Subject, end: int, after_subject: State) -> State:
        """Leaves a bracket: its node is an object, or the subject of a statement that has none yet."""
        start = self.frame.opened
        self.frame = self.outer.pop()
        if self.frame.bracket or self.frame.subject is not None:
            return self.add(node, start, end)
        self.frame.subject, self.frame.subject_place = node, (start, end)
        return after_subject
