"""The baseline: findings that a project knows of and lives with for now, in a file that is committed.

A finding is known by its fingerprint, which does not speak of lines. The file is JSON with a finding in each line,
sorted, so that a change of it can be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .diagnostics import Diagnostic
from .errors import ConfigError
from .writing import write_whole

VERSION = 1


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A known finding: where it stood when it was written down, its code, its fingerprint, what it says."""

    file: str
    code: str
    fingerprint: str
    message: str


def entries_of(diagnostics: Iterable[Diagnostic]) -> list[Entry]:
    """An entry for each finding, in the order of the findings."""
    return [Entry(d.span.file if d.span else "", d.code, d.fingerprint, d.message) for d in diagnostics]


def read_baseline(path: Path) -> list[Entry]:
    """The entries of a baseline. Raises `ConfigError` where it is missing or not a baseline."""
    remedy = "write it anew: civicgraph validate --update-baseline"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"the baseline {path} does not exist", hint=remedy) from error
    except (OSError, ValueError) as error:
        raise ConfigError(f"the baseline {path} cannot be read: {error}", hint=remedy) from error
    if not isinstance(document, dict) or document.get("schema_version") != VERSION:
        raise ConfigError(f"{path} is no baseline of version {VERSION}", hint=remedy)
    try:
        return [_entry(found) for found in document["findings"]]
    except (KeyError, TypeError) as error:
        raise ConfigError(f"an entry of the baseline {path} lacks what it needs", hint=remedy) from error


def write_baseline(path: Path, entries: Iterable[Entry]) -> None:
    """Writes a baseline, whole or not at all. Raises `ExportError` where it cannot."""
    lines = [json.dumps(asdict(entry), ensure_ascii=False) for entry in sorted(set(entries))]
    listed = "[\n    " + ",\n    ".join(lines) + "\n  ]" if lines else "[]"
    with write_whole(path) as out:
        out.write(
            f'{{\n  "schema_version": {VERSION},\n  "findings": {listed}\n}}\n'.encode("utf-8", "backslashreplace")
        )


def _entry(found: Any) -> Entry:
    values = [found[name] for name in ("file", "code", "fingerprint", "message")]
    if not all(isinstance(value, str) for value in values):
        raise TypeError("not a text")
    return Entry(*values)
