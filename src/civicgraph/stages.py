"""The derived stages of a graph: kept by content digest, never used when stale, absent or cut short.

A stage is a sorted N-Triples text. The stages of a project lie in its `.civicgraph/stages/`, those of the
bundled graph in `derived/` beside it; `manifest.json` names the digest of what they were derived from and
the SHA-256 of each stage.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .folders import named_folders, new_folder, remove_unused
from .project import Project, bundled_root

STAGES = ("direct", "entailed", "closed", "simple")
# Raised when the derivation itself changes, so that stages made by an older tool are not taken for new.
DERIVATION = 2


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages derived from the files with a digest, each as sorted N-Triples.

    `made_from` and `files` are digests of what the files say, by which a later derivation knows what it need not do
    again (`reasoning.inputs`).
    """

    digest: str
    texts: Mapping[str, bytes]
    made_from: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def graph_name(base: str, stage: str) -> str:
    """The named graph that holds a stage."""
    return f"{base}stage/{stage}"


def find_stages(project: Project) -> Stages | None:
    """The stages that belong to the project's files as they are now, or None."""
    places = [_folder(project)]
    bundled = bundled_root()
    if bundled is not None:
        places.append(bundled / "derived")
    for place in places:
        stages = _read(place, project.digest)
        if stages is not None:
            return stages
    return None


def latest_stages(project: Project) -> Stages | None:
    """The stages that were kept last, whole, though of files that may have changed since; or None."""
    parent = project.state / "stages"
    for folder in named_folders(parent) if parent.is_dir() else ():
        stages = _read(folder, None)
        if stages is not None:
            return stages
    return None


def keep_stages(project: Project, stages: Stages) -> Path | None:
    """Writes the stages into the project's state, all or nothing; returns the folder.

    None where the project cannot be written to: the stages are then derived again next time.
    """
    target = _folder(project)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_stages(target, stages)
    except OSError:
        return None
    for other in named_folders(target.parent):
        if other != target:
            remove_unused(other)
    return target


def write_stages(target: Path, stages: Stages) -> None:
    """Writes stages and manifest into a new folder, which appears under its name only when it is whole."""
    with new_folder(target.parent) as new:
        for name in STAGES:
            (new / f"{name}.nt").write_bytes(stages.texts[name])
        manifest = {
            "derivation": DERIVATION,
            "digest": stages.digest,
            "made_from": dict(stages.made_from),
            "files": dict(stages.files),
            "stages": {name: hashlib.sha256(stages.texts[name]).hexdigest() for name in STAGES},
        }
        (new / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        new.chmod(0o755)
        remove_unused(target)
        os.replace(new, target)


def _folder(project: Project) -> Path:
    return project.state / "stages" / project.digest[:16]


def _read(folder: Path, digest: str | None) -> Stages | None:
    """The stages in a folder where they are whole, and where they have the digest, if one is given."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if digest not in (None, manifest["digest"]) or manifest["derivation"] != DERIVATION:
            return None
        made_from = {str(key): str(value) for key, value in manifest["made_from"].items()}
        files = {key: (str(whole), str(read)) for key, (whole, read) in manifest["files"].items()}
        texts = {name: (folder / f"{name}.nt").read_bytes() for name in STAGES}
        whole = all(hashlib.sha256(texts[name]).hexdigest() == manifest["stages"][name] for name in STAGES)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Stages(manifest["digest"], texts, made_from, files) if whole else None
