"""The verdict on a graph at an endpoint: fetched once, and judged here by the shapes and checks of the project.

What was written and what was inferred are judged apart, as of files, where the endpoint has the named graphs of our
export. docs/explanation/architecture.md has the reasons, with numbers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from ..checks import profile_checks
from ..engines import graph_at
from ..engines.elsewhere import Elsewhere
from ..graph import GraphStore
from ..project import Project
from ..reports import Report
from ..reports.escape import plural
from ..terms import SIMPLE
from ..verdict import Verdict
from . import Run, not_applicable, without_echoes

_OF_FILES = "checks of files, such as layout and comments, were not made: the graph is at an endpoint"


@dataclass(frozen=True, slots=True)
class Held:
    """What an endpoint holds to be judged: what was written, and the direct stage.

    `mixed` says that what was written has what was inferred among it.
    """

    written: list[Triple]
    direct: list[Triple]
    mixed: bool


def validate_at(
    project: Project,
    endpoint: str,
    progress: Callable[[str], None] | None = None,
    *,
    timeout: float | None = None,
    engine: str = "auto",
    profiles: Iterable[str] | None = None,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    baseline: Path | None = None,
    fail_on: str | None = None,
) -> Report:
    """The findings on the graph at an endpoint, by the shapes and the query checks of a project; none has a place.

    `endpoint` is a name in civicgraph.toml or an address, `timeout` the seconds for one request; the other arguments
    are those of `validate`. Raises `EndpointError`, also where the endpoint gives less than it holds or holds too
    much, `ShapesError`, `QueryError` and `ConfigError`.
    """
    began = time.perf_counter()
    say = progress or (lambda message: None)
    verdict = Verdict(project, select=select, ignore=ignore, baseline=baseline, fail_on=fail_on, looked_at=frozenset())
    guests = profile_checks(project, project.config.validation.profiles if profiles is None else profiles)
    there = graph_at(project, endpoint, timeout=timeout)
    say("fetching the graph")
    held = fetch(there)
    # With a role that no file has, a graph without files.
    graph = GraphStore(project, roles=("elsewhere",))
    graph.store.extend(Quad(*triple) for triple in held.written)
    triples = len(graph.store)
    over = ("direct",) if held.mixed else ("authored", "direct")
    run = Run(project, graph, None, [g for g in guests if g.check.header.get("over") in over], set(held.direct))
    say("running the query checks")
    left_out = run.check_by_queries(over)
    say("running SHACL")
    run.check_by_shapes(engine, serialize(held.written, format=RdfFormat.N_TRIPLES) or b"")
    notes = [_OF_FILES, *not_applicable(run.skipped), *run.notes]
    if held.mixed:
        number = sum(what == "authored" for what in left_out.values())
        notes.append(
            f"{plural(number, 'check')} of what is written left out: {there.address} does not tell what was inferred, "
            "as it does with the named graphs of civicgraph export -f nq"
        )
    return verdict.report(
        without_echoes(run.found),
        files=0,
        triples=triples,
        seconds=time.perf_counter() - began,
        notes=notes,
        skipped=run.skipped,
        endpoint=there.address,
    )


def fetch(there: Elsewhere) -> Held:
    """What an endpoint holds to be judged. Raises `EndpointError`."""
    if there.has_named_graphs():
        return Held(there.authored(), there.stage("direct"), mixed=False)
    merge = there.merge()
    return Held(merge, [], mixed=any(triple.predicate.value.startswith(SIMPLE) for triple in merge))
