"""civicgraph stats"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from .context import settings
from .elsewhere import WithEndpoint, WithTimeout, footer, graph_here_or_there
from .limits import time_limit

if TYPE_CHECKING:
    from ..statistics import Statistics


def register(app: typer.Typer) -> None:
    app.command(
        rich_help_panel="Graph",
        epilog="[bold]Examples[/bold]: civicgraph stats · civicgraph stats -f json · "
        "civicgraph stats --endpoint https://example.org/sparql",
    )(stats)


def stats(
    ctx: typer.Context,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="text|json", help="For people or for programs.")
    ] = "text",
    infer: Annotated[
        bool, typer.Option("--infer/--no-infer", help="With or without what was derived from the files.")
    ] = True,
    endpoint: WithEndpoint = None,
    timeout: WithTimeout = None,
) -> None:
    """What the graph holds: triples, things, claims with citation, disputes, regions, languages."""
    from ..reports.escape import json_text, visible

    if format not in ("text", "json"):
        raise typer.BadParameter("choose from: text, json", param_hint="--format")
    with time_limit(timeout):
        graph = graph_here_or_there(ctx, endpoint, infer=infer)
        s = graph.statistics(endpoint=endpoint, timeout=timeout)
    # What is at an endpoint may be another version, or something else.
    where = None if endpoint is None else endpoint.partition("?")[0]
    version = None if where else graph.version
    if format == "json":
        typer.echo(json_text({"dataset_version": version, "endpoint": where, **asdict(s)}, indent=2), nl=False)
        return
    typer.echo(where or f"{graph.project.config.dataset.title}, version {version}")
    typer.echo("\n".join(visible(line) if line else "" for line in _lines(s)))
    settings(ctx).say(footer(graph, endpoint))


def _lines(s: Statistics) -> Iterator[str]:
    files = "" if s.files is None else f"{s.files} files, "
    held = f"{s.triples:,} triples" if s.asserted is None else f"{s.asserted:,} asserted triples"
    yield files + held + "".join(f", {n:,} {name}" for name, n in s.inferred.items())
    share = f"{100 * s.cited / s.total_claims:.0f} %" if s.total_claims else "none"
    yield f"{s.total_claims:,} claims, {share} with a citation; {s.disputes} disputes"
    groups = {
        "Things": s.things,
        "Claims": s.claims,
        "Innovations by exact region": s.regions,
        "Sources by how much was read": s.sources_by_read_level,
        "Labels by language": s.languages,
    }
    for title, counts in groups.items():
        if counts:
            yield from ("", title)
        for name, number in counts.items():
            yield f"  {number:>6,}  {name}"
