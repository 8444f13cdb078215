"""Property paths: what SHACL writes as RDF and SPARQL as text (SHACL, section 2.3.1; SPARQL 1.1, section 9.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from pyoxigraph import BlankNode, Literal, NamedNode

from .terms import RDF, SH

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal
# The objects of a node and a predicate.
Objects = Callable[[Node, str], Sequence[Term]]

FIRST, REST, NIL = RDF + "first", RDF + "rest", RDF + "nil"


class PathKind(Enum):
    """The kinds of property paths; the value is what SPARQL writes beside or between the parts."""

    PREDICATE = ""
    INVERSE = "^"
    SEQUENCE = "/"
    ALTERNATIVE = "|"
    ZERO_OR_MORE = "*"
    ONE_OR_MORE = "+"
    ZERO_OR_ONE = "?"


_UNARY = {
    SH + "inversePath": PathKind.INVERSE,
    SH + "zeroOrMorePath": PathKind.ZERO_OR_MORE,
    SH + "oneOrMorePath": PathKind.ONE_OR_MORE,
    SH + "zeroOrOnePath": PathKind.ZERO_OR_ONE,
}
_ALTERNATIVE = SH + "alternativePath"
PATH_PROPERTIES = (*_UNARY, _ALTERNATIVE)


@dataclass(frozen=True, slots=True)
class Path:
    """A property path: an IRI (`PREDICATE`), or one or more parts joined by its kind.

    >>> p, q = Path(PathKind.PREDICATE, "urn:p"), Path(PathKind.PREDICATE, "urn:q")
    >>> str(Path(PathKind.SEQUENCE, parts=(p, Path(PathKind.ZERO_OR_MORE, parts=(q,)))))
    '<urn:p>/<urn:q>*'
    """

    kind: PathKind
    iri: str | None = None
    parts: tuple[Path, ...] = ()

    def __str__(self) -> str:
        return self.shown(lambda iri: f"<{iri}>")

    @property
    def first_properties(self) -> frozenset[str]:
        """The properties over which the path can leave a thing in their own direction.

        >>> sorted(parse_path("(<urn:p>)*/<urn:q>|^<urn:r>").first_properties)
        ['urn:p', 'urn:q']
        """
        if self.iri is not None:
            return frozenset({self.iri})
        if self.kind is PathKind.INVERSE:
            return frozenset()
        if self.kind is not PathKind.SEQUENCE:
            return frozenset().union(*(part.first_properties for part in self.parts))
        found: frozenset[str] = frozenset()
        for part in self.parts:
            found |= part.first_properties
            if part.kind not in (PathKind.ZERO_OR_MORE, PathKind.ZERO_OR_ONE):
                break
        return found

    def shown(self, shorten: Callable[[str], str]) -> str:
        """The path as SPARQL writes it, its IRIs shortened."""
        if self.iri is not None:
            return shorten(self.iri)
        parts = [part._inside(self.kind, shorten) for part in self.parts]
        if self.kind in (PathKind.SEQUENCE, PathKind.ALTERNATIVE):
            return str(self.kind.value).join(parts)
        return f"^{parts[0]}" if self.kind is PathKind.INVERSE else f"{parts[0]}{self.kind.value}"

    def _inside(self, outer: PathKind, shorten: Callable[[str], str]) -> str:
        """The path as a part of another, in brackets where it would read differently (SPARQL, rules 88 to 94)."""
        text = self.shown(shorten)
        if outer is PathKind.SEQUENCE:
            bare = self.kind not in (PathKind.SEQUENCE, PathKind.ALTERNATIVE)
        elif outer is PathKind.ALTERNATIVE:
            bare = self.kind is not PathKind.ALTERNATIVE
        else:
            bare = self.iri is not None
        return text if bare else f"({text})"


def predicate_path(iri: str) -> Path:
    """The path of one predicate."""
    return Path(PathKind.PREDICATE, iri)


class PathError(ValueError):
    """A node is no well-formed property path; `node` is the part at fault."""

    def __init__(self, message: str, node: Term) -> None:
        super().__init__(message)
        self.node = node


def read_path(node: Term, objects: Objects, within: frozenset[Term] = frozenset()) -> Path:
    """The path that a node of a graph describes. Raises `PathError` where it is not well-formed."""
    if isinstance(node, NamedNode):
        if node.value == NIL:
            raise PathError("an empty list is no path", node)
        return predicate_path(node.value)
    if isinstance(node, Literal):
        raise PathError("a literal is no path", node)
    if node in within:
        raise PathError("the path contains itself", node)
    within |= {node}
    # A list is a sequence whatever else is said of it; the other kinds are blank nodes with one statement.
    members = read_list(node, objects) if objects(node, FIRST) else None
    if members is not None:
        return _read_members(PathKind.SEQUENCE, members, node, objects, within)
    found = [(kind, value) for iri, kind in _UNARY.items() for value in objects(node, iri)]
    lists = list(objects(node, _ALTERNATIVE))
    if len(found) + len(lists) > 1:
        raise PathError("a path is of one kind only", node)
    if found:
        kind, value = found[0]
        return Path(kind, parts=(read_path(value, objects, within),))
    if lists:
        members = read_list(lists[0], objects)
        if members is None:
            raise PathError("the alternatives of a path are no list", node)
        return _read_members(PathKind.ALTERNATIVE, members, node, objects, within)
    raise PathError("this is neither a property nor one of the kinds of paths", node)


def _read_members(
    kind: PathKind, members: Sequence[Term], node: Term, objects: Objects, within: frozenset[Term]
) -> Path:
    if len(members) < 2:
        name = "a sequence" if kind is PathKind.SEQUENCE else "an alternative"
        raise PathError(f"{name} has two members or more", node)
    return Path(kind, parts=tuple(read_path(member, objects, within) for member in members))


def read_list(node: Term, objects: Objects) -> list[Term] | None:
    """The members of an RDF list, or None where the node is no well-formed list (SHACL, section 1.1)."""
    members: list[Term] = []
    seen: set[Term] = set()
    while not (isinstance(node, NamedNode) and node.value == NIL):
        if isinstance(node, Literal) or node in seen:
            return None
        seen.add(node)
        first, rest = objects(node, FIRST), objects(node, REST)
        if len(first) != 1 or len(rest) != 1:
            return None
        members.append(first[0])
        node = rest[0]
    return members


_TOKEN = re.compile(r"<([^>]*)>|([()^/|*+?])")


def parse_path(text: str) -> Path:
    """The path in SPARQL syntax with full IRIs. Raises `ValueError`.

    >>> str(parse_path("((<urn:p>)+/^<urn:q>)"))
    '<urn:p>+/^<urn:q>'
    """
    tokens = list(_TOKEN.finditer(text))
    if "".join(match[0] for match in tokens) != text.replace(" ", ""):
        raise ValueError(f"{text} is no property path")
    parser = _Parser([match[2] or f"<{match[1]}" for match in tokens])
    path = parser.alternatives()
    if parser.rest:
        raise ValueError(f"{text} is no property path")
    return path


class _Parser:
    """Recursive descent over the tokens of a path; an IRI is a token that begins with `<`."""

    def __init__(self, tokens: Iterable[str]) -> None:
        self.rest = list(tokens)

    def next_is(self, mark: str) -> bool:
        if self.rest and self.rest[0] == mark:
            self.rest.pop(0)
            return True
        return False

    def alternatives(self) -> Path:
        return self._joined(PathKind.ALTERNATIVE, lambda: self._joined(PathKind.SEQUENCE, self.step))

    def _joined(self, kind: PathKind, part: Callable[[], Path]) -> Path:
        parts = [part()]
        while self.next_is(kind.value):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Path(kind, parts=tuple(parts))

    def step(self) -> Path:
        if self.next_is("^"):
            return Path(PathKind.INVERSE, parts=(self.step(),))
        if self.next_is("("):
            path = self.alternatives()
            if not self.next_is(")"):
                raise ValueError("a bracket of the path is not closed")
        elif self.rest and self.rest[0].startswith("<"):
            path = predicate_path(self.rest.pop(0)[1:])
        else:
            raise ValueError("a property is missing in the path")
        while self.rest and self.rest[0] in ("*", "+", "?"):
            path = Path(PathKind(self.rest.pop(0)), parts=(path,))
        return path
