"""Small projects for tests: the repository's ontology, shapes and queries with data of the test's own."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad

from civicgraph import KnowledgeGraph
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
    (folder / "data" / "sources-of-the-ontology.ttl").write_text(ontology_sources(), encoding="utf-8")
    return open_project(folder)


@cache
def ontology_sources() -> str:
    """The records of the sources that the ontology names, as Turtle."""
    texts = [(ROOT / f.path).read_text(encoding="utf-8") for f in open_project(ROOT).files("ontology")]
    wanted = {name for text in texts for name in re.findall(r"(?<![\w:/-])source:[a-z0-9-]+", text)}
    prefixes, records = set(), []
    for path in sorted((ROOT / "data" / "sources").glob("*.ttl")):
        text = path.read_text(encoding="utf-8")
        blocks = re.finditer(r"^(source:[a-z0-9-]+) a cg:Source ;\n(?:    .*\n)+", text, re.M)
        kept = [block[0] for block in blocks if block[1] in wanted]
        if kept:
            prefixes |= set(re.findall(r"^@prefix .*$", text, re.M))
            records += kept
    assert len(records) == len(wanted)
    return "\n".join([*sorted(prefixes), "", *records])


def graph_with(folder: Path, *data: Path) -> GraphStore:
    """The asserted and inferred graph of such a project."""
    project = project_with(folder, *data)
    return GraphStore(project, derive(project))


def named_by_the_ontology(curie: str) -> bool:
    """Whether a thing is a source that only the ontology names."""
    return f"\n{curie} a " in ontology_sources()


def solve(graph: KnowledgeGraph, query: str) -> list[tuple[str, ...]]:
    """The rows of a query with the project's prefixes, as texts; an unbound variable is an empty text."""
    result = graph.store.store.query(graph.prefixes.sparql() + query)
    names = [variable.value for variable in result.variables]
    return [tuple("" if row[name] is None else str(row[name].value) for name in names) for row in result]


def canonical(quads: list[Quad]) -> set[str]:
    """A form that isomorphic datasets have in common; language tags have no case in pyoxigraph's terms."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}
