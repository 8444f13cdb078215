"""The OWL 2 RL closure under the contract of the ontology.

In: everything between IRIs and blank nodes; labels, dates and figures have no part in any axiom.
Out: triples between IRIs that say something new about the graph. Contradictions fail.
Rules: OWL 2 Profiles, section 4.3.
"""

from __future__ import annotations

import logging

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from ..errors import ReasoningError
from ..terms import OWL, RDF, RDF_TYPE, RDFS, SKOS, XSD
from .specialised import clashes, fixpoint, rules_of, unknown_axioms

log = logging.getLogger(__name__)

_ERROR_MESSAGE = "http://www.daml.org/2002/03/agents/agent-ont#error"
_SAME_AS = NamedNode(OWL + "sameAs")
_BUILT_IN = (OWL, RDF, RDFS, XSD, "http://www.daml.org/")
# Annotations and links to descriptions of sources: no axiom speaks of them, so the engine need not read them.
_NOT_READ = {
    RDFS + "isDefinedBy",
    RDFS + "seeAlso",
    SKOS + "inScheme",
    SKOS + "topConceptOf",
    OWL + "versionIRI",
    OWL + "imports",
}


def owl_rl_closure(store: Store, *, reference: bool = False) -> set[Triple]:
    """What follows from the default graph of a store and is not in it, filtered by the contract.

    By rules specialised to the ontology; by owlrl where `reference` asks for it or an axiom is of a kind that the
    specialised rules do not cover. Raises `ReasoningError` where the graph contradicts itself, or where two IRIs
    come out as the same thing.
    """
    axioms = statements_read(store)
    unknown = [] if reference else unknown_axioms(axioms)
    if unknown:
        log.info("owlrl derives, since the specialised rules do not cover %s", ", ".join(unknown))
    triples = _by_owlrl(axioms) if reference or unknown else _by_rules(axioms)
    merged = sorted(str(t) for t in triples if t.predicate == _SAME_AS and t.subject != t.object)
    if merged:
        raise ReasoningError("two IRIs come out as the same thing: " + "; ".join(merged[:5]))
    return {triple for triple in triples if not _noise(triple)}


def statements_read(store: Store) -> Store:
    """The statements of a store that axioms can speak of."""
    found = Store()
    found.extend(q for q in store.quads_for_pattern(None, None, None, DefaultGraph()) if _read(q))
    return found


def _by_rules(store: Store) -> set[Triple]:
    new = fixpoint(store, rules_of(store))
    whole = Store()
    whole.extend(store)
    whole.extend(Quad(*triple) for triple in new)
    found = clashes(whole)
    if found:
        raise _contradiction(found)
    return set(new)


def _by_owlrl(store: Store) -> set[Triple]:
    import rdflib
    from owlrl import DeductiveClosure, OWLRL_Semantics

    text = b"".join(f"{quad.triple} .\n".encode() for quad in store)
    graph = rdflib.Graph().parse(data=text, format="nt")
    before = set(graph)
    DeductiveClosure(OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    new = rdflib.Graph()
    messages: list[str] = []
    for subject, predicate, value in set(graph) - before:
        if str(predicate) == _ERROR_MESSAGE or _ERROR_MESSAGE in str(value):
            messages.append(str(value))
        elif isinstance(subject, rdflib.URIRef) and isinstance(value, rdflib.URIRef):
            new.add((subject, predicate, value))
    if messages:
        raise _contradiction(sorted(messages))
    return {q.triple for q in parse(new.serialize(format="nt", encoding="utf-8"), format=RdfFormat.N_TRIPLES)}


def _contradiction(found: list[str]) -> ReasoningError:
    return ReasoningError(
        "the graph contradicts itself: " + "; ".join(found[:5]),
        hint="two statements cannot both hold, such as one thing in two classes that exclude each other",
    )


def _read(quad: Quad) -> bool:
    return not isinstance(quad.object, Literal) and quad.predicate.value not in _NOT_READ


def _noise(triple: Triple) -> bool:
    """Whether a triple says nothing of the graph's own: blank nodes, reflexive ones, built-in vocabularies."""
    if not (isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode)):
        return True
    return (
        triple.subject == triple.object
        or triple.subject.value.startswith(_BUILT_IN)
        or triple.object.value.startswith(_BUILT_IN)
        or triple.predicate.value.startswith((OWL, RDFS + "domain", RDFS + "range"))
        or (triple.predicate.value == RDF_TYPE and triple.object.value == SKOS + "ConceptScheme")
    )
