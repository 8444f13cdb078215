"""Pre-binding: values for the variables of a query before it runs (SHACL, section 5.3.1 and appendix A)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import NamedNode

from ..paths import Term
from ..queries import SparqlToken, tokens

_BOUND_IRI = re.compile(r"\bBOUND\s*\(\s*<[^<>]*>\s*\)", re.I)


def path_in_query(text: str, path: str | None) -> str:
    """The query with the path of its shape in the place of `$PATH` (SHACL, section 5.3.1)."""
    if path is None:
        return text
    return "".join(path if t.kind == "variable" and t.text == "$PATH" else t.text for t in tokens(text))


def bound_query(text: str, values: Mapping[str, Term]) -> str:
    """The query with IRIs in the place of variables that have values before it runs (SHACL, appendix A).

    Where a variable is returned, the IRI is, under its name. Raises `ValueError` for values that a query cannot
    speak of in every place: blank nodes and literals.
    """
    if not all(isinstance(value, NamedNode) for value in values.values()):
        raise ValueError("only IRIs can stand in the place of a variable")
    written: list[str] = []
    place, brackets, groups = "", 0, 0
    for token in tokens(text):
        word = token.text.upper() if token.kind == "word" else token.text
        brackets += (word == "(") - (word == ")")
        groups += (word == "{") - (word == "}")
        if word in ("SELECT", "GROUP", "ORDER"):
            place = word
        elif word in ("{", "}", "WHERE", "FROM", "HAVING", "LIMIT", "OFFSET"):
            place = ""
        name = token.text[1:] if token.kind == "variable" else ""
        if name not in values:
            written.append(token.text)
        elif place and not brackets:
            # A name can be given once: a sub-query returns the IRI under another.
            alias = f" AS ?{name}{token.start if groups else ''}" if place == "SELECT" else ""
            written.append(f"({values[name]}{alias})")
        else:
            written.append(str(values[name]))
    # BOUND takes a variable only.
    return _BOUND_IRI.sub("(true)", "".join(written))


def is_flat(query: str) -> bool:
    """Whether a query has one group and nothing after it, and returns `$this` and no aggregates.

    Then `$this` has its values everywhere if VALUES gives them at the beginning of the group.
    """
    found = [t for t in tokens(query) if t.kind not in ("space", "comment")]
    braces = [t for t in found if t.text in ("{", "}")]
    words = {t.text.upper() for t in found if t.kind == "word"}
    return len(braces) == 2 and found[-1] == braces[1] and not words & _AGGREGATES and _returns_this(found)


_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "REDUCED"}


def for_many(query: str, nodes: Iterable[Term]) -> str:
    start = next(t.start for t in tokens(query) if t.text == "{") + 1
    return f"{query[:start]} VALUES ?this {{ {' '.join(map(str, nodes))} }} {query[start:]}"


def _returns_this(found: Sequence[SparqlToken]) -> bool:
    head = []
    for token in found:
        if token.text == "{":
            break
        head.append(token.text)
    return any(name in head for name in ("$this", "?this", "*"))
