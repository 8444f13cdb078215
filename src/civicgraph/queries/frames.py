"""Answers as tables of pandas, Polars and Arrow; each library is an extra."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from ..errors import MissingExtraError
from .values import DECIMAL_DIGITS, Column


def pandas_frame(columns: Sequence[Column]) -> Any:
    """A pandas DataFrame. Whole numbers with gaps become `Int64`, decimals and dates stay Python's."""
    pandas = library("pandas", "tables", "to_pandas()")
    dtypes = {"integer": "Int64", "boolean": "boolean", "double": "float64", "instant": "datetime64[us, UTC]"}
    plain = {"integer": "int64", "boolean": "bool"}
    series = {}
    for i, column in enumerate(columns):
        dtype = dtypes.get(column.kind, "object")
        if None not in column.values:
            dtype = plain.get(column.kind, dtype)
        if column.kind == "datetime":
            dtype = "datetime64[us]"
        series[i] = pandas.Series(list(column.values), dtype=dtype)
    frame = pandas.DataFrame(series)
    frame.columns = [column.name for column in columns]
    return frame


def arrow_table(columns: Sequence[Column], needed_by: str = "to_arrow()") -> Any:
    """A pyarrow Table."""
    arrow = library("pyarrow", "arrow", needed_by)
    types = {
        "integer": arrow.int64(),
        "double": arrow.float64(),
        "boolean": arrow.bool_(),
        "date": arrow.date32(),
        "instant": arrow.timestamp("us", tz="UTC"),
        "datetime": arrow.timestamp("us"),
    }
    arrays = [
        arrow.array(
            column.values,
            arrow.decimal128(DECIMAL_DIGITS, column.scale)
            if column.kind == "decimal"
            else types.get(column.kind, arrow.string()),
        )
        for column in columns
    ]
    return arrow.Table.from_arrays(arrays, names=[column.name for column in columns])


def polars_frame(columns: Sequence[Column]) -> Any:
    """A Polars DataFrame."""
    polars = library("polars", "polars", "to_polars()")
    types = {
        "integer": polars.Int64,
        "double": polars.Float64,
        "boolean": polars.Boolean,
        "date": polars.Date,
        "instant": polars.Datetime("us", "UTC"),
        "datetime": polars.Datetime("us"),
    }
    return polars.DataFrame(
        [
            polars.Series(
                column.name,
                column.values,
                polars.Decimal(DECIMAL_DIGITS, column.scale)
                if column.kind == "decimal"
                else types.get(column.kind, polars.String),
            )
            for column in columns
        ]
    )


def library(name: str, extra: str, needed_by: str) -> Any:
    """A library of an extra. Raises `MissingExtraError`, which says how to install it."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"{needed_by} needs {name}", hint=f'install it with: pip install "civicgraph[{extra}]"'
        ) from error
