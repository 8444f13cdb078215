"""civicgraph agreement"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from .context import reading_graph, settings

EPILOG = """\
[bold]Examples[/bold]: civicgraph agreement · civicgraph agreement -f json

Krippendorff's alpha is 1 where coders agree on everything and 0 where they agree as chance would have it; by custom,
conclusions want 0.80 or more, and tentative ones 0.67.
"""


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel="Ask", epilog=EPILOG)(agreement)


def agreement(
    ctx: typer.Context,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="text|json", help="For people or for programs.")
    ] = "text",
) -> None:
    """How far coders agree on each dimension: Krippendorff's alpha, or "single-coded" while there is one coder."""
    from ..agreement import agreement as measure

    if format not in ("text", "json"):
        raise typer.BadParameter("choose from: text, json", param_hint="--format")
    graph = reading_graph(ctx, infer=False)
    found = measure(graph.store)
    if format == "json":
        shown = {"dataset_version": graph.version, "dimensions": [{**asdict(a), "verdict": a.verdict} for a in found]}
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    width = max((len(a.dimension) for a in found), default=9)
    typer.echo(f"{'dimension':<{width}}  {'units':>5}  {'coders':>6}  {'coded twice':>11}  alpha")
    for a in found:
        typer.echo(f"{a.dimension:<{width}}  {a.units:>5}  {a.coders:>6}  {a.shared:>11}  {a.verdict}")
    settings(ctx).say(f"{graph.project.config.name} {graph.version}")
