"""The `#+` header of a saved query: YAML whose keys and their forms are known."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import QueryError
from ..source import Position, Span
from ..suggest import did_you_mean
from .tokens import words

_KEYS = {
    "summary", "description", "params", "columns", "tags", "question", "order", "timeout",
    "code", "severity", "help", "over", "origin", "needs", "constraint", "profile",
}  # fmt: skip
# Keys that hold more than a text, how that is called, and what it looks like.
_FORMS: Mapping[str, tuple[type, str, str]] = {
    "params": (dict, "a table", "params: {year: {type: integer}}"),
    "columns": (dict, "a table", "columns: {name: what it is called}"),
    "profile": (dict, "a table", "profile: {skos: warning}"),
    "tags": (list, "a list", "tags: [people]"),
    "order": (list, "a list", "order: [year, name]"),
}


def read_header(lines: Sequence[str], shown: str) -> dict[str, Any]:
    """The keys of a header. Raises `QueryError` with the line where it is wrong."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        header = yaml.load("\n".join(line[2:].removeprefix(" ") for line in lines), loader) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise QueryError(
            f"the header of {shown} is not YAML: {getattr(error, 'problem', error)}",
            span=top_of(shown, mark.line + 1 if mark else 1),
            hint="put a text that holds a colon and a blank, or begins with a quote, into single quotes",
        ) from error
    if not isinstance(header, dict):
        raise QueryError(f"the header of {shown} must be a table of keys", span=top_of(shown))
    for key, value in header.items():
        if key not in _KEYS:
            raise QueryError(
                f"unknown key {key} in the header of {shown}",
                hint=did_you_mean(str(key), _KEYS),
                span=top_of(shown),
            )
        form, called, example = _FORMS.get(key, (object, "", ""))
        if value is not None and not isinstance(value, form):
            raise QueryError(f"{shown}: {key} must be {called}", hint=f"write it like: {example}", span=top_of(shown))
    return header


def in_order(text: str, order: Sequence[str], form: str, shown: str) -> str:
    """The query with an ORDER BY for the columns of `order`, unless it has that already. Raises `QueryError`."""
    if not order:
        return text
    found = words(text)
    variables = {token.text[1:] for token in found if token.kind == "variable"}
    for column in order:
        if form != "select" or column not in variables:
            raise QueryError(
                f"{shown}: order names {column}, which is no column of the query",
                hint="name columns of a SELECT, without a question mark",
                span=top_of(shown),
            )
    last = max((at for at, token in enumerate(found) if token.text == "}"), default=0)
    behind = [token.text.upper() if token.kind == "word" else token.text for token in found[last + 1 :]]
    wanted = [f"?{column}" for column in order]
    if "ORDER" in behind:
        sorted_by = [word for word in behind[behind.index("ORDER") + 2 :] if word not in ("(", ")", "ASC", "DESC")]
        if sorted_by[: len(wanted)] == wanted:
            return text
        raise QueryError(
            f"{shown}: order says {', '.join(order)}, and the ORDER BY of the query another thing",
            hint="leave one of them out",
            span=top_of(shown),
        )
    if {"LIMIT", "OFFSET", "VALUES"} & set(behind):
        raise QueryError(
            f"{shown}: order cannot be put behind LIMIT, OFFSET or VALUES",
            hint=f"write ORDER BY {' '.join(wanted)} before it",
            span=top_of(shown),
        )
    return f"{text}ORDER BY {' '.join(wanted)}\n"


def timeout_of(seconds: Any, shown: str) -> float | None:
    """The limit of time in seconds, or None. Raises `QueryError`."""
    if seconds is None:
        return None
    number = isinstance(seconds, int | float) and not isinstance(seconds, bool) and math.isfinite(seconds)
    if not number or seconds <= 0:
        raise QueryError(f"{shown}: timeout must be a number of seconds", hint="timeout: 10", span=top_of(shown))
    return float(seconds)


def top_of(shown: str, line: int = 1) -> Span:
    """The place of a fault in a header: the beginning of a line."""
    return Span(shown, Position(line, 1), Position(line, 1))
