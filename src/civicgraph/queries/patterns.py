"""How a query is built: its selects, the groups in them, and the parts of a group that share variables.

Read from tokens, not from an algebra: places stay known, and a project's queries are read in milliseconds. Only a text
that parses may be read so (SPARQL 1.1, section 19.8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .tokens import SparqlToken, words

_PARTS = {"OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES", "SELECT"}
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
_OPENS, _CLOSES = {"(", "[", "{"}, {")", "]", "}"}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a group: `kind` is triples, group, optional, minus, filter, bind, values or select.

    `bound` are the variables that have a value in each of its rows, `variables` all of them that are seen outside;
    `target` is what a BIND gives; `single` says that it has one row at most; `inner` are the groups in
    it, where they are no subqueries.
    """

    kind: str
    start: int
    end: int
    variables: frozenset[str]
    bound: frozenset[str] = frozenset()
    target: str = ""
    single: bool = False
    inner: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A group pattern: its parts in their order."""

    parts: tuple[Part, ...]

    @property
    def variables(self) -> frozenset[str]:
        return frozenset[str]().union(*(part.variables for part in self.parts if part.kind != "minus"))

    @property
    def bound(self) -> frozenset[str]:
        return frozenset[str]().union(*(part.bound for part in self.parts))


@dataclass(frozen=True, slots=True)
class Select:
    """A query or subquery: its projection, its pattern, and the tokens behind that."""

    projection: tuple[SparqlToken, ...]
    where: Group
    modifiers: tuple[SparqlToken, ...]

    @property
    def single(self) -> bool:
        """Whether it has one row at most: an aggregate without groups."""
        words = {token.text.upper() for token in self.modifiers if token.kind == "word"}
        return "GROUP" not in words and any(t.text.upper() in _AGGREGATES for t in self.projection if t.kind == "word")


def selects(found: Sequence[SparqlToken]) -> list[Select]:
    """The query whose tokens these are and all its subqueries, the inner ones first; space and comments left out."""
    reader = _Reader(found)
    reader.query()
    return reader.selects


def is_sorted(text: str) -> bool:
    """Whether a query, which must parse, says in which order its rows come (SPARQL 1.1, section 15.1)."""
    return any(token.text.upper() == "ORDER" for token in selects(words(text))[-1].modifiers if token.kind == "word")


class _Reader:
    def __init__(self, found: Sequence[SparqlToken]) -> None:
        self._tokens = found
        self._words = [t.text.upper() if t.kind == "word" else t.text for t in found]
        self._at = 0
        self.selects: list[Select] = []

    def query(self) -> None:
        words = self._words
        while self._at < len(words) and words[self._at] not in _FORMS:
            self._at += 1
        if self._at < len(words) and words[self._at] == "CONSTRUCT" and words[self._at + 1 : self._at + 2] == ["{"]:
            self._at = self._end(self._at + 1)
        self._select(top=True)

    def _select(self, *, top: bool = False) -> Select:
        words, first = self._words, self._at
        while self._at < len(words) and words[self._at] != "{":
            self._at += 1
        projection = tuple(self._tokens[first : self._at])
        where = self._group() if self._at < len(words) else Group(())
        behind, depth = self._at, 0
        while self._at < len(words) and (top or depth or words[self._at] != "}"):
            depth += (words[self._at] == "{") - (words[self._at] == "}")
            self._at += 1
        select = Select(projection, where, tuple(self._tokens[behind : self._at]))
        self.selects.append(select)
        return select

    def _group(self) -> Group:
        words = self._words
        parts: list[Part] = []
        self._at += 1
        while self._at < len(words) and words[self._at] != "}":
            first, word = self._at, words[self._at]
            kind = word.lower() if word in _PARTS and self._tokens[first].kind == "word" else "triples"
            variables, bound, target, single = frozenset[str](), frozenset[str](), "", False
            inner: list[Group] = []
            if word == "{":
                kind, branches = "group", inner
                branches.append(self._group())
                while self._at < len(words) and words[self._at] == "UNION":
                    self._at += 1
                    branches.append(self._group())
                variables = frozenset[str]().union(*(branch.variables for branch in branches))
                bound = branches[0].bound.intersection(*(branch.bound for branch in branches[1:]))
                single = len(branches) == 1 and bool(branches[0].parts) and all(p.single for p in branches[0].parts)
            elif kind in ("optional", "minus", "graph", "service"):
                while words[self._at] != "{":
                    self._at += 1
                named = self._names(first, self._at)
                below = self._group()
                inner = [below]
                variables = below.variables | named
                bound = below.bound | named if kind in ("graph", "service") else frozenset()
                kind = "group" if kind in ("graph", "service") else kind
            elif kind == "filter":
                inner = self._expression()
                variables = self._names(first, self._at)
                bound = self._sure(first, self._at)
            elif kind == "bind":
                inner = self._expression()
                target = self._tokens[self._at - 2].text[1:]
                variables, bound = self._names(first, self._at), frozenset({target})
            elif kind == "values":
                variables, bound, single = self._values()
            elif kind == "select":
                select = self._select()
                variables, bound = _seen(select)
                single = select.single
            elif word == ".":
                self._at += 1
                continue
            else:
                self._triples()
                variables = bound = self._names(first, self._at)
            end = self._tokens[self._at - 1]
            start = self._tokens[first].start
            parts.append(Part(kind, start, end.start + len(end.text), variables, bound, target, single, tuple(inner)))
        self._at += 1
        return Group(tuple(parts))

    def _triples(self) -> None:
        """Statements of one subject, up to the full stop or to what is no triple any more."""
        depth = 0
        while self._at < len(self._words):
            token, word = self._tokens[self._at], self._words[self._at]
            if depth == 0 and (word in ("{", "}") or (word in _PARTS and token.kind == "word")):
                return
            if depth == 0 and word == "." and not self._in_number():
                return
            depth += (word in _OPENS) - (word in _CLOSES)
            self._at += 1

    def _in_number(self) -> bool:
        nearby = self._tokens[self._at + 1 : self._at + 2]
        return bool(nearby) and nearby[0].text.isdigit() and nearby[0].start == self._tokens[self._at].start + 1

    def _expression(self) -> list[Group]:
        """Reads past a FILTER or BIND: parentheses, a call, or EXISTS; gives the groups of each EXISTS in it."""
        found, depth = [], 0
        while self._at < len(self._words):
            word = self._words[self._at]
            if word == "{":
                found.append(self._group())
            else:
                depth += (word == "(") - (word == ")")
                self._at += 1
            if depth == 0 and word in ("{", ")"):
                break
        return found

    def _values(self) -> tuple[frozenset[str], frozenset[str], bool]:
        first = self._at
        while self._words[self._at] != "{":
            self._at += 1
        variables = self._names(first, self._at)
        begin, self._at = self._at, self._end(self._at)
        inside = self._words[begin + 1 : self._at - 1]
        brackets = self._words[first + 1] == "("
        # Without brackets each value is a row; values stand apart, the tokens of one do not.
        between = self._tokens[begin : self._at - 1]
        apart = sum(1 for one, two in pairwise(between) if two.start > one.start + len(one.text) or one.text == "{")
        rows = inside.count("(") if brackets else apart
        return variables, frozenset() if "UNDEF" in inside else variables, rows <= 1

    def _end(self, at: int) -> int:
        """The place behind what the bracket at a place opens."""
        depth = 0
        while at < len(self._words):
            depth += (self._words[at] in _OPENS) - (self._words[at] in _CLOSES)
            at += 1
            if depth == 0:
                break
        return at

    def _names(self, first: int, end: int) -> frozenset[str]:
        return frozenset(
            token.text[1:] if token.kind == "variable" else token.text
            for token in self._tokens[first:end]
            if token.kind == "variable" or token.text.startswith("_:")
        )

    def _sure(self, first: int, end: int) -> frozenset[str]:
        """What a filter makes sure: the variables of its BOUND, where nothing negates it or stands for it."""
        words = self._words[first:end]
        if "!" in words or "|" in words or "NOT" in words or "IF" in words:
            return frozenset()
        return frozenset(words[at + 2][1:] for at, word in enumerate(words) if word == "BOUND")


def _seen(select: Select) -> tuple[frozenset[str], frozenset[str]]:
    """What a subquery shows to the outside: all its variables, and those that surely have a value."""
    shown, computed, depth = set(), set(), 0
    for at, token in enumerate(select.projection):
        if token.text == "*":
            return select.where.variables, select.where.bound
        depth += (token.text == "(") - (token.text == ")")
        if token.kind == "variable" and (depth == 0 or select.projection[at - 1].text.upper() == "AS"):
            shown.add(token.text[1:])
            computed |= {token.text[1:]} if depth else set()
    return frozenset(shown), frozenset(computed | (shown & select.where.bound))
