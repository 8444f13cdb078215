"""civicgraph stats"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from .context import reading_graph, settings


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel="Graph", epilog="[bold]Examples[/bold]: civicgraph stats · civicgraph stats -f json")(
        stats
    )


def stats(
    ctx: typer.Context,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="text|json", help="For people or for programs.")
    ] = "text",
    infer: Annotated[
        bool, typer.Option("--infer/--no-infer", help="With or without what was derived from the files.")
    ] = True,
) -> None:
    """What the graph holds: triples, things, claims with citation, disputes, regions, languages."""
    if format not in ("text", "json"):
        raise typer.BadParameter("choose from: text, json", param_hint="--format")
    graph = reading_graph(ctx, infer=infer)
    s = graph.statistics()
    if format == "json":
        typer.echo(json.dumps({"dataset_version": graph.version, **asdict(s)}, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{graph.project.config.dataset.title}, version {graph.version}")
    typer.echo(
        f"{s.files} files, {s.asserted:,} asserted triples"
        + "".join(f", {n:,} {name}" for name, n in s.inferred.items())
    )
    share = f"{100 * s.cited / s.total_claims:.0f} %" if s.total_claims else "none"
    typer.echo(f"{s.total_claims:,} claims, {share} with a citation; {s.disputes} disputes")
    groups = {
        "Things": s.things,
        "Claims": s.claims,
        "Innovations by exact region": s.regions,
        "Sources by how much was read": s.sources_by_read_level,
        "Labels by language": s.languages,
    }
    for title, counts in groups.items():
        if counts:
            typer.echo(f"\n{title}")
        for name, number in counts.items():
            typer.echo(f"  {number:>6,}  {name}")
    settings(ctx).say(f"{graph.project.config.name} {graph.version}")
