"""Stores on disk, kept under the digest of what they hold: opened in milliseconds, not used when damaged.

A store is filled in a folder of its own and gets its name by a rename when it is whole, so that a process that is
killed leaves nothing that another one would take for a store. Nobody writes to a store that has its name. Processes
that fill the same store do not wait for each other: who is done second finds the store and drops its own. A store that
a process reads, or fills, is locked (`flock`), so that no other one clears it away.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
import weakref
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Store

from .writing import unfinished

try:
    import fcntl
except ImportError:  # Windows: a folder in use cannot be renamed there, which serves as well
    fcntl = None  # type: ignore[assignment]

_HAS_LOCKS = fcntl is not None
# So many are kept: of a project as it is and as it was, asserted or with what follows, with and without named graphs.
MOST_KEPT = 6
_BEGUN = ".new-"
_ABANDONED = 24 * 3600  # seconds after which a store that was begun is given up where locks do not tell


class KeptStore:
    """A store on disk, open for reading and locked as long as this object lives."""

    def __init__(self, folder: Path, lock: BinaryIO, store: Store) -> None:
        self.folder, self.store = folder, store
        weakref.finalize(self, lock.close)

    @property
    def database(self) -> Path:
        """The folder that Oxigraph opens."""
        return self.folder / "database"


def open_kept(folder: Path) -> KeptStore | None:
    """The store that has this name; None where there is none, or it is not as it was made."""
    lock = _locked(folder)
    if lock is None:
        return None
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["name"] == folder.name and manifest["files"] == _checksums(folder / "database"):
            os.utime(folder / "lock")
            return KeptStore(folder, lock, Store.read_only(str(folder / "database")))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):  # the last one tells of a checksum that is wrong
        pass
    lock.close()
    return None


def keep(folder: Path, fill: Callable[[Store], None]) -> KeptStore | None:
    """Fills a store and keeps it under a name; None where the disk does not allow it.

    What `fill` raises passes through, and nothing is left of the store.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=_BEGUN, dir=folder.parent))
    except OSError:
        return None
    try:
        with unfinished(new), (new / "lock").open("wb") as lock:
            _lock(lock)
            _fill(new / "database", fill)
            manifest = {"name": folder.name, "files": _checksums(new / "database")}
            (new / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
            new.chmod(0o755)
            _clear_away(folder.parent, apart_from=folder)
            if open_kept(folder) is None:
                # What stands there is damaged, or nothing does.
                _set_aside(folder)
                if not _HAS_LOCKS:
                    lock.close()
                with suppress(OSError):  # another process was faster
                    os.rename(new, folder)
            return open_kept(folder)
    except OSError:
        return None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _fill(database: Path, fill: Callable[[Store], None]) -> None:
    store = Store(str(database))
    fill(store)
    store.flush()
    store.optimize()


def _checksums(database: Path) -> dict[str, int]:
    """The CRC-32 of each file of a database, apart from its lock and its logs, which say nothing.

    Oxigraph answers some questions wrongly where a byte of a file was changed.
    """
    found = {}
    for path in sorted(database.iterdir()):
        if not path.name.startswith("LO"):
            total = 0
            with path.open("rb") as file:
                while part := file.read(1 << 20):
                    total = zlib.crc32(part, total)
            found[path.name] = total
    return found


def _lock(file: BinaryIO, *, exclusive: bool = False) -> None:
    """Raises `BlockingIOError` where another process has the lock."""
    if _HAS_LOCKS:
        fcntl.flock(file, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)


def _locked(folder: Path, *, exclusive: bool = False) -> BinaryIO | None:
    """The lock of a store, or None where it cannot be had or the store went away meanwhile."""
    path = folder / "lock"
    try:
        lock = path.open("rb")
    except OSError:
        return None
    try:
        _lock(lock, exclusive=exclusive)
        if os.path.samestat(os.fstat(lock.fileno()), path.stat()):
            return lock
    except OSError:
        pass
    lock.close()
    return None


def _clear_away(parent: Path, apart_from: Path) -> None:
    """Removes the stores that were not used for longest, and those that a killed process left behind."""

    def age(folder: Path) -> float:
        for path in (folder / "lock", folder):
            with suppress(OSError):
                return time.time() - path.stat().st_mtime
        return 0

    folders = sorted((folder for folder in parent.iterdir() if folder != apart_from), key=age)
    begun = [folder for folder in folders if folder.name.startswith(_BEGUN)]
    for folder in [folder for folder in folders if folder not in begun][MOST_KEPT - 1 :]:
        _set_aside(folder)
    for folder in begun:
        if _HAS_LOCKS and (folder / "lock").exists():
            _set_aside(folder)
        elif age(folder) > _ABANDONED:
            # Without a lock it has just been made, or was about to be removed.
            shutil.rmtree(folder, ignore_errors=True)


def _set_aside(folder: Path) -> None:
    """Removes a store that nobody reads or fills."""
    lock = _locked(folder, exclusive=True)
    if lock is None:
        return
    with lock, suppress(OSError):
        if not _HAS_LOCKS:
            lock.close()
        # Its name is free at once, and nobody finds half of it.
        grave = folder.with_name(f"{_BEGUN}{os.getpid()}-{time.monotonic_ns()}")
        os.rename(folder, grave)
        shutil.rmtree(grave, ignore_errors=True)
