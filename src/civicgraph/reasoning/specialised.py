"""OWL 2 RL specialised to an ontology: one query for each of its axioms, run on the store to a fixpoint.

The rules of OWL 2 Profiles, section 4.3, are general; an ontology uses a few of them, with known properties and
classes. Reading its axioms once gives a short list of CONSTRUCT queries that a SPARQL store answers in
milliseconds. An axiom of a kind that is not known here is reported as such, and the caller takes the general
reasoner: nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QuerySolutions, QueryTriples, Store, Triple

from ..errors import ReasoningError
from ..terms import OWL, RDF, RDF_TYPE, RDFS

# The words of OWL that the rules below cover, and those that state nothing about the world.
_COVERED = {
    "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "TransitiveProperty", "SymmetricProperty",
    "Restriction", "AllDisjointClasses", "inverseOf", "propertyChainAxiom", "intersectionOf", "onProperty", "hasValue",
    "someValuesFrom", "members", "Ontology", "versionIRI", "versionInfo", "imports", "priorVersion",
    "deprecated", "Thing",
}  # fmt: skip
PREFIXES = f"PREFIX owl: <{OWL}> PREFIX rdf: <{RDF}> PREFIX rdfs: <{RDFS}> "


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: the name of its general form in the specification, its query, and the axiom that it is made of.

    The axiom is its subject and predicate; None for the rules that hold in every ontology.
    """

    name: str
    query: str
    axiom: tuple[NamedNode | BlankNode, NamedNode] | None = None


def unknown_axioms(store: Store) -> list[str]:
    """What `rules_of` does not cover of the axioms in a store: words of OWL, and uses of RDFS, as texts."""
    used = {
        term.value
        for quad in store.quads_for_pattern(None, None, None, DefaultGraph())
        for term in (quad.predicate, quad.object)
        if isinstance(term, NamedNode) and term.value.startswith(OWL)
    }
    found = sorted(iri for iri in used if iri[len(OWL) :] not in _COVERED)
    if any(True for _ in store.quads_for_pattern(None, NamedNode(RDFS + "domain"), None, DefaultGraph())):
        found.append(RDFS + "domain")
    for quad in store.quads_for_pattern(None, NamedNode(RDFS + "subClassOf"), None, DefaultGraph()):
        if isinstance(quad.object, BlankNode) and isinstance(quad.subject, NamedNode):
            found.append(f"{RDFS}subClassOf with a class below a restriction")
            break
    return found


def rules_of(store: Store) -> list[Rule]:
    """The rules that follow from the axioms in a store, each as a CONSTRUCT query."""
    rules = [
        Rule("scm-sco", "CONSTRUCT { ?a rdfs:subClassOf ?c } WHERE { ?a rdfs:subClassOf ?b . ?b rdfs:subClassOf ?c }"),
        Rule(
            "scm-spo",
            "CONSTRUCT { ?a rdfs:subPropertyOf ?c } WHERE { ?a rdfs:subPropertyOf ?b . ?b rdfs:subPropertyOf ?c }",
        ),
    ]

    def of(subject: str, predicate: str) -> tuple[NamedNode, NamedNode]:
        return NamedNode(subject[1:-1]), NamedNode(predicate)

    def solve(pattern: str, *names: str) -> Iterator[tuple[str, ...]]:
        result = store.query(f"{PREFIXES} SELECT * WHERE {{ {pattern} }}")
        assert isinstance(result, QuerySolutions)
        for s in result:
            yield tuple(str(s[name]) for name in names)

    for below, above in solve("?a rdfs:subClassOf ?b FILTER(isIRI(?a) && isIRI(?b) && ?a != ?b)", "a", "b"):
        query = f"CONSTRUCT {{ ?x a {above} }} WHERE {{ ?x a {below} }}"
        rules.append(Rule("cax-sco", query, of(below, RDFS + "subClassOf")))
    for below, above in solve("?a rdfs:subPropertyOf ?b FILTER(?a != ?b)", "a", "b"):
        query = f"CONSTRUCT {{ ?x {above} ?y }} WHERE {{ ?x {below} ?y }}"
        rules.append(Rule("prp-spo1", query, of(below, RDFS + "subPropertyOf")))
    for prop, kind in solve("?p rdfs:range ?c", "p", "c"):
        query = f"CONSTRUCT {{ ?y a {kind} }} WHERE {{ ?x {prop} ?y FILTER(!isLiteral(?y)) }}"
        rules.append(Rule("prp-rng", query, of(prop, RDFS + "range")))
    for one, other in solve("?p owl:inverseOf ?q", "p", "q"):
        inverse = of(one, OWL + "inverseOf")
        rules.append(Rule("prp-inv1", f"CONSTRUCT {{ ?y {other} ?x }} WHERE {{ ?x {one} ?y }}", inverse))
        rules.append(Rule("prp-inv2", f"CONSTRUCT {{ ?y {one} ?x }} WHERE {{ ?x {other} ?y }}", inverse))
    for (prop,) in solve("?p a owl:SymmetricProperty", "p"):
        rules.append(Rule("prp-symp", f"CONSTRUCT {{ ?y {prop} ?x }} WHERE {{ ?x {prop} ?y }}", of(prop, RDF_TYPE)))
    for (prop,) in solve("?p a owl:TransitiveProperty", "p"):
        query = f"CONSTRUCT {{ ?x {prop} ?z }} WHERE {{ ?x {prop} ?y . ?y {prop} ?z }}"
        rules.append(Rule("prp-trp", query, of(prop, RDF_TYPE)))
    for quad in store.quads_for_pattern(None, NamedNode(OWL + "propertyChainAxiom"), None, DefaultGraph()):
        steps = [f"?v{i} {member} ?v{i + 1}" for i, member in enumerate(_members(store, quad.object))]
        query = f"CONSTRUCT {{ ?v0 {quad.subject} ?v{len(steps)} }} WHERE {{ {' . '.join(steps)} }}"
        rules.append(Rule("prp-spo2", query, of(str(quad.subject), OWL + "propertyChainAxiom")))
    for quad in store.quads_for_pattern(None, NamedNode(OWL + "intersectionOf"), None, DefaultGraph()):
        condition = " . ".join(_condition(store, member, i) for i, member in enumerate(_members(store, quad.object)))
        for axiom in store.quads_for_pattern(quad.subject, NamedNode(RDFS + "subClassOf"), None, DefaultGraph()):
            query = f"CONSTRUCT {{ {_conclusion(store, axiom.object)} }} WHERE {{ {condition} }}"
            rules.append(Rule("cls-int1", query, _place(axiom)))
    for quad in store.quads_for_pattern(None, NamedNode(RDFS + "subClassOf"), None, DefaultGraph()):
        if isinstance(quad.subject, BlankNode) and "onProperty" in _parts(store, quad.subject):
            condition = _condition(store, quad.subject, 0)
            query = f"CONSTRUCT {{ {_conclusion(store, quad.object)} }} WHERE {{ {condition} }}"
            rules.append(Rule("cls-hv2", query, _place(quad)))
    return sorted({(rule.name, rule.query): rule for rule in rules}.values(), key=lambda rule: (rule.name, rule.query))


