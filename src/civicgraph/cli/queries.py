"""civicgraph queries"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .context import judged_project, reading_project, settings

app = typer.Typer(no_args_is_help=True, help="The saved queries: list them, show one, test them, hand them on.")


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
        kind += f", one of the answers to {p.values_from}" if p.values_from else ""
        use = "required" if p.required else f"default {p.default}" if p.default is not None else "optional"
        typer.echo(f"  {p.name}  {kind}, {use}. {p.description}".rstrip())
    if q.columns:
        typer.echo("\nColumns")
    for column, meaning in q.columns.items():
        typer.echo(f"  {column}  {meaning}")
    typer.echo("\n" + q.text.rstrip())


TEST_EPILOG = """\
[bold]Examples[/bold]

civicgraph queries test

civicgraph queries test case-matrix --update

queries/tests/NAME/ holds expected.csv or expected.ttl, params.toml with parameters, test.toml with match,
ignore_columns and ordered, and given.ttl where other data than the project's are to be asked; folders below it hold
further cases.

Exit code 0: all as expected, on both engines; 1: a test fails.
"""


@app.command("test", epilog=TEST_EPILOG)
def check(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Saved queries; without a name, all.")
    ] = None,
    tests: Annotated[
        Path | None, typer.Option("--tests", metavar="DIR", help="The folder of the tests; queries/tests without it.")
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Write what is answered now as what is expected; read the difference.")
    ] = False,
) -> None:
    """Whether saved queries answer what is expected, on two engines."""
    from ..querytests import read_tests, run_tests, untested, update_tests

    s, project = settings(ctx), judged_project(ctx)
    folder = tests.resolve() if tests else None
    found = read_tests(project, folder, names or (), new=update)
    if update:
        for path in update_tests(project, found):
            s.say(f"written: {path.relative_to(project.root) if path.is_relative_to(project.root) else path}")
    failed = 0
    for outcome in run_tests(project, found):
        failed += bool(outcome.faults)
        typer.echo(f"{'FAILED' if outcome.faults else 'ok'}  {outcome.test.name}")
        for fault in outcome.faults:
            typer.echo(f"  {fault}")
    missing = [name for name in untested(project, found) if not names or name in names]
    if missing:
        s.say(f"without a test: {', '.join(missing)}")
    s.say(f"{len(found)} test{'' if len(found) == 1 else 's'}, {failed} failed")
    if failed or not found:
        raise typer.Exit(1)


EXPORT_EPILOG = """\
[bold]Examples[/bold]

civicgraph queries export -f grlc -o api

civicgraph queries export -f shacl -o examples --endpoint https://example.org/sparql

grlc gives a .rq file for each query, shacl one file of sh:SPARQLExecutable in Turtle, html a page with all of them.
"""


@app.command("export", epilog=EXPORT_EPILOG)
def export(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write to.")],
    format: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="grlc, shacl or html.")],
    endpoint: Annotated[
        str | None,
        typer.Option("--endpoint", metavar="URL", help="Where the queries can be asked; named in the files."),
    ] = None,
    tag: Annotated[str | None, typer.Option("--tag", help="Only queries with this tag.")] = None,
) -> None:
    """Write the saved queries for grlc, as SHACL, or as a page of HTML."""
    from ..export import QUERY_FORMATS, export_queries, write_whole
    from ..queries import saved_queries

    if format not in QUERY_FORMATS:
        raise typer.BadParameter(
            f'there is no "{format}"; choose from: {", ".join(QUERY_FORMATS)}', param_hint="--format"
        )
    s, project = settings(ctx), reading_project(ctx)
    found = [q for q in saved_queries(project) if tag is None or tag in q.tags]
    exported = export_queries(project, found, format, endpoint)
    out.mkdir(parents=True, exist_ok=True)
    for name, content in exported.files.items():
        with write_whole(out / name) as stream:
            stream.write(content)
    for reason in exported.left_out:
        s.say(f"left out: {reason}")
    s.say(f"{len(found) - len(exported.left_out)} queries as {format} in {out}")
