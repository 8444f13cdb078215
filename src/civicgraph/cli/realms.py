"""civicgraph realms"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .context import judged_project, output, reading_graph, settings

app = typer.Typer(no_args_is_help=True, help="The models of realms: build their overlaps, draw their diagram.")


def register(parent: typer.Typer) -> None:
    parent.add_typer(app, name="realms", rich_help_panel="Graph")


@app.command("build", epilog="[bold]Examples[/bold]: civicgraph realms build · civicgraph realms build --check")
def build(
    ctx: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 where the file is not current.")
    ] = False,
) -> None:
    """Write ontology/realms-rules.ttl: the overlaps, axioms and regions that follow from the models."""
    from ..export import write_whole
    from ..realms import TARGET, rules_text

    project = judged_project(ctx)
    _write_or_check(ctx, project.root / TARGET, rules_text(project), check, write_whole)


@app.command("draw", epilog="[bold]Example[/bold]: civicgraph realms draw -o realms.svg")
def draw(
    ctx: typer.Context,
    model: Annotated[
        str | None,
        typer.Option("--model", help="Notation of the model; the project's default model where none is named."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 where the file of -o is not current.")
    ] = False,
) -> None:
    """Draw the realms as an SVG, with the number of innovations in each exact region."""
    from ..drawing import draw as picture
    from ..drawing import region_counts
    from ..errors import ConfigError
    from ..export import write_whole
    from ..realms import read_models

    graph = reading_graph(ctx)
    models = {m.notation: m for m in read_models(graph.project)}
    name = model or graph.project.config.default_model or ""
    if name not in models:
        raise ConfigError(f'there is no model of realms "{name}"', hint=f"choose from: {', '.join(models)}")
    text = picture(models[name], region_counts(graph.store, models[name]))
    if out is None:
        if check:
            raise typer.BadParameter("--check needs the file to compare with: -o FILE", param_hint="--check")
        with output(None) as stream:
            stream.write(text.encode())
    else:
        _write_or_check(ctx, out, text, check, write_whole)


def _write_or_check(ctx: typer.Context, path: Path, text: str, check: bool, write_whole) -> None:  # type: ignore[no-untyped-def]
    current = path.is_file() and path.read_bytes() == text.encode()
    s = settings(ctx)
    if check:
        s.say(f"{path.name} is current" if current else f"{path.name} is not current: run the command without --check")
        raise typer.Exit(0 if current else 1)
    if not current:
        with write_whole(path) as stream:
            stream.write(text.encode())
    s.say(f"{path.name} {'was current' if current else 'written'}")
