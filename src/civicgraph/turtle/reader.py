"""From a document to its triples, whatever its syntax."""

from __future__ import annotations

from pyoxigraph import RdfFormat

from .document import Document
from .located import LocatedTriple
from .nquads import read_lines
from .trig import Reader


def read_located(
    text: str, file: str, *, base: str | None = None, syntax: RdfFormat = RdfFormat.TURTLE
) -> list[LocatedTriple]:
    """The triples of a text in the order in which they become complete, with the places of their terms.

    `file` is the name to put into the spans, `base` the IRI against which relative IRIs are resolved, `syntax` one of
    Turtle, TriG, N-Triples and N-Quads. A byte order mark at the front is passed over.
    Raises `SourceSyntaxError` with a sentence and a place where the text does not follow the syntax (RDF 1.1).
    """
    document = Document(text, file)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = "half of a surrogate pair stands here, which is no character"
        raise document.fault(message, error.start) from error
    if syntax in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS):
        return read_lines(document, graphs=syntax == RdfFormat.N_QUADS)
    if syntax not in (RdfFormat.TURTLE, RdfFormat.TRIG):
        raise ValueError(f"{syntax} is not a syntax of this reader")
    return Reader(document, base, graphs=syntax == RdfFormat.TRIG).read()
