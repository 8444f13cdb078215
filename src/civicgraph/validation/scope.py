"""What a change bears on, for a check that looks only there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Quad, Store, parse

from ..changes import changes_since
from ..config import FILE_NAME
from ..paths import Term
from ..project import Project
from ..reading import parse_file
from ..shacl import ShapesGraph
from ..shacl.narrowing import touched
from ..source import SourceFile
from ..syntaxes import syntax_of

# The roles of files that bear on all the data.
_WIDE = ("vendor", "align", "ontology", "shapes")


@dataclass(frozen=True, slots=True)
class Scope:
    """The files of data that differ from a commit, and the statements that they held there.

    `paths` are the names of all these files, those that are gone too. `everything` is the name of a changed file that
    bears on the whole graph: ontology, shapes, queries and settings; then the change cannot be looked at alone.
    """

    ref: str
    files: tuple[SourceFile, ...]
    paths: frozenset[str]
    before: tuple[Quad, ...]
    everything: str | None

    def nodes(self, project: Project, store: Store, shapes: ShapesGraph) -> tuple[set[Term], int]:
        """The things of which the checks may say something else than before, and how many of them the files state."""
        now = {quad for file in self.files for quad in parse_file(project, file)}
        stated: set[Term] = {quad.subject for quad in now}  # type: ignore[misc]
        return stated | touched(store, shapes, now ^ set(self.before)), len(stated)

    def note(self, nodes: int, stated: int) -> str:
        """What was checked and what was not."""
        files = f"{len(self.files):,} file{'' if len(self.files) == 1 else 's'} of data"
        further = f" and {nodes - stated:,} that shapes tie to them" if nodes > stated else ""
        return (
            f"checked: {stated:,} things in {files} changed since {self.ref}{further}; not checked: all others, "
            "and the queries of the project. Without --changed, everything is"
        )


def scope_since(project: Project, ref: str) -> Scope:
    """What changed since a commit. Raises `ConfigError` where git cannot tell."""
    changes = changes_since(project.root, ref)
    roles = {file.path: file.role for file in project.files("data", *_WIDE)}
    for name in changes.files - roles.keys():
        role = _role_once(project, name)
        if role is not None:
            roles[name] = role
    changed = {name: roles[name] for name in changes.files & roles.keys()}
    data = {name for name, role in changed.items() if role == "data"}
    return Scope(
        ref=ref,
        files=tuple(file for file in project.files("data") if file.path in data),
        paths=frozenset(data),
        before=tuple(quad for name in sorted(data) for quad in _before(project, name, changes.before.get(name))),
        everything=min(changed.keys() - data, default=None),
    )


def _role_once(project: Project, name: str) -> str | None:
    """The role of a file that is no RDF of the project, or that is gone: by its name, as near as that tells."""
    if name == FILE_NAME or name.startswith(f"{project.config.queries}/"):
        return "queries"
    if (project.root / name).exists():
        return None
    for role in (*_WIDE, "data"):
        for pattern in project.config.globs[role]:
            if name.startswith(pattern.partition("*")[0]) and name.endswith(pattern.rpartition("*")[2]):
                return role
    return None


def _before(project: Project, name: str, content: bytes | None) -> Iterator[Quad]:
    """The statements of an earlier content; none where it does not parse."""
    if content is None:
        return
    base = next((file.graph_name for file in project.files("data") if file.path == name), project.config.base)
    try:
        yield from parse(content, format=syntax_of(name, content), base_iri=base, rename_blank_nodes=True)
    except SyntaxError:
        return
