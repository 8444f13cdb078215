"""Who runs: the children of a process, and whether one is gone. For tests of what is left behind, on Linux."""

from __future__ import annotations

import time
from pathlib import Path


def children(pid: int) -> list[int]:
    """The processes that a process started and that live."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (told := _told(int(folder.name))) and told[0] != "Z" and told[1] == str(pid):
            found.append(int(folder.name))
    return found


def gone(pid: int, seconds: float = 10) -> bool:
    """Whether a process is gone, at the latest after so many seconds."""
    end = time.monotonic() + seconds
    while (told := _told(pid)) and told[0] != "Z":
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _told(pid: int) -> list[str]:
    """The state and the parent of a process (proc(5), `stat`), and what comes behind; nothing where it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
