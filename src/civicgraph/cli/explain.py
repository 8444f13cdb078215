"""civicgraph explain"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .context import reading_project

if TYPE_CHECKING:
    from ..diagnostics import Code


def register(app: typer.Typer) -> None:
    app.command(
        rich_help_panel="Graph",
        epilog="[bold]Examples[/bold]: civicgraph explain CG404 · civicgraph explain --list --profile skos",
    )(explain)


def explain(
    ctx: typer.Context,
    code: Annotated[str | None, typer.Argument(help="The code of a finding, like CG404.", show_default=False)] = None,
    list_: Annotated[bool, typer.Option("--list", help="All codes, a line each.")] = False,
    profile: Annotated[
        list[str] | None,
        typer.Option("--profile", metavar="NAME", help="With --list: the codes of a profile.", show_default=False),
    ] = None,
) -> None:
    """What a finding means: what it finds, why it matters, a right and a wrong example, what to do."""
    from ..codes import codes_of_profiles, find_code, read_codes

    if (code is None) != list_:
        raise typer.BadParameter("name one code, or ask for --list", param_hint="CODE")
    if profile and not list_:
        raise typer.BadParameter("goes with --list", param_hint="--profile")
    project = reading_project(ctx)
    if code is not None:
        typer.echo(explanation(find_code(project, code)))
        return
    for c in codes_of_profiles(profile) if profile else read_codes(project):
        typer.echo(f"{c.code}  {c.severity:<9}  {c.finding}")


def explanation(c: Code) -> str:
    """A code as people read it."""
    lines = [f"{c.code} {c.name} ({c.severity})", c.finding, "", f"Why      {c.why}", f"To do    {c.help}"]
    if c.right or c.wrong:
        lines += ["", "Wrong", *_lines(c.wrong, "(the line is missing)"), "Right", *_lines(c.right, "(no such line)")]
    if c.profiles:
        lines += ["", "Profile  " + ", ".join(f"{name} ({severity})" for name, severity in c.profiles.items())]
    made = f"Made by {c.maker}" + (f"; constraint {c.constraint} of the design" if c.constraint else "")
    return "\n".join([*lines, "", made + "."])


def _lines(text: str, none: str) -> list[str]:
    return [f"    {line.strip()}" for line in text.splitlines() if line.strip()] or [f"    {none}"]
