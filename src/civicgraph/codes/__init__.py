"""The codes of findings: what each finds, why it matters, what to do, an example that is right and one that is wrong.

A shape, a query check or a module of this tool makes the findings of a code. The examples stand in
`shapes/examples.toml`, where the tests of the graph prove each of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import replace

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from ..diagnostics import Code, Severity
from ..errors import CivicGraphError, ConfigError
from ..project import Project, bundled_project
from ..queries import read_query
from ..reading import load_file
from ..suggest import did_you_mean
from ..terms import DC_IDENTIFIER, RDFS, SH, SKOS
from .built_in import BUILT_IN
from .of_shapes import LINT

EXAMPLES = "shapes/examples.toml"
# The code of a finding whose shape has neither a code nor a CURIE.
NO_CODE = "CG100"
_PAGES = "https://w3id.org/civicgraph/docs/codes/"

__all__ = ["EXAMPLES", "Code", "codes_of_profiles", "codes_without_page", "find_code", "read_codes"]


def read_codes(project: Project) -> list[Code]:
    """All codes of a project, in their order. Raises `ConfigError` for broken examples."""
    of_tool = (replace(code, url=_PAGES + code.code) for code in (*BUILT_IN, *LINT))
    found = {code.code: code for code in (*of_tool, *_of_shapes(project), *_of_queries(project))}
    for code, example in _examples(project).items():
        if code in found:
            found[code] = replace(found[code], right=example.get("right", ""), wrong=example.get("wrong", ""))
    return [found[code] for code in sorted(found)]


def codes_without_page(project: Project) -> set[str]:
    """What stands as the code of a finding whose shape has none: the CURIE of the shape, or `NO_CODE`."""
    store = _shapes(project)
    coded = {quad.subject for quad in store.quads_for_pattern(None, NamedNode(DC_IDENTIFIER), None, DefaultGraph())}
    bare = {q.subject.value for q in store if isinstance(q.subject, NamedNode) and q.subject not in coded}
    curies = {project.config.prefixes.curie(iri) for iri in bare} - {None}
    return {str(curie) for curie in curies} | {NO_CODE}


def codes_of_profiles(names: Iterable[str]) -> list[Code]:
    """The codes of the checks of profiles, with the worst severity that they have there. Raises `ConfigError`."""
    wanted = tuple(names)
    codes = read_codes(bundled_project())
    known = sorted({name for code in codes for name in code.profiles})
    for name in wanted:
        if name not in known:
            raise ConfigError(f'there is no profile "{name}"; choose from: {", ".join(known)}')
    levels = {str(severity): severity for severity in Severity}
    return [
        replace(code, severity=str(max(levels[code.profiles[name]] for name in wanted if name in code.profiles)))
        for code in codes
        if any(name in code.profiles for name in wanted)
    ]


def find_code(project: Project, code: str) -> Code:
    """What one code means, of the project or of a profile. Raises `CivicGraphError` for an unknown code."""
    codes = {c.code: c for c in read_codes(project)}
    if code.upper() not in codes and project.origin != "bundled":
        codes = {c.code: c for c in read_codes(bundled_project()) if c.profiles} | codes
    if code.upper() not in codes:
        raise CivicGraphError(
            f"there is no code {code}", hint=did_you_mean(code.upper(), codes) or "see all: civicgraph explain --list"
        )
    return codes[code.upper()]


def _shapes(project: Project) -> Store:
    store = Store()
    for file in project.files("shapes"):
        load_file(store, project, file)
    return store


def _of_shapes(project: Project) -> list[Code]:
    store = _shapes(project)

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
            url=text(quad.subject, RDFS + "seeAlso") or None,
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
                profiles=check.profiles,
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
