"""The option `--changed [REF]`: an option whose value may be left out, which the option parser has no word for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from typer.core import TyperCommand

OPTION, DEFAULT = "--changed", "HEAD"


class WithChanged(TyperCommand):
    """A command that takes `--changed` with a commit or without one."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, list(with_commit(args)))


def with_commit(arguments: Sequence[str]) -> Iterator[str]:
    """The arguments, each `--changed` joined to its commit.

    A word behind it is the commit where it is no option and no file. Without one the last commit is meant.

    >>> list(with_commit(["--changed", "no-such-file", "-q"]))
    ['--changed=no-such-file', '-q']
    >>> list(with_commit(["--changed", "."]))
    ['--changed=HEAD', '.']
    """
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            yield from (word, *waiting)
            return
        if word == OPTION:
            named = bool(waiting) and not waiting[0].startswith("-") and not Path(waiting[0]).exists()
            word = f"{OPTION}={waiting.pop(0) if named else DEFAULT}"
        yield word
