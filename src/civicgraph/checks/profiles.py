"""Profiles: the general checks of the bundled graph, for the vocabularies of others.

A check that its header puts into a profile holds for vocabularies of a kind, whoever makes them. The rules are written
once: a profile runs those checks of the graph that comes with the tool.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from ..diagnostics import Severity
from ..errors import ConfigError
from ..project import Project, bundled_project
from ..queries import SavedQuery, read_query
from ..suggest import did_you_mean
from ..terms import OWL, RDF_TYPE

SEVERITIES = {str(severity): severity for severity in Severity}
_NAMESPACE = NamedNode("http://purl.org/vocab/vann/preferredNamespaceUri")
_LANGUAGE = NamedNode("http://purl.org/dc/terms/language")
_TYPE, _ONTOLOGY = NamedNode(RDF_TYPE), NamedNode(OWL + "Ontology")
_DATASET = NamedNode("http://rdfs.org/ns/void#Dataset")


@dataclass(frozen=True, slots=True)
class ProfileCheck:
    """A check of the bundled graph, and the severity that its findings have in the profiles that were asked for."""

    check: SavedQuery
    severity: Severity


def profile_names() -> tuple[str, ...]:
    """The profiles that there are, by name."""
    bundled = bundled_project()
    return tuple(sorted({name for path in bundled.query_files("checks") for name in read_query(path).profiles}))


def profile_checks(project: Project, names: Iterable[str]) -> list[ProfileCheck]:
    """The checks of the named profiles that the project has not got already, by file; the worst severity counts.

    A check of the project with the same code takes the place of that of a profile. Raises `ConfigError` for a profile
    that does not exist.
    """
    wanted = tuple(dict.fromkeys(names))
    if not wanted:
        return []
    known = profile_names()
    for name in wanted:
        if name not in known:
            raise ConfigError(
                f'there is no profile "{name}"; choose from: {", ".join(known)}', hint=did_you_mean(name, known)
            )
    bundled = bundled_project()
    own = {read_query(path, project.root).header.get("code") for path in project.query_files("checks")}
    found = []
    for path in bundled.query_files("checks"):
        check = read_query(path, bundled.root)
        severities = [SEVERITIES[check.profiles[name]] for name in wanted if name in check.profiles]
        if severities and check.header.get("code") not in own:
            found.append(ProfileCheck(check, max(severities)))
    return found


def with_header(store: Store, own: Store, project: Project) -> Store:
    """A copy of a graph in which the headers of the project's ontologies say their namespaces and languages.

    Checks read both from `vann:preferredNamespaceUri` and `dcterms:language`. The namespace is what a header claims, or
    the IRI of an ontology with `#` or `/` where terms of the project lie there, or the project's base. The languages
    are those of the configuration, or those that the headers name. Headers that `own` does not hold (of imports) keep
    their namespace and lose their languages, which bind nobody else. Where there is no header, the base stands for one.
    """
    base = project.config.base
    headers = _subjects(own, _ONTOLOGY)
    stand_in = headers[0] if headers else NamedNode(base)
    namespaces = _namespaces(own, headers) or {stand_in: [base]}
    languages = project.config.dataset.languages or _languages(own, headers)
    copy = Store()
    copy.extend(
        quad
        for quad in store
        if quad.predicate != _LANGUAGE and not (quad.predicate == _NAMESPACE and quad.subject in namespaces)
    )
    copy.add(Quad(stand_in, _TYPE, _ONTOLOGY if headers else _DATASET))
    foreign = [header for header in _subjects(store, _ONTOLOGY) if header not in headers]
    for header, claimed in {**_namespaces(store, foreign), **namespaces}.items():
        copy.extend(Quad(header, _NAMESPACE, Literal(namespace)) for namespace in claimed)
        copy.extend(Quad(header, _LANGUAGE, Literal(language)) for language in languages)
    return copy


def named_with_header(named: Store, headed: Store) -> Store:
    """A copy of the named graphs with one more, which holds the namespaces that `with_header` gives the headers."""
    copy = Store()
    copy.extend(named)
    headers = NamedNode("urn:civicgraph:headers")
    copy.extend(
        Quad(quad.subject, quad.predicate, quad.object, headers)
        for quad in headed.quads_for_pattern(None, _NAMESPACE, None, DefaultGraph())
    )
    return copy


def _subjects(store: Store, kind: NamedNode) -> list[NamedNode]:
    found = {quad.subject for quad in store.quads_for_pattern(None, _TYPE, kind, DefaultGraph())}
    return sorted((node for node in found if isinstance(node, NamedNode)), key=lambda node: node.value)


def _values(store: Store, subject: NamedNode, predicate: NamedNode) -> list[str]:
    quads = store.quads_for_pattern(subject, predicate, None, DefaultGraph())
    return sorted(getattr(quad.object, "value", "") for quad in quads)


def _namespaces(store: Store, headers: list[NamedNode]) -> dict[NamedNode, list[str]]:
    """What headers claim, or where none claims one, what their IRIs tell."""
    claimed = {header: _values(store, header, _NAMESPACE) for header in headers}
    if not any(claimed.values()):
        described = {quad.subject.value for quad in store if isinstance(quad.subject, NamedNode)}
        terms = described - {header.value for header in headers}
        for header in headers:
            stem = header.value.rstrip("#/")
            claimed[header] = [stem + end for end in ("#", "/") if any(term.startswith(stem + end) for term in terms)]
    return {header: namespaces for header, namespaces in claimed.items() if namespaces}


def _languages(own: Store, headers: list[NamedNode]) -> tuple[str, ...]:
    """The languages that headers name by tag; registers of languages by IRI are left alone."""
    found = {
        quad.object.value
        for header in headers
        for quad in own.quads_for_pattern(header, _LANGUAGE, None, DefaultGraph())
        if isinstance(quad.object, Literal)
    }
    return tuple(sorted(found))
