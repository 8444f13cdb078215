"""Answers to queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ..errors import MissingExtraError
from ..terms import XSD

Term = NamedNode | BlankNode | Literal
Row = tuple[Term | None, ...]

_INTEGERS = {
    XSD + name for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger")
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: `rows` (SELECT), `triples` (CONSTRUCT, DESCRIBE) or `boolean` (ASK).

    `seconds` is the time the engine took; `dataset_version` the version of the graph that was asked,
    empty where an endpoint was.
    Iterating gives each row as a dictionary from column to Python value.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    triples: tuple[Triple, ...] | None
    boolean: bool | None
    query: str
    engine: str
    seconds: float
    dataset_version: str

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self.rows:
            yield {column: to_python(term) for column, term in zip(self.columns, row, strict=True)}

    def __len__(self) -> int:
        return len(self.rows) if self.triples is None else len(self.triples)

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame with Python values. Raises `MissingExtraError` without pandas."""
        try:
            import pandas
        except ModuleNotFoundError as error:
            raise MissingExtraError(
                "to_pandas() needs pandas", hint='install it with: pip install "civicgraph[tables]"'
            ) from error
        return pandas.DataFrame([list(row.values()) for row in self], columns=list(self.columns))


def to_python(term: Term | None) -> Any:
    """A term as a Python value: int, Decimal, float, bool, date or str; None stays None.

    Partial dates (`xsd:gYear`, `xsd:gYearMonth`) stay text, IRIs become their text.
    """
    if term is None:
        return None
    if not isinstance(term, Literal):
        return term.value
    datatype = term.datatype.value
    try:
        if datatype in _INTEGERS:
            return int(term.value)
        if datatype == XSD + "decimal":
            return Decimal(term.value)
        if datatype in (XSD + "double", XSD + "float"):
            return float(term.value)
        if datatype == XSD + "boolean":
            return term.value in ("true", "1")
        if datatype == XSD + "date":
            return date.fromisoformat(term.value)
    except (ValueError, ArithmeticError):
        return term.value  # ill-typed literals stay as they were written
    return term.value
