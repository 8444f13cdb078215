"""Folders that get their name when they are whole, and that nobody removes while they are filled or read.

A folder is filled under a hidden name and renamed, so that a process that is killed leaves nothing that another one
would take for it. Who fills or reads it holds a lock on the folder itself (`flock`), which ends with the process.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .writing import unfinished

try:
    import fcntl
except ImportError:  # Windows: a folder in use cannot be renamed there, which serves as well
    fcntl = None  # type: ignore[assignment]

_HAS_LOCKS = fcntl is not None
_BEGUN = ".new-"
_TRIES = 5
_ABANDONED = 24 * 3600  # seconds after which a folder that was begun is given up where locks do not tell


@contextmanager
def new_folder(parent: Path) -> Iterator[Path]:
    """A folder to fill and to rename; at the end it is gone, unless it was renamed.

    Those that killed processes left behind are removed. Raises `OSError` where the disk does not allow it.
    """
    _remove_abandoned(parent)
    for _ in range(_TRIES):
        new = Path(tempfile.mkdtemp(prefix=_BEGUN, dir=parent))
        release = lock(new)
        if release:
            break
        # Another process took it for one that was left behind.
        shutil.rmtree(new, ignore_errors=True)
    else:
        raise OSError(f"{parent} is on a disk without locks")
    try:
        with unfinished(new):
            yield new
    finally:
        release()
        shutil.rmtree(new, ignore_errors=True)


def lock(folder: Path, *, exclusive: bool = False) -> Callable[[], None] | None:
    """Locks a folder; gives what releases it, or None where it cannot be locked or went away meanwhile.

    A lock is shared unless it is `exclusive`: many read, and while one does, nobody removes.
    """
    if not _HAS_LOCKS:
        return (lambda: None) if folder.is_dir() else None
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    with suppress(OSError):
        fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), folder.stat()):
            return lambda: os.close(descriptor)
    os.close(descriptor)
    return None


def remove_unused(folder: Path) -> None:
    """Removes a folder that nobody fills or reads."""
    release = lock(folder, exclusive=True)
    if release is None:
        return
    try:
        # Its name is free at once, and nobody finds half of it.
        grave = folder.with_name(f"{_BEGUN}{os.getpid()}-{time.monotonic_ns()}")
        with suppress(OSError):
            os.rename(folder, grave)
            shutil.rmtree(grave, ignore_errors=True)
    finally:
        release()


def named_folders(parent: Path) -> list[Path]:
    """The folders that are whole, by the time at which they were last used or made, the latest first."""

    def last_used(folder: Path) -> float:
        with suppress(OSError):
            return folder.stat().st_mtime
        return 0

    return sorted((folder for folder in parent.iterdir() if not folder.name.startswith(".")), key=last_used)[::-1]


def _remove_abandoned(parent: Path) -> None:
    for folder in parent.glob(f"{_BEGUN}*"):
        with suppress(OSError):
            if _HAS_LOCKS or time.time() - folder.stat().st_mtime > _ABANDONED:
                remove_unused(folder)
