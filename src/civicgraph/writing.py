"""Files are written whole or not at all, and nothing is left of those that were begun."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from .errors import ExportError

# What a process that ends at once has to remove.
_unfinished: set[Path] = set()


@contextmanager
def unfinished(path: Path) -> Iterator[None]:
    """While the block runs, a file or folder is one that `remove_unfinished` removes."""
    _unfinished.add(path)
    try:
        yield
    finally:
        _unfinished.discard(path)


def remove_unfinished() -> None:
    """Removes what was begun and not finished: for a process that ends without unwinding."""
    for path in list(_unfinished):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


@contextmanager
def write_whole(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content appears under `path` only when the block ends without an error.

    A file that was there keeps its permissions. Raises `ExportError` where the path cannot be written.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    except OSError as error:
        raise _refused(path, error) from error
    with unfinished(Path(name)):
        try:
            with os.fdopen(descriptor, "wb") as stream:
                yield stream
            os.chmod(name, _mode(path))
            try:
                os.replace(name, path)
            except OSError as error:
                raise _refused(path, error) from error
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _mode(path: Path) -> int:
    """The permissions of a file, or those that a new one gets."""
    if path.is_file():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _refused(path: Path, error: OSError) -> ExportError:
    return ExportError(
        f"{path} cannot be written: {error.strerror}",
        hint="name a file in a folder that exists and that you may write to",
    )
