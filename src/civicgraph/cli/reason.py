"""civicgraph reason"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from .context import judged_project, output, settings

EPILOG = """\
[bold]Examples[/bold]

civicgraph reason

civicgraph reason --stage simple -o simple.nt

civicgraph reason --explain "innovation:ekostaden-augustenborg cg:engagesRealm m2009:community"

civicgraph reason --check   (CI: are the stages at hand what the files give?)
"""


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel="Graph", epilog=EPILOG)(reason)


def reason(
    ctx: typer.Context,
    stage: Annotated[
        str | None,
        typer.Option(
            "--stage", metavar="STAGE", help="Write the triples of one stage: direct, entailed, closed or simple."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write the stage.")
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain", metavar="TRIPLE", help="Why a triple holds: the rules behind it, down to lines of the files."
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Derive again even where the kept stages are current.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Derive afresh with owlrl, the reference, and compare with the stages at hand; write nothing.",
        ),
    ] = False,
) -> None:
    """Derive what follows from the files, in four stages, and keep it; contradictions are an error."""
    from ..reasoning import derive, renewed
    from ..stages import STAGES, find_stages, keep_stages

    if explain is not None and (stage is not None or check):
        raise typer.BadParameter("explains one triple: leave out --stage and --check", param_hint="--explain")
    if stage is not None and stage not in STAGES:
        raise typer.BadParameter(f"choose from: {', '.join(STAGES)}", param_hint="--stage")
    s = settings(ctx)
    project = judged_project(ctx)
    kept = find_stages(project)
    began = time.monotonic()
    anew = fresh or check
    stages = derive(project, s.progress, reference=check) if anew else kept or renewed(project, s.progress)
    if check:
        if kept is None:
            s.say("no stages are at hand that belong to the files as they are; derive them with: civicgraph reason")
            raise typer.Exit(1)
        differing = [name for name in STAGES if kept.texts[name] != stages.texts[name]]
        s.say(
            "the stages at hand are current"
            if not differing
            else "differs from a fresh derivation: " + ", ".join(differing)
        )
        raise typer.Exit(1 if differing else 0)
    if stages is not kept:
        where = keep_stages(project, stages)
        s.say(
            f"derived in {time.monotonic() - began:.1f} s"
            + (
                f", kept in {where.relative_to(project.root)}"
                if where
                else "; the folder cannot be written, so nothing was kept"
            )
        )
    if explain is not None:
        from .proofs import explained

        with output(out) as stream:
            stream.write(explained(project, stages, explain).encode())
    elif stage is not None:
        with output(out) as stream:
            stream.write(stages.texts[stage])
    else:
        for name in STAGES:
            typer.echo(f"{stages.texts[name].count(bytes([10])):>8,}  {name}")
