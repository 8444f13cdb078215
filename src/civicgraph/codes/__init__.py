"""The codes of findings: what each finds, why it matters, what to do, an example that is right and one that is wrong.

A shape, a query check or a module of this tool makes the findings of a code. The examples stand in
`shapes/examples.toml`, where the tests of the graph prove each of them.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from ..errors import CivicGraphError, ConfigError
from ..graph import load_file
from ..project import Project
from ..queries import read_query
from ..suggest import did_you_mean
from ..terms import DC_IDENTIFIER, RDFS, SH, SKOS
from .built_in import BUILT_IN
from .code import Code
from .of_shapes import LINT

EXAMPLES = "shapes/examples.toml"

__all__ = ["EXAMPLES", "Code", "find_code", "read_codes"]


def read_codes(project: Project) -> list[Code]:
    """All codes of a project, in their order. Raises `ConfigError` for broken examples."""
    found = {code.code: code for code in (*BUILT_IN, *LINT, *_of_shapes(project), *_of_queries(project))}
    for code, example in _examples(project).items():
        if code in found:
            found[code] = replace(found[code], right=example.get("right", ""), wrong=example.get("wrong", ""))
    return [found[code] for code in sorted(found)]


def find_code(project: Project, code: str) -> Code:
    """What one code means. Raises `CivicGraphError` for an unknown code."""
    codes = {c.code: c for c in read_codes(project)}
    if code.upper() not in codes:
        raise CivicGraphError(
            f"there is no code {code}", hint=did_you_mean(code.upper(), codes) or "see all: civicgraph explain --list"
        )
    return codes[code.upper()]


def _of_shapes(project: Project) -> list[Code]:
    store = Store()
    for file in project.files("shapes"):
        load_file(store, project, file)

    def text(subject: NamedNode, iri: str) -> str:
        found = store.quads_for_pattern(subject, NamedNode(iri), None, DefaultGraph())
        terms = [q.object for q in found if isinstance(q.object, Literal | NamedNode)]
        return " ".join(min((t.value for t in terms), default="").split())

    return [
        Code(
            code=getattr(quad.object, "value", ""),
            name=quad.subject.value.rsplit("#", 1)[-1].rsplit("/", 1)[-1],
            severity=text(quad.subject, SH + "severity").rsplit("#", 1)[-1].lower() or "violation",
            finding=text(quad.subject, SH + "message"),
            why=text(quad.subject, RDFS + "comment"),
            help=text(quad.subject, SH + "description"),
            maker=f"the shape {project.config.prefixes.shorten(quad.subject.value)}",
            constraint=text(quad.subject, SKOS + "notation"),
        )
        for quad in store.quads_for_pattern(None, NamedNode(DC_IDENTIFIER), None, DefaultGraph())
        if isinstance(quad.subject, NamedNode)
    ]


def _of_queries(project: Project) -> list[Code]:
    found = []
    for path in project.query_files("checks"):
        check = read_query(path, project.root)
        header = check.header
        found.append(
            Code(
                code=header.get("code", ""),
                name=path.stem.partition("-")[2],
                severity=header.get("severity", "violation"),
                finding=check.summary.rstrip(".") + ".",
                why=" ".join(check.description.split()),
                help=header.get("help", ""),
                maker=f"the check {path.relative_to(project.root).as_posix()}",
                constraint=header.get("constraint", ""),
            )
        )
    return found


def _examples(project: Project) -> dict[str, dict[str, str]]:
    path = project.root / EXAMPLES
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{EXAMPLES} is not TOML: {error}") from error
    return {str(code): example for code, example in table.items() if isinstance(example, dict)}
