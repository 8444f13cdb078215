"""Long texts on a terminal, through a pager."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from contextlib import suppress


def paged(text: str) -> bool:
    """Shows a text with a pager if it is longer than the screen; False where it is not, or where there is no pager.

    The pager is $PAGER, else less or more. An empty $PAGER, a simple terminal (TERM=dumb), and input or output that is
    no terminal mean none.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        return False
    if text.count("\n") < shutil.get_terminal_size().lines:
        return False
    command = _command()
    if command is None:
        return False
    # As git does: less leaves the text on the screen (X) and ends by itself where it fits (F).
    environment = {"LESS": "FRX", **os.environ}
    # Ctrl-C is for the pager, which would be left on a terminal in disorder if we went away.
    before, told = signal.signal(signal.SIGINT, lambda *_: None), signal.set_wakeup_fd(-1)
    try:
        code = _run(command, text.encode(), environment)
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, before)
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    return code != 127  # what shells answer where there is no such command


def _run(command: list[str], text: bytes, environment: dict[str, str]) -> int:
    """The exit code of the pager. Where we are to end, it is asked to end first, and puts the terminal in order."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as pager:
        try:
            pager.communicate(text)
        except KeyboardInterrupt:
            pager.terminate()
            with suppress(subprocess.TimeoutExpired):
                pager.wait(timeout=2)
            pager.kill()
            raise
    return pager.returncode


def _command() -> list[str] | None:
    chosen = os.environ.get("PAGER")
    if chosen is not None:
        return shlex.split(chosen) or None
    return next(([name] for name in ("less", "more") if shutil.which(name)), None)
