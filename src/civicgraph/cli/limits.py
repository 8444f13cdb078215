"""Limits of time and memory for a whole command, and its end when somebody interrupts it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

LIMIT_HIT, INTERRUPTED = 4, 130

# Seconds in which an interrupted command may end by itself, before it is ended.
_GRACE = 0.5
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Ends the process with exit code 4 where the block takes longer than so many seconds; None sets no limit.

    A query that runs inside a compiled engine cannot be interrupted, so nothing less than the end of the process is
    sure. What is written is written whole, so no half file is left.
    """
    if seconds is None:
        yield
        return
    timer = threading.Timer(seconds, _leave, (LIMIT_HIT, f"error: not done after {seconds:g} s (--timeout)"))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def memory_limit(size: int | None) -> Iterator[None]:
    """Ends the process with exit code 4 where it takes more than so many bytes of memory while the block runs.

    None is the default: what it takes at first, and three quarters of what is free. Where the platform does not tell
    what a process takes (Windows), nothing is watched; a limit is refused there before.
    """
    from ..engines.memory import MemoryWatch, shown_size

    def hit(ceiling: int) -> None:
        _leave(
            LIMIT_HIT,
            f"error: this takes more than {shown_size(ceiling)} of memory (--memory)\n"
            "  ask for less, say how parts belong together, or allow more",
        )

    watch = MemoryWatch(hit)
    watch.begin(size)
    try:
        yield
    finally:
        watch.end()


@contextmanager
def interruptible() -> Iterator[None]:
    """Ctrl-C and the wish of the system that the process ends are a `KeyboardInterrupt`, and are heard in any case.

    No exception is raised while a compiled engine works. So a thread hears of the signal too, and ends the process with
    exit code 130 where it does not end by itself.
    """
    for number in _SIGNALS:
        if signal.getsignal(number) == signal.SIG_DFL:  # not where somebody wants it ignored, as nohup does
            signal.signal(number, _interrupt)
    if sys.platform == "win32":
        yield
        return
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    done = threading.Event()
    threading.Thread(target=_end_when_told, args=(heard, done), name="civicgraph-signals", daemon=True).start()
    try:
        yield
    finally:
        done.set()
        signal.set_wakeup_fd(-1)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _end_when_told(heard: int, done: threading.Event) -> None:
    while os.read(heard, 1)[0] not in _SIGNALS:
        pass
    time.sleep(_GRACE)
    if not done.is_set():
        _leave(INTERRUPTED, "interrupted")


def _leave(code: int, message: str) -> NoReturn:
    """Ends the process at once, whatever it does; no file is left half written."""
    from ..writing import remove_unfinished

    try:
        remove_unfinished()
        print(message, file=sys.stderr, flush=True)
    finally:
        os._exit(code)
