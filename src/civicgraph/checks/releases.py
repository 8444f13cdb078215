"""What a release promised: no term of the last one is gone, and a changed ontology has a new version.

The terms of a release stand in `ontology/released/<version>.txt`: the digest of the ontology in the first line, then
one IRI a line. `[dataset] last-release` in `civicgraph.toml` names the version; before the first release there is none
and nothing to compare with.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from ..config import UNVERSIONED
from ..diagnostics import Diagnostic, Severity
from ..errors import ConfigError
from ..graph import GraphStore
from ..positions import Locator
from ..project import Project
from ..reading import load_file
from ..source import Position, Span
from ..terms import OWL
from .terms import own_terms

GONE, SAME_VERSION = "CG829", "CG830"
NO_RELEASE = "there is no release yet to compare with"
_DIGEST = "# ontology "


def released_terms(project: Project) -> Path | None:
    """The file with the terms of the last release, or None before the first.

    Raises `ConfigError` where a release is named and its file is absent.
    """
    version = project.config.dataset.last_release
    if version is None:
        return None
    path = project.root / "ontology" / "released" / f"{version}.txt"
    if not path.is_file():
        raise ConfigError(
            f"{path.relative_to(project.root)} is missing, though civicgraph.toml names {version} as last-release",
            hint="take it from the release, or leave last-release out",
        )
    return path


def terms_text(project: Project) -> str:
    """The content of the file of released terms for the ontology as it is now."""
    store = _ontology(project)
    return f"{_DIGEST}{_digest(store)}\n" + "".join(f"{term.value}\n" for term in own_terms(store))


def check_release(graph: GraphStore) -> tuple[list[Diagnostic], dict[str, str]]:
    """Terms of the last release that are gone (CG829), a change without a new version (CG830); what does not apply."""
    path = released_terms(graph.project)
    if path is None:
        # A project that does not say which version it is makes no promise, so that nothing is missed.
        versioned = graph.project.config.dataset.version != UNVERSIONED
        return [], dict.fromkeys((GONE, SAME_VERSION) if versioned else (), NO_RELEASE)
    lines = path.read_text(encoding="utf-8").splitlines()
    store = _ontology(graph.project)
    now = {term.value for term in own_terms(store)}
    shown = path.relative_to(graph.project.root).as_posix()
    found = [
        Diagnostic(
            GONE,
            Severity.VIOLATION,
            f"The last release has {graph.project.config.prefixes.shorten(iri)}, and now it is gone",
            span=Span(shown, Position(number, 1), Position(number, len(iri) + 1)),
            focus=iri,
            help="put it back with owl:deprecated true, dcterms:isReplacedBy and cg:deprecatedIn",
        )
        for number, iri in enumerate(lines, 1)
        if iri and not iri.startswith("#") and iri not in now
    ]
    if lines and lines[0] != f"{_DIGEST}{_digest(store)}":
        found += _same_version(graph, store)
    return found, {}


def _same_version(graph: GraphStore, store: Store) -> list[Diagnostic]:
    version = graph.project.config.dataset.last_release or ""
    info = NamedNode(OWL + "versionInfo")
    locator = Locator(graph)
    return [
        Diagnostic(
            SAME_VERSION,
            Severity.VIOLATION,
            f"The ontology differs from that of release {version} and still has its version",
            span=locator.where(q.subject, info, Literal(version)),
            focus=q.subject.value,
            help="raise owl:versionInfo and owl:versionIRI",
        )
        for q in store.quads_for_pattern(None, info, None, DefaultGraph())
        if isinstance(q.subject, NamedNode)
        and getattr(q.object, "value", None) == version
        and _is_main(store, q.subject)
    ]


def _is_main(store: Store, ontology: NamedNode) -> bool:
    namespace = NamedNode("http://purl.org/vocab/vann/preferredNamespaceUri")
    return any(True for _ in store.quads_for_pattern(ontology, namespace, None, DefaultGraph()))


def _ontology(project: Project) -> Store:
    store = Store()
    for file in project.files("ontology"):
        load_file(store, project, file)
    return store


def _digest(store: Store) -> str:
    """SHA-256 over the statements between named things and texts, which no renaming of blank nodes changes."""
    lines = sorted(str(q.triple) for q in store if isinstance(q.subject, NamedNode) and "_:" not in str(q.object)[:2])
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
