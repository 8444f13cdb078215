"""Small projects for tests: the repository's ontology, shapes and queries with data of the test's own."""

from __future__ import annotations

from pathlib import Path

from civicgraph.config import FILE_NAME
from civicgraph.graph import GraphStore
from civicgraph.project import Project, open_project
from civicgraph.reasoning import derive

ROOT = Path(__file__).parent.parent


def project_with(folder: Path, *data: Path) -> Project:
    """A project in `folder` that has the repository's ontology, shapes and queries, and only the given data files."""
    (folder / "data").mkdir(parents=True)
    (folder / FILE_NAME).write_bytes((ROOT / FILE_NAME).read_bytes())
    for name in ("ontology", "shapes", "queries"):
        (folder / name).symlink_to(ROOT / name)
    for file in data:
        (folder / "data" / file.name).write_bytes(file.read_bytes())
    return open_project(folder)


def graph_with(folder: Path, *data: Path) -> GraphStore:
    """The asserted and inferred graph of such a project."""
    project = project_with(folder, *data)
    return GraphStore(project, derive(project))
