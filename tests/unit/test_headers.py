"""Whatever a header holds, it is read or refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicgraph.errors import QueryError
from civicgraph.queries import read_query
from civicgraph.queries.parameters import read_parameter

KEYS = ["summary", "params", "columns", "tags", "question", "order", "timeout", "profile", "description"]
SPEC = ["type", "class", "default", "required", "label", "min", "max", "values", "values_from"]
WORDS = st.sampled_from(["integer", "entity", "enum", "gYear", "ex:City", "x", "city", "2009", ""])
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False) | WORDS
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(WORDS, SCALARS, max_size=3)
SPECS = st.dictionaries(st.sampled_from(SPEC), VALUES) | VALUES
HEADERS = st.dictionaries(st.sampled_from(KEYS), VALUES | st.dictionaries(st.just("x"), SPECS))
BOUNDED = st.fixed_dictionaries(
    {"type": st.sampled_from(["integer", "decimal", "gYear"])}, optional={"min": SCALARS, "max": SCALARS}
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("headers") / "q.rq"


@given(header=HEADERS)
def test_a_header_is_read_or_refused(file: Path, header: dict[str, object]) -> None:
    body = "SELECT ?city WHERE { ?city ?p ?y . FILTER(?y = $x) }"
    file.write_text(f"#+ {json.dumps(header)}\n{body}\n", encoding="utf-8")
    try:
        query = read_query(file)
    except QueryError:
        return
    assert [parameter.name for parameter in query.parameters] == ["x"]
    assert set(query.order) <= {"city", "x"}


@given(spec=BOUNDED)
def test_bounds_that_are_taken_are_numbers_in_their_order(spec: dict[str, object]) -> None:
    try:
        parameter = read_parameter("x", spec, "q.rq")
    except QueryError:
        return
    bounds = [bound for bound in (parameter.minimum, parameter.maximum) if bound is not None]
    assert bounds == sorted(bounds)
    assert not any(isinstance(bound, bool | str) for bound in bounds)
