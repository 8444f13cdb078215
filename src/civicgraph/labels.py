"""What things are called: labels of IRIs in a graph."""

from __future__ import annotations

from pyoxigraph import DefaultGraph, Literal, NamedNode

from .graph import Statements
from .terms import CG, DC_SOURCE, DC_TITLE, PREF_LABEL, RDF_TYPE, RDFS_LABEL, SKOS, Prefixes

_LONGEST = 110
# What properties of other vocabularies are called here.
_OUTSIDE = {
    DC_SOURCE: "described in",
    RDF_TYPE: "is a",
    SKOS + "inScheme": "in scheme",
    SKOS + "scopeNote": "note",
    SKOS + "notation": "notation",
    "https://schema.org/sameAs": "same as",
}


def label(store: Statements, iri: str, language: str = "en") -> str | None:
    """What a thing is called, or None: its label, the title of a source, the sentence of a claim.

    In the language, or in another one where it has none in that.
    """
    if iri in _OUTSIDE:
        return _OUTSIDE[iri]
    node = NamedNode(iri)
    for predicate in (PREF_LABEL, RDFS_LABEL, DC_TITLE, CG + "statement"):
        found = [
            quad.object
            for quad in store.quads_for_pattern(node, NamedNode(predicate), None, DefaultGraph())
            if isinstance(quad.object, Literal)
        ]
        if found:
            best = min(found, key=lambda text: ((text.language or "") != language, text.language or "", text.value))
            return best.value
    return None


class Labels:
    """The labels of a graph, looked up when they are asked for.

    A copy that is pickled leaves the graph behind and knows no labels.
    """

    def __init__(self, store: Statements | None = None) -> None:
        self._store = store

    def __call__(self, iri: str) -> str | None:
        """What a thing is called, or None."""
        return None if self._store is None else label(self._store, iri)

    def __reduce__(self) -> tuple[type[Labels], tuple[()]]:
        return Labels, ()


def named(store: Statements, prefixes: Prefixes, iri: str) -> str:
    """The label of a thing, cut to a line, with its CURIE; only the CURIE where it has no label."""
    text = label(store, iri)
    if text is None:
        return prefixes.shorten(iri)
    cut = text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
    return f"{cut} ({prefixes.shorten(iri)})"
