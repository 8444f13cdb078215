"""Memory: what this process takes, what there is, and a watch over it."""

from __future__ import annotations

import os
import re
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([KMGT]?)(i?)B?\Z", re.IGNORECASE)
# The share of what is free that a query may take where nobody says how much; the rest is for everybody else.
_SHARE = 0.75
# Seconds between two looks. Memory grows by less than some 2 GB in a second, so a ceiling holds to about 100 MB.
_PAUSE = 0.05


def size_in_bytes(text: str) -> int:
    """The bytes of a size such as 500MB, 2GB or 1.5GiB. Raises `ValueError` for what is none, and for nothing.

    >>> size_in_bytes("2GB"), size_in_bytes("512MiB")
    (2000000000, 536870912)
    """
    match = _SIZE.match(text.strip())
    unit = match[2].upper() if match else ""
    if match is None or (match[3] and not unit):
        raise ValueError(f'"{text}" is no size; write it like 500MB or 2GB')
    bytes_of = 1024 ** "KMGT".index(unit) * 1024 if match[3] else _UNITS[unit]
    size = int(float(match[1]) * bytes_of)
    if size < 1:
        raise ValueError("a limit of memory is above 0")
    return size


def shown_size(size: int) -> str:
    """A size for people.

    >>> shown_size(2_000_000_000), shown_size(650_000_000)
    ('2 GB', '650 MB')
    """
    for unit in "TGM":
        if size >= _UNITS[unit]:
            return f"{size / _UNITS[unit]:.3g} {unit}B"
    return f"{size / 1000:.3g} kB"


def resident() -> int | None:
    """The bytes of memory that this process takes, shared ones included; None where the platform does not tell.

    Outside of Linux it is the most that the process ever took.
    """
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    try:
        import resource
    except ImportError:  # Windows
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def default_ceiling() -> int | None:
    """The bytes that a process may take where nobody sets a limit: what it takes, and three quarters of what is free.

    In a control group with a limit (a container) not more than three quarters of that. None where the platform tells
    neither; outside of Linux all memory of the machine counts as free.
    """
    taken = resident()
    if taken is None:
        return None
    ceilings = [taken + int(_SHARE * free) for free in (_available(),) if free is not None]
    ceilings += [int(_SHARE * limit) for limit in (_group_limit(),) if limit is not None]
    return min(ceilings, default=None)


def _available() -> int | None:
    with suppress(OSError):
        match = re.search(r"^MemAvailable: +(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"), re.MULTILINE)
        if match:
            return int(match[1]) * 1024
    with suppress(AttributeError, ValueError, OSError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def _group_limit() -> int | None:
    """The limit of the process's own control group, of version 2."""
    with suppress(OSError, ValueError, IndexError):
        own = Path("/proc/self/cgroup").read_text(encoding="utf-8").split("0::", 1)[1].split("\n", 1)[0]
        return int(Path(f"/sys/fs/cgroup{own}/memory.max").read_text(encoding="ascii"))  # "max" is no number
    return None


class MemoryWatch:
    """Calls `hit`, in a thread of its own, when this process takes more than a ceiling between `begin` and `end`.

    `hit` gets the ceiling. The thread also calls `look`, at all times, twenty times a second.
    """

    def __init__(self, hit: Callable[[int], None], look: Callable[[], None] = lambda: None) -> None:
        self._hit, self._look = hit, look
        self._watching = False
        self._ceiling: int | None = None
        self._thread: threading.Thread | None = None

    def begin(self, ceiling: int | None) -> None:
        """Watches from now on; None stands for the default ceiling."""
        self._ceiling, self._watching = ceiling, True
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="civicgraph-memory", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Watches no more, until it begins again."""
        self._watching = False

    def _watch(self) -> None:
        default: int | None = None  # worked out at the first look: most queries are done before
        while True:
            time.sleep(_PAUSE)
            self._look()
            if not self._watching:
                default = None
                continue
            if self._ceiling is None and default is None:
                default = default_ceiling()
            ceiling, taken = self._ceiling or default, resident()
            if ceiling is not None and taken is not None and taken > ceiling and self._watching:
                self._hit(ceiling)
