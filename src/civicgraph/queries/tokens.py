"""The tokens of a SPARQL text, as far as binding needs them (SPARQL 1.1, section 19.8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"\"\"(?:(?:\"\"?)?(?:[^"\\]|\\.))*\"\"\"|'''(?:(?:''?)?(?:[^'\\]|\\.))*'''
      |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<variable>[?$][^\W]\w*)
  | (?P<name>(?:[^\W\d_][\w.-]*)?:(?:[\w:%-]|\\.|\.+(?=[\w:%\\-]))*|_:\w(?:[\w-]|\.+(?=[\w-]))*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class SparqlToken(NamedTuple):
    """A token: its kind (space, comment, iri, string, variable, name, word, other), text and offset."""

    kind: str
    text: str
    start: int


@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[SparqlToken, ...]:
    """All tokens of a SPARQL text; their texts joined give the text back."""
    return tuple(first_tokens(text))


@lru_cache(maxsize=512)
def words(text: str) -> tuple[SparqlToken, ...]:
    """The tokens of a SPARQL text without white space and comments."""
    return tuple(
        SparqlToken(match.lastgroup or "other", match[0], match.start())
        for match in _TOKEN.finditer(text)
        if match.lastgroup not in ("space", "comment")
    )


def first_tokens(text: str) -> Iterator[SparqlToken]:
    """The same one after the other, for those who need only the first."""
    for match in _TOKEN.finditer(text):
        yield SparqlToken(match.lastgroup or "other", match[0], match.start())
