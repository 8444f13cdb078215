"""Codings as a page shows them: the value or the code for its absence, spelt out."""

from __future__ import annotations

from ..claims import ClaimReader
from ..terms import CG, DEFINITION, SCHEME, SKOS
from .markdown import plain


def is_missing(reader: ClaimReader, value: str) -> bool:
    """Whether a value is a code for a missing value."""
    return any(term.value == SCHEME + "missing" for term in reader.terms(value, SKOS + "inScheme"))


def spelt_out(reader: ClaimReader, value: str) -> str:
    """The label of a value; a code for a missing value with what it means."""
    if not is_missing(reader, value):
        return plain(reader.word(value))
    return f"*{plain(reader.word(value))}*: {plain(definition(reader, value))}"


def definition(reader: ClaimReader, concept: str) -> str:
    """The English definition of a concept, or an empty text."""
    found = [t for t in reader.terms(concept, DEFINITION) if getattr(t, "language", None) in (None, "en")]
    return found[0].value if found else ""


def dimensions_of(reader: ClaimReader, class_: str) -> list[str]:
    """The dimensions on which members of a class of ours are coded, by label."""
    found = (d for d in reader.members("Dimension") if CG + class_ in reader.links(d, "appliesTo"))
    return sorted(found, key=lambda d: (reader.word(d).casefold(), d))


def codings_of(reader: ClaimReader, unit: str, dimension: str) -> list[str]:
    """The codings of a unit on a dimension that are not deprecated."""
    codings = sorted(reader.pointing_at(unit, "codedUnit"))
    return [c for c in codings if dimension in reader.links(c, "dimension") and not reader.is_deprecated(c)]
