"""Files are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ..errors import ExportError


@contextmanager
def write_whole(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content appears under `path` only when the block ends without an error."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror}", hint="name a folder that exists and that you may write to"
        ) from error
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
