"""Positions in the syntaxes that nest, JSON-LD and RDF/XML.

Their triples come from pyoxigraph; what is read here is only where each thing, property and value stands.
"""

from __future__ import annotations

import codecs

from pyoxigraph import RdfFormat, parse

from ..turtle import Document, LocatedTriple, decode
from .faults import fault_in_jsonld
from .jsonld import things_in_jsonld
from .limits import unsafe
from .matching import located
from .rdfxml import things_in_rdfxml
from .things import Thing, Value

__all__ = [
    "Thing",
    "Value",
    "fault_in_jsonld",
    "located",
    "located_in",
    "things_in_jsonld",
    "things_in_rdfxml",
    "unsafe",
]


def located_in(content: bytes, file: str, base: str, syntax: RdfFormat) -> list[LocatedTriple]:
    """The triples of a document, except those of things that are not found in the text, with the places of their terms.

    Raises `SyntaxError` where pyoxigraph refuses the document. In RDF/XML that is not UTF-8 nothing is found.
    """
    quads = list(parse(content, format=syntax, base_iri=base))
    content = content.removeprefix(codecs.BOM_UTF8)
    if syntax == RdfFormat.JSON_LD:
        text = decode(content, file)
        return located(quads, things_in_jsonld(text, base), Document(text, file))
    things = things_in_rdfxml(content, base)
    return located(quads, things, Document(content.decode("utf-8"), file)) if things else []
