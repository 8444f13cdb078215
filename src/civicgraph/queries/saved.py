"""Saved queries: a `.rq` file whose `#+` header says what it asks, with which parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import QueryError, UnknownQueryError
from ..project import Project
from ..source import Position, Span
from ..suggest import did_you_mean
from .tokens import SparqlToken, first_tokens, words

FORMS = ("select", "construct", "ask", "describe")
TYPES = ("entity", "iri", "string", "langstring", "integer", "decimal", "boolean", "date", "gYear", "enum")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"}
_HEADER_KEYS = {
    "summary", "description", "params", "columns", "tags", "question", "order", "timeout",
    "code", "severity", "help", "over", "origin", "needs", "constraint", "profile",
}  # fmt: skip
_PARAMETER_KEYS = {
    "type",
    "class",
    "default",
    "required",
    "label",
    "description",
    "min",
    "max",
    "values",
    "values_from",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a saved query.

    `datatype` is one of `TYPES`; `class_` the CURIE of the class that an `entity` must have;
    `minimum` and `maximum` bound numbers; `values` are the choices of an `enum`; `values_from` is the saved query whose
    first column holds the choices.
    """

    name: str
    datatype: str
    class_: str | None = None
    default: str | None = None
    required: bool = False
    description: str = ""
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] = ()
    values_from: str | None = None


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with its header.

    `form` is one of `FORMS`; `columns` maps each column to what it holds; `header` keeps the keys
    that only checks and rules use (`code`, `severity`, `help`, `over`, `needs`, `constraint`, `origin`).
    `profiles` maps each profile to which a check belongs to the severity that its findings have there. `order` are the
    columns by which the rows are sorted, where the header says so; `timeout` is in seconds.
    """

    name: str
    path: Path
    form: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, str]
    tags: tuple[str, ...]
    question: str | None
    header: Mapping[str, str]
    text: str
    profiles: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    timeout: float | None = None


def saved_queries(project: Project, folder: str = "questions") -> list[SavedQuery]:
    """The saved queries in a folder of the project's queries, by name."""
    return [read_query(path, project.root) for path in project.query_files(folder)]


def find_query(project: Project, name: str) -> SavedQuery:
    """The saved question or view with a name. Raises `UnknownQueryError`."""
    for folder in ("questions", "views"):
        # Where it usually lies: to look through all folders takes longer than most queries do.
        usual = project.queries / folder / f"{name}.rq"
        if usual.name == f"{name}.rq" and usual.is_file():
            return read_query(usual, project.root)
    paths = {path.stem: path for folder in ("views", "questions") for path in project.query_files(folder)}
    if name not in paths:
        raise UnknownQueryError(
            f'there is no saved query "{name}"',
            hint=did_you_mean(name, paths) or "see them all with: civicgraph queries list",
        )
    return read_query(paths[name], project.root)


def read_query(path: Path, root: Path | None = None) -> SavedQuery:
    """The saved query in a file. Raises `QueryError` with the line where its header is wrong."""
    shown = path.relative_to(root).as_posix() if root and path.is_relative_to(root) else str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{shown} cannot be read: {error}") from error
    return _parsed(path, shown, text)


@lru_cache(maxsize=512)
def _parsed(path: Path, shown: str, text: str) -> SavedQuery:
    header_lines = [line for line in text.splitlines() if line.startswith("#+")]
    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#+"))
    header = _header(header_lines, shown)
    order = tuple(str(column) for column in header.get("order") or ())
    parameters = tuple(_parameter(name, spec, shown) for name, spec in (header.get("params") or {}).items())
    query = SavedQuery(
        name=path.stem,
        path=path,
        form=form_of(body, shown),
        summary=str(header.get("summary", "")),
        description=str(header.get("description", "")),
        parameters=parameters,
        columns={str(k): str(v) for k, v in (header.get("columns") or {}).items()},
        tags=tuple(str(tag) for tag in header.get("tags") or ()),
        question=header.get("question"),
        header={
            k: str(header[k])
            for k in ("code", "severity", "help", "over", "origin", "needs", "constraint")
            if k in header
        },
        text=_in_order(body.strip() + "\n", order, shown),
        profiles=_profiles(header.get("profile", {}), shown),
        order=order,
        timeout=_timeout(header.get("timeout"), shown),
    )
    _check_positions(query, shown)
    return query


@lru_cache(maxsize=512)
def form_of(text: str, shown: str = "the query") -> str:
    """The form of a query: select, construct, ask or describe. Raises `QueryError` for an update."""
    for token in first_tokens(text):
        if token.kind == "word":
            word = token.text.upper()
            if word.lower() in FORMS:
                return word.lower()
            if word in _UPDATES:
                raise QueryError(
                    f"{shown} is an update; queries here only read", hint="use SELECT, CONSTRUCT, ASK or DESCRIBE"
                )
    raise QueryError(f"{shown} holds no query", hint="a query has one of the words SELECT, CONSTRUCT, ASK, DESCRIBE")


