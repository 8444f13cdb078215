"""The OWL 2 RL closure under the contract of the ontology.

In: everything between IRIs and blank nodes; labels, dates and figures have no part in any axiom.
Out: triples between IRIs that say something new about the graph. Contradictions fail.
Rules: OWL 2 Profiles, section 4.3.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat, Store, Triple, parse

from ..errors import ReasoningError
from ..terms import OWL, RDF, RDF_TYPE, RDFS, SKOS, XSD
from .clashes import contradictions, merged
from .facts import COUNTING, Facts
from .rules import Fixpoint
from .specialised import derived, unknown_axioms

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


def owl_rl_closure(store: Store, *, reference: bool = False, say: Callable[[str], None] = log.info) -> set[Triple]:
    """What follows from the default graph of a store and is not in it, filtered by the contract.

    By rules specialised to the ontology; by owlrl where `reference` asks for it or an axiom is of a kind that the
    specialised rules do not cover, which it says. Raises `ReasoningError` where the graph contradicts itself, where two
    IRIs come out as the same thing, and where an axiom names a list that is none.
    """
    facts = Facts(store)
    if reference:
        # A list that is none is an error whoever derives; owlrl takes what it can of it.
        unknown_axioms(facts)
    else:
        found, unknown = derived(facts)
        unknown = unknown or _failing(found)
        if not unknown:
            return {triple for triple in map(facts.triple, found.new) if triple is not None and not _noise(triple)}
        say(f"owlrl derives, which is slow: the specialised rules do not cover {', '.join(unknown)}")
    return {triple for triple in _by_owlrl(statements_read(store)) if not _noise(triple)}


def statements_read(store: Store) -> Store:
    """The statements of a store that axioms can speak of."""
    spoken_of = {name for name in _NOT_READ if _in_axioms(store, NamedNode(name))}
    found = Store()
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        if isinstance(quad.object, Literal):
            read = quad.predicate in COUNTING
        else:
            read = quad.predicate.value not in _NOT_READ or quad.predicate.value in spoken_of
        if read:
            found.add(quad)
    return found


def _in_axioms(store: Store, name: NamedNode) -> bool:
    quads = (
        *store.quads_for_pattern(name, None, None, DefaultGraph()),
        *store.quads_for_pattern(None, None, name, DefaultGraph()),
    )
    return any(quad.predicate.value.startswith(_BUILT_IN) for quad in quads)


def _failing(found: Fixpoint) -> list[str]:
    """Raises `ReasoningError` where what was found cannot be; gives what only the general reasoner can judge."""
    false = contradictions(found)
    if false:
        raise _contradiction(false)
    merged_things = merged(found)
    if any(isinstance(thing, BlankNode) for pair in merged_things for thing in pair):
        return ["blank nodes that come out as the same thing"]
    if merged_things:
        raise _merged(f"{one} {_SAME_AS} {other}" for one, other in merged_things)
    return []


def _by_owlrl(store: Store) -> set[Triple]:
    """The closure by owlrl, between IRIs."""
    import rdflib
    from owlrl import DeductiveClosure, OWLRL_Semantics

    text = b"".join(f"{quad.triple} .\n".encode() for quad in store)
    graph = rdflib.Graph().parse(data=text, format="nt")
    before = set(graph)
    try:
        DeductiveClosure(OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    except (AttributeError, ValueError) as error:
        # It asks an IRI for its number where one stands as a cardinality, and does not follow a list in a circle.
        raise ReasoningError(f"owlrl cannot derive: {error}") from error
    new = rdflib.Graph()
    messages: list[str] = []
    for subject, predicate, value in set(graph) - before:
        if str(predicate) == _ERROR_MESSAGE or _ERROR_MESSAGE in str(value):
            messages.append(str(value))
        elif isinstance(subject, rdflib.URIRef) and isinstance(value, rdflib.URIRef):
            new.add((subject, predicate, value))
    if messages:
        raise _contradiction(sorted(messages))
    triples = {q.triple for q in parse(new.serialize(format="nt", encoding="utf-8"), format=RdfFormat.N_TRIPLES)}
    same = [str(t) for t in triples if t.predicate == _SAME_AS and t.subject != t.object]
    if same:
        raise _merged(same)
    return triples


def _merged(same: Iterable[str]) -> ReasoningError:
    return ReasoningError("two IRIs come out as the same thing: " + "; ".join(sorted(same)[:5]))


def _contradiction(found: list[str]) -> ReasoningError:
    return ReasoningError(
        "the graph contradicts itself: " + "; ".join(found[:5]),
        hint="two statements cannot both hold, such as one thing in two classes that exclude each other",
    )


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
