"""What changed in a project since a commit, by git."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import ConfigError


@dataclass(frozen=True, slots=True)
class Changes:
    """The files that differ from a commit, are new or are gone, relative to the project's root with forward slashes.

    `before` has the bytes that they held at the commit, for those that were there.
    """

    ref: str
    files: frozenset[str]
    before: Mapping[str, bytes]


def changes_since(root: Path, ref: str) -> Changes:
    """What differs between a commit and the files of a folder as they are now, committed or not.

    Raises `ConfigError` where the folder is not in a repository of git or the commit is not there.
    """
    _git(root, "rev-parse", "--is-inside-work-tree", why=f"{root} is not in a repository of git")
    commit = _git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}",
        why=f"there is no commit {ref}", hint="in CI, fetch more than the last commit (fetch-depth: 0)",
    ).decode().strip()  # fmt: skip
    changed = _names(_git(root, "diff", "--name-only", "--no-renames", "--relative", "-z", commit, "--", "."))
    new = _names(_git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", "."))
    there = _names(_git(root, "ls-tree", "-r", "-z", "--name-only", commit, "--", "."))
    before = {name: _git(root, "show", f"{commit}:./{name}") for name in sorted(changed & there)}
    return Changes(ref, frozenset(changed | new), before)


def _names(listed: bytes) -> set[str]:
    return {name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0") if name}


def _git(root: Path, *arguments: str, why: str | None = None, hint: str | None = None) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except OSError as error:
        raise ConfigError(f"git cannot be run: {error.strerror}", hint="--changed asks git what changed") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ConfigError(why or f"git {arguments[0]} failed: {said[0] if said else done.returncode}", hint=hint)
    return done.stdout
