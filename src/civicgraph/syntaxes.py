"""Which syntax of RDF a file is in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from pyoxigraph import RdfFormat

SYNTAXES: Final[Mapping[str, RdfFormat]] = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
}
# What a folder of RDF is looked through for; files of other programs may end in .json and .xml.
RDF_SUFFIXES: Final = frozenset(SYNTAXES) - {".json", ".xml"}
_IN_XML = (b"<?xml", b"<!--", b"<!DOCTYPE", b"<rdf:RDF")


def syntax_of(path: PurePath | str, content: bytes) -> RdfFormat:
    """The syntax of a file by the ending of its name; Turtle where that tells nothing.

    Ontologies in `.owl` are mostly RDF/XML, some are Turtle: there, what the file begins with decides.
    """
    suffix = PurePath(path).suffix.lower()
    if suffix == ".owl" and not content.lstrip().startswith(_IN_XML):
        return RdfFormat.TURTLE
    return SYNTAXES.get(suffix, RdfFormat.TURTLE)


def is_turtle_like(syntax: RdfFormat) -> bool:
    """Whether the syntax is of the family of Turtle."""
    return syntax in (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
