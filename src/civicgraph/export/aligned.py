"""The graph in the terms of outside vocabularies: what the alignments say, and what follows from them for the data.

Only membership in classes and values of properties follow here; no domain, range or inverse of an outside vocabulary is
read, and nothing follows from claims that are ranked deprecated.
"""

from __future__ import annotations

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple, Variable

from ..errors import ExportError
from ..graph import GraphStore
from ..reading import load_file
from ..reasoning import Facts, Fixpoint, live_store, rules_of
from ..stages import graph_name
from ..terms import RDF_TYPE

STAGE = "aligned"
# OWL 2 Profiles, section 4.3.
_RULES = ("cax-sco", "prp-spo1")


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
    found = Fixpoint(Facts(whole, literals=True))
    found.add(r for r in rules_of(found.facts) if r.name in _RULES and isinstance(r.head.object, NamedNode | Variable))
    new = {triple for triple in map(found.facts.triple, found.new) if triple is not None}
    own = graph.project.config.base
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
