"""Answers to queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Triple

from .values import Column, Term, to_column, to_python

Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: `rows` (SELECT), `triples` (CONSTRUCT, DESCRIBE) or `boolean` (ASK).

    `seconds` is the time the engine took; `dataset_version` the version of the graph that was asked.
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
        """The answer as a pandas DataFrame, one column for each variable.

        Whole numbers become integers (`Int64` where cells are empty), decimals and dates Python's own. A graph gives
        the columns subject, predicate and object, a yes or no one cell. Raises `MissingExtraError` without pandas.
        """
        from .frames import pandas_frame

        return pandas_frame(self.typed())

    def to_polars(self) -> Any:
        """The answer as a Polars DataFrame, typed like `to_arrow`. Raises `MissingExtraError` without Polars."""
        from .frames import polars_frame

        return polars_frame(self.typed())

    def to_arrow(self) -> Any:
        """The answer as a pyarrow Table: each column has the one type that holds its cells without loss, else string.

        Raises `MissingExtraError` without pyarrow.
        """
        from .frames import arrow_table

        return arrow_table(self.typed())

    def typed(self) -> list[Column]:
        """The answer as columns of one type each, for libraries and formats of tables."""
        if self.boolean is not None:
            return [Column("answer", "boolean", (self.boolean,))]
        columns = self.columns if self.triples is None else ("subject", "predicate", "object")
        return [to_column(name, [row[i] for row in self.table]) for i, name in enumerate(columns)]

    @property
    def table(self) -> tuple[Row, ...]:
        """The rows; of a graph, its triples as rows of subject, predicate and object."""
        if self.triples is None:
            return self.rows
        return tuple((t.subject, t.predicate, t.object) for t in self.triples)  # type: ignore[misc]
