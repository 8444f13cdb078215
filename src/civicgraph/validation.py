"""The verdict on a project: syntax, layout, SHACL and query checks, each finding at its place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from .checks import (
    check_asked,
    check_generated,
    check_layout,
    check_outside_terms,
    check_queries,
    check_release,
    check_settled_terms,
    check_syntax_of,
    named_with_header,
    profile_checks,
    read_imports,
    run_checks,
    run_profile,
    with_header,
)
from .diagnostics import Diagnostic, Report, Severity, ordered
from .errors import ShapesError
from .graph import GraphStore, load_file, ntriples
from .labels import named
from .positions import Locator
from .project import Project
from .reasoning import direct_stage, origins
from .shacl import run_shacl
from .source import Span
from .suggest import nearest

Term = NamedNode | BlankNode | Literal
DANGLING = "CG201"


def validate(
    project: Project,
    paths: Iterable[Path] = (),
    progress: Callable[[str], None] | None = None,
    *,
    engine: str = "auto",
    profiles: Iterable[str] | None = None,
) -> Report:
    """The findings on a project, or only those in the named files and folders.

    `profiles` names the profiles by which to judge besides the project's own rules, in place of those of its
    configuration: general checks of the bundled graph that the project has not got. A project judged so may have blank
    nodes, terms that no query uses, and no releases. What its ontologies import is known, and not judged.

    Reads the authored files and the direct stage. Where a file does not parse, its fault is all that is
    reported: what the other checks would say of half a graph misleads. Raises `ShapesError` where the
    shapes do not load, `QueryError` where a rule or check does not, and `ConfigError` for an unknown profile and for
    an entry of `[imports]` without its file.
    """
    began = time.perf_counter()
    say = progress or (lambda message: None)
    files = project.files("ontology", "data")
    wanted = _wanted(project, paths)
    guests = profile_checks(project, project.config.profiles if profiles is None else profiles)
    if not files:
        raise ShapesError(f"{project.root} has no files to validate", hint="see [paths] in civicgraph.toml")
    say(f"reading {len(files)} files")
    beside = project.files("align")
    faults = check_syntax_of(project, [*files, *beside, *project.files("vendor")])
    if faults:
        note = "only the syntax was checked: mend it, then validate again"
        return Report(
            tuple(ordered(_within(faults, wanted))), project.root, len(files), 0, time.perf_counter() - began, (note,)
        )
    graph = GraphStore(project)
    direct = direct_stage(graph)
    imports = read_imports(graph)
    judged = Store()
    judged.extend(imports.known)
    judged.extend(Quad(*triple) for triple in direct)
    say("reading terms, queries and layout")
    found = [*imports.findings, *check_layout(graph, [*files, *beside], blank_nodes=bool(guests))]
    if project.files("vendor"):
        found += check_outside_terms(project, [*files, *project.files("shapes"), *beside])
    if guests:
        found += check_settled_terms(project, files)
    found += check_queries(graph) + ([] if guests else check_asked(graph)) + check_generated(project)
    not_applicable: dict[str, str] = {}
    if not guests or project.config.dataset.last_release:
        released, not_applicable = check_release(graph)
        found += released
    place = _Places(graph, judged, direct)
    say("running the query checks")
    outcome = run_checks(
        project,
        {
            "authored": lambda: imports.known,
            "direct": lambda: judged,
            "files": lambda: graph.named,
            "shapes": cache(lambda: _with_shapes(graph, imports.known)),
        },
    )
    headed = cache(lambda: with_header(imports.known, graph.store, project))
    rows = outcome.rows + run_profile(
        guests, {"authored": headed, "files": cache(lambda: named_with_header(graph.named, headed()))}
    )
    for row in rows:
        if not imports.holds(row.focus, row.path, row.value):
            found.append(
                place.diagnostic(row.code, row.severity, row.message, row.focus, row.path, row.value, help=row.help)
            )
    say("running SHACL")
    shacl = run_shacl(ntriples(judged), project, engine)
    for r in shacl.results:
        if imports.holds(r.focus, r.path, r.value):
            continue
        found.append(
            place.diagnostic(
                r.code, r.severity, r.message, r.focus, r.path, r.value, shape=r.shape, help=r.help, url=r.url
            )
        )
    kept = _without_echoes(found)
    return Report(
        tuple(ordered(_within(kept, wanted))),
        project.root,
        len(files),
        len(graph.store),
        time.perf_counter() - began,
        (*_not_applicable(not_applicable | outcome.not_applicable), *([shacl.note] if shacl.note else [])),
    )


def _not_applicable(reasons: dict[str, str]) -> tuple[str, ...]:
    """A note for each reason, with the codes of the checks that it keeps from applying."""
    notes = []
    for why in sorted(set(reasons.values())):
        codes = sorted(code for code, reason in reasons.items() if reason == why)
        notes.append(f"{', '.join(codes)} {'does' if len(codes) == 1 else 'do'} not apply: {why}")
    return tuple(notes)


def _with_shapes(graph: GraphStore, known: Store) -> Store:
    """The authored files and the shapes in one graph, for checks that compare the two."""
    store = Store()
    store.extend(known)
    for file in graph.project.files("shapes"):
        load_file(store, graph.project, file)
    return store


class _Places:
    """Turns what a check found into diagnostics with places, labels and suggestions."""

    def __init__(self, graph: GraphStore, judged: Store, direct: set[Triple]) -> None:
        self._project = graph.project
        self._prefixes = graph.project.config.prefixes
        self._store = graph.store
        self._judged = judged
        self._direct = direct
        self._locator = Locator(graph)

    def diagnostic(
        self,
        code: str,
        severity: Severity,
        message: str,
        focus: Term,
        path: str | None,
        value: Term | None,
        *,
        shape: str | None = None,
        help: str | None = None,
        url: str | None = None,
    ) -> Diagnostic:
        suggestion = None
        if code == DANGLING and isinstance(value, NamedNode):
            message = f"No file describes {self._prefixes.shorten(value.value)}"
            suggestion = self._suggestion(value)
        return Diagnostic(
            code=code,
            severity=severity,
            message=message,
            span=self._span(focus, path, value),
            # The name of a blank node changes with each reading.
            focus=None if isinstance(focus, BlankNode) else focus.value,
            entity=named(self._store, self._prefixes, focus.value) if isinstance(focus, NamedNode) else None,
            path=path,
            value=None if isinstance(value, BlankNode) else getattr(value, "value", None),
            shape=shape,
            help="; ".join(part for part in (suggestion, help) if part) or None,
            url=url,
        )

    def _span(self, focus: Term, path: str | None, value: Term | None) -> Span | None:
        if isinstance(focus, Literal):
            return None
        predicate = NamedNode(path) if path else None
        if predicate is not None and value is not None and not self._locator.states(focus, predicate, value):
            behind = self._behind(focus, predicate, value)
            if behind is not None:
                return behind
        span = self._locator.where(focus, predicate, value)
        if span is None:
            mentions = self._locator.mentions(focus)
            return mentions[0][1] if mentions else None
        return span

    def _behind(self, focus: NamedNode | BlankNode, predicate: NamedNode, value: Term) -> Span | None:
        """The claim or coding from which a triple of the direct stage came: the value there, or its first line."""
        triple = Triple(focus, predicate, value)
        if triple not in self._direct:
            return None
        for origin in origins(self._judged, self._project, triple):
            for quad in self._store.quads_for_pattern(origin, None, value, DefaultGraph()):
                return self._locator.where(origin, quad.predicate, value)
            return self._locator.where(origin)
        return None

    def _suggestion(self, value: NamedNode) -> str | None:
        namespace = value.value[: max(value.value.rfind("/"), value.value.rfind("#")) + 1]
        known = {
            quad.subject.value[len(namespace) :]
            for quad in self._store
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(namespace)
        }
        near = nearest(value.value[len(namespace) :], known)
        return f"did you mean {self._prefixes.shorten(namespace + near)}?" if near else None


def _without_echoes(found: list[Diagnostic]) -> list[Diagnostic]:
    """One finding for a link to nothing: what else is wrong with the thing it points at follows from that."""
    dangling = {(d.span, d.value) for d in found if d.code == DANGLING}
    return [d for d in found if d.code == DANGLING or (d.span, d.value) not in dangling]


def _wanted(project: Project, paths: Iterable[Path]) -> tuple[str, ...]:
    wanted = []
    for path in paths:
        full = path if path.is_absolute() else Path.cwd() / path
        if not full.exists():
            raise ShapesError(f"{path} does not exist", hint="name files or folders of the project")
        if not full.resolve().is_relative_to(project.root):
            raise ShapesError(f"{path} is not in the project {project.root}")
        wanted.append(full.resolve().relative_to(project.root).as_posix())
    return tuple(wanted)


def _within(found: Iterable[Diagnostic], wanted: tuple[str, ...]) -> list[Diagnostic]:
    def inside(file: str) -> bool:
        return any(name == "." or file == name or file.startswith(name + "/") for name in wanted)

    return [d for d in found if not wanted or d.span is None or inside(d.span.file)]
