"""Finding the entity that a text means: an IRI, a CURIE or a label."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from .errors import EntityError, UnknownEntityError
from .graph import GraphStore, Statements
from .labels import named
from .queries import Row, sparql_term
from .suggest import nearest
from .terms import ALT_LABEL, DC_TITLE, NOTATION, OWL, PREF_LABEL, RDF_TYPE, RDFS, RDFS_LABEL

_IRI = re.compile(r"<?([A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"{}|\\^`]+)>?\Z")
_MOST_CANDIDATES = 8
# Gives the rows of a SELECT, with the columns that are named after it.
Ask = Callable[[str, str, str], Sequence[Row]]
# What things are called by; the first goes before the others.
_NAMING = (PREF_LABEL, ALT_LABEL, RDFS_LABEL, DC_TITLE, NOTATION)


def resolve(graph: GraphStore, text: str, class_: str | None = None) -> str:
    """The IRI of the entity that a text means: an IRI, a CURIE or a label in any language.

    A label is compared without case; preferred labels go before alternative ones, and those before notations.
    `class_` is the CURIE of the class that the entity must have. Raises `EntityError` where nothing, or more than one
    thing, answers.
    """
    prefixes = graph.project.config.prefixes
    wanted = prefixes.expand(class_) if class_ else None
    given = _IRI.match(text)
    iri = given[1] if given else prefixes.expand(text)
    if iri is not None and (given or _is_described(graph.store, iri)):
        if not _is_described(graph.store, iri):
            raise UnknownEntityError(f"nothing in the graph is called {text}", hint=_nearest_iri(graph, iri))
        if wanted and not is_a(graph.store, iri, wanted):
            raise EntityError(
                f"{named(graph.store, prefixes, iri)} is no {class_}", hint=f"name a thing of the class {class_}"
            )
        return iri
    for predicate in _NAMING:
        found = sorted(
            {
                quad.subject.value
                for quad in graph.store.quads_for_pattern(None, NamedNode(predicate), None, DefaultGraph())
                if isinstance(quad.object, Literal)
                and isinstance(quad.subject, NamedNode)
                and quad.object.value.casefold() == text.strip().casefold()
                and (wanted is None or is_a(graph.store, quad.subject.value, wanted))
            }
        )
        if len(found) == 1:
            return found[0]
        if found:
            raise EntityError(
                f'"{text}" may mean {len(found)} things: '
                + "; ".join(named(graph.store, prefixes, i) for i in found[:_MOST_CANDIDATES]),
                hint="name one of them by what stands in parentheses",
            )
    kind = f" of the class {class_}" if class_ else ""
    raise UnknownEntityError(
        f'nothing{kind} in the graph is called "{text}"',
        hint=_nearest_iri(graph, iri) if iri else _nearest_label(graph, text, wanted),
    )


def resolve_class(graph: GraphStore, text: str, *, elsewhere: bool = False) -> str:
    """The IRI of the class that a text means: an IRI, a CURIE, a local name as in `Case`, or a label in any language.

    Classes are what things have as their type, and what the ontology says is a class; where the things are `elsewhere`,
    also what an IRI or a CURIE names. Raises `EntityError` where none, or more than one, answers.
    """
    prefixes = graph.project.config.prefixes
    known = _classes(graph.store)
    given = _IRI.match(text)
    iri = given[1] if given else prefixes.expand(text)
    if iri is not None and (iri in known or (elsewhere and _IRI.match(iri))):
        return iri
    by_name: dict[str, set[str]] = {}
    for class_ in known:
        by_name.setdefault(re.split(r"[#/:]", class_)[-1], set()).add(class_)
    found = by_name.get(text, set()) or {
        quad.subject.value
        for predicate in (PREF_LABEL, RDFS_LABEL)
        for quad in graph.store.quads_for_pattern(None, NamedNode(predicate), None, DefaultGraph())
        if isinstance(quad.object, Literal)
        and isinstance(quad.subject, NamedNode)
        and quad.subject.value in known
        and quad.object.value.casefold() == text.strip().casefold()
    }
    if len(found) == 1:
        return found.pop()
    if found:
        names = "; ".join(prefixes.shorten(class_) for class_ in sorted(found))
        raise EntityError(f'"{text}" may mean {len(found)} classes: {names}', hint="name one of them by its CURIE")
    near = nearest(text, by_name)
    raise EntityError(f'no class is called "{text}"', hint=f"did you mean {near}?" if near else None)


def _classes(store: Store) -> set[str]:
    kind, sub = NamedNode(RDF_TYPE), NamedNode(RDFS + "subClassOf")
    found: set[object] = {q.object for q in store.quads_for_pattern(None, kind, None, DefaultGraph())}
    for class_ in (OWL + "Class", RDFS + "Class"):
        found |= {q.subject for q in store.quads_for_pattern(None, kind, NamedNode(class_), DefaultGraph())}
    for quad in store.quads_for_pattern(None, sub, None, DefaultGraph()):
        found |= {quad.subject, quad.object}
    return {term.value for term in found if isinstance(term, NamedNode)}


def resolve_elsewhere(graph: GraphStore, text: str, class_: str | None, ask: Ask) -> str:
    """The IRI of the entity that a text means, here or, where nothing here answers, at an endpoint.

    `ask` gives the rows of a query there, with the named columns. An IRI or a CURIE is taken as it is. A label must be
    the same letter by letter, without a language or in one of the project's: endpoints have an index of texts, and
    would read all labels to compare them without case. Raises `EntityError`, and what `ask` raises.
    """
    try:
        return resolve(graph, text, class_)
    except UnknownEntityError as unknown:
        prefixes, languages = graph.project.config.prefixes, graph.project.config.dataset.languages or ("en",)
        given = _IRI.match(text)
        iri = given[1] if given else prefixes.expand(text)
        if iri is not None and _IRI.match(iri):
            return iri
        label = text.strip()
        texts = [Literal(label), *(Literal(label, language=language) for language in languages)]
        ranks = " ".join(f"(<{iri}> {rank})" for rank, iri in enumerate(_NAMING))
        wanted = prefixes.expand(class_) if class_ else None
        kind = f"?thing <{RDF_TYPE}>/<{RDFS}subClassOf>* <{wanted}> ." if wanted else ""
        rows = ask(
            f"SELECT DISTINCT ?thing ?rank {{ VALUES (?naming ?rank) {{ {ranks} }} "
            f"VALUES ?label {{ {' '.join(map(sparql_term, texts))} }} ?thing ?naming ?label . {kind} "
            f"FILTER(ISIRI(?thing)) }} ORDER BY ?rank ?thing LIMIT 100",
            "thing",
            "rank",
        )
        found = [thing.value for thing, rank in rows if isinstance(thing, NamedNode) and rank == rows[0][1]]
        if len(found) == 1:
            return found[0]
        if found:
            shown = "; ".join(prefixes.shorten(iri) for iri in found[:_MOST_CANDIDATES])
            raise EntityError(
                f'"{text}" may mean {len(found)} things at the endpoint: {shown}', hint="name one of them like this"
            ) from unknown
        raise UnknownEntityError(
            f"{unknown.message}, nor at the endpoint",
            hint=unknown.hint or "there a label must be the same letter by letter",
        ) from unknown


def _is_described(store: Store, iri: str) -> bool:
    return any(True for _ in store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph()))


def is_a(store: Statements, iri: str, class_: str) -> bool:
    """Whether a thing has a class, or one below it."""
    sub, kind = NamedNode(RDFS + "subClassOf"), NamedNode(RDF_TYPE)
    open_, seen = [class_], set[str]()
    while open_:
        current = open_.pop()
        if current in seen:
            continue
        seen.add(current)
        if Quad(NamedNode(iri), kind, NamedNode(current)) in store:
            return True
        open_ += [
            q.subject.value
            for q in store.quads_for_pattern(None, sub, NamedNode(current), DefaultGraph())
            if isinstance(q.subject, NamedNode)
        ]
    return False


def _nearest_iri(graph: GraphStore, iri: str | None) -> str | None:
    if iri is None:
        return None
    namespace = iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
    known = {
        q.subject.value
        for q in graph.store
        if isinstance(q.subject, NamedNode) and q.subject.value.startswith(namespace)
    }
    near = nearest(iri, known)
    return f"did you mean {graph.project.config.prefixes.shorten(near)}?" if near else None


def _nearest_label(graph: GraphStore, text: str, class_: str | None) -> str | None:
    found: dict[str, str] = {}
    words = text.casefold()
    for predicate in (PREF_LABEL, ALT_LABEL):
        for q in graph.store.quads_for_pattern(None, NamedNode(predicate), None, DefaultGraph()):
            if (
                isinstance(q.object, Literal)
                and isinstance(q.subject, NamedNode)
                and (class_ is None or is_a(graph.store, q.subject.value, class_))
            ):
                found.setdefault(q.object.value, q.subject.value)
    near: Sequence[str] = [t for t in sorted(found) if words in t.casefold()][:5]
    if not near:
        best = nearest(text, found)
        near = [best] if best else []
    return "did you mean " + " or ".join(f'"{t}"' for t in near) + "?" if near else None
