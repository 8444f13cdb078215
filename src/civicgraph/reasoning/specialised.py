"""OWL 2 RL specialised to an ontology: one rule for each of its axioms.

The rules of OWL 2 Profiles, section 4.3, are general; an ontology uses a few of them, with known properties and
classes. Here an axiom becomes a rule with these in place, so that only what axioms speak of is looked at. What follows
for the axioms themselves (`SCHEMA`) gives further axioms and so further rules. What is not covered is named, and the
caller takes the general reasoner: nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, NamedNode, Variable

from ..terms import OWL, RDF, RDF_TYPE, RDFS, XSD
from .clashes import clashes_of
from .facts import Facts, Term
from .rules import Fixpoint, Pattern, Rule

_TYPE = NamedNode(RDF_TYPE)
_THING, _NOTHING = NamedNode(OWL + "Thing"), NamedNode(OWL + "Nothing")
# Predicates and classes of OWL with rules that are not specialised: they make things the same, or count.
_NOT_COVERED = (
    "sameAs", "hasKey", "maxCardinality", "maxQualifiedCardinality", "sourceIndividual", "AllDisjointProperties",
)  # fmt: skip
# owlrl adds statements with these of its own, so a rule that reads them would see less here.
_NOT_TO_READ = {NamedNode(OWL + name) for name in ("sameAs", "equivalentClass", "equivalentProperty")}
_NOT_TO_READ_MEMBERS = {NamedNode(OWL + "AnnotationProperty"), NamedNode(RDFS + "Datatype")}
# A list that only follows may be none.
_OF_LISTS = {NamedNode(RDF + "first"), NamedNode(RDF + "rest")} | {
    NamedNode(OWL + name) for name in ("intersectionOf", "unionOf", "oneOf", "propertyChainAxiom", "members")
}
# Classes that say nothing of their members: to be in them is concluded only where a rule asks for it.
_EMPTY = {_THING, NamedNode(RDFS + "Resource"), NamedNode(RDFS + "Literal")}


def derived(facts: Facts, *, proofs: bool = False) -> tuple[Fixpoint, list[str]]:
    """What follows by the rules of all axioms, those that only follow included; and what the rules do not cover.

    Where there is something of the second, the first is not whole. Raises `ReasoningError` where an axiom names a list
    that is none.
    """
    found = Fixpoint(facts, proofs=proofs)
    unknown = unknown_axioms(facts) + _typed_as_data(facts)
    # Rules cls-thing and cls-nothing1: the two are classes whatever the graph says.
    for top in (_THING, _NOTHING):
        facts.relation(facts.number(_TYPE)).add(facts.number(top), facts.number(NamedNode(OWL + "Class")))
    rules = SCHEMA
    while not unknown and not found.rules.issuperset(rules):
        found.add(rules)
        unknown = unknown_axioms(facts)
        rules = [] if unknown else rules_of(facts)
    return found, unknown


def unknown_axioms(facts: Facts) -> list[str]:
    """What the rules do not cover of the axioms among the facts: words of OWL, and uses of words, as texts.

    Raises `ReasoningError` where an axiom names a list that is none.
    """
    found = []
    for name in _NOT_COVERED:
        if facts.instances(OWL + name) or any(one != other for one, other in facts.pairs(OWL + name)):
            found.append(OWL + name)
    for rule in rules_of(facts):
        found += [f"{rule.name} of an axiom about {p.predicate}" for p in rule.body if _beyond(p)]
        if rule.head.predicate in _OF_LISTS:
            found.append(f"{rule.name} that makes {rule.head.predicate}")
    for clash in clashes_of(facts):
        found += [f"{clash.name} of an axiom about {p.predicate}" for p in clash.body if _beyond(p)]
    return sorted(set(found))


def _typed_as_data(facts: Facts) -> list[str]:
    """The datatypes that things are said to belong to, which owlrl has rules of its own for."""
    kinds = {facts.term(value) for _, value in facts.relation(facts.number(_TYPE))}
    return sorted(kind.value for kind in kinds if isinstance(kind, NamedNode) and kind.value.startswith(XSD))


def _beyond(pattern: Pattern) -> bool:
    if pattern.predicate == _TYPE:
        return isinstance(pattern.object, Variable) or pattern.object in _NOT_TO_READ_MEMBERS
    return pattern.predicate in _NOT_TO_READ


def rules_of(facts: Facts) -> list[Rule]:
    """The rules that follow from the axioms among the facts."""
    rules = [rule for rule in _rules(facts) if rule.head not in rule.body]
    bodies = [rule.body for rule in rules] + [clash.body for clash in clashes_of(facts)]
    read = {pattern.object for body in bodies for pattern in body if pattern.predicate == _TYPE}
    idle = _EMPTY - read
    return [rule for rule in rules if not (rule.head.predicate == _TYPE and rule.head.object in idle)]


X, Y, Z = Variable("x"), Variable("y"), Variable("z")


def _rules(facts: Facts) -> Iterator[Rule]:
    yield from _of_properties(facts)
    yield from _of_classes(facts)
    yield from _of_restrictions(facts)


def _of_properties(facts: Facts) -> Iterator[Rule]:
    for below, above in facts.pairs(RDFS + "subPropertyOf"):
        yield _rule("prp-spo1", (X, above, Y), [(X, below, Y)], below, RDFS + "subPropertyOf")
    for one, kind in facts.pairs(RDFS + "domain"):
        yield _rule("prp-dom", (X, _TYPE, kind), [(X, one, Y)], one, RDFS + "domain")
    for one, kind in facts.pairs(RDFS + "range"):
        yield _rule("prp-rng", (Y, _TYPE, kind), [(X, one, Y)], one, RDFS + "range")
    for one, other in facts.pairs(OWL + "inverseOf"):
        yield _rule("prp-inv1", (Y, other, X), [(X, one, Y)], one, OWL + "inverseOf")
        yield _rule("prp-inv2", (Y, one, X), [(X, other, Y)], one, OWL + "inverseOf")
    for one in facts.instances(OWL + "SymmetricProperty"):
        yield _rule("prp-symp", (Y, one, X), [(X, one, Y)], one, RDF_TYPE)
    for one in facts.instances(OWL + "TransitiveProperty"):
        yield _rule("prp-trp", (X, one, Z), [(X, one, Y), (Y, one, Z)], one, RDF_TYPE)
    for one, chain in facts.pairs(OWL + "propertyChainAxiom"):
        steps = facts.members(chain)
        if steps:
            nodes = [Variable(f"v{number}") for number in range(len(steps) + 1)]
            body = [(nodes[number], step, nodes[number + 1]) for number, step in enumerate(steps)]
            yield _rule("prp-spo2", (nodes[0], one, nodes[-1]), body, one, OWL + "propertyChainAxiom")


def _of_classes(facts: Facts) -> Iterator[Rule]:
    for below, above in facts.pairs(RDFS + "subClassOf"):
        yield _rule("cax-sco", (X, _TYPE, above), [(X, _TYPE, below)], below, RDFS + "subClassOf")
    below_of = NamedNode(RDFS + "subClassOf")
    for whole, parts in facts.pairs(OWL + "intersectionOf"):
        members, given = facts.members(parts), (whole, NamedNode(OWL + "intersectionOf"), parts)
        if members:
            body = [(X, _TYPE, member) for member in members]
            yield _rule("cls-int1", (X, _TYPE, whole), body, whole, OWL + "intersectionOf")
        for member in members:
            yield _rule("scm-int", (whole, below_of, member), [given], whole, OWL + "intersectionOf")
    for whole, parts in facts.pairs(OWL + "unionOf"):
        for member in facts.members(parts):
            given = whole, NamedNode(OWL + "unionOf"), parts
            yield _rule("scm-uni", (member, below_of, whole), [given], whole, OWL + "unionOf")
    for whole, parts in facts.pairs(OWL + "oneOf"):
        for member in facts.members(parts, literals=True):
            given = whole, NamedNode(OWL + "oneOf"), parts
            yield _rule("cls-oo", (member, _TYPE, whole), [given], whole, OWL + "oneOf")


def _of_restrictions(facts: Facts) -> Iterator[Rule]:
    for kind, value in facts.pairs(OWL + "hasValue"):
        for one in facts.objects(kind, OWL + "onProperty"):
            yield _rule("cls-hv1", (X, one, value), [(X, _TYPE, kind)], kind, OWL + "hasValue")
            yield _rule("cls-hv2", (X, _TYPE, kind), [(X, one, value)], kind, OWL + "hasValue")
    for kind, filler in facts.pairs(OWL + "someValuesFrom"):
        for one in facts.objects(kind, OWL + "onProperty"):
            # Every thing is an owl:Thing, said or not (rule cls-svf2).
            name, asked = ("cls-svf2", []) if filler == _THING else ("cls-svf1", [(Y, _TYPE, filler)])
            yield _rule(name, (X, _TYPE, kind), [(X, one, Y), *asked], kind, OWL + "someValuesFrom")
    for kind, filler in facts.pairs(OWL + "allValuesFrom"):
        for one in facts.objects(kind, OWL + "onProperty"):
            yield _rule("cls-avf", (Y, _TYPE, filler), [(X, _TYPE, kind), (X, one, Y)], kind, OWL + "allValuesFrom")


_Triple = tuple[Term | Variable, Term, Term | Variable]


def _rule(name: str, head: _Triple, body: Iterable[_Triple], subject: Term, predicate: str) -> Rule:
    assert isinstance(subject, NamedNode | BlankNode)
    return Rule(name, Pattern(*head), tuple(Pattern(*one) for one in body), (subject, NamedNode(predicate)))


_WORDS = {
    "a": RDF_TYPE, "sub": RDFS + "subClassOf", "subp": RDFS + "subPropertyOf", "domain": RDFS + "domain",
    "range": RDFS + "range", "Property": RDF + "Property",
}  # fmt: skip


def _general(name: str, text: str) -> Rule:
    """A rule for any ontology, written as its triples with the last one following from those before."""

    def term(word: str) -> Term | Variable:
        return Variable(word[1:]) if word.startswith("?") else NamedNode(_WORDS.get(word, OWL + word))

    patterns = [Pattern(*map(term, one.split())) for one in text.split(" . ")]  # type: ignore[arg-type]
    return Rule(name, patterns[-1], tuple(patterns[:-1]), apart=name in _APART)


# owlrl does not conclude from these that something is below itself; only a declaration says that (scm-cls, scm-op).
_APART = ("scm-sco", "scm-spo", "scm-eqc1", "scm-eqp1")
# Table 9, the semantics of schema vocabulary, less what is only read by itself (scm-eqc2, scm-eqp2).
SCHEMA = [
    _general("scm-cls", "?c a Class . ?c sub ?c"),
    _general("scm-cls", "?c a Class . ?c sub Thing"),
    _general("scm-cls", "?c a Class . Nothing sub ?c"),
    _general("scm-sco", "?a sub ?b . ?b sub ?c . ?a sub ?c"),
    _general("scm-eqc1", "?a equivalentClass ?b . ?a sub ?b"),
    _general("scm-eqc1", "?a equivalentClass ?b . ?b sub ?a"),
    _general("scm-op", "?p a ObjectProperty . ?p subp ?p"),
    _general("scm-dp", "?p a DatatypeProperty . ?p subp ?p"),
    _general("scm-op", "?p a Property . ?p subp ?p"),
    _general("scm-spo", "?p subp ?q . ?q subp ?r . ?p subp ?r"),
    _general("scm-eqp1", "?p equivalentProperty ?q . ?p subp ?q"),
    _general("scm-eqp1", "?p equivalentProperty ?q . ?q subp ?p"),
    _general("scm-dom1", "?p domain ?a . ?a sub ?b . ?p domain ?b"),
    _general("scm-dom2", "?q domain ?c . ?p subp ?q . ?p domain ?c"),
    _general("scm-rng1", "?p range ?a . ?a sub ?b . ?p range ?b"),
    _general("scm-rng2", "?q range ?c . ?p subp ?q . ?p range ?c"),
    _general(
        "scm-hv", "?a hasValue ?i . ?a onProperty ?p . ?p subp ?q . ?b onProperty ?q . ?b hasValue ?i . ?a sub ?b"
    ),
]
for _kind, _name in (("someValuesFrom", "svf"), ("allValuesFrom", "avf")):
    SCHEMA += [
        _general(
            f"scm-{_name}1",
            f"?a {_kind} ?x . ?a onProperty ?p . ?b onProperty ?p . ?b {_kind} ?y . ?x sub ?y . ?a sub ?b",
        ),
        _general(
            f"scm-{_name}2",
            f"?a {_kind} ?x . ?a onProperty ?p . ?p subp ?q . ?b onProperty ?q . ?b {_kind} ?x . "
            + ("?a sub ?b" if _name == "svf" else "?b sub ?a"),
        ),
    ]
