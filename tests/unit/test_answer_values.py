"""Cells as Python values, and columns of one type in pandas, Polars and Arrow: nothing is lost or invented."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from civicgraph import Answer
from civicgraph.errors import MissingExtraError
from civicgraph.queries import to_python
from civicgraph.queries.values import to_column
from civicgraph.terms import XSD


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


def answer(*rows: tuple[Any, ...], columns: tuple[str, ...] = ("x",)) -> Answer:
    return Answer(columns, rows, None, None, "", "test", 0.0, "1")


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("-5", "integer", -5),
        ("+7", "unsignedByte", 7),
        ("0", "nonPositiveInteger", 0),
        (" 12\n", "long", 12),
        ("2.50", "decimal", Decimal("2.50")),
        (".5", "decimal", Decimal("0.5")),
        ("1e3", "double", 1000.0),
        ("-INF", "float", float("-inf")),
        ("1", "boolean", True),
        ("false", "boolean", False),
        ("2009-03-01", "date", date(2009, 3, 1)),
        ("2009-03-01T10:00:00", "dateTime", datetime(2009, 3, 1, 10)),
        ("2009-03-01T10:00:00.25Z", "dateTimeStamp", datetime(2009, 3, 1, 10, 0, 0, 250000, UTC)),
        ("2009-03-01T10:00:00-03:00", "dateTime", datetime(2009, 3, 1, 10, tzinfo=timezone(timedelta(hours=-3)))),
        ("10:30:00", "time", time(10, 30)),
    ],
)
def test_a_literal_is_the_python_value_of_its_datatype(text: str, datatype: str, value: object) -> None:
    found = to_python(typed(text, datatype))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("2009", "gYear"),
        ("2009-03", "gYearMonth"),
        ("2009-03-01Z", "date"),
        ("-0044-03-15", "date"),
        ("2009-02-30", "date"),
        ("20090301", "date"),
        ("2009-W01-1", "date"),
        ("2009-03-01T24:00:00", "dateTime"),
        ("2009-03-01T10:00:00.1234567", "dateTime"),
        ("P1D", "dayTimeDuration"),
        ("many", "integer"),
        ("1_000", "integer"),
        ("٣", "integer"),
        ("9" * 5000, "integer"),
        ("NaN", "decimal"),
        ("1e3", "decimal"),
        ("infinity", "double"),
        ("yes", "boolean"),
        ("plain", "string"),
    ],
)
def test_what_python_has_no_value_for_stays_as_it_was_written(text: str, datatype: str) -> None:
    assert to_python(typed(text, datatype)) == text


def test_iris_texts_and_empty_cells() -> None:
    cells = [NamedNode("https://e.org/a"), BlankNode("b"), Literal("Malmö", language="sv"), Literal("x"), None]
    assert [to_python(cell) for cell in cells] == ["https://e.org/a", "b", "Malmö", "x", None]


@given(st.integers() | st.decimals(allow_nan=False, allow_infinity=False) | st.dates() | st.datetimes() | st.booleans())
def test_a_value_written_by_xml_schema_comes_back(value: Any) -> None:
    text, datatype = {
        bool: lambda: (str(value).lower(), "boolean"),
        int: lambda: (str(value), "integer"),
        Decimal: lambda: (format(value, "f"), "decimal"),
        date: lambda: (value.isoformat(), "date"),
        datetime: lambda: (value.isoformat(), "dateTime"),
    }[type(value)]()
    assert to_python(typed(text, datatype)) == value


WHOLE, EXACT, FLOAT = typed("2009", "integer"), typed("2.50", "decimal"), typed("1e3", "double")


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        ([WHOLE, None], "integer", (2009, None)),
        ([WHOLE, EXACT], "decimal", (Decimal(2009), Decimal("2.50"))),
        ([WHOLE, FLOAT, None], "double", (2009.0, 1000.0, None)),
        ([WHOLE, typed("2009-03", "gYearMonth")], "text", ("2009", "2009-03")),
        ([WHOLE, typed("true", "boolean")], "text", ("2009", "true")),
        ([typed("9223372036854775808", "integer")], "decimal", (Decimal(2**63),)),
        ([typed("1" * 39, "integer")], "text", ("1" * 39,)),
        ([typed("1" * 400, "integer"), FLOAT], "text", ("1" * 400, "1e3")),
        ([typed("2009-03-01T10:00:00", "dateTime"), typed("2009-03-01T10:00:00Z", "dateTime")], "text", None),
        ([typed("0001-01-01T00:00:00+01:00", "dateTime")], "text", ("0001-01-01T00:00:00+01:00",)),
        ([None, None], "text", (None, None)),
        ([], "text", ()),
    ],
)
def test_a_column_has_the_type_that_holds_all_its_cells(cells: list[Any], kind: str, values: tuple[Any, ...]) -> None:
    column = to_column("x", cells)
    assert column.kind == kind
    assert column.values == (values if values is not None else tuple(cell.value for cell in cells))


MIXED = answer(
    (WHOLE, EXACT, FLOAT, typed("true", "boolean"), typed("2009-03-01", "date"), NamedNode("https://e.org/a")),
    (None, typed("1", "decimal"), None, None, None, Literal("Malmö", language="sv")),
    columns=("whole", "exact", "float", "yes", "day", "text"),
)
EXPECTED = [
    {
        "whole": 2009,
        "exact": Decimal("2.50"),
        "float": 1000.0,
        "yes": True,
        "day": date(2009, 3, 1),
        "text": "https://e.org/a",
    },
    {"whole": None, "exact": Decimal(1), "float": None, "yes": None, "day": None, "text": "Malmö"},
]


def test_arrow_has_typed_columns() -> None:
    pytest.importorskip("pyarrow")
    table = MIXED.to_arrow()
    assert table.to_pylist() == EXPECTED
    assert [str(field.type) for field in table.schema] == [
        *("int64", "decimal128(38, 2)", "double", "bool", "date32[day]", "string"),
    ]


def test_polars_has_typed_columns() -> None:
    polars = pytest.importorskip("polars")
    frame = MIXED.to_polars()
    assert frame.to_dicts() == EXPECTED
    assert frame.dtypes == [
        *(polars.Int64, polars.Decimal(38, 2), polars.Float64, polars.Boolean, polars.Date, polars.String),
    ]


def test_pandas_keeps_integers_whole_where_cells_are_empty() -> None:
    pandas = pytest.importorskip("pandas")
    frame = MIXED.to_pandas()
    assert [str(t) for t in frame.dtypes] == ["Int64", "object", "float64", "boolean", "object", "object"]
    assert frame["whole"][0] == 2009
    assert frame["whole"][1] is pandas.NA
    assert list(frame["exact"]) == [Decimal("2.50"), Decimal(1)]
    assert list(frame["day"]) == [date(2009, 3, 1), None]
    assert str(answer((WHOLE,)).to_pandas()["x"].dtype) == "int64"


def test_instants_and_local_times_in_all_three() -> None:
    for name in ("pandas", "polars", "pyarrow"):
        pytest.importorskip(name)
    given = answer(
        (typed("2009-03-01T10:00:00+02:00", "dateTime"), typed("2009-03-01T10:00:00", "dateTime")),
        (None, None),
        (typed("2009-07-01T10:00:00Z", "dateTime"), typed("0001-01-01T00:00:00", "dateTime")),
        columns=("instant", "local"),
    )
    first = {"instant": datetime(2009, 3, 1, 8, tzinfo=UTC), "local": datetime(2009, 3, 1, 10)}
    assert given.to_arrow().to_pylist()[0] == first
    assert given.to_polars().to_dicts()[0] == first
    assert given.to_pandas().to_dict("records")[0] == first


def test_graphs_and_yes_or_no_are_tables_too() -> None:
    pytest.importorskip("pandas")
    a = NamedNode("https://e.org/a")
    graph = Answer((), (), (Triple(a, a, WHOLE),), None, "", "test", 0.0, "1")
    assert graph.to_pandas().to_dict("records") == [{"subject": a.value, "predicate": a.value, "object": 2009}]
    yes = Answer((), (), None, True, "", "test", 0.0, "1")
    assert yes.to_pandas().to_dict("records") == [{"answer": True}]


def test_an_answer_without_rows_has_its_columns() -> None:
    pytest.importorskip("pandas")
    assert list(answer(columns=("a", "b")).to_pandas().columns) == ["a", "b"]


@pytest.mark.parametrize(("library", "extra"), [("pandas", "tables"), ("polars", "polars"), ("pyarrow", "arrow")])
def test_a_missing_library_names_its_extra(library: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    method = {"pandas": "to_pandas", "polars": "to_polars", "pyarrow": "to_arrow"}[library]
    with pytest.raises(MissingExtraError, match=library) as caught:
        getattr(MIXED, method)()
    assert f"civicgraph[{extra}]" in (caught.value.hint or "")
