"""What is wrong with a SPARQL text, as a person can read it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class SparqlFault:
    """A fault of a query: its line and column, both from 1, and what the parser says, cut to a line."""

    line: int
    column: int
    message: str


def sparql_fault(error: SyntaxError, added_lines: int = 0) -> SparqlFault:
    """The fault behind a parser's error; `added_lines` were put before the text, such as PREFIX lines.

    The parser names all characters that could stand at the place, which helps nobody; only what it expects by name is
    kept.
    """
    match = _PLACE.match(str(error.msg or error))
    if match is None:
        return SparqlFault(1, 1, _short(str(error.msg or error)))
    line = max(int(match[1]) - added_lines, 1)
    return SparqlFault(line, int(match[2]), _short(match[3]))


def _short(text: str) -> str:
    words = [w for w in re.findall(r"'([A-Za-z]{2,})'|\b(Prefix not found)\b", text) if any(w)]
    if "Prefix not found" in text:
        return "a prefix that nobody declared, or a name that does not end here"
    named = sorted({a for a, _ in words})
    if text.startswith("expected") and named:
        return f"expected {', '.join(named[:5])}" + (" or the like" if len(named) > 5 else "")
    plain = " ".join(text.split())
    if plain.startswith("expected"):
        return "something else must stand here"
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST].rstrip() + "…"
