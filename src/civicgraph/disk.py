"""Stores on disk, kept under the digest of what they hold: opened in milliseconds, not used when damaged.

Nobody writes to a store that has its name. Processes that fill the same store do not wait for each other: who is done
second finds the store and drops its own.
"""

from __future__ import annotations

import json
import os
import weakref
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pyoxigraph import Store

from .folders import lock, named_folders, new_folder, remove_unused

# So many are kept: of a project as it is and as it was, asserted or with what follows, with and without named graphs.
MOST_KEPT = 6


class KeptStore:
    """A store on disk, open for reading and locked as long as this object lives."""

    def __init__(self, folder: Path, release: Callable[[], None], store: Store) -> None:
        self.folder, self.store = folder, store
        weakref.finalize(self, release)

    @property
    def database(self) -> Path:
        """The folder that Oxigraph opens."""
        return self.folder / "database"


def open_kept(folder: Path) -> KeptStore | None:
    """The store that has this name; None where there is none, or it is not as it was made."""
    release = lock(folder)
    if release is None:
        return None
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["name"] == folder.name and manifest["files"] == _checksums(folder / "database"):
            store = Store.read_only(str(folder / "database"))
            with suppress(OSError):  # a folder that may only be read
                os.utime(folder)
            return KeptStore(folder, release, store)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):  # the last one tells of a checksum that is wrong
        pass
    release()
    return None


def keep(folder: Path, fill: Callable[[Store], None]) -> KeptStore | None:
    """Fills a store and keeps it under a name; None where the disk does not allow it.

    What `fill` raises passes through, and nothing is left of the store.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with new_folder(folder.parent) as new:
            _fill(new / "database", fill)
            manifest = {"name": folder.name, "files": _checksums(new / "database")}
            (new / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
            new.chmod(0o755)
            others = [other for other in named_folders(folder.parent) if other != folder]
            for other in others[MOST_KEPT - 1 :]:
                remove_unused(other)
            found = open_kept(folder)
            if found is not None:
                return found
            # What stands there is damaged, or nothing does.
            remove_unused(folder)
            with suppress(OSError):  # another process was faster
                os.rename(new, folder)
            return open_kept(folder)
    except OSError:
        return None


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
