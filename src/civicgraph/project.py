"""Graph projects: where they are and which files they have."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cached_property
from glob import glob
from pathlib import Path, PurePath
from typing import Literal

from .config import FILE_NAME, Config, read_config
from .errors import ProjectNotFoundError
from .source import SourceFile, file_iri
from .syntaxes import RDF_SUFFIXES

GRAPH_ROLES = ("ontology", "data", "shapes")
# Beside the graph: axioms that bind its terms to outside vocabularies, and the lists of the terms of those. A file
# that answers to a pattern of these is no part of the ontology, whatever the patterns of that say.
BESIDE_ROLES = ("vendor", "align")
_PACKAGE = Path(__file__).parent


@dataclass(frozen=True)
class Project:
    """A folder with a `civicgraph.toml`, the graph bundled with the tool, or files named on the command line.

    `origin` is `folder`, `bundled` or `loose`.
    """

    root: Path
    config: Config
    origin: Literal["folder", "bundled", "loose"]

    def files(self, *roles: str) -> list[SourceFile]:
        """The files of the roles, by path, each with its digest.

        Where no role is named: ontology, data and shapes. The alignments (`align`) and the pinned lists of outside
        terms (`vendor`) lie beside the graph and are given only by name.
        """
        return [file for file in self._files if file.role in (roles or GRAPH_ROLES)]

    @cached_property
    def _files(self) -> list[SourceFile]:
        found: dict[tuple[str, bool], SourceFile] = {}
        for role in (*BESIDE_ROLES, *GRAPH_ROLES):
            for pattern in self.config.globs[role]:
                for name in matching(self.root, pattern):
                    # A file may be data and hold shapes for itself.
                    key = (name, role == "shapes")
                    if key not in found:
                        digest = hashlib.sha256((self.root / name).read_bytes()).hexdigest()
                        found[key] = SourceFile(name, role, digest, file_iri(self.config.base, name))
        return sorted(found.values())

    @property
    def size(self) -> int:
        """The bytes of ontology and data."""
        return sum((self.root / file.path).stat().st_size for file in self.files("ontology", "data"))

    @property
    def queries(self) -> Path:
        """The folder of the saved queries."""
        return self.root / self.config.queries

    def query_files(self, folder: str) -> list[Path]:
        """The `.rq` files in a folder of `queries` and below it, by path."""
        return sorted((self.queries / folder).rglob("*.rq"))

    @property
    def state(self) -> Path:
        """The folder in which the tool keeps what it derived (not committed).

        That of the graph inside the installed package is the user's folder for caches, since nothing but the installer
        should write among packages.
        """
        if self.root == bundled_root():
            from platformdirs import user_cache_path

            return user_cache_path("civicgraph", appauthor=False)
        return self.root / ".civicgraph"

    @cached_property
    def digest(self) -> str:
        """SHA-256 over what the derived stages are a function of: ontology, data, rules, views, base and model."""
        total = hashlib.sha256(self.rules_digest.encode())
        for file in self.files("ontology", "data"):
            total.update(f"{file.path} {file.digest}\n".encode())
        return total.hexdigest()

    @cached_property
    def rules_digest(self) -> str:
        """The part of the digest that is not the files of the graph: rules, views, base and model."""
        total = hashlib.sha256(f"{self.config.base}\n{self.config.default_model}\n".encode())
        for path in [*self.query_files("rules"), *self.query_files("views")]:
            name = path.relative_to(self.root).as_posix()
            total.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
        return total.hexdigest()


def matching(root: Path, pattern: str) -> list[str]:
    """The files that answer to a pattern, relative to `root` and with forward slashes, by name.

    `**` stands for any folders; hidden files are found only where the pattern names them; a folder stands for the RDF
    files in it.
    """
    if (root / pattern).is_dir():
        found = [p for p in glob(f"{pattern}/**", root_dir=root, recursive=True) if PurePath(p).suffix in RDF_SUFFIXES]
    else:
        found = glob(pattern, root_dir=root, recursive=True)
    names = (os.path.relpath(root / name, root).replace(os.sep, "/") for name in found if (root / name).is_file())
    return sorted(set(names))


def find_project(start: Path | None = None, *, bundled: bool = True) -> Project:
    """The project to work on.

    Looks at `start` where it is given, then at the variable `CIVICGRAPH_PROJECT`, then at the nearest
    `civicgraph.toml` from the working folder upwards, and last, where `bundled` allows it, at the graph
    that comes with the tool. Raises `ProjectNotFoundError` and `ConfigError`.
    """
    named = start or (Path(os.environ["CIVICGRAPH_PROJECT"]) if os.environ.get("CIVICGRAPH_PROJECT") else None)
    if named is not None:
        if not (named / FILE_NAME).is_file():
            raise ProjectNotFoundError(f"{named} holds no {FILE_NAME}", hint="name the folder of a graph project")
        return open_project(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE_NAME).is_file():
            return open_project(folder)
    if bundled:
        return bundled_project()
    raise ProjectNotFoundError(
        f"no {FILE_NAME} in {here} or above it",
        hint="go to the folder of a graph project, name it with -C DIR, start one with civicgraph init, or check files "
        "without one: civicgraph validate --data 'data/*.ttl' --shapes 'shapes/*.ttl'",
    )


def open_project(root: Path) -> Project:
    """The project in a folder that holds a `civicgraph.toml`."""
    root = root.resolve()
    return Project(root, read_config(root / FILE_NAME), "bundled" if root == bundled_root() else "folder")


def bundled_root() -> Path | None:
    """The folder of the graph inside the installed package, or None in an editable install."""
    inside = _PACKAGE / "graph"
    return inside.resolve() if (inside / FILE_NAME).is_file() else None


def bundled_project() -> Project:
    """The graph that comes with the tool: inside the package, or the checkout of an editable install."""
    checkout = _PACKAGE.parent.parent
    root = bundled_root() or (checkout if (checkout / FILE_NAME).is_file() else None)
    if root is None:
        raise ProjectNotFoundError(
            "this installation of civicgraph carries no graph", hint="name a graph project with -C DIR"
        )
    return Project(root, read_config(root / FILE_NAME), "bundled")
