"""What a reader knows when it meets a token that the grammar does not allow."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from ..errors import SourceSyntaxError
from .document import Document
from .lexer import Token, tokenize


class Wanted(StrEnum):
    """What the grammar allows at a place, in words."""

    SUBJECT = "a subject"
    SUBJECT_OR_END = 'a subject or "}"'
    PROPERTY = "a property"
    VALUE = "a value"
    ITEM = 'a value or ")"'
    SEPARATOR = '";", "," or "."'
    DATATYPE = "a datatype"
    PREFIX = "a prefix with its colon"
    IRI = "an IRI in angle brackets"
    FULL_STOP = "a full stop"
    GRAPH = "the name of a graph"
    GRAPH_END = '"]" at the end of the name of a graph'
    BLOCK = '"{" after the name of a graph'
    NODE = "an IRI or the label of a blank node"
    TERM = 'an IRI, the label of a blank node or a text between " and "'
    LINE_END = "the end of the line"


@dataclass(frozen=True)
class Situation:
    """A token that the grammar does not allow, and what the reader knows.

    `wanted` says in words what would have been allowed, `brackets` are those still open with their offsets, outermost
    first, `subject` is the offset at which the statement begins, `graphs` whether the syntax has named graphs.
    """

    document: Document
    found: Token
    wanted: Wanted
    brackets: tuple[tuple[str, int], ...]
    subject: int
    graphs: bool

    @cached_property
    def before(self) -> list[Token]:
        """The tokens before the one that was found; empty ones at the front spare questions about the start."""
        tokens = tokenize(self.document.text[: self.found.start])
        return [Token("start", "", 0, 0), Token("start", "", 0, 0), *tokens]

    def column(self, offset: int) -> int:
        """The column of an offset, from 1."""
        return self.document.lines.position(offset).column

    def line(self, offset: int) -> int:
        """The line of an offset, from 1."""
        return self.document.lines.position(offset).line

    def begins_line(self, token: Token, previous: Token) -> bool:
        """Whether a token is the first of its line."""
        return previous.kind == "start" or self.line(token.start) > self.line(max(previous.end - 1, 0))

    def at(self, token: Token, message: str, hint: str | None = None) -> SourceSyntaxError:
        """An error at a token."""
        return self.document.fault(message, token.start, token.end if token.text else None, hint)
