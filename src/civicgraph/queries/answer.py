"""Answers to queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from ..errors import ExportError
from ..terms import Prefixes
from .values import Column, Term, to_column, to_python

Row = tuple[Term | None, ...]


def unnamed(iri: str) -> str | None:
    """The label of a thing where no graph is at hand: None."""
    return None


def unwritten(answer: Answer, path: str | Path, format: str | None) -> None:
    """Where nobody handed in the formats. Raises `ExportError`."""
    raise ExportError("the answer of an engine alone knows no formats", hint="ask with KnowledgeGraph.query")


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What a query gave: `rows` (SELECT), `triples` (CONSTRUCT, DESCRIBE) or `boolean` (ASK).

    `seconds` is the time the engine took; `dataset_version` the version of the graph that was asked, empty where an
    endpoint was. `truncated` says that there were more rows or triples than the limit that was set. `prefixes` and
    `label` (the label of an IRI, or None) are those of the graph, and `writer` does what `write` promises: the formats
    of files lie on a floor above. Iterating gives each row as a dictionary from column
    to Python value.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    triples: tuple[Triple, ...] | None
    boolean: bool | None
    query: str
    engine: str
    seconds: float
    dataset_version: str
    truncated: bool = False
    prefixes: Prefixes = field(default_factory=lambda: Prefixes({}), compare=False)
    label: Callable[[str], str | None] = field(default=unnamed, compare=False)
    writer: Callable[[Answer, str | Path, str | None], None] = field(default=unwritten, compare=False)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self.rows:
            yield {column: to_python(term) for column, term in zip(self.columns, row, strict=True)}

    def __len__(self) -> int:
        return len(self.rows) if self.triples is None else len(self.triples)

    def __repr__(self) -> str:
        """What it holds in a line; the rows may be thousands."""
        from ..reports.escape import plural

        of = f" of {self.query}" if self.query else ""
        if self.boolean is not None:
            return f"<Answer{of}: {'yes' if self.boolean else 'no'}>"
        size = plural(len(self), "row" if self.triples is None else "triple")
        first = "the first " if self.truncated else ""
        return f"<Answer{of}: {first}{size} of {', '.join(self.headings)}>"

    def write(self, path: str | Path, format: str | None = None) -> None:
        """Writes the answer to a file, whole or not at all, in the format of its ending unless one is named.

        The formats are those of `civicgraph query -f`. Raises `ExportError` for a format that nobody knows or that
        cannot hold the answer, and where the file cannot be written; `MissingExtraError` for parquet and arrow without
        pyarrow.
        """
        self.writer(self, path, format)

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
        return [to_column(name, [row[i] for row in self.table]) for i, name in enumerate(self.headings)]

    @property
    def headings(self) -> tuple[str, ...]:
        """The names of the columns of `table`."""
        return self.columns if self.triples is None else ("subject", "predicate", "object")

    @property
    def table(self) -> tuple[Row, ...]:
        """The rows; of a graph, its triples as rows of subject, predicate and object."""
        if self.triples is None:
            return self.rows
        return tuple((t.subject, t.predicate, t.object) for t in self.triples)  # type: ignore[misc]

    def with_labels(self) -> Answer:
        """The same rows with a column `xLabel` beside each column `x` that holds IRIs.

        A label is English where the thing has one in English. Columns that are there already stay as they are, and
        graphs and yes or no have none to add.
        """
        added = [
            any(isinstance(row[i], NamedNode) for row in self.rows) and f"{name}Label" not in self.columns
            for i, name in enumerate(self.columns)
        ]
        columns: list[str] = []
        for name, labelled in zip(self.columns, added, strict=True):
            columns += [name, f"{name}Label"] if labelled else [name]
        rows = []
        for row in self.rows:
            cells: list[Term | None] = []
            for term, labelled in zip(row, added, strict=True):
                cells += [term, self._label_of(term)] if labelled else [term]
            rows.append(tuple(cells))
        return replace(self, columns=tuple(columns), rows=tuple(rows))

    def _label_of(self, term: Term | None) -> Literal | None:
        text = self.label(term.value) if isinstance(term, NamedNode) else None
        return None if text is None else Literal(text)

    def _repr_html_(self) -> str:
        """The answer in a notebook: a table with labels and links, its first 50 rows and their number."""
        from .html import html_table

        return html_table(self)
