"""civicgraph validate"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from .context import judged_project, output, settings

EPILOG = """\
[bold]Examples[/bold]

civicgraph validate

civicgraph validate data/cases/malmo --fail-on warning

civicgraph validate -f github

civicgraph validate --profile skos --profile ontology

Exit code 0: nothing at or above the level of --fail-on; 1: findings; 2: the check could not be made.
"""


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel="Graph", epilog=EPILOG)(validate)


def validate(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Only findings in these files and folders.", show_default=False)
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="FORMAT", help="text, concise, json or github.")
    ] = "text",
    out: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the report to a file.")
    ] = None,
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="violation|warning|info|never", help="The mildest finding that fails.")
    ] = "violation",
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            metavar="auto|reference|fast|both",
            help="pySHACL (reference), the extra fast, or both compared; auto takes the fastest there is.",
        ),
    ] = "auto",
    profile: Annotated[
        list[str] | None,
        typer.Option(
            "--profile",
            metavar="NAME",
            help="Judge by the general rules for a kind of vocabulary too: ontology, skos. Repeatable; in place of "
            "profiles in civicgraph.toml.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Check the project: Turtle syntax, shapes, links, sources. Each finding has file, line and column."""
    from ..diagnostics import Severity
    from ..reports import REPORTERS
    from ..reports.text import summary
    from ..shacl import ENGINES
    from ..validation import validate as run

    levels = {str(severity): severity for severity in Severity} | {"never": None}
    if fail_on not in levels:
        raise typer.BadParameter(f"choose from: {', '.join(levels)}", param_hint="--fail-on")
    if format not in REPORTERS.names():
        raise typer.BadParameter(
            f'there is no "{format}"; choose from: {", ".join(REPORTERS.names())}', param_hint="--format"
        )
    if engine not in ENGINES:
        raise typer.BadParameter(f"choose from: {', '.join(ENGINES)}", param_hint="--engine")
    s = settings(ctx)
    report = run(judged_project(ctx), paths or (), s.progress, engine=engine, profiles=profile or None)
    buffer = io.StringIO()
    REPORTERS.get(format)(report, buffer, color=s.colored(sys.stdout) and out is None and format == "text")
    with output(out) as stream:
        stream.write(buffer.getvalue().encode())
    for note in report.notes:
        s.say(f"note: {note}")
    s.say(summary(report))
    if report.fails(levels[fail_on]):
        raise typer.Exit(1)
