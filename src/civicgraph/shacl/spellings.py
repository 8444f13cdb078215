"""How the data write what a store has rewritten."""

from __future__ import annotations

from collections import defaultdict

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from ..paths import Term
from ..terms import XSD

# Literals that a store rewrites: "01"^^xsd:integer becomes "1".
_REWRITTEN = {
    XSD + name
    for name in (
        *("boolean", "decimal", "integer", "float", "double", "date", "time", "dateTime", "dateTimeStamp", "gYear"),
        *("gYearMonth", "gMonth", "gMonthDay", "gDay", "duration", "dayTimeDuration", "yearMonthDuration"),
        *("byte", "short", "int", "long", "unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong"),
        *("positiveInteger", "negativeInteger", "nonPositiveInteger", "nonNegativeInteger"),
    )
}


class Spellings:
    """How the data write a literal that a store has rewritten, where they write it in one way."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._known: dict[Term, Literal] | None = None

    def of(self, term: Term) -> Term:
        if not isinstance(term, Literal) or term.datatype.value not in _REWRITTEN:
            return term
        if self._known is None:
            self._known = self._read()
        return self._known.get(term, term)

    def _read(self) -> dict[Term, Literal]:
        literals: dict[Literal, None] = {}
        for quad in parse(self._data, format=RdfFormat.N_TRIPLES):
            if isinstance(quad.object, Literal) and quad.object.datatype.value in _REWRITTEN:
                literals[quad.object] = None
        store = Store()
        numbered = list(literals)
        store.extend(Quad(NamedNode(f"urn:n:{n}"), NamedNode("urn:p"), term) for n, term in enumerate(numbered))
        spellings: dict[Term, list[Literal]] = defaultdict(list)
        for quad in store:
            assert isinstance(quad.subject, NamedNode)
            spellings[quad.object].append(numbered[int(quad.subject.value[6:])])
        return {term: written[0] for term, written in spellings.items() if len(written) == 1}
