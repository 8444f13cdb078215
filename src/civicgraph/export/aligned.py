"""The graph in the terms of outside vocabularies: what the alignments say, and what follows from them for the data.

Only membership in classes and values of properties follow here; no domain, range or inverse of an outside vocabulary is
read, and nothing follows from claims that are ranked deprecated.
"""

from __future__ import annotations

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from ..errors import ExportError
from ..graph import GraphStore
from ..reading import load_file
from ..reasoning import Rule, fixpoint, live_store
from ..stages import graph_name
from ..terms import RDF_TYPE

STAGE = "aligned"
# OWL 2 Profiles, section 4.3, for any class and any property.
RULES = [
    Rule(
        "cax-sco",
        "CONSTRUCT { ?x a ?c } WHERE "
        "{ ?b rdfs:subClassOf ?c . ?x a ?b FILTER(isIRI(?c)) FILTER NOT EXISTS { ?x a ?c } }",
    ),
    Rule(
        "prp-spo1",
        "CONSTRUCT { ?x ?q ?y } WHERE { ?p rdfs:subPropertyOf ?q . ?x ?p ?y FILTER NOT EXISTS { ?x ?q ?y } }",
    ),
]


def aligned_triples(graph: GraphStore) -> set[Triple]:
    """The triples of the alignment files, and what they add to the data in outside terms.

    Raises `ExportError` where the project has no alignments.
    """
    files = graph.project.files("align")
    if not files:
        raise ExportError(
            f"{graph.project.root} has no alignments", hint="put some where align in [paths] of civicgraph.toml says"
        )
    axioms = Store()
    for file in files:
        load_file(axioms, graph.project, file)
    whole = live_store(graph)
    whole.extend(axioms)
    own = graph.project.config.base
    new = fixpoint(whole, RULES)
    return {quad.triple for quad in axioms} | {triple for triple in new if not _said_by(triple).startswith(own)}


def with_alignments(graph: GraphStore, *, named: bool) -> Store:
    """The merge, or the store of the named graphs, with the aligned triples; those have a graph of their own there."""
    store = Store()
    store.extend(graph.named if named else graph.store)
    place = NamedNode(graph_name(graph.project.config.base, STAGE)) if named else DefaultGraph()
    store.extend(Quad(t.subject, t.predicate, t.object, place) for t in aligned_triples(graph))
    return store


def _said_by(triple: Triple) -> str:
    """The class or property in which a triple is said."""
    term = triple.object if triple.predicate.value == RDF_TYPE else triple.predicate
    return term.value if isinstance(term, NamedNode) else ""
