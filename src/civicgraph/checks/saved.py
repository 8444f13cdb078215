"""Saved queries as texts: their syntax, their headers, and traps in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode

from ..diagnostics import Diagnostic, Severity
from ..errors import QueryError
from ..graph import GraphStore
from ..project import Project
from ..queries import PARAMETER_PLACE, check_syntax, find_query, parse_value, read_query, sparql_fault, traps, words
from ..source import Position, Span
from ..terms import XSD
from ..turtle import Lines
from .terms import unknown_names

QUERY_SYNTAX, QUERY_HEADER = "CG601", "CG604"
_YEARS = (XSD + "gYear", XSD + "gYearMonth")


def check_queries(graph: GraphStore) -> list[Diagnostic]:
    """What is wrong with the saved queries.

    They do not parse (CG601), have a header that cannot be read (CG604) or traps (CG602 to CG613), or name what occurs
    in no file (CG832).
    """
    found: list[Diagnostic] = []
    project = graph.project

    @cache
    def has_years(name: str) -> bool:
        iri = name.strip("<>") if name.startswith("<") else project.config.prefixes.expand(name)
        values = graph.store.quads_for_pattern(None, NamedNode(iri), None, DefaultGraph()) if iri else ()
        return any(isinstance(q.object, Literal) and q.object.datatype.value in _YEARS for q in values)

    for path in project.query_files(""):
        shown = path.relative_to(project.root).as_posix()
        text = path.read_text(encoding="utf-8")
        try:
            check_syntax(project.config.prefixes.sparql() + text)
        except SyntaxError as error:
            fault = sparql_fault(error, len(project.config.prefixes))
            at = Position(fault.line, fault.column)
            found.append(
                Diagnostic(
                    QUERY_SYNTAX,
                    Severity.VIOLATION,
                    f"This is not SPARQL: {fault.message}",
                    span=Span(shown, at, Position(at.line, at.column + 1)),
                    help="the fault may stand just before this place; compare with the queries beside it",
                )
            )
            continue
        trapped = traps(text, has_years)
        lines = Lines.of(text)
        for trap in trapped:
            found.append(
                Diagnostic(
                    trap.code,
                    Severity.VIOLATION if trap.code == PARAMETER_PLACE else Severity.WARNING,
                    trap.message,
                    span=Span(shown, lines.position(trap.start), lines.position(trap.end)),
                    help=trap.help,
                )
            )
        if not any(trap.code == PARAMETER_PLACE for trap in trapped):
            found += _header(path, project)
    return found + unknown_names(graph)


def _as_it_is(text: str, class_: str | None) -> str:
    return text


def _header(path: Path, project: Project) -> Iterator[Diagnostic]:
    """What is wrong with a header: it cannot be read, a default is no value of its type, choices come from nowhere."""
    try:
        query = read_query(path, project.root)
        described = query.columns if query.form == "select" else ()
        variables = {token.text[1:] for token in words(query.text) if token.kind == "variable"} if described else set()
        for column in described:
            if column not in variables:
                raise QueryError(f"the header describes the column {column}, which the query does not have")
        for parameter in query.parameters:
            if parameter.values_from:
                find_query(project, parameter.values_from)
            if parameter.class_ and project.config.prefixes.expand(parameter.class_) is None:
                raise QueryError(f"{parameter.class_}, the class of {parameter.name}, has a prefix that nobody knows")
            if parameter.datatype == "entity":
                continue
            alone = replace(parameter, values=(), values_from=None)
            for choice in parameter.values:
                parse_value(alone, choice, _as_it_is, query.name)
            if parameter.default is not None:
                parse_value(alone if parameter.values_from else parameter, parameter.default, _as_it_is, query.name)
    except QueryError as error:
        shown, top = path.relative_to(project.root).as_posix(), Position(1, 1)
        span = error.span or Span(shown, top, top)
        yield Diagnostic(QUERY_HEADER, Severity.VIOLATION, error.message, span=span, help=error.hint)
