"""The tokens of a Turtle text with their offsets (RDF 1.1 Turtle, section 6.5)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ..source import Position

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_U = _BASE + "_"
_CHARS = _U + "0-9\u00b7\u0300-\u036f\u203f-\u2040\\-"
_PREFIX = rf"[{_BASE}](?:[{_CHARS}.]*[{_CHARS}])?"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[{_U}:0-9]|{_PLX})(?:(?:[{_CHARS}.:]|{_PLX})*(?:[{_CHARS}:]|{_PLX}))?"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ECHAR = r"\\[tbnrf\"'\\]"

_TOKEN = re.compile(
    rf"""
    (?P<space>[\ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|{_UCHAR})*>)
  | (?P<long>\"\"\"(?:(?:\"\"?)?(?:[^"\\]|{_ECHAR}|{_UCHAR}))*\"\"\"|'''(?:(?:''?)?(?:[^'\\]|{_ECHAR}|{_UCHAR}))*''')
  | (?P<short>"(?:[^"\\\r\n]|{_ECHAR}|{_UCHAR})*"|'(?:[^'\\\r\n]|{_ECHAR}|{_UCHAR})*')
  | (?P<bnode>_:[{_U}0-9](?:[{_CHARS}.]*[{_CHARS}])?)
  | (?P<pname>(?:{_PREFIX})?:(?:{_LOCAL})?)
  | (?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<double>[+-]?(?:[0-9]+\.[0-9]*[eE][+-]?[0-9]+|\.[0-9]+[eE][+-]?[0-9]+|[0-9]+[eE][+-]?[0-9]+))
  | (?P<decimal>[+-]?[0-9]*\.[0-9]+)
  | (?P<integer>[+-]?[0-9]+)
  | (?P<word>[A-Za-z]+)
  | (?P<mark>\^\^|[.;,\[\]()])
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    """A token: its kind, its text, the offsets of its first and past its last code point."""

    kind: str
    text: str
    start: int
    end: int


class LexicalError(ValueError):
    """No token begins at `offset`."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"no Turtle token begins at offset {offset}")
        self.offset = offset


def tokenize(text: str, *, comments: bool = False) -> Iterator[Token]:
    """The tokens of a Turtle text; white space is left out, comments too unless asked for.

    Raises `LexicalError` where no token begins.
    """
    offset = 1 if text.startswith("\ufeff") else 0
    match_at = _TOKEN.match
    while offset < len(text):
        match = match_at(text, offset)
        if match is None:
            raise LexicalError(offset)
        kind = match.lastgroup or ""
        end = match.end()
        if kind != "space" and (comments or kind != "comment"):
            yield Token(kind, match[0], offset, end)
        offset = end


@dataclass(frozen=True, slots=True)
class Lines:
    """From offsets to lines and columns. A line ends with LF, CR or CRLF."""

    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Lines:
        first = 1 if text.startswith("\ufeff") else 0
        return cls((first, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))))

    def position(self, offset: int) -> Position:
        """The line and column of an offset, both from 1."""
        line = max(bisect_right(self.starts, offset), 1)
        return Position(line, max(offset - self.starts[line - 1], 0) + 1)
