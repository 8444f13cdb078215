"""civicgraph queries"""

from __future__ import annotations

from typing import Annotated

import typer

from .context import reading_project

app = typer.Typer(no_args_is_help=True, help="The saved queries: list them, show one.")


def register(parent: typer.Typer) -> None:
    parent.add_typer(app, name="queries", rich_help_panel="Ask")


@app.command("list", epilog="[bold]Example[/bold]: civicgraph queries list --tag realms")
def list_(
    ctx: typer.Context, tag: Annotated[str | None, typer.Option("--tag", help="Only queries with this tag.")] = None
) -> None:
    """The saved queries with what they ask and their parameters."""
    from ..queries import saved_queries

    found = [q for q in saved_queries(reading_project(ctx)) if tag is None or tag in q.tags]
    width = max((len(q.name) for q in found), default=0)
    for q in found:
        parameters = " ".join(f"{p.name}{'' if p.required else '?'}" for p in q.parameters)
        typer.echo(f"{q.name:<{width}}  {q.summary}" + (f"  [{parameters}]" if parameters else ""))


@app.command("show", epilog="[bold]Example[/bold]: civicgraph queries show disputed-figures")
def show(ctx: typer.Context, name: Annotated[str, typer.Argument(help="Name of a saved query.")]) -> None:
    """One saved query: what it answers, its parameters, its columns, its SPARQL."""
    from ..queries import find_query

    q = find_query(reading_project(ctx), name)
    typer.echo(f"{q.name}: {q.summary}")
    if q.description:
        typer.echo(q.description.strip())
    if q.parameters:
        typer.echo("\nParameters")
    for p in q.parameters:
        kind = p.class_ or ("one of " + ", ".join(p.values) if p.values else p.datatype)
        use = "required" if p.required else f"default {p.default}" if p.default is not None else "optional"
        typer.echo(f"  {p.name}  {kind}, {use}. {p.description}".rstrip())
    if q.columns:
        typer.echo("\nColumns")
    for column, meaning in q.columns.items():
        typer.echo(f"  {column}  {meaning}")
    typer.echo("\n" + q.text.rstrip())
