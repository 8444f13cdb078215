"""civicgraph pages"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .context import judged_project, reading_graph, settings

EPILOG = """\
[bold]Examples[/bold]

civicgraph pages -o docs/reference/cases

civicgraph pages -o docs/reference/cases malmo medellin

civicgraph pages -o docs/reference/cases --check   (CI: are the pages what the files give?)

The claims of a case are those numbered after it, and others that name it, what it examines or its place.
"""


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel="Publish", epilog=EPILOG)(pages)


def pages(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder of the pages.")],
    cases: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CASE]...",
            help="Only these cases, by name, CURIE or label; the table of cases is left as it is.",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; name the files that are not current, and exit 1.")
    ] = False,
) -> None:
    """Write a page for each case with its diagram, timeline, charts, claims and sources, and a table of all cases."""
    from ..pages import compare, find_cases, render, update

    if check:
        judged_project(ctx)
    graph = reading_graph(ctx)
    texts = render(graph.store, find_cases(graph.store, cases or ()))
    difference = compare(out, texts, whole=not cases)
    s = settings(ctx)
    if check:
        for path in difference.stale:
            typer.echo(f"{out / path} {'is not current' if (out / path).is_file() else 'is missing'}")
        for path in difference.left_over:
            typer.echo(f"{out / path} is left over")
        s.say("the pages are not current: run the command without --check" if difference else "the pages are current")
        raise typer.Exit(1 if difference else 0)
    update(out, texts, difference)
    removed = f", {len(difference.left_over):,} removed" if difference.left_over else ""
    s.say(f"{len(texts):,} files in {out}: {len(difference.stale):,} written{removed}")
