"""The statements that rules read and make, as pairs of numbers, one relation for each predicate.

A term is a number and a pair of terms one integer, since rules do little but look pairs up. A relation is read from
the store when a rule first asks for it: what no axiom speaks of is never read.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from ..errors import ReasoningError
from ..terms import OWL, RDF, RDF_TYPE

Term = NamedNode | BlankNode | Literal
# A statement by the numbers of its terms.
Fact = tuple[int, int, int]
# About 200 bytes each: with more, a closure would take the memory of a workstation.
MOST_FACTS = 30_000_000
_LOW = (1 << 32) - 1
_NIL = NamedNode(RDF + "nil")
# Literals stand in no other axiom that speaks of things: a restriction on literals says nothing of them.
COUNTING = {NamedNode(OWL + "maxCardinality"), NamedNode(OWL + "maxQualifiedCardinality")}


class Relation:
    """The pairs of one predicate. The two indexes are made when they are first asked for, and kept up from then on."""

    __slots__ = ("_objects", "_subjects", "pairs")

    def __init__(self, pairs: set[int]) -> None:
        self.pairs = pairs
        self._objects: dict[int, list[int]] | None = None
        self._subjects: dict[int, list[int]] | None = None

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """All pairs as they are now; the relation may grow meanwhile."""
        return ((pair >> 32, pair & _LOW) for pair in list(self.pairs))

    def has(self, subject: int, value: int) -> bool:
        return subject << 32 | value in self.pairs

    def add(self, subject: int, value: int) -> bool:
        """Whether the pair is new."""
        pair = subject << 32 | value
        if pair in self.pairs:
            return False
        self.pairs.add(pair)
        if self._objects is not None:
            self._objects.setdefault(subject, []).append(value)
        if self._subjects is not None:
            self._subjects.setdefault(value, []).append(subject)
        return True

    def objects(self, subject: int) -> list[int]:
        if self._objects is None:
            self._objects = {}
            for one, other in self:
                self._objects.setdefault(one, []).append(other)
        return self._objects.get(subject, [])

    def subjects(self, value: int) -> list[int]:
        if self._subjects is None:
            self._subjects = {}
            for one, other in self:
                self._subjects.setdefault(other, []).append(one)
        return self._subjects.get(value, [])


class Facts:
    """What the default graph of a store says, and what rules add to it; the store itself stays as it is.

    Statements with a literal are read only where `literals` asks for them, and in axioms that count. Raises
    `ReasoningError` where it holds more than `MOST_FACTS`.
    """

    def __init__(self, store: Store, *, literals: bool = False) -> None:
        self._store = store
        self._literals = literals
        self._numbers: dict[Term, int] = {}
        self._terms: list[Term] = []
        self._relations: dict[int, Relation] = {}
        self._room = MOST_FACTS

    def number(self, term: Term) -> int:
        number = self._numbers.setdefault(term, len(self._terms))
        if number == len(self._terms):
            self._terms.append(term)
        return number

    def term(self, number: int) -> Term:
        return self._terms[number]

    def triple(self, fact: Fact) -> Triple | None:
        """The triple that a fact is, or None for a fact that is none in RDF 1.1, such as one about a literal."""
        subject, predicate, value = (self._terms[number] for number in fact)
        if isinstance(subject, Literal) or not isinstance(predicate, NamedNode):
            return None
        return Triple(subject, predicate, value)

    def relation(self, predicate: int) -> Relation:
        found = self._relations.get(predicate)
        if found is None:
            found = self._relations[predicate] = Relation(self._read(self._terms[predicate]))
            self.take(len(found.pairs))
        return found

    def take(self, count: int) -> None:
        """Counts facts that are added. Raises `ReasoningError` where there is no room for them."""
        self._room -= count
        if self._room < 0:
            raise ReasoningError(
                f"the closure was stopped at {MOST_FACTS:,} statements",
                hint="a transitive property over a long chain gives the square of its length; otherwise reason over "
                "parts of the data",
            )

    def pairs(self, predicate: str) -> list[tuple[Term, Term]]:
        """The subjects and objects of a predicate."""
        relation = self.relation(self.number(NamedNode(predicate)))
        return [(self._terms[subject], self._terms[value]) for subject, value in sorted(relation)]

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        relation = self.relation(self.number(NamedNode(predicate)))
        return [self._terms[value] for value in relation.objects(self.number(subject))]

    def instances(self, kind: str) -> list[Term]:
        """The members of a class."""
        relation = self.relation(self.number(NamedNode(RDF_TYPE)))
        return [self._terms[subject] for subject in relation.subjects(self.number(NamedNode(kind)))]

    def members(self, head: Term, *, literals: bool = False) -> list[Term]:
        """The members of an RDF list, less the literals, which only some lists may have.

        Raises `ReasoningError` where it is no list: RDF Schema 1.1, section 5.2.
        """
        members, passed, node = [], set(), head
        while node != _NIL:
            first, rest = self.objects(node, RDF + "first"), self.objects(node, RDF + "rest")
            if len(rest) != 1 or node in passed or (len(first) != 1 and (first or not literals)):
                raise ReasoningError(
                    f"an axiom names a list that is none: {head}",
                    hint="each node of a list has one rdf:first and one rdf:rest, down to rdf:nil",
                )
            passed.add(node)
            members += first
            node = rest[0]
        return members

    def _read(self, predicate: Term) -> set[int]:
        if not isinstance(predicate, NamedNode):
            return set()
        number, pairs, literals = self.number, set(), self._literals or predicate in COUNTING
        for quad in self._store.quads_for_pattern(None, predicate, None, DefaultGraph()):
            value = quad.object
            if literals or not isinstance(value, Literal):
                pairs.add(number(quad.subject) << 32 | number(value))  # type: ignore[arg-type]
        return pairs
