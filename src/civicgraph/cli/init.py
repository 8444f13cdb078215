"""civicgraph init"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .context import settings

EPILOG = """\
[bold]Examples[/bold]

civicgraph init my-graph --base https://example.org/my-graph/

cd folder-with-turtle && civicgraph init --ci gitlab

No file that is there is written over. In a folder with RDF, its files are sorted into ontology, data and shapes by what
they say, and civicgraph.toml is written to fit them; elsewhere a small project is written that you can build on.
"""


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel="Graph", epilog=EPILOG)(init)


def init(
    ctx: typer.Context,
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help="The folder; it is made where needed.")] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the project, instead of that of the folder.")
    ] = None,
    base: Annotated[
        str | None, typer.Option("--base", metavar="IRI", help="The IRI under which the project mints names.")
    ] = None,
    ci: Annotated[
        str, typer.Option("--ci", metavar="github|gitlab|none", help="For which CI a workflow is written.")
    ] = "github",
) -> None:
    """Start a project: a skeleton that validates, or the settings for a folder with RDF; with hook and CI workflow."""
    from ..config import FILE_NAME
    from ..starter import CI_FILES, start_project

    if ci not in CI_FILES:
        raise typer.BadParameter(f"choose from: {', '.join(CI_FILES)}", param_hint="--ci")
    s = settings(ctx)
    where = folder or s.project or Path()
    started = start_project(where, name=name, base=base, ci=ci)  # type: ignore[arg-type]
    if started.held.total:
        found = ", ".join(f"{len(names)} {role}" for role, names in started.held.files.items())
        s.say(f"found {started.held.total} files with RDF: {found}")
    for path in started.held.unread:
        s.say(f"note: {path} does not parse; it counts as data, and `civicgraph validate` shows where")
    for path in started.written:
        s.say(f"wrote {path}")
    for path in started.kept:
        s.say(f"kept {path}, which was there already")
    if ".gitignore" in started.kept:
        s.say("note: .civicgraph/ need not be committed; add it to .gitignore")
    here = where.resolve() == Path.cwd()
    s.say(f"Next: look at {where / FILE_NAME}, then {'' if here else f'cd {where} && '}civicgraph validate")
