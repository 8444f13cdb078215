"""What the ontologies of a project import (`owl:imports`), read from files and never from the web.

An import is an ontology of the project itself, or has an entry in `[imports]` of `civicgraph.toml`; else it is left
out, and a notice says so (how documents are found is left open by OWL 2 Structural Specification, section 3.4).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from ..diagnostics import Diagnostic, Severity
from ..errors import ConfigError
from ..graph import GraphStore
from ..positions import Locator
from ..project import Project
from ..reading import load_file
from ..source import SourceFile
from ..syntaxes import RDF_SUFFIXES
from ..terms import OWL, RDF_TYPE

Term = NamedNode | BlankNode | Literal
NOT_RESOLVED = "CG219"
_IMPORTS = NamedNode(OWL + "imports")
_HELP = 'if you have a copy, name it in civicgraph.toml, under [imports]: "{iri}" = "path/to/file.ttl"'


@dataclass(frozen=True, slots=True)
class Imports:
    """What a project imports: `known` holds the project's own triples and the imported ones.

    `findings` has one for each import that has no file.
    """

    own: Store
    imported: Store
    known: Store
    findings: tuple[Diagnostic, ...]

    def holds(self, subject: Term, path: str | None = None, value: Term | None = None) -> bool:
        """Whether only what is imported says it: the triple, or where none is given all that is said of the subject."""
        if not len(self.imported) or isinstance(subject, Literal):
            return False
        if not _says(self.own, subject):
            return _says(self.imported, subject)
        if path is None or value is None:
            return False
        quad = Quad(subject, NamedNode(path), value)
        return quad in self.imported and quad not in self.own


def read_imports(graph: GraphStore) -> Imports:
    """What the project's ontologies import, and what those import in turn.

    Raises `ConfigError` where an entry of `[imports]` names no RDF file, and `SourceSyntaxError` where the file does
    not parse.
    """
    catalogue = {_stem(iri): place for iri, place in graph.project.config.imports.items()}
    store, locator = Store(), Locator(graph)
    own, findings = _own(graph.store), []
    for header, iri in sorted(_imports(graph.store)):
        for missing, through in _follow(graph.project, catalogue, store, iri, set(own)):
            findings.append(
                Diagnostic(
                    NOT_RESOLVED,
                    Severity.INFO,
                    f"The import {missing} has no file here, so what it says is not known"
                    if through == ()
                    else f"What is imported here imports {missing} in turn, which has no file here",
                    span=locator.where(NamedNode(header), _IMPORTS, NamedNode(iri)),
                    focus=header,
                    path=_IMPORTS.value,
                    value=missing,
                    help=_HELP.format(iri=missing),
                )
            )
    known = graph.store
    if len(store):
        known = Store()
        known.extend(graph.store)
        known.extend(store)
    return Imports(graph.store, store, known, tuple(findings))


def _follow(
    project: Project, catalogue: Mapping[str, str], store: Store, iri: str, known: set[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Loads an import and all that it imports into the store; gives those without a file, and the way to each."""
    waiting: list[tuple[str, tuple[str, ...]]] = [(iri, ())]
    while waiting:
        wanted, way = waiting.pop(0)
        stem = _stem(wanted)
        if stem in known:
            continue
        known.add(stem)
        if stem not in catalogue:
            yield wanted, way
            continue
        loaded = Store()
        for path in _files(project.root, wanted, catalogue[stem]):
            load_file(loaded, project, SourceFile(os.path.relpath(path, project.root), "import", "", wanted))
        store.extend(loaded)
        known |= _own(loaded)
        waiting += [(further, (*way, wanted)) for _, further in sorted(_imports(loaded))]


def _files(root: Path, iri: str, place: str) -> list[Path]:
    path = root / place
    found = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file() and p.suffix in RDF_SUFFIXES)
    if not found or not all(p.suffix in RDF_SUFFIXES for p in found):
        wrong = "is no RDF file" if path.is_file() else "holds no RDF file" if path.is_dir() else "does not exist"
        raise ConfigError(
            f"civicgraph.toml: [imports] names {place} for {iri}, which {wrong}",
            hint=f"name a file that ends in {', '.join(sorted(RDF_SUFFIXES))}, or a folder of them",
        )
    return found


def _imports(store: Store) -> set[tuple[str, str]]:
    """The pairs of an ontology and what it imports."""
    return {
        (quad.subject.value, quad.object.value)
        for quad in store.quads_for_pattern(None, _IMPORTS, None, DefaultGraph())
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    }


def _own(store: Store) -> set[str]:
    """The IRIs and version IRIs of the ontologies that a graph holds (OWL 2 Structural Specification, section 3.2)."""
    headers = store.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(OWL + "Ontology"), DefaultGraph())
    versions = store.quads_for_pattern(None, NamedNode(OWL + "versionIRI"), None, DefaultGraph())
    named = [quad.subject for quad in headers] + [quad.object for quad in versions]
    return {_stem(node.value) for node in named if isinstance(node, NamedNode)}


def _stem(iri: str) -> str:
    """An IRI without the `#` or `/` at its end, which one writer sets and another leaves out."""
    return iri.rstrip("#/")


def _says(store: Store, subject: NamedNode | BlankNode) -> bool:
    return any(True for _ in store.quads_for_pattern(subject, None, None, DefaultGraph()))
