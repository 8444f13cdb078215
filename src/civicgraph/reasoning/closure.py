"""The OWL 2 RL closure, by owlrl, under the contract of the ontology.

In: everything between IRIs and blank nodes; labels, dates and figures have no part in any axiom.
Out: triples between IRIs that say something new about the graph. Contradictions fail.
Rules: OWL 2 Profiles, section 4.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, Store, Triple, parse

from ..errors import ReasoningError
from ..terms import OWL, RDF, RDF_TYPE, RDFS, SKOS, XSD

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


def owl_rl_closure(store: Store) -> set[Triple]:
    """What follows from the default graph of a store and is not in it.

    Raises `ReasoningError` where the graph contradicts itself, or where two IRIs come out as the same thing.
    """
    import rdflib
    from owlrl import DeductiveClosure, OWLRL_Semantics

    text = b"".join(_input(store))
    graph = rdflib.Graph().parse(data=text, format="nt")
    before = set(graph)
    DeductiveClosure(OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    new = rdflib.Graph()
    messages: list[str] = []
    for subject, predicate, value in set(graph) - before:
        if str(predicate) == _ERROR_MESSAGE or _ERROR_MESSAGE in str(value):
            messages.append(str(value))
        elif isinstance(subject, rdflib.URIRef) and isinstance(value, rdflib.URIRef) and subject != value:
            new.add((subject, predicate, value))
    if messages:
        raise ReasoningError(
            "the graph contradicts itself: " + "; ".join(sorted(messages)[:5]),
            hint="two statements cannot both hold, such as one thing in two classes that exclude each other",
        )
    triples = {q.triple for q in parse(new.serialize(format="nt", encoding="utf-8"), format=RdfFormat.N_TRIPLES)}
    merged = sorted(str(t) for t in triples if t.predicate == _SAME_AS)
    if merged:
        raise ReasoningError("two IRIs come out as the same thing: " + "; ".join(merged[:5]))
    return {triple for triple in triples if not _noise(triple)}


def _input(store: Store) -> Iterator[bytes]:
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        if not isinstance(quad.object, Literal) and quad.predicate.value not in _NOT_READ:
            yield f"{quad.triple} .\n".encode()


def _noise(triple: Triple) -> bool:
    """Whether a triple says nothing of the graph's own: built-in classes, built-in subjects."""
    assert isinstance(triple.subject, NamedNode)
    assert isinstance(triple.object, NamedNode)
    return (
        triple.subject.value.startswith(_BUILT_IN)
        or triple.object.value.startswith(_BUILT_IN)
        or triple.predicate.value.startswith((OWL, RDFS + "domain", RDFS + "range"))
        or (triple.predicate.value == RDF_TYPE and triple.object.value == SKOS + "ConceptScheme")
    )
