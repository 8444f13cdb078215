"""The verdict on a project: syntax, layout, SHACL and query checks, each finding at its place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from .checks import (
    check_asked,
    check_generated,
    check_layout,
    check_outside_terms,
    check_queries,
    check_release,
    check_syntax_of,
    run_checks,
)
from .diagnostics import Diagnostic, Report, Severity, ordered
from .errors import EngineError, ShapesError
from .graph import GraphStore, load_file
from .labels import named
from .paths import Path as PropertyPath
from .paths import Term, predicate_path
from .positions import Locator, Step, as_stored, last_steps, named_owner
from .project import Project
from .reasoning import direct_stage, origins
from .shacl import Difference, ShaclOutcome, read_shapes, run_shacl
from .shacl.lint import lint_shapes
from .source import Span
from .suggest import nearest

DANGLING, ENGINES_DIFFER, UNKNOWN_SHACL_TERM = "CG201", "CG090", "CG010"


def validate(
    project: Project,
    paths: Iterable[Path] = (),
    progress: Callable[[str], None] | None = None,
    *,
    engine: str = "auto",
) -> Report:
    """The findings on a project, or only those in the named files and folders.

    Reads the authored files and the direct stage. Where a file does not parse, its fault is all that is
    reported: what the other checks would say of half a graph misleads. Raises `ShapesError` where the
    shapes do not load and `QueryError` where a rule or check does not.
    """
    began = time.perf_counter()
    say = progress or (lambda message: None)
    files = project.files("ontology", "data")
    wanted = _wanted(project, paths)
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
    graph = GraphStore(project, labels=True)
    direct = direct_stage(graph)
    judged = Store()
    judged.extend(graph.store)
    judged.extend(Quad(*triple) for triple in direct)
    say("reading terms, queries and layout")
    found = check_layout(graph, [*files, *beside])
    if project.files("vendor"):
        found += check_outside_terms(project, [*files, *project.files("shapes"), *beside])
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
        path = predicate_path(row.path) if row.path else None
        found.append(place.diagnostic(row.code, row.severity, row.message, row.focus, path, row.value, help=row.help))
    say("running SHACL")
    shapes = read_shapes(project)
    linted = lint_shapes(project, judged)
    found += linted
    try:
        shacl = run_shacl(as_judged(graph, direct), shapes, engine)
    except (ShapesError, EngineError):
        if not any(d.severity == Severity.VIOLATION for d in linted):
            raise
        shacl = ShaclOutcome([], engine, "the shapes were not applied: mend the findings on them, then validate again")
    for r in shacl.results:
        found.append(
            place.diagnostic(
                r.code, r.severity, r.message, r.focus, r.path, r.value, shape=r.named_shape, help=r.help, url=r.url
            )
        )
    found += [place.difference(difference) for difference in shacl.differences]
    kept = _without_echoes(found)
    return Report(
        tuple(ordered(_within(kept, wanted))),
        project.root,
        len(files),
        len(graph.store),
        time.perf_counter() - began,
        (*_not_applicable(not_applicable | outcome.not_applicable), *([shacl.note] if shacl.note else [])),
    )


def as_judged(graph: GraphStore, direct: set[Triple]) -> bytes:
    """The authored files as they are written, and what the direct stage adds to them, as N-Triples."""
    added = sorted((t for t in direct if Quad(*t) not in graph.store), key=str)
    return b"".join(graph.written.values()) + (serialize(added, format=RdfFormat.N_TRIPLES) or b"")


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
        path: PropertyPath | None,
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
        owner = named_owner(self._judged, focus) if isinstance(focus, BlankNode) else focus
        return Diagnostic(
            code=code,
            severity=severity,
            message=message,
            span=self._span(focus, path, value),
            focus=getattr(owner, "value", None),
            entity=named(self._store, self._prefixes, owner.value) if isinstance(owner, NamedNode) else None,
            path=(path.iri or str(path)) if path else None,
            value="[]" if isinstance(value, BlankNode) else getattr(value, "value", None),
            shape=shape,
            help="; ".join(part for part in (suggestion, help) if part) or None,
            url=url,
        )

    def difference(self, found: Difference) -> Diagnostic:
        """A result that only one engine gives."""
        r = found.result
        other = "reference" if found.engine == "fast" else "fast"
        times = "" if found.times == 1 else f", {found.times} times"
        return self.diagnostic(
            ENGINES_DIFFER,
            Severity.VIOLATION,
            f"Only the {found.engine} engine says{times}: {r.code} {r.message}",
            r.focus,
            r.path,
            r.value,
            shape=r.named_shape,
            help=f"the {other} engine does not; see docs/reference/shacl-engines.md, and report it where it is new",
        )

    def _span(self, focus: Term, path: PropertyPath | None, value: Term | None) -> Span | None:
        """Where a finding stands: docs/explanation/checks.md has the rules."""
        at_path = self._at_path(focus, path, value) if path else None
        if path and at_path is None and value == focus:
            # A query that returns no value speaks of the thing itself (SHACL, section 5.3.2).
            at_path = self._at_path(focus, path, None)
        if at_path is not None or isinstance(focus, Literal):
            return at_path or self._mention(focus)
        at_value = self._locator.any_value(focus, value) if value is not None and value != focus else None
        return at_value or self._locator.where(focus) or self._mention(focus)

    def _at_path(self, focus: Term, path: PropertyPath, value: Term | None) -> Span | None:
        """The first place of a value at the end of a path; without a value, of a property by which the path begins."""
        if value is None:
            places = [self._property(focus, NamedNode(iri)) for iri in path.first_properties]
        else:
            steps = last_steps(self._judged, focus, path).get(as_stored(value), ())
            places = [self._object(step, value) for step in steps]
        return min((place for place in places if place), default=None)

    def _property(self, focus: Term, predicate: NamedNode) -> Span | None:
        if isinstance(focus, Literal):
            return None
        steps = last_steps(self._judged, focus, predicate_path(predicate.value)).values()
        places = [self._locator.predicate(*step) or self._behind(step) for some in steps for step in some]
        return min((place for place in places if place), default=None)

    def _object(self, step: Step, value: Term) -> Span | None:
        """The object of a statement; `value` says how it is written where it is the object."""
        written = value if as_stored(value) == step.object else step.object
        return self._locator.value(step.subject, step.predicate, written) or self._behind(step)

    def _mention(self, focus: Term) -> Span | None:
        mentions = self._locator.mentions(focus)
        return mentions[0][1] if mentions else None

    def _behind(self, step: Step) -> Span | None:
        """The claim or coding from which a triple of the direct stage came: the value there, or its first line."""
        triple = Triple(*step)
        if triple not in self._direct or isinstance(step.subject, BlankNode) or isinstance(step.object, BlankNode):
            return None
        for origin in origins(self._judged, self._project, triple):
            for quad in self._store.quads_for_pattern(origin, None, step.object, DefaultGraph()):
                return self._locator.where(origin, quad.predicate, step.object)
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
    """One finding for one fault.

    What else is wrong with the thing at which a link to nothing points follows from that, and an unknown term of SHACL
    is an unknown outside term.
    """
    dangling = {(d.span, d.value) for d in found if d.code == DANGLING}
    linted = {d.span for d in found if d.code == UNKNOWN_SHACL_TERM}
    return [
        d
        for d in found
        if (d.code == DANGLING or (d.span, d.value) not in dangling) and not (d.code == "CG207" and d.span in linted)
    ]


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
