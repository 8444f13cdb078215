"""The verdict on a project: syntax, layout, SHACL and query checks, each finding at its place."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, cached_property
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, serialize

from ..checks import (
    OVER,
    ProfileCheck,
    Row,
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
from .scope import Scope, scope_since

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
    faults = check_syntax_of(project, project.files("align", "vendor"))
    try:
        graph = GraphStore(project, labels=True)
    except SourceSyntaxError:
        faults += check_syntax_of(project, files)
    if faults:
        return verdict.syntax(faults, files=len(files), seconds=time.perf_counter() - began)
    run = Run(project, graph, scope if narrow else None, guests, direct_stage(graph))
    triples = len(graph.store)
    say("reading terms, queries and layout")
    run.check_files()
    say("running the query checks")
    run.check_by_queries()
    say("running SHACL")
    run.check_by_shapes(engine)
    if scope and not narrow:
        run.notes.append(f"{scope.everything} bears on everything, so everything was checked")
    return verdict.report(
        without_echoes(run.found),
        files=len(files),
        triples=triples,
        seconds=time.perf_counter() - began,
        notes=[*not_applicable(run.skipped), *run.notes],
        skipped=run.skipped,
    )


class Run:
    """One check of a project whose files parse, or of a graph that was fetched: what is looked at, what was found.

    `scope` is what a change bears on, None where everything is looked at; `guests` are the checks of profiles; `direct`
    is the direct stage.
    """

    def __init__(
        self,
        project: Project,
        graph: GraphStore,
        scope: Scope | None,
        guests: Sequence[ProfileCheck],
        direct: set[Triple],
    ) -> None:
        self._project, self._graph, self._scope, self._guests = project, graph, scope, guests
        self._direct = direct
        self._imports = read_imports(graph)
        self._rows: list[Row] = []
        self.found: list[Diagnostic] = []
        self.skipped: dict[str, str] = {}
        self.notes: list[str] = []

    @cached_property
    def _judged(self) -> Store:
        """The files, what they import, and the direct stage.

        To copy the store takes longer than many a check: from the first use on that of the files holds the rest too.
        """
        self._imports.known.extend(Quad(*triple) for triple in self._direct)
        return self._imports.known

    def check_files(self) -> None:
        """Layout, terms of outside vocabularies, saved queries, generated files, the last release."""
        project, graph = self._project, self._graph
        if self._scope:
            look = list(self._scope.files)
        else:
            look = project.files("ontology", "data", "shapes") + project.files("align")
        graphs = [file for file in look if file.role != "shapes"]
        # Strangers keep other rules of layout.
        if project.origin != "loose":
            self.found += check_layout(graph, graphs, blank_nodes=bool(self._guests))
        if project.origin != "loose" and not self._guests:
            self.found += check_tidiness(project, look)
        if project.files("vendor"):
            self.found += check_outside_terms(graph, look)
        if self._guests:
            self.found += check_settled_terms(project, graphs)
        if self._scope is None:
            self.found += [*self._imports.findings, *check_queries(graph), *check_generated(project)]
            self.found += [] if self._guests else check_asked(graph)
            released, self.skipped = check_release(graph)
            self.found += released

    def check_by_queries(self, over: Collection[str] = OVER) -> dict[str, str]:
        """The checks of the project and of profiles, those over the direct stage last.

        Gives the codes of the project's checks that look at something else than `over`, and so were left out, with
        what they look at.
        """
        project, graph, known = self._project, self._graph, self._imports.known
        headed = cache(lambda: with_header(known, graph.store, project))
        self._rows = run_profile(
            self._guests, {"authored": headed, "vocabulary": cache(lambda: named_with_header(graph.named, headed()))}
        )
        stores: dict[str, Callable[[], Store]] = {
            "authored": lambda: known,
            "direct": lambda: self._judged,
            "files": lambda: graph.named,
            "shapes": cache(lambda: _with_shapes(project)),
            "vocabulary": cache(lambda: _vocabulary(graph)),
        }
        outcome = run_checks(project, {name: store for name, store in stores.items() if name in over})
        self._rows += outcome.rows
        self.skipped |= outcome.not_applicable
        return outcome.left_out

    def check_by_shapes(self, engine: str, fetched: bytes | None = None) -> None:
        """SHACL and the lint of the shapes; gives all findings about the graph their places.

        What was `fetched`, as N-Triples, stands for the files; then the shapes, which are in files, are not linted.
        """
        shapes = read_shapes(self._project)
        linted = [] if self._scope or fetched is not None else lint_shapes(self._project, self._judged)
        nodes: set[Term] | None = None
        if self._scope:
            nodes, stated = self._scope.nodes(self._project, self._judged, shapes)
            shapes = narrowed(self._judged, shapes, nodes)
            self.notes.append(self._scope.note(len(nodes), stated))
        elif not len(shapes) and self._project.origin == "loose":
            self.notes.append("there are no shapes: only the syntax was checked")
        data = as_judged(self._graph, self._direct, self._imports.imported) + (fetched or b"")
        shacl = _run_shacl(data, shapes, engine, linted)
        self.notes += [shacl.note] if shacl.note else []

        place, imports = Places(self._graph, self._judged, self._direct), self._imports
        self.found += linted
        for row in self._rows:
            if not imports.holds(row.focus, row.path, row.value) and (nodes is None or row.focus in nodes):
                path = predicate_path(row.path) if row.path else None
                self.found.append(
                    place.diagnostic(row.code, row.severity, row.message, row.focus, path, row.value, help=row.help)
                )
        for r in shacl.results:
            if not imports.holds(r.focus, r.path.iri if r.path else None, r.value):
                self.found.append(place.of_shacl(r))
        self.found += [place.difference(difference) for difference in shacl.differences]


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


def not_applicable(reasons: dict[str, str]) -> tuple[str, ...]:
    """A note for each reason, with the codes of the checks that it keeps from applying."""
    notes = []
    for why in sorted(set(reasons.values())):
        codes = sorted(code for code, reason in reasons.items() if reason == why)
        notes.append(f"{', '.join(codes)} {'does' if len(codes) == 1 else 'do'} not apply: {why}")
    return tuple(notes)


def _vocabulary(graph: GraphStore) -> Store:
    """One named graph for each file of the ontology; all files, where none is called so."""
    files = graph.project.files("ontology")
    if not files:
        return graph.named
    store = Store()
    for file in files:
        load_file(store, graph.project, file, NamedNode(file.graph_name))
    return store


def _with_shapes(project: Project) -> Store:
    """Ontology and shapes in one graph, for checks that compare the two."""
    store = Store()
    for file in project.files("ontology", "shapes"):
        load_file(store, project, file)
    return store


def without_echoes(found: list[Diagnostic]) -> list[Diagnostic]:
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
