"""Checks written as queries: each row of `queries/checks/*.rq` is a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from ..diagnostics import Severity
from ..errors import QueryError
from ..project import Project, bundled_project
from ..queries import SavedQuery, read_query, refuse_service
from ..suggest import did_you_mean
from .profiles import SEVERITIES, ProfileCheck

Term = NamedNode | BlankNode | Literal
# What a check may look at, by the word after `over` in its header.
OVER = ("authored", "direct", "files", "shapes", "vocabulary")
_RELEASE = "release"


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the checks found, and the codes of those that could not apply yet, with the reason.

    `left_out` has the codes of those that look at what is not there, and what that is.
    """

    rows: list[Row]
    not_applicable: dict[str, str]
    left_out: dict[str, str]


def run_checks(project: Project, stores: Mapping[str, Callable[[], Store]]) -> Outcome:
    """The rows of all checks of the project.

    The header of a check says what it looks at: `over: authored` the authored files, `over: direct` (the default)
    the direct stage too, `over: files` one named graph for each file, `over: shapes` ontology and shapes together,
    `over: vocabulary` one named graph for each file of the ontology, or of the data where there is no ontology.
    Those over the direct stage run last, those over what `stores` has not are left out.
    A check with `needs: release` waits until there is a release to compare with. Raises `QueryError` where a check
    does not parse or lacks what a finding needs.
    """
    outcome = Outcome([], {}, {})
    checks = [read_query(path, project.root) for path in project.query_files("checks")]
    for check in sorted(checks, key=lambda check: check.header.get("over", "direct") == "direct"):
        needs = check.header.get("needs")
        if needs == _RELEASE and project.config.dataset.last_release is None:
            outcome.not_applicable[_code(check, project)] = "there is no release yet to compare with"
            continue
        over = check.header.get("over", "direct")
        if over not in OVER or needs not in (None, _RELEASE):
            shown = check.path.relative_to(project.root).as_posix()
            raise QueryError(
                f"{shown}: a check is over {', '.join(OVER)}, and needs nothing or a release",
                hint=did_you_mean(over, OVER),
            )
        code = _code(check, project)
        if over not in stores:
            outcome.left_out[code] = over
            continue
        severity = SEVERITIES[check.header.get("severity", "violation")]
        outcome.rows.extend(_rows(check, severity, stores[over](), project))
    return outcome


def run_profile(checks: Iterable[ProfileCheck], stores: Mapping[str, Callable[[], Store]]) -> list[Row]:
    """The rows of checks of the bundled graph on the stores of another project, with the severities of the profile.

    The prefixes are those of the bundled graph, whatever the other project calls its namespaces.
    """
    bundled = bundled_project()
    return [
        row
        for one in checks
        for row in _rows(one.check, one.severity, stores[one.check.header.get("over", "direct")](), bundled)
    ]


def _code(check: SavedQuery, project: Project) -> str:
    code, severity = check.header.get("code"), check.header.get("severity", "violation")
    if code is None or severity not in SEVERITIES:
        shown = check.path.relative_to(project.root).as_posix()
        raise QueryError(f"{shown}: a check needs a code, and a severity of {', '.join(SEVERITIES)}")
    return code


def _rows(check: SavedQuery, severity: Severity, store: Store, project: Project) -> list[Row]:
    shown = check.path.relative_to(project.root).as_posix()
    refuse_service(check.text, f"the check {shown}", hint="a check must not depend on what another server says")
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
                code=check.header["code"],
                severity=severity,
                message=message.value if isinstance(message, Literal) else check.summary,
                help=check.header.get("help"),
            )
        )
    return found
