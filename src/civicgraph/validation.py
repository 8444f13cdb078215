"""The verdict on a project: syntax, layout, SHACL and query checks, each finding at its place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from .checks import (
    check_asked,
    check_generated,
    check_layout,
    check_outside_terms,
    check_queries,
    check_release,
    check_syntax_of,
    check_tidiness,
    run_checks,
)
from .diagnostics import Diagnostic, Severity
from .errors import ShapesError
from .graph import GraphStore, load_file, ntriples
from .labels import named
from .positions import Locator
from .project import Project
from .reasoning import direct_stage, origins
from .reports import Report
from .shacl import run_shacl
from .source import Span
from .suggest import nearest
from .verdict import Verdict

Term = NamedNode | BlankNode | Literal
DANGLING = "CG201"


def validate(
    project: Project,
    paths: Iterable[Path] = (),
    progress: Callable[[str], None] | None = None,
    *,
    engine: str = "auto",
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    baseline: Path | None = None,
    update_baseline: bool = False,
    fail_on: str | None = None,
) -> Report:
    """The findings on a project, or only those in the named files and folders.

    Reads the authored files and the direct stage. Where a file does not parse, its fault is all that is
    reported: what the other checks would say of half a graph misleads. `select` and `ignore` are codes or
    beginnings of codes, `baseline` is the file of known findings, `fail_on` the level that fails; None leaves each to
    the settings of the project. Raises `ShapesError` where the shapes do not load, `QueryError` where a rule or check
    does not, and `ConfigError` for unknown codes and for a baseline that cannot be read.
    """
    began = time.perf_counter()
    say = progress or (lambda message: None)
    files = project.files("ontology", "data")
    verdict = Verdict(
        project,
        paths=paths,
        select=select,
        ignore=ignore,
        baseline=baseline,
        update_baseline=update_baseline,
        fail_on=fail_on,
    )
    if not files:
        raise ShapesError(f"{project.root} has no files to validate", hint="see [paths] in civicgraph.toml")
    say(f"reading {len(files)} files")
    beside = project.files("align")
    faults = check_syntax_of(project, [*files, *beside, *project.files("vendor")])
    if faults:
        return verdict.syntax(faults, files=len(files), seconds=time.perf_counter() - began)
    graph = GraphStore(project)
    direct = direct_stage(graph)
    judged = Store()
    judged.extend(graph.store)
    judged.extend(Quad(*triple) for triple in direct)
    say("reading terms, queries and layout")
    written = [*files, *project.files("shapes"), *beside]
    found = check_layout(graph, [*files, *beside]) + check_tidiness(project, written)
    if project.files("vendor"):
        found += check_outside_terms(project, written)
    found += check_queries(graph) + check_asked(graph) + check_generated(project)
    released, not_applicable = check_release(graph)
    found += released
    place = _Places(graph, judged, direct)
    say("running the query checks")
    outcome = run_checks(
        project,
        {
            "authored": lambda: graph.store,
            "direct": lambda: judged,
            "files": lambda: graph.named,
            "shapes": cache(lambda: _with_shapes(graph)),
        },
    )
    for row in outcome.rows:
        found.append(
            place.diagnostic(row.code, row.severity, row.message, row.focus, row.path, row.value, help=row.help)
        )
    say("running SHACL")
    shacl = run_shacl(ntriples(judged), project, engine)
    for r in shacl.results:
        found.append(
            place.diagnostic(
                r.code,
                r.severity,
                r.message,
                r.focus,
                r.path,
                r.value,
                shape=r.shape,
                component=r.component,
                help=r.help,
                url=r.url,
            )
        )
    skipped = not_applicable | outcome.not_applicable
    return verdict.report(
        _without_echoes(found),
        files=len(files),
        triples=len(graph.store),
        seconds=time.perf_counter() - began,
        notes=(*_not_applicable(skipped), *([shacl.note] if shacl.note else [])),
        skipped=skipped,
    )


def _not_applicable(reasons: dict[str, str]) -> tuple[str, ...]:
    """A note for each reason, with the codes of the checks that it keeps from applying."""
    notes = []
    for why in sorted(set(reasons.values())):
        codes = sorted(code for code, reason in reasons.items() if reason == why)
        notes.append(f"{', '.join(codes)} {'does' if len(codes) == 1 else 'do'} not apply: {why}")
    return tuple(notes)


def _with_shapes(graph: GraphStore) -> Store:
    """The authored files and the shapes in one graph, for checks that compare the two."""
    store = Store()
    store.extend(graph.store)
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
        component: str | None = None,
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
            # Names of blank nodes differ from run to run.
            focus=focus.value if isinstance(focus, NamedNode) else None,
            entity=named(self._store, self._prefixes, focus.value) if isinstance(focus, NamedNode) else None,
            path=path,
            value=value.value if isinstance(value, NamedNode | Literal) else None,
            shape=shape,
            help="; ".join(part for part in (suggestion, help) if part) or None,
            url=url,
            related=self._shape_place(shape) if shape else (),
            component=component,
            term=str(value) if isinstance(value, NamedNode | Literal) else None,
        )

    def _shape_place(self, shape: str) -> tuple[tuple[Span, str], ...]:
        span = self._shapes.where(NamedNode(shape))
        return ((span, "the shape"),) if span else ()

    @cached_property
    def _shapes(self) -> Locator:
        return Locator(GraphStore(self._project, roles=("shapes",)))

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
