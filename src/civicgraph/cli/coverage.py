"""civicgraph coverage"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from .context import judged_project, reading_graph, settings

EPILOG = """\
[bold]Examples[/bold]

civicgraph coverage

civicgraph coverage --list unlinked

civicgraph coverage --update
"""
LISTS = ("left", "unasked", "unlinked")


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel="Graph", epilog=EPILOG)(coverage)


def coverage(
    ctx: typer.Context,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="text|json", help="For people or for programs.")
    ] = "text",
    names: Annotated[
        str | None,
        typer.Option(
            "--list",
            metavar="|".join(LISTS),
            help="Name them all: facts left out, terms that no query uses, things that nothing points to.",
        ),
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Write the claims of each fact anew into data/coverage.csv.")
    ] = False,
) -> None:
    """How much of its material the graph encodes, cites, translates, asks for and links."""
    from ..coverage import LEDGER, ledger_path, ledger_text, measure, updated_ledger

    if format not in ("text", "json"):
        raise typer.BadParameter("choose from: text, json", param_hint="--format")
    if names is not None and names not in LISTS:
        raise typer.BadParameter(f"choose from: {', '.join(LISTS)}", param_hint="--list")
    if update:
        judged_project(ctx)
    graph = reading_graph(ctx, infer=False)
    if update:
        from ..export import write_whole

        lines = updated_ledger(graph.store)
        with write_whole(ledger_path(graph.project)) as out:
            out.write(ledger_text(lines).encode())
        settings(ctx).say(f"{LEDGER} written: {len(lines):,} facts, {sum(line.encoded for line in lines):,} encoded")
        return
    c = measure(graph.store)
    if format == "json":
        typer.echo(json.dumps({"dataset_version": graph.version, **asdict(c)}, ensure_ascii=False, indent=2))
        return
    if names == "left":
        for line in c.left:
            typer.echo(f"{line.fact}\t{line.part}\t{line.reason}")
        return
    if names:
        typer.echo("\n".join(c.unasked if names == "unasked" else c.unlinked))
        return
    if c.parts:
        total, encoded = sum(p.facts for p in c.parts), sum(p.encoded for p in c.parts)
        typer.echo("Facts of the material, and how many of them claims encode")
        for part in c.parts:
            typer.echo(f"  {part.encoded:>5,} of {part.facts:>5,}  {share(part.encoded, part.facts):>7}  {part.name}")
        typer.echo(f"  {encoded:>5,} of {total:>5,}  {share(encoded, total):>7}  all")
        if c.left:
            typer.echo(f"  {len(c.left)} are left out, each with a reason: civicgraph coverage --list left")
    else:
        typer.echo(f"This project keeps no ledger of its material ({LEDGER}).")
    typer.echo(f"\nClaims with source and locator\n  {c.cited:>5,} of {c.claims:>5,}  {share(c.cited, c.claims):>7}")
    typer.echo("\nLabels by language")
    for group, languages in c.labels.items():
        typer.echo(f"  {group}: " + ", ".join(f"{number:,} {language}" for language, number in languages.items()))
    typer.echo(
        f"\nTerms of the ontology that a query uses\n  {c.terms - len(c.unasked):>5,} of {c.terms:>5,}  "
        f"{share(c.terms - len(c.unasked), c.terms):>7}  the others: --list unasked"
    )
    typer.echo(
        f"\nThings that something points to\n  {c.things - len(c.unlinked):>5,} of {c.things:>5,}  "
        f"{share(c.things - len(c.unlinked), c.things):>7}  the others: --list unlinked"
    )
    settings(ctx).say(f"{graph.project.config.name} {graph.version}")


def share(part: int, whole: int) -> str:
    """A share in percent, rounded down, so that 100 % means all."""
    return f"{int(1000 * part / whole) / 10:g} %" if whole else "none"
