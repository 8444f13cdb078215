"""Small ontologies made by chance, with a few things described in their terms.

An axiom is a list of quads; what it speaks of is drawn from a few classes, properties and things, so that axioms meet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from civicgraph.terms import OWL, RDF, RDF_TYPE, RDFS, XSD

Draw = Callable[[st.SearchStrategy], object]
TYPE = NamedNode(RDF_TYPE)
THINGS = [NamedNode(f"https://e.org/{name}") for name in "abcd"]
CLASSES = [NamedNode(f"https://e.org/{name}") for name in ("C", "D", "E", "F")]
PROPERTIES = [NamedNode(f"https://e.org/{name}") for name in ("p", "q", "r", "s")]
UNNAMED = [BlankNode(f"n{number}") for number in range(3)]
LITERALS = [Literal("x"), Literal("3", datatype=NamedNode(XSD + "integer"))]
# Words that say nothing by the rules of OWL 2 RL, or whose meaning is not what one would think.
ODD = [
    NamedNode(iri)
    for iri in (
        RDF_TYPE, RDFS + "subClassOf", RDFS + "subPropertyOf", RDFS + "domain", RDFS + "range", RDFS + "Resource",
        RDFS + "Literal", RDFS + "Class", RDFS + "Datatype", RDFS + "label", RDFS + "seeAlso", RDF + "Property",
        RDF + "first", RDF + "rest", XSD + "string", XSD + "integer", XSD + "anyURI", OWL + "Class", OWL + "Restriction",
        OWL + "ObjectProperty", OWL + "TransitiveProperty", OWL + "SymmetricProperty", OWL + "FunctionalProperty",
        OWL + "inverseOf", OWL + "equivalentClass", OWL + "equivalentProperty", OWL + "sameAs", OWL + "disjointWith",
        OWL + "differentFrom", OWL + "onProperty", OWL + "someValuesFrom", OWL + "intersectionOf", OWL + "unionOf",
        OWL + "propertyChainAxiom", OWL + "members", OWL + "AllDisjointClasses", OWL + "AnnotationProperty",
        OWL + "topObjectProperty", OWL + "NamedIndividual", OWL + "ReflexiveProperty",
        "http://www.w3.org/2004/02/skos/core#inScheme", "http://www.w3.org/2004/02/skos/core#ConceptScheme",
    )
]  # fmt: skip
BOUNDS = [NamedNode(OWL + "Thing"), NamedNode(OWL + "Nothing")]


@dataclass
class Maker:
    """Draws axioms; `odd` lets any term stand anywhere, with what OWL 2 DL forbids."""

    draw: Draw
    odd: bool
    quads: list[Quad] = field(default_factory=list)
    numbers: count[int] = field(default_factory=count)

    def one(self, pool: list) -> object:
        if self.odd and self.draw(st.integers(0, 7)) == 0:
            pool = THINGS + CLASSES + PROPERTIES + UNNAMED + ODD + BOUNDS
        return self.draw(st.sampled_from(pool))

    def say(self, subject: object, predicate: str, value: object) -> None:
        self.quads.append(Quad(subject, NamedNode(predicate), value))  # type: ignore[arg-type]

    def thing(self) -> object:
        return self.one(THINGS + UNNAMED[:2])

    def kind(self) -> object:
        """A class: named, or one of the bounds, or a new one described on the spot."""
        choice = self.draw(st.integers(0, 9))
        if choice < 6:
            return self.one(CLASSES)
        if choice == 6:
            return self.one(BOUNDS[:1] if self.draw(st.booleans()) else CLASSES)
        return self.described(BlankNode(f"k{next(self.numbers)}"))

    def described(self, node: object) -> object:
        choice = self.draw(st.integers(0, 6))
        if choice == 0:
            self.say(node, OWL + "intersectionOf", self.members(self.kind))
        elif choice == 1:
            self.say(node, OWL + "unionOf", self.members(self.kind))
        elif choice == 2:
            self.say(node, OWL + "oneOf", self.members(self.thing))
        else:
            for _ in range(self.draw(st.sampled_from([1, 1, 1, 2]))):
                self.say(node, OWL + "onProperty", self.one(PROPERTIES))
            for _ in range(self.draw(st.sampled_from([1, 1, 1, 2]))):
                word = self.draw(st.sampled_from(["hasValue", "someValuesFrom", "allValuesFrom"]))
                self.say(node, OWL + word, self.thing() if word == "hasValue" else self.kind())
        return node

    def members(self, member: Callable[[], object], sizes: tuple[int, ...] = (0, 1, 2, 2, 2, 3)) -> object:
        """A list; an odd one may miss a part, or turn in a circle."""
        size = self.draw(st.sampled_from(sizes))
        nodes: list[object] = [BlankNode(f"l{next(self.numbers)}") for _ in range(size)]
        ends = [*nodes, NamedNode(RDF + "nil")]
        broken = self.draw(st.integers(0, 40)) if self.odd and size else 9
        for number, node in enumerate(nodes):
            if not (broken == 0 and number == 0):
                self.say(node, RDF + "first", member())
            if not (broken == 1 and number == size - 1):
                self.say(node, RDF + "rest", ends[0] if broken == 2 and number == size - 1 else ends[number + 1])
        if broken == 3:
            self.say(nodes[0], RDF + "first", member())
        return ends[0]

    def axiom(self) -> None:
        pair = {
            "subClassOf": RDFS, "equivalentClass": OWL, "disjointWith": OWL, "complementOf": OWL,
            "subPropertyOf": RDFS, "equivalentProperty": OWL, "inverseOf": OWL, "propertyDisjointWith": OWL,
            "domain": RDFS, "range": RDFS,
        }  # fmt: skip
        of_classes = ("subClassOf", "equivalentClass", "disjointWith", "complementOf")
        traits = ("SymmetricProperty", "TransitiveProperty", "IrreflexiveProperty", "AsymmetricProperty",
                  "FunctionalProperty", "InverseFunctionalProperty", "ObjectProperty")  # fmt: skip
        # What makes contradictions and mergers comes less often: there is nothing to compare behind one.
        word = self.draw(
            st.sampled_from(
                ["subClassOf"] * 5 + ["subPropertyOf"] * 3 + ["chain"] * 3 + ["described"] * 2 + list(pair)
                + ["SymmetricProperty", "TransitiveProperty"] * 2 + list(traits) + ["Class", "apart", "Declaration"]
            )
        )  # fmt: skip
        if word in pair:
            subject = self.kind() if word in of_classes else self.one(PROPERTIES)
            value = self.one(PROPERTIES) if "roperty" in word or word == "inverseOf" else self.kind()
            self.say(subject, pair[word] + word, value)
        elif word == "chain":
            chain = self.members(lambda: self.one(PROPERTIES), (1, 2, 2, 2, 3, 3))
            self.say(self.one(PROPERTIES), OWL + "propertyChainAxiom", chain)
        elif word == "described":
            self.described(self.one(CLASSES))
        elif word == "apart":
            node = BlankNode(f"a{next(self.numbers)}")
            self.say(node, RDF_TYPE, NamedNode(OWL + "AllDisjointClasses"))
            self.say(node, OWL + "members", self.members(self.kind, (2, 3)))
        elif word == "Class":
            self.say(self.one(CLASSES), RDF_TYPE, NamedNode(OWL + "Class"))
        elif word == "Declaration":
            self.say(self.thing(), RDF_TYPE, NamedNode(OWL + "NamedIndividual"))
        else:
            self.say(self.one(PROPERTIES), RDF_TYPE, NamedNode(OWL + word))

    def statement(self) -> None:
        choice = self.draw(st.integers(0, 9))
        if choice < 3:
            self.say(self.thing(), RDF_TYPE, self.one(CLASSES))
        elif choice == 3 and self.odd:
            self.say(self.thing(), self.draw(st.sampled_from(PROPERTIES)).value, self.draw(st.sampled_from(LITERALS)))  # type: ignore[attr-defined]
        elif choice == 4 and self.odd:
            self.say(self.thing(), OWL + "differentFrom", self.thing())
        else:
            predicate = self.one(PROPERTIES)
            if isinstance(predicate, NamedNode):
                self.say(self.thing(), predicate.value, self.thing())

    def general(self) -> None:
        """An axiom of a kind that is left to owlrl."""
        word = self.draw(st.sampled_from(["sameAs", "hasKey", "maxCardinality", "maxQualifiedCardinality", "negative"]))
        node = BlankNode(f"g{next(self.numbers)}")
        if word == "sameAs":
            self.say(self.thing(), OWL + "sameAs", self.thing())
        elif word == "hasKey":
            self.say(self.one(CLASSES), OWL + "hasKey", self.members(lambda: self.one(PROPERTIES), (1, 2)))
        elif word == "negative":
            self.say(node, OWL + "sourceIndividual", self.thing())
            self.say(node, OWL + "assertionProperty", self.one(PROPERTIES))
            self.say(node, OWL + "targetIndividual", self.thing())
        else:
            self.say(self.one(CLASSES), RDFS + "subClassOf", node)
            self.say(node, OWL + "onProperty", self.one(PROPERTIES))
            most = Literal(str(self.draw(st.integers(0, 1))), datatype=NamedNode(XSD + "nonNegativeInteger"))
            self.say(node, OWL + word, most)
            if word == "maxQualifiedCardinality":
                self.say(node, OWL + "onClass", self.kind())


@st.composite
def ontologies(draw: Draw, *, odd: bool, general: bool = False) -> Store:
    """A store with axioms and statements; `general` adds axioms that the specialised rules do not cover."""
    maker = Maker(draw, odd)
    for _ in range(draw(st.integers(1, 6))):  # type: ignore[call-overload]
        maker.axiom()
    for _ in range(draw(st.integers(1, 7))):  # type: ignore[call-overload]
        maker.statement()
    if general:
        maker.general()
    store = Store()
    store.extend(maker.quads)
    return store
