"""Checks written as queries: each row of `queries/checks/*.rq` is a finding."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from ..diagnostics import Severity
from ..errors import QueryError
from ..project import Project
from ..queries import SavedQuery, read_query

Term = NamedNode | BlankNode | Literal
_SEVERITIES = {str(severity): severity for severity in Severity}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a check: what it is about, and the check's code, severity, message and help."""

    focus: Term
    path: str | None
    value: Term | None
    code: str
    severity: Severity
    message: str
    help: str | None


def run_checks(project: Project, authored: Store, direct: Store) -> list[Row]:
    """The rows of all checks of the project.

    A check whose header says `over: authored` sees the authored files, the others the direct stage too.
    Raises `QueryError` where a check does not parse or lacks what a finding needs.
    """
    rows: list[Row] = []
    for path in project.query_files("checks"):
        check = read_query(path, project.root)
        rows += _rows(check, authored if check.header.get("over") == "authored" else direct, project)
    return rows


def _rows(check: SavedQuery, store: Store, project: Project) -> list[Row]:
    shown = check.path.relative_to(project.root).as_posix()
    code, severity = check.header.get("code"), _SEVERITIES.get(check.header.get("severity", "violation"))
    if code is None or severity is None:
        raise QueryError(f"{shown}: a check needs a code, and a severity of {', '.join(_SEVERITIES)}")
    try:
        solutions = store.query(project.config.prefixes.sparql() + check.text)
    except SyntaxError as error:
        raise QueryError(f"the check {shown} does not parse: {error.msg or error}") from error
    if not isinstance(solutions, QuerySolutions) or "focus" not in [v.value for v in solutions.variables]:
        raise QueryError(
            f"{shown}: a check is a SELECT with the columns ?focus ?path ?value ?message, of which ?focus must be there"
        )
    names = {variable.value for variable in solutions.variables}
    found = []
    for solution in solutions:
        cell = {name: solution[name] for name in names}
        focus, path, message = cell["focus"], cell.get("path"), cell.get("message")
        if focus is None:
            raise QueryError(f"{shown}: a row of the check leaves ?focus empty")
        found.append(
            Row(
                focus=focus,
                path=path.value if isinstance(path, NamedNode) else None,
                value=cell.get("value"),
                code=code,
                severity=severity,
                message=message.value if isinstance(message, Literal) else check.summary,
                help=check.header.get("help"),
            )
        )
    return found
