"""How far a push has come, kept so that one that was cut can go on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ..config import Endpoint
from ..errors import ExportError
from ..writing import write_whole


@dataclass(frozen=True, slots=True)
class Progress:
    """What a push has done: `sent` portions of `chunk` triples lie in the graph `loading`.

    `moving` says that the store was told to move it to its place, and `digest` what is pushed.
    """

    digest: str
    loading: str
    chunk: int
    sent: int = 0
    moving: bool = False


class Journal:
    """The progress of one push to one graph of one store, in a file of its own; it never holds a secret.

    Where the folder cannot be written to, nothing is kept, and a push that is cut begins anew; `kept` tells.
    """

    def __init__(self, folder: Path, endpoint: Endpoint, graph: str) -> None:
        what = "\n".join(str(part) for part in (endpoint.url, endpoint.update, graph))
        self._path = folder / f"{hashlib.sha256(what.encode()).hexdigest()[:16]}.json"
        self.kept = True

    def read(self) -> Progress | None:
        """The progress of the last push, where it was not finished."""
        try:
            return Progress(**json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, progress: Progress) -> Progress:
        """Keeps the progress; returns it."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with write_whole(self._path) as out:
                out.write(json.dumps(asdict(progress), indent=1).encode() + b"\n")
        except (OSError, ExportError):
            self.kept = False
        return progress

    def advance(self, progress: Progress) -> Progress:
        """Keeps that one more portion was taken."""
        return self.write(replace(progress, sent=progress.sent + 1))

    def finish(self) -> None:
        """Forgets the push, which is done."""
        self._path.unlink(missing_ok=True)
