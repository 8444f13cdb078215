"""Markdown as GitHub and others read it (CommonMark 0.31, with the tables and strikethrough of GitHub)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~$]")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_ADDRESS = re.compile(r"https?://[^\s<>]+[^\s<>.,;:]")


def plain(text: str) -> str:
    """The text so that no character of it has a meaning in Markdown, on one line; web addresses become links."""
    text = " ".join(text.split())
    found, after = [], 0
    for match in _ADDRESS.finditer(text):
        found += [_escaped(text[after : match.start()]), f"<{match[0]}>"]
        after = match.end()
    return "".join([*found, _escaped(text[after:])])


def _escaped(text: str) -> str:
    return _ENTITY.sub("&amp;", _SPECIAL.sub(r"\\\g<0>", text))


def local(iri: str) -> str:
    """The last part of an IRI, as the name of a file or of a place in a page."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", re.split(r"[/#]", iri.rstrip("/#"))[-1])


def anchor(name: str) -> str:
    """A place in a page to which `#name` leads."""
    return f'<a id="{name}"></a>'


def small(text: str) -> str:
    """Small print."""
    return f"<sub>{text}</sub>"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table; cells are Markdown on one line."""
    head = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    return [*head, *(f"| {' | '.join(cell or '–' for cell in row)} |" for row in rows), ""]


def listed(words: Sequence[str], glue: str = "and") -> str:
    """Words in a row: `a`, `a and b`, `a, b and c`."""
    return " ".join([", ".join(words[:-1]), glue, words[-1]]) if len(words) > 1 else "".join(words)


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
