"""Saved queries: a `.rq` file whose `#+` header says what it asks, with which parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from ..errors import QueryError, UnknownQueryError
from ..project import Project
from ..suggest import did_you_mean
from .header import in_order, read_header, timeout_of
from .parameters import Parameter, read_parameter
from .tokens import SparqlToken, first_tokens, words

FORMS = ("select", "construct", "ask", "describe")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"}


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
    header = read_header(header_lines, shown)
    form = form_of(body, shown)
    order = tuple(str(column) for column in header.get("order") or ())
    parameters = tuple(read_parameter(str(name), spec, shown) for name, spec in (header.get("params") or {}).items())
    query = SavedQuery(
        name=path.stem,
        path=path,
        form=form,
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
        text=in_order(body.strip() + "\n", order, form, shown),
        profiles={str(name): str(severity) for name, severity in (header.get("profile") or {}).items()},
        order=order,
        timeout=timeout_of(header.get("timeout"), shown),
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
