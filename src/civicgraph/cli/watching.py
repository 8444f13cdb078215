"""Doing something again whenever a file of the project changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from ..errors import MissingExtraError

_PATIENCE = 200  # milliseconds
_ENDINGS = (".ttl", ".rq", ".toml", ".json")


def changes(root: Path, *, written: Collection[Path] = ()) -> Iterator[list[str]]:
    """At first nothing, then after each change the names of the files that changed; only an interruption ends it.

    `written` are files that the caller writes itself: a change of those is none. A change that comes while the caller
    is at work is not missed. Raises `MissingExtraError` without the package watchfiles.
    """
    try:
        from watchfiles import Change, watch
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "--watch needs the package watchfiles", hint='install it with: pip install "civicgraph[watch]"'
        ) from error

    def of_project(change: Change, path: str) -> bool:
        # Folders whose names begin with a dot hold what the tool keeps, and the history of git.
        kept = any(part.startswith(".") for part in Path(path).relative_to(root).parts)
        return path.endswith(_ENDINGS) and not kept and Path(path) not in own

    own = {path.resolve() for path in written}
    started = False
    # The first time-out tells that the watch stands.
    for found in watch(
        root, watch_filter=of_project, yield_on_timeout=True, rust_timeout=_PATIENCE, raise_interrupt=True
    ):
        if found or not started:
            started = True
            yield sorted({Path(path).relative_to(root).as_posix() for _, path in found})
