"""What all verbs share: the project, messages, progress, streams."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import typer

if TYPE_CHECKING:
    from ..api import KnowledgeGraph
    from ..errors import CivicGraphError
    from ..project import Project


# Bytes of files from which a command, which asks once, opens a store on disk sooner than it reads the files.
_WORTH_KEEPING = 1 << 20


@dataclass(slots=True)
class Settings:
    """The options that stand before the verb."""

    project: Path | None = None
    quiet: bool = False
    debug: bool = False
    color: str = "auto"
    began: float = 0.0

    def say(self, message: str) -> None:
        """A message for the person, on one line of standard error."""
        from ..reports.escape import visible

        if not self.quiet:
            print(visible(message), file=sys.stderr)

    def progress(self, message: str) -> None:
        """A word on long work: only on a terminal, and only when a second has passed."""
        if not self.quiet and sys.stderr.isatty() and time.monotonic() - self.began > 1:
            print(message, file=sys.stderr)

    def colored(self, stream: object) -> bool:
        """Whether to send colours to a stream (NO_COLOR, FORCE_COLOR and TERM=dumb are honoured)."""
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
            return False
        return bool(os.environ.get("FORCE_COLOR")) or bool(getattr(stream, "isatty", lambda: False)())


def error_text(error: CivicGraphError) -> str:
    """An error as people read it: where, what, and what to do."""
    from ..reports.escape import visible

    place = f"{error.span}: " if error.span else ""
    hint = f"\n  {visible(error.hint)}" if error.hint else ""
    return f"error: {visible(place + error.message)}{hint}"


def settings(ctx: typer.Context) -> Settings:
    """The options given before the verb."""
    found = ctx.find_object(Settings)
    assert found is not None
    return found


def reading_project(ctx: typer.Context) -> Project:
    """The project for commands that read; the bundled graph where there is none, and a word on that."""
    from ..project import find_project

    s = settings(ctx)
    project = find_project(s.project)
    if project.origin == "bundled":
        s.say(f"(using the bundled graph, {project.config.name} {project.config.dataset.version})")
    return project


def judged_project(ctx: typer.Context) -> Project:
    """The project for commands that give a verdict or write: never the bundled graph by default."""
    from ..project import find_project

    return find_project(settings(ctx).project, bundled=False)


def judged_files(
    ctx: typer.Context, data: list[str] | None, shapes: list[str] | None, *, elsewhere: bool = False
) -> Project:
    """The files named on the command line as a project; their folder is `-C DIR`, or the one in which we are.

    The data may be `elsewhere`.
    """
    from ..loose import loose_project

    return loose_project(settings(ctx).project or Path(), data or (), shapes or (), elsewhere=elsewhere)


def reading_graph(ctx: typer.Context, *, infer: bool = True) -> KnowledgeGraph:
    """The graph for commands that read."""
    from ..api import open_graph

    project = reading_project(ctx)
    s = settings(ctx)
    on_disk = project.size > _WORTH_KEEPING
    told = not sys.stderr.isatty()

    def progress(message: str) -> None:
        nonlocal told
        if not told:
            s.say("deriving what follows from the files; this takes some seconds and is kept for the next time")
            told = True
        s.progress(message)

    return open_graph(project, infer=infer, on_disk=on_disk, progress=progress)


@contextmanager
def output(path: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that is written whole or not at all."""
    if path is None or str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    else:
        from ..export import write_whole

        with write_whole(path) as stream:
            yield stream


def terminal_width() -> int | None:
    """The width of the terminal, or None where standard output is no terminal."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
