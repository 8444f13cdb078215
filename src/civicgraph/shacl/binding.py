"""Pre-binding: values for the variables of a query before it runs (SHACL, section 5.3.1 and appendix A)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

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


def can_be_joined(query: str) -> bool:
    """Whether a query means the same for each focus node when it is asked for all at once.

    Then a pattern at its beginning gives `$this` its values. They are the same everywhere in the first group, in the
    groups of EXISTS, and in those of OPTIONAL. They are not in other groups, in aggregates, after the pattern, and
    for paths without length, which a variable begins at the nodes of the graph only (SPARQL 1.1, section 18).
    """
    found = [t for t in tokens(query) if t.kind not in ("space", "comment")]
    words = {t.text.upper() for t in found if t.kind == "word"}
    if words & _PER_NODE or found[-1].text != "}" or not _returns_this(found):
        return False
    depth = 0
    for before, token in pairwise(found):
        depth -= before.text == "}"
        depth += before.text == "{"
        if token.text == "{" and not (depth == 0 or (depth == 1 and before.text.upper() in ("EXISTS", "OPTIONAL"))):
            return False
        if depth and (token.text in ("*", "?") or (depth > 1 and token.text.upper() == "BIND")):
            return False
    return depth == 1


def has_path_without_length(query: str) -> bool:
    """Whether a path of the query may have no length; a multiplication looks the same."""
    found = [t.text for t in tokens(query) if t.kind not in ("space", "comment")]
    return "{" in found and bool({"*", "?"} & set(found[found.index("{") :]))


_PER_NODE = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "REDUCED", "FROM", "GRAPH", "GROUP"}
# Where the focus nodes stand while such a query runs: as objects, since a literal or blank node is an object too.
FOCUS = NamedNode("urn:civicgraph:focus")


def joined(query: str) -> str:
    """The query for all focus nodes, which are the objects of `FOCUS` in the graph `FOCUS`."""
    start = next(t.start for t in tokens(query) if t.text == "{") + 1
    return f"{query[:start]} GRAPH {FOCUS} {{ {FOCUS} {FOCUS} ?this }} {query[start:]}"


def _returns_this(found: Sequence[SparqlToken]) -> bool:
    head = []
    for token in found:
        if token.text == "{":
            break
        head.append(token.text)
    return any(name in head for name in ("$this", "?this", "*"))
