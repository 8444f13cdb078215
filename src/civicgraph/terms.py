"""Prefixes, CURIEs and the vocabularies that the tool itself speaks of.

A CURIE here is what SPARQL and Turtle call a prefixed name (SPARQL 1.1, section 4.1.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
SH: Final = "http://www.w3.org/ns/shacl#"
# The ontology of this project, its simple view and its concept schemes, which other projects may use too.
CG: Final = "https://w3id.org/civicgraph/ont#"
SIMPLE: Final = "https://w3id.org/civicgraph/simple#"
SCHEME: Final = "https://w3id.org/civicgraph/scheme/"

RDF_TYPE: Final = RDF + "type"
RDFS_LABEL: Final = RDFS + "label"
PREF_LABEL: Final = SKOS + "prefLabel"
ALT_LABEL: Final = SKOS + "altLabel"
NOTATION: Final = SKOS + "notation"
DEFINITION: Final = SKOS + "definition"
DESCRIPTION: Final = DCTERMS + "description"
DC_SOURCE: Final = DCTERMS + "source"
DC_TITLE: Final = DCTERMS + "title"
DC_CREATOR: Final = DCTERMS + "creator"
DC_IDENTIFIER: Final = DCTERMS + "identifier"

# The local names that Turtle accepts without escaping, less those with a dot at the end.
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z|\Z")
_CURIE = re.compile(r"([A-Za-z][\w-]*)?:([A-Za-z0-9_](?:[\w.-]*[\w-])?)?\Z")


class Prefixes(Mapping[str, str]):
    """Prefix to namespace IRI, and the way between CURIEs and IRIs.

    >>> p = Prefixes({"place": "https://example.org/place/"})
    >>> p.curie("https://example.org/place/malmo")
    'place:malmo'
    >>> p.expand("place:malmo")
    'https://example.org/place/malmo'
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._by_prefix = dict(prefixes)
        self._hash = hash(frozenset(self._by_prefix.items()))
        self._longest_first = sorted(
            ((namespace, prefix) for prefix, namespace in prefixes.items()), key=lambda x: (-len(x[0]), x[1])
        )

    def __getitem__(self, prefix: str) -> str:
        return self._by_prefix[prefix]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_prefix)

    def __hash__(self) -> int:
        return self._hash

    def __len__(self) -> int:
        return len(self._by_prefix)

    def curie(self, iri: str) -> str | None:
        """The CURIE of an IRI, or None where no prefix fits or the rest would need escaping."""
        for namespace, prefix in self._longest_first:
            if iri.startswith(namespace) and _PLAIN_LOCAL.match(iri, len(namespace)):
                return f"{prefix}:{iri[len(namespace) :]}"
        return None

    def shorten(self, iri: str) -> str:
        """The CURIE of an IRI, or the IRI in angle brackets."""
        return self.curie(iri) or f"<{iri}>"

    def expand(self, text: str) -> str | None:
        """The IRI of a CURIE, or None where the text is no CURIE of these prefixes."""
        match = _CURIE.match(text)
        if match is None or (match[1] or "") not in self._by_prefix:
            return None
        return self._by_prefix[match[1] or ""] + (match[2] or "")

    def sparql(self) -> str:
        """The PREFIX lines of a SPARQL query, in alphabetical order."""
        return "".join(f"PREFIX {prefix}: <{self._by_prefix[prefix]}>\n" for prefix in sorted(self._by_prefix))
