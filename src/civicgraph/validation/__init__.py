"""The verdict on a project: syntax, layout, SHACL and query checks, each finding at its place."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, Triple, serialize

from ..checks import (
    check_asked,
    check_generated,
    check_layout,
    check_outside_terms,
    check_queries,
    check_release,
    check_settled_terms,
    check_syntax_of,
    check_tidiness,
    named_with_header,
    profile_checks,
    read_imports,
    run_checks,
    run_profile,
    with_header,
)
from ..diagnostics import Diagnostic, Severity
from ..errors import EngineError, ShapesError, SourceSyntaxError
from ..graph import GraphStore, ntriples
from ..paths import Term, predicate_path
from ..project import Project
from ..reading import load_file
from ..reasoning import direct_stage
from ..reports import Report
from ..shacl import ShaclOutcome, ShapesGraph, read_shapes, run_shacl
from ..shacl.lint import lint_shapes
from ..shacl.narrowing import narrowed
from ..verdict import Verdict
from .places import DANGLING, Places
from .scope import scope_since

UNKNOWN_SHACL_TERM, UNKNOWN_OUTSIDE_TERM = "CG010", "CG207"


def validate(
    project: Project,
    paths: Iterable[Path] = (),
    progress: Callable[[str], None] | None = None,
    *,
    engine: str = "auto",
    profiles: Iterable[str] | None = None,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    baseline: Path | None = None,
    update_baseline: bool = False,
    fail_on: str | None = None,
    changed: str | None = None,
) -> Report:
    """The findings on a project, or only those in the named files and folders.

    Reads the authored files and the direct stage. Where a file does not parse, its fault is all that is
    reported: what the other checks would say of half a graph misleads.

    `profiles` names the profiles by which to judge besides the project's own rules: general checks of the bundled
    graph that the project has not got. A project judged so may have blank nodes and terms that no query uses. What its
    ontologies import is known, and not judged. `select` and `ignore` are codes or beginnings of codes, `baseline` is
    the file of known findings, `fail_on` the level that fails; None leaves each to the settings of the project.
    `changed` names a commit of git: then only what differs from it is looked at, and what shapes tie to that; a note
    says what was not.

    Raises `ShapesError` where the shapes do not load, `QueryError` where a rule or check does not, and `ConfigError`
    for unknown codes and profiles, for a baseline that cannot be read and an entry of `[imports]` without its file.
    """
    began = time.perf_counter()
    say = progress or (lambda message: None)
    files = project.files("ontology", "data")
    scope = None if changed is None else scope_since(project, changed)
    narrow = scope is not None and scope.everything is None
    verdict = Verdict(
        project,
        paths=paths,
        select=select,
        ignore=ignore,
        baseline=baseline,
        update_baseline=update_baseline,
        fail_on=fail_on,
        looked_at=scope.paths if scope and narrow else None,
    )
    guests = profile_checks(project, project.config.validation.profiles if profiles is None else profiles)
    if not files:
        raise ShapesError(f"{project.root} has no files to validate", hint="see [paths] in civicgraph.toml")
    if scope and narrow and not scope.paths:
        seconds = time.perf_counter() - began
        return verdict.report((), files=0, triples=0, seconds=seconds, notes=[f"nothing changed since {scope.ref}"])
    say(f"reading {len(files)} files")
    beside = project.files("align")
    faults = check_syntax_of(project, [*beside, *project.files("vendor")])
    try:
        graph = GraphStore(project, labels=True)
    except SourceSyntaxError:
        faults += check_syntax_of(project, files)
    if faults:
        return verdict.syntax(faults, files=len(files), seconds=time.perf_counter() - began)
    triples = len(graph.store)
    direct = direct_stage(graph)
    imports = read_imports(graph)
    look = list(scope.files) if scope and narrow else [*files, *project.files("shapes"), *beside]

    say("reading terms, queries and layout")
    found: list[Diagnostic] = []
    # Strangers keep other rules of layout.
    if project.origin != "loose":
        found += check_layout(graph, [file for file in look if file.role != "shapes"], blank_nodes=bool(guests))
    if project.origin != "loose" and not guests:
        found += check_tidiness(project, look)
    if project.files("vendor"):
        found += check_outside_terms(graph, look)
    if guests:
        found += check_settled_terms(project, [file for file in look if file.role != "shapes"])
    skipped: dict[str, str] = {}
    if not narrow:
        found += [*imports.findings, *check_queries(graph), *check_generated(project)]
        found += [] if guests else check_asked(graph)
        released, skipped = check_release(graph)
        found += released

    say("running the query checks")
    headed = cache(lambda: with_header(imports.known, graph.store, project))
    rows = run_profile(guests, {"authored": headed, "files": cache(lambda: named_with_header(graph.named, headed()))})
    # To copy the store takes longer than many a check: from the first check of the direct stage on it holds that too.
    judged = cache(lambda: _extended(imports.known, direct))
    outcome = run_checks(
        project,
        {
            "authored": lambda: imports.known,
            "direct": judged,
            "files": lambda: graph.named,
            "shapes": cache(lambda: _with_shapes(project)),
        },
    )
    rows += outcome.rows

    say("running SHACL")
    shapes = read_shapes(project)
    linted = [] if narrow else lint_shapes(project, judged())
    found += linted
    nodes: set[Term] = set()
    if scope and narrow:
        nodes, stated = scope.nodes(project, judged(), shapes)
        shapes = narrowed(judged(), shapes, nodes)
    shacl = _run_shacl(as_judged(graph, direct, imports.imported), shapes, engine, linted)

    place = Places(graph, judged(), direct)
    for row in rows:
        if not imports.holds(row.focus, row.path, row.value) and (not narrow or row.focus in nodes):
            path = predicate_path(row.path) if row.path else None
            found.append(
                place.diagnostic(row.code, row.severity, row.message, row.focus, path, row.value, help=row.help)
            )
    for r in shacl.results:
        if not imports.holds(r.focus, r.path.iri if r.path else None, r.value):
            found.append(place.of_shacl(r))
    found += [place.difference(difference) for difference in shacl.differences]
    skipped |= outcome.not_applicable
    notes = [*_not_applicable(skipped), *([shacl.note] if shacl.note else [])]
    if project.origin == "loose" and not project.files("shapes"):
        notes.append("there are no shapes: only the syntax was checked")
    if scope and narrow:
        notes.append(scope.note(len(nodes), stated))
    elif scope:
        notes.append(f"{scope.everything} bears on everything, so everything was checked")
    return verdict.report(
        _without_echoes(found),
        files=len(files),
        triples=triples,
        seconds=time.perf_counter() - began,
        notes=notes,
        skipped=skipped,
    )


def _run_shacl(data: bytes, shapes: ShapesGraph, engine: str, linted: list[Diagnostic]) -> ShaclOutcome:
    """The results of the shapes, or none where the engine refuses shapes with which the lint finds fault too."""
    try:
        return run_shacl(data, shapes, engine)
    except (ShapesError, EngineError):
        if not any(d.severity == Severity.VIOLATION for d in linted):
            raise
        return ShaclOutcome([], engine, "the shapes were not applied: mend the findings on them, then validate again")


def as_judged(graph: GraphStore, direct: set[Triple], imported: Store | None = None) -> bytes:
    """The authored files as they are written, and what direct stage and imports add to them, as N-Triples."""
    added = sorted(direct, key=str)
    known = ntriples(imported) if imported is not None else b""
    return b"".join(graph.written.values()) + (serialize(added, format=RdfFormat.N_TRIPLES) or b"") + known


def _extended(store: Store, triples: Iterable[Triple]) -> Store:
    store.extend(Quad(*triple) for triple in triples)
    return store


def _not_applicable(reasons: dict[str, str]) -> tuple[str, ...]:
    """A note for each reason, with the codes of the checks that it keeps from applying."""
    notes = []
    for why in sorted(set(reasons.values())):
        codes = sorted(code for code, reason in reasons.items() if reason == why)
        notes.append(f"{', '.join(codes)} {'does' if len(codes) == 1 else 'do'} not apply: {why}")
    return tuple(notes)


def _with_shapes(project: Project) -> Store:
    """Ontology and shapes in one graph, for checks that compare the two."""
    store = Store()
    for file in project.files("ontology", "shapes"):
        load_file(store, project, file)
    return store


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
        if (d.code == DANGLING or (d.span, d.value) not in dangling)
        and not (d.code == UNKNOWN_OUTSIDE_TERM and d.span in linted)
    ]
