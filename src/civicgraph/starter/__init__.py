"""A new graph project: a skeleton to start from, or the settings for a folder of RDF that is there already."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from ..config import FILE_NAME
from ..errors import ConfigError
from .survey import Survey, patterns, survey

CI_FILES: Mapping[str, Mapping[str, str]] = {
    "github": {"workflow.yml": ".github/workflows/validate.yml"},
    "gitlab": {"gitlab.yml": ".gitlab-ci.yml"},
    "none": {},
}
_ALWAYS = {"pre-commit.yml": ".pre-commit-config.yaml"}
_SKELETON = (
    FILE_NAME, "ontology/terms.ttl", "data/places.ttl", "shapes/places.ttl", "queries/questions/places.rq",
)  # fmt: skip
_IGNORED = ".civicgraph/\n"
_FOLDER_CONFIG = """\
# Marks this folder as a graph project: `civicgraph validate` checks it, `civicgraph query` asks it.

[project]
name = {name}
# The IRI under which this project mints names of its own.
base = {base}

[dataset]
title = {name}
languages = ["en"]

[paths]
ontology = {ontology}
data = {data}
shapes = {shapes}
queries = "queries"

[validation]
# Rules that the graph of civicgraph keeps and you need not: no blank nodes in data, a saved query for each term.
ignore = ["CG210", "CG831"]

[prefixes]
{prefixes}"""


@dataclass(frozen=True, slots=True)
class Started:
    """What was done: the files `written`, those `kept` because they were there, and what the folder held."""

    written: tuple[str, ...]
    kept: tuple[str, ...]
    held: Survey


def start_project(
    folder: Path,
    *,
    name: str | None = None,
    base: str | None = None,
    ci: Literal["github", "gitlab", "none"] = "github",
) -> Started:
    """Makes a folder a graph project. No file that is there is written over.

    In a folder without RDF a small project is written that validates; in one with RDF, the settings that fit its files.
    Both get a hook for pre-commit and the workflow of a CI. Raises `ConfigError` where the folder is a project already,
    where it cannot be written, or where `base` is no IRI.
    """
    if (folder / FILE_NAME).exists():
        raise ConfigError(f"{folder} is a graph project already", hint=f"edit {folder / FILE_NAME}")
    if base is not None and not re.match(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]*[/#]\Z", base):
        raise ConfigError(f"{base!r} is no base for names", hint="give an IRI that ends with / or #")
    name = name or folder.resolve().name or "graph"
    held = survey(folder)
    texts = _skeleton(name, base) if held.total == 0 else {FILE_NAME: _settings(held, name, base)}
    for source, target in {**_ALWAYS, **CI_FILES[ci]}.items():
        texts[target] = _template(source)
    texts[".gitignore"] = _IGNORED
    written: list[str] = []
    kept: list[str] = []
    for target, text in texts.items():
        (written if _write_new(folder / target, text) else kept).append(target)
    return Started(tuple(written), tuple(kept), held)


def _skeleton(name: str, base: str | None) -> dict[str, str]:
    base = base or f"https://example.org/{_slug(name)}/"
    escaped = json.dumps(name, ensure_ascii=False)[1:-1]
    return {path: _template(path).replace("__NAME__", escaped).replace("__BASE__", base) for path in _SKELETON}


def _settings(held: Survey, name: str, base: str | None) -> str:
    roles = {role: json.dumps(patterns(held, role), ensure_ascii=False) for role in held.files}
    prefixes = {p: n for p, n in held.prefixes.items() if re.match(r"[A-Za-z](?:[\w-]*\w)?\Z", p)}
    lines = "".join(f"{_key(prefix)} = {json.dumps(namespace)}\n" for prefix, namespace in prefixes.items())
    return _FOLDER_CONFIG.format(
        name=json.dumps(name, ensure_ascii=False),
        base=json.dumps(base or _base(held) or f"https://example.org/{_slug(name)}/"),
        prefixes=lines,
        **roles,
    )


def _base(held: Survey) -> str | None:
    """What the namespaces on the most used host have in common, up to a slash."""
    by_host: dict[str, list[str]] = {}
    for namespace in held.namespaces:
        parts = urlsplit(namespace)
        if parts.scheme in ("http", "https") and parts.netloc:
            by_host.setdefault(f"{parts.scheme}://{parts.netloc}/", []).append(namespace)
    if not by_host:
        return None
    host = min(by_host, key=lambda h: (-sum(held.namespaces[n] for n in by_host[h]), h))
    common = os.path.commonprefix(by_host[host])  # noqa: RUF071 (by characters, then cut at a slash)
    return common[: common.rfind("/") + 1] if len(common) >= len(host) else host


def _key(prefix: str) -> str:
    return prefix if re.match(r"[A-Za-z0-9_-]+\Z", prefix) else json.dumps(prefix, ensure_ascii=False)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "graph"


def _template(name: str) -> str:
    return files(__package__).joinpath("files", *name.split("/")).read_text(encoding="utf-8")


def _write_new(path: Path, text: str) -> bool:
    """Writes a file that is not there yet; False where it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from error
    return True
