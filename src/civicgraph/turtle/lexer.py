"""The tokens of Turtle, TriG, N-Triples and N-Quads with their offsets (RDF 1.1 Turtle, section 6.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ..source import Span
from .document import BOM, Document

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_U = _BASE + "_"
_CHARS = _U + "0-9\u00b7\u0300-\u036f\u203f-\u2040\\-"
# A dot belongs to a name only where the name goes on after it.
_REST = rf"(?:[{_CHARS}]++|\.++(?=[{_CHARS}]))*+"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[{_U}:0-9]|{_PLX})(?:[{_CHARS}:]++|{_PLX}|\.++(?=[{_CHARS}:]|{_PLX}))*+"


class Token(NamedTuple):
    """A token: its kind, its text, the offsets of its first and past its last code point.

    The kinds are `pname`, `mark`, `short` and `long` (strings), `iri`, `at` (a directive or a language tag), `bnode`,
    `word`, `integer`, `decimal`, `double`, `comment`, and `broken` for what is no token. Strings and IRIs keep their
    escapes, which the reader checks.
    """

    kind: str
    text: str
    start: int
    end: int


@cache
def _pattern() -> re.Pattern[str]:
    """White space and a token; something matches at every offset, and no repetition gives back what it took.

    Compiled when first asked for: that takes 25 ms, and most commands read no Turtle here.
    """
    return re.compile(
        rf"""[ \t\r\n]*+(?:
    (?P<pname>(?:[{_BASE}]{_REST})?:(?:{_LOCAL})?)
  | (?P<mark>[;,\[\](){{}}]|\^\^|\.(?![0-9]))
  | (?P<short>"(?!"")(?:[^"\\\r\n]++|\\[^\r\n])*+"|'(?!'')(?:[^'\\\r\n]++|\\[^\r\n])*+')
  | (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]++|\\[^\s>])*+>)
  | (?P<at>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
  | (?P<bnode>_:[{_U}0-9]{_REST})
  | (?P<word>[{_U}]{_REST})
  | (?P<long>\"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]++|\\.|'(?!''))*+''')
  | (?P<double>[+-]?+(?:[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++)[eE][+-]?+[0-9]++)
  | (?P<decimal>[+-]?+[0-9]*+\.[0-9]++)
  | (?P<integer>[+-]?+[0-9]++)
  | (?P<comment>\#[^\r\n]*+)
  | (?P<end>\Z)
  | (?P<broken>(?:\"\"\"|''').*+|["'][^\r\n]*+|<[^>\r\n]*+>?+|.)
)""",
        re.VERBOSE | re.DOTALL,
    )


def matches(text: str) -> Iterator[re.Match[str]]:
    """Every token as a match whose last group has the kind as its name, comments too, and last one called `end`.

    For the reader, which has no time to make tuples of them.
    """
    return _pattern().finditer(text, 1 if text.startswith(BOM) else 0)


def tokenize(text: str, *, comments: bool = False) -> Iterator[Token]:
    """The tokens of a text; comments are left out unless asked for.

    Never raises: a stretch that is no token comes as one of the kind `broken`, up to the end of an unclosed string.
    """
    for match in matches(text):
        kind, group = match.lastgroup or "", match.lastindex or 0
        if kind != "end" and (comments or kind != "comment"):
            yield Token(kind, match[group], match.start(group), match.end())


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, from its `#` to the end of its line, and where it stands."""

    text: str
    span: Span


def read_comments(text: str, file: str) -> list[Comment]:
    """The comments of a text in their order; `file` is the name to put into their spans."""
    document = Document(text, file)
    return [
        Comment(token.text, document.span(token.start, token.end))
        for token in tokenize(text, comments=True)
        if token.kind == "comment"
    ]
