"""Whether a store holds what was sent: the number of triples, and the statements of a sample of subjects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, Triple

from ..errors import EndpointError
from ..terms import XSD
from .content import Content
from .store import RemoteStore, shown

_EXACT = {XSD + name for name in ("integer", "decimal", "int", "long", "nonNegativeInteger", "positiveInteger")}
_FLOATING = {XSD + "double", XSD + "float"}


class NotAsSentError(EndpointError):
    """A store answers, and holds something else than what was sent."""


def verify(store: RemoteStore, graph: str, content: Content, hint: str) -> tuple[int, str]:
    """The subjects that were compared and the hash of their statements, where a graph holds the content.

    Raises `NotAsSentError`, with a hint on what to do, where it has another number of triples, or says other things of
    a subject of the sample.
    """
    found = store.count(graph)
    if found != len(content):
        raise NotAsSentError(f"{shown(graph)} has {found:,} triples, and {len(content):,} were sent", hint=hint)
    sample = content.sample
    sent = hash_of(triple for triples in sample.values() for triple in triples)
    there = store.statements(graph, sample)
    if hash_of(there) != sent:
        told = {_by_value(triple) for triple in there}
        missing = (t for iri in sorted(sample) for t in sorted(sample[iri], key=str) if _by_value(t) not in told)
        example = next(missing, None)
        what = f"does not have {example}" if example else "says more of some subjects than was sent"
        raise NotAsSentError(f"{shown(graph)} {what}", hint=hint)
    return len(sample), sent


def hash_of(triples: Iterable[Triple]) -> str:
    """SHA-256 of the canonical N-Quads of triples (RDFC-1.0), their literals by value.

    Stores write a number in the way they like, and language tags in lower case.
    """
    dataset = Dataset(Quad(*_by_value(triple)) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return hashlib.sha256("".join(sorted(f"{quad} .\n" for quad in dataset)).encode()).hexdigest()


def _by_value(triple: Triple) -> Triple:
    return (
        Triple(triple.subject, triple.predicate, _value(triple.object))
        if isinstance(triple.object, Literal)
        else triple
    )


def _value(literal: Literal) -> Literal:
    """A literal in one of the spellings that mean the same."""
    kind, text = literal.datatype.value, literal.value
    if literal.language:
        return Literal(text, language=literal.language.lower())
    try:
        if kind in _EXACT:
            number = Decimal(text)
            return Literal(f"{number.normalize():f}" if number else "0", datatype=NamedNode(XSD + "decimal"))
        if kind in _FLOATING:
            return Literal(repr(float(text)), datatype=literal.datatype)
    except (InvalidOperation, ValueError):
        return literal
    if kind == XSD + "boolean":
        return Literal({"0": "false", "1": "true"}.get(text, text), datatype=literal.datatype)
    return literal
