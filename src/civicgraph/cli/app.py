"""The command `civicgraph`: its verbs, and how errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from ..errors import CivicGraphError, EndpointError, LimitError
from . import (
    agreement,
    cite,
    codebook,
    coverage,
    explain,
    export,
    init,
    pages,
    queries,
    query,
    realms,
    reason,
    show,
    stats,
    validate,
)
from .context import Settings, error_text
from .limits import INTERRUPTED, LIMIT_HIT

# 1 is for findings: the verb `validate` raises it. The whole table stands in docs/reference/command-line.md.
OK, UNUSABLE, INTERNAL, UNREACHABLE = 0, 2, 3, 5

app = typer.Typer(
    name="civicgraph",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="A knowledge graph of civic leadership, with a citation on every statement: ask it, check it, export it.",
    epilog='Start with: [bold]civicgraph queries list[/bold] · [bold]civicgraph show "Malmö"[/bold]',
)
VERBS = (
    init, query, queries, show, cite, codebook, agreement, stats, coverage,
    validate, explain, reason, realms, export, pages,
)  # fmt: skip
for module in VERBS:
    module.register(app)


def _version(value: bool) -> None:
    if value:
        from ..version import tool_version

        typer.echo(f"civicgraph {tool_version()}")
        raise typer.Exit


@app.callback()
def options(
    ctx: typer.Context,
    project: Annotated[
        Path | None,
        typer.Option(
            "--project",
            "-C",
            metavar="DIR",
            help="Folder of the graph project, instead of the nearest civicgraph.toml.",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No messages on standard error but errors.")] = False,
    color: Annotated[str, typer.Option("--color", metavar="auto|always|never", help="Colours in reports.")] = "auto",
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    if color not in ("auto", "always", "never"):
        raise typer.BadParameter("choose from: auto, always, never", param_hint="--color")
    ctx.obj = Settings(project, quiet, debug, color, time.monotonic())


def run(arguments: list[str]) -> int:
    """Runs the command line; returns the exit code. No error shows a traceback unless `--debug` asks for it."""
    debug = "--debug" in arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        result = app(arguments, prog_name="civicgraph", standalone_mode=False)
        if result == INTERRUPTED:  # the option parser has caught a KeyboardInterrupt
            raise KeyboardInterrupt
        sys.stdout.flush()
        return result if isinstance(result, int) else OK
    except (KeyboardInterrupt, typer.Abort):
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away; Python would complain once more while it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except CivicGraphError as error:
        if debug:
            raise
        print(error_text(error), file=sys.stderr)
        if isinstance(error, LimitError):
            return LIMIT_HIT
        return UNREACHABLE if isinstance(error, EndpointError) else UNUSABLE
    except Exception as error:
        if hasattr(error, "exit_code") and hasattr(error, "show"):  # usage errors of the option parser
            error.show()
            return int(error.exit_code)
        if debug:
            raise
        print(
            f"internal error: {type(error).__name__}: {error}\n  this is a fault of civicgraph; --debug shows where",
            file=sys.stderr,
        )
        return INTERNAL
