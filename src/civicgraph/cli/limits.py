"""A limit of time for a whole command."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

LIMIT_HIT = 4


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Ends the process with exit code 4 where the block takes longer than so many seconds; None sets no limit.

    A query that runs inside a compiled engine cannot be interrupted, so nothing less than the end of the process is
    sure. What is written is written whole, so no half file is left.
    """
    if seconds is None:
        yield
        return

    def stop() -> None:
        try:
            print(f"error: not done after {seconds:g} s (--timeout)", file=sys.stderr, flush=True)
        finally:
            os._exit(LIMIT_HIT)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
