"""Files of a project and positions in them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a text: line and column, both from 1, the column in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file, from `start` up to but not including `end`.

    `file` is the path relative to the project's root, with forward slashes.
    """

    file: str
    start: Position
    end: Position

    def __str__(self) -> str:
        return f"{self.file}:{self.start.line}:{self.start.column}"


@dataclass(frozen=True, slots=True, order=True)
class SourceFile:
    """One authored file: its relative path, its role, the SHA-256 of its bytes, its named graph."""

    path: str
    role: str
    digest: str
    graph_name: str


def file_reference(file: str) -> str:
    """The path of a file as a relative reference (RFC 3986, section 4.2): what a URI cannot hold percent-encoded.

    >>> file_reference("data/Malmö 2.ttl")
    'data/Malm%C3%B6%202.ttl'
    """
    return quote(file, safe="/~", encoding="utf-8", errors="surrogateescape")


def file_iri(base: str, file: str) -> str:
    """The IRI of a file, which is the name of its graph too; `base` is the IRI under which the project mints things."""
    return f"{base}graph/{file_reference(file)}"
