"""A triple and the places of its terms."""

from __future__ import annotations

from typing import NamedTuple

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from ..source import Span
from .document import Document

Subject = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal
GraphName = NamedNode | BlankNode | DefaultGraph

Place = tuple[int, int]
"""The offsets of the first and past the last code point of a term."""


class LocatedTriple(NamedTuple):
    """A triple, the graph it is in, and where its terms stand.

    The places are offsets into the text of the document; lines and columns are worked out when a span is asked for,
    since most triples of a file are never shown.
    """

    subject: Subject
    predicate: NamedNode
    object: Term
    graph_name: GraphName
    subject_place: Place
    predicate_place: Place
    object_place: Place
    graph_place: Place | None
    document: Document

    @property
    def subject_span(self) -> Span:
        """Where the subject stands; in `[ ... ]` and `( ... )`, the opening bracket and the item."""
        return self.document.span(*self.subject_place)

    @property
    def predicate_span(self) -> Span:
        """Where the predicate stands; in a collection, the item."""
        return self.document.span(*self.predicate_place)

    @property
    def object_span(self) -> Span:
        """Where the object stands, with its language tag or datatype, or from bracket to bracket."""
        return self.document.span(*self.object_place)

    @property
    def graph_span(self) -> Span | None:
        """Where the name of the graph stands; None in the default graph."""
        return self.document.span(*self.graph_place) if self.graph_place else None

    @property
    def quad(self) -> Quad:
        """The triple in its graph, without the places."""
        return Quad(self.subject, self.predicate, self.object, self.graph_name)