def _header(lines: Sequence[str], shown: str) -> dict[str, Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        header = yaml.load("\n".join(line[2:].removeprefix(" ") for line in lines), loader) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise QueryError(
            f"the header of {shown} is not YAML: {getattr(error, 'problem', error)}",
            span=_line(shown, mark.line + 1 if mark else 1),
            hint="put a text that holds a colon and a blank, or begins with a quote, into single quotes",
        ) from error
    if not isinstance(header, dict):
        raise QueryError(f"the header of {shown} must be a table of keys", span=_line(shown, 1))
    for key in header:
        if key not in _HEADER_KEYS:
            raise QueryError(
                f"unknown key {key} in the header of {shown}",
                hint=did_you_mean(str(key), _HEADER_KEYS),
                span=_line(shown, 1),
            )
    return header


def _in_order(text: str, order: Sequence[str], shown: str) -> str:
    """The query with an ORDER BY for the columns of `order`, unless it has that already."""
    if not order:
        return text
    found = words(text)
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
            span=_line(shown, 1),
        )
    if {"LIMIT", "OFFSET", "VALUES"} & set(behind):
        raise QueryError(
            f"{shown}: order cannot be put behind LIMIT, OFFSET or VALUES",
            hint=f"write ORDER BY {' '.join(wanted)} before it",
            span=_line(shown, 1),
        )
    return f"{text}ORDER BY {' '.join(wanted)}\n"


def _timeout(seconds: Any, shown: str) -> float | None:
    if seconds is None:
        return None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds <= 0:
        raise QueryError(f"{shown}: timeout must be a number of seconds", hint="timeout: 10", span=_line(shown, 1))
    return float(seconds)


def _profiles(table: Any, shown: str) -> dict[str, str]:
    if not isinstance(table, dict):
        raise QueryError(
            f"{shown}: profile must say the severity in each profile", hint="write it like: profile: {skos: warning}"
        )
    return {str(name): str(severity) for name, severity in table.items()}


def _parameter(name: str, spec: Any, shown: str) -> Parameter:
    if not isinstance(spec, dict) or spec.get("type") not in TYPES:
        raise QueryError(
            f"{shown}: the parameter {name} needs a type", hint=f"choose from: {', '.join(TYPES)}", span=_line(shown, 1)
        )
    for key in spec:
        if key not in _PARAMETER_KEYS:
            raise QueryError(
                f"{shown}: unknown key {key} of the parameter {name}", hint=did_you_mean(str(key), _PARAMETER_KEYS)
            )
    default = spec.get("default")
    if spec["type"] == "enum" and not (spec.get("values") or spec.get("values_from")):
        raise QueryError(
            f"{shown}: the parameter {name} has no choices",
            hint="list them in values: [a, b], or name a saved query in values_from",
            span=_line(shown, 1),
        )
    return Parameter(
        name=name,
        datatype=spec["type"],
        class_=spec.get("class"),
        default=None if default is None else (str(default).lower() if isinstance(default, bool) else str(default)),
        required=bool(spec.get("required", False)),
        description=str(spec.get("description") or spec.get("label") or ""),
        minimum=spec.get("min"),
        maximum=spec.get("max"),
        values=tuple(str(value) for value in spec.get("values") or ()),
        values_from=str(spec["values_from"]) if spec.get("values_from") else None,
    )


def _check_positions(query: SavedQuery, shown: str) -> None:
    """A parameter may not stand where SPARQL wants a variable: a term in its place would not parse."""
    names = {parameter.name for parameter in query.parameters}
    if not names and "$" not in query.text:
        return
    found = words(query.text)
    used = {token.text[1:] for token in found if token.kind == "variable" and token.text[0] == "$"}
    for name in sorted(used - names):
        raise QueryError(
            f"{shown}: ${name} is no parameter of the query", hint="declare it in params, or write ?" + name
        )
    for name in sorted(names - used):
        raise QueryError(f"{shown}: the parameter {name} is not used", hint=f"write ${name} where its value belongs")
    for token in parameters_out_of_place(found):
        raise QueryError(
            f"{shown}: the parameter {token.text} stands where SPARQL wants a variable (CG603)",
            hint="a parameter may not stand in a projection, after AS, in the head of VALUES or in GROUP BY",
        )


# What ends the stretch in which only variables may stand.
_ENDS = {
    "SELECT": ("WHERE", "FROM", "{"),
    "VALUES": ("{",),
    "GROUP": ("HAVING", "ORDER", "LIMIT", "OFFSET", "}"),
}


def parameters_out_of_place(found: Sequence[SparqlToken]) -> list[SparqlToken]:
    """The parameters in projections, after AS, in heads of VALUES and in GROUP BY, where only variables may stand."""
    inside: list[SparqlToken] = []
    zone = ""
    before = ""
    for token in found:
        word = token.text.upper() if token.kind == "word" else token.text
        if word in ("SELECT", "GROUP", "VALUES"):
            zone = word
        elif word in _ENDS.get(zone, ()):
            zone = ""
        if zone or before == "AS":
            inside.append(token)
        before = word
    return [token for token in inside if token.kind == "variable" and token.text[0] == "$"]


def _line(shown: str, line: int) -> Span:
    return Span(shown, Position(line, 1), Position(line, 1))