def fixpoint(store: Store, rules: list[Rule]) -> dict[Triple, int]:
    """What the rules give beyond the default graph of a store, with the round in which each triple came, from 1.

    The store itself stays as it was.
    """
    work = Store()
    work.extend(store.quads_for_pattern(None, None, None, DefaultGraph()))
    new: dict[Triple, int] = {}
    for turn in count(1):
        found: set[Triple] = set()
        for rule in rules:
            result = work.query(PREFIXES + rule.query)
            assert isinstance(result, QueryTriples)
            found.update(triple for triple in result if Quad(*triple) not in work)
        if not found:
            break
        work.extend(Quad(*triple) for triple in found)
        new |= dict.fromkeys(found, turn)
    return new


def clashes(store: Store) -> list[str]:
    """The things that belong to two classes of one owl:AllDisjointClasses (rule cax-adc), as sentences."""
    found = []
    for quad in store.quads_for_pattern(None, NamedNode(OWL + "members"), None, DefaultGraph()):
        classes = sorted(str(member) for member in _members(store, quad.object))
        values = " ".join(classes)
        result = store.query(
            f"SELECT DISTINCT ?x ?a ?b WHERE {{ VALUES ?a {{ {values} }} ?x a ?a . ?x a ?b . VALUES ?b {{ {values} }} "
            "FILTER(STR(?a) < STR(?b)) } ORDER BY ?x ?a ?b"
        )
        assert isinstance(result, QuerySolutions)
        found += [f"{s['x']} cannot be both {s['a']} and {s['b']}" for s in result]
    return found


def _place(axiom: Quad) -> tuple[NamedNode | BlankNode, NamedNode]:
    assert isinstance(axiom.subject, NamedNode | BlankNode)
    return axiom.subject, axiom.predicate


def _members(store: Store, head: object) -> list[NamedNode | BlankNode]:
    """The members of an RDF list."""
    members: list[NamedNode | BlankNode] = []
    while isinstance(head, BlankNode):
        first = next(store.quads_for_pattern(head, NamedNode(RDF + "first"), None, DefaultGraph())).object
        assert isinstance(first, NamedNode | BlankNode)
        members.append(first)
        head = next(store.quads_for_pattern(head, NamedNode(RDF + "rest"), None, DefaultGraph())).object
    return members


def _parts(store: Store, node: object) -> dict[str, str]:
    assert isinstance(node, NamedNode | BlankNode)
    return {
        quad.predicate.value[len(OWL) :]: str(quad.object)
        for quad in store.quads_for_pattern(node, None, None, DefaultGraph())
        if quad.predicate.value.startswith(OWL)
    }


def _condition(store: Store, member: NamedNode | BlankNode, number: int) -> str:
    """A member of an intersection as a pattern on ?x (rules cls-hv2 and cls-svf1)."""
    if isinstance(member, NamedNode):
        return f"?x a {member}"
    parts = _parts(store, member)
    if "hasValue" in parts:
        return f"?x {parts['onProperty']} {parts['hasValue']}"
    if "someValuesFrom" in parts:
        thing = f"?some{number}"
        filler = "" if parts["someValuesFrom"] == f"<{OWL}Thing>" else f" . {thing} a {parts['someValuesFrom']}"
        return f"?x {parts['onProperty']} {thing}{filler}"
    raise ReasoningError("a member of an intersection is neither a class nor a hasValue or someValuesFrom restriction")


def _conclusion(store: Store, above: object) -> str:
    """A superclass as a triple on ?x (rules cax-sco and cls-hv1)."""
    if isinstance(above, NamedNode):
        return f"?x <{RDF_TYPE}> {above}"
    parts = _parts(store, above)
    if "hasValue" not in parts:
        raise ReasoningError("the superclass of an intersection is neither a class nor a hasValue restriction")
    return f"?x {parts['onProperty']} {parts['hasValue']}"
