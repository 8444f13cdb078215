"""RDF terms as Python values, and columns of them as columns of one type."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from ..terms import XSD

Term = NamedNode | BlankNode | Literal

# The thirteen types of whole numbers (XML Schema 1.1 part 2, section 3.4).
_INTEGERS = (
    *("integer", "nonPositiveInteger", "negativeInteger", "nonNegativeInteger", "positiveInteger"),
    *("long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_DATE = r"\d{4}-\d\d-\d\d"
# Python keeps six digits of a second; a finer one stays text, so that nothing is cut.
_TIME = r"(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)?"
# For each datatype, what it may look like (Python reads more than XML Schema allows) and how it is read.
_READERS: dict[str, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    **{XSD + name: (re.compile(r"[+-]?\d+", re.A), int) for name in _INTEGERS},
    XSD + "decimal": (re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.A), Decimal),
    **{
        XSD + name: (re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN", re.A), float)
        for name in ("double", "float")
    },
    XSD + "boolean": (re.compile("true|false|1|0"), _BOOLEANS.__getitem__),
    XSD + "date": (re.compile(_DATE, re.A), date.fromisoformat),
    **{
        XSD + name: (re.compile(f"{_DATE}T{_TIME}", re.A), datetime.fromisoformat)
        for name in ("dateTime", "dateTimeStamp")
    },
    XSD + "time": (re.compile(_TIME, re.A), time.fromisoformat),
}


def to_python(term: Term | None) -> Any:
    """A term as a Python value: int, Decimal, float, bool, date, datetime, time or str; None stays None.

    IRIs, texts with and without a language, and literals of all other datatypes become their text. So do parts of
    dates (`xsd:gYear`, `xsd:gYearMonth`), dates with a time zone, and what Python's types cannot hold: they would have
    to lose or invent something. Ill-typed literals stay as they were written.
    """
    if term is None:
        return None
    if not isinstance(term, Literal):
        return term.value
    reader = _READERS.get(term.datatype.value)
    if reader is None:
        return term.value
    pattern, read = reader
    text = term.value.strip(" \t\r\n")
    try:
        return read(text) if pattern.fullmatch(text) else term.value
    except (ValueError, ArithmeticError):
        return term.value


def to_count(term: Term | None) -> int | None:
    """The number that a COUNT gave, or None for what is none: engines elsewhere may say anything."""
    found = to_python(term) if isinstance(term, Literal) else None
    return found if type(found) is int and found >= 0 else None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of one type, for libraries of tables.

    `kind` is integer (64 bits), decimal, double, boolean, date, instant (a point of time in UTC), datetime (without a
    time zone) or text; `scale` the decimal places of the finest decimal. `values` fit the kind; empty cells are None.
    """

    name: str
    kind: str
    values: tuple[Any, ...]
    scale: int = 0


# Digits that a decimal of Arrow and Polars has room for (128 bits).
DECIMAL_DIGITS = 38


def to_column(name: str, terms: Sequence[Term | None]) -> Column:
    """The cells of a column with the one type that holds them all without loss; else they are text.

    Whole numbers among decimals become decimals; a column with a double in it becomes double. What is empty from top to
    bottom is text.
    """
    values = tuple(to_python(term) for term in terms)
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool} or kinds == {date}:
        return Column(name, "boolean" if kinds == {bool} else "date", values)
    if kinds == {datetime}:
        zones = {value.tzinfo is not None for value in values if value is not None}
        if zones == {False}:
            return Column(name, "datetime", values)
        with suppress(OverflowError):  # an instant that is before year 1 or after year 9999 in UTC
            if zones == {True}:
                return Column(name, "instant", tuple(None if v is None else v.astimezone(UTC) for v in values))
    if kinds == {int} and all(value is None or -(2**63) <= value < 2**63 for value in values):
        return Column(name, "integer", values)
    if kinds and kinds <= {int, Decimal}:
        exact = tuple(None if value is None else Decimal(value) for value in values)
        places, whole = _digits(value for value in exact if value is not None)
        if places + whole <= DECIMAL_DIGITS:
            return Column(name, "decimal", exact, places)
    elif kinds and kinds <= {int, Decimal, float}:
        with suppress(OverflowError):  # a whole number beyond the doubles
            return Column(name, "double", tuple(None if value is None else float(value) for value in values))
    return Column(name, "text", tuple(None if term is None else term.value for term in terms))


def _digits(values: Any) -> tuple[int, int]:
    """The most digits after the point, and before it."""
    places = whole = 0
    for value in values:
        _, digits, exponent = value.as_tuple()
        places, whole = max(places, -exponent), max(whole, len(digits) + exponent)
    return places, whole
