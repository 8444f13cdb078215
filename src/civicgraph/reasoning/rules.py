"""Rules: what follows from statements that fit a pattern, and a way to run them to a fixpoint.

Each new statement is joined with what is known, so that nothing is asked twice (semi-naive evaluation, as in Datalog).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import BlankNode, NamedNode, Variable

from .facts import Fact, Facts, Relation, Term


class Pattern(NamedTuple):
    """A triple with variables; its predicate is none."""

    subject: Term | Variable
    predicate: Term
    object: Term | Variable


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: the name of its general form in OWL 2 Profiles, section 4.3, what follows, and from what.

    `axiom` is the subject and predicate of the axiom that it is made of, None for rules that hold in every ontology.
    With `apart`, nothing follows of a thing and itself.
    """

    name: str
    head: Pattern
    body: tuple[Pattern, ...]
    axiom: tuple[NamedNode | BlankNode, NamedNode] | None = None
    apart: bool = False


class Fixpoint:
    """What rules give beyond the statements of `facts`; with `proofs`, also from what each followed first."""

    def __init__(self, facts: Facts, *, proofs: bool = False) -> None:
        self.facts = facts
        self.rules: set[Rule] = set()
        self.new: list[Fact] = []
        self.because: dict[Fact, tuple[Rule, tuple[Fact, ...]]] = {}
        self._proofs = proofs
        self._agenda: deque[Fact] = deque()
        # The entries that a new fact may take: by its predicate, or by predicate and object where the pattern names it.
        self._entries: dict[int | tuple[int, int], list[_Entry]] = {}

    def add(self, rules: Iterable[Rule]) -> None:
        """Runs the rules, with all that were added before, until they give nothing new."""
        added = sorted(set(rules) - self.rules, key=lambda rule: (rule.name, str(rule.head), str(rule.body)))
        self.rules.update(added)
        first = []
        for rule in added:
            entries = [_Entry(self.facts, rule, place) for place in range(len(rule.body))]
            first.append(entries[0])
            for entry in entries:
                self._entries.setdefault(entry.key, []).append(entry)
        for entry in first:
            for subject, value in entry.facts():
                self._enter(entry, subject, value)
        while self._agenda:
            subject, predicate, value = self._agenda.popleft()
            for key in (predicate, (predicate, value)):
                for entry in self._entries.get(key, ()):
                    self._enter(entry, subject, value)

    def matches(self, body: tuple[Pattern, ...]) -> Iterator[dict[str, Term]]:
        """The terms that the variables of a body can have, by name."""
        entry = _Body(self.facts, body, 0)
        for subject, value in entry.facts():
            for found in entry.solutions(subject, value):
                yield {name: self.facts.term(found[slot]) for name, slot in entry.variables.items()}

    def _enter(self, entry: _Entry, subject: int, value: int) -> None:
        subject_slot, predicate, relation, value_slot = entry.head
        for found in entry.solutions(subject, value):
            fact = (found[subject_slot], predicate, found[value_slot])
            if entry.rule.apart and fact[0] == fact[2]:
                continue
            if relation.add(fact[0], fact[2]):
                self.facts.take(1)
                self.new.append(fact)
                self._agenda.append(fact)
                if self._proofs:
                    self.because[fact] = entry.rule, tuple((found[s], p, found[o]) for s, p, o in entry.body)


class _Step(NamedTuple):
    """A further pattern of a body: its relation, the places of its terms, and which of them are known by then."""

    relation: Relation
    subject: int
    object: int
    knows_subject: bool
    knows_object: bool


class _Body:
    """A body that is entered by one of its patterns, and what to look up from there.

    All terms have a slot in one list: constants from the start, variables when they are met.
    """

    def __init__(self, facts: Facts, body: tuple[Pattern, ...], place: int) -> None:
        self._facts = facts
        self._slots: list[int] = []
        self._places: dict[Term | Variable, int] = {}
        self.body = [(self._slot(p.subject), facts.number(p.predicate), self._slot(p.object)) for p in body]
        known = {place for term, place in self._places.items() if not isinstance(term, Variable)}
        self._subject, predicate, self._object = self.body[place]
        self._relation = facts.relation(predicate)
        self._fixed = self._subject in known, self._object in known
        self.key = (predicate, self._slots[self._object]) if self._fixed[1] else predicate
        known |= {self._subject, self._object}
        rest = [one for number, one in enumerate(self.body) if number != place]
        self._steps = []
        while rest:
            # The pattern with most known terms comes next.
            subject, predicate, value = max(rest, key=lambda p: (p[0] in known) + (p[2] in known))
            rest.remove((subject, predicate, value))
            self._steps.append(_Step(facts.relation(predicate), subject, value, subject in known, value in known))
            known |= {subject, value}

    def _slot(self, term: Term | Variable) -> int:
        if term not in self._places:
            self._places[term] = len(self._slots)
            self._slots.append(-1 if isinstance(term, Variable) else self._facts.number(term))
        return self._places[term]

    @property
    def variables(self) -> dict[str, int]:
        return {term.value: place for term, place in self._places.items() if isinstance(term, Variable)}

    def facts(self) -> Iterator[tuple[int, int]]:
        """The pairs that the entering pattern may fit."""
        if not self._fixed[1]:
            return iter(self._relation)
        value = self._slots[self._object]
        return ((subject, value) for subject in list(self._relation.subjects(value)))

    def solutions(self, subject: int, value: int) -> Iterator[list[int]]:
        """The slots for each way in which the body holds with this pair at its entry: one list, filled anew."""
        slots = self._slots
        if self._fixed[0] and slots[self._subject] != subject:
            return
        if self._fixed[1] and slots[self._object] != value:
            return
        slots[self._subject], slots[self._object] = subject, value
        if self._subject == self._object and subject != value:
            return
        if self._steps:
            yield from self._join(0)
        else:
            yield slots

    def _join(self, depth: int) -> Iterator[list[int]]:
        slots = self._slots
        if depth == len(self._steps):
            yield slots
            return
        relation, subject, value, knows_subject, knows_object = self._steps[depth]
        if knows_subject and knows_object:
            if relation.has(slots[subject], slots[value]):
                yield from self._join(depth + 1)
        elif knows_subject:
            for other in relation.objects(slots[subject]):
                slots[value] = other
                yield from self._join(depth + 1)
        elif knows_object:
            for one in relation.subjects(slots[value]):
                slots[subject] = one
                yield from self._join(depth + 1)
        else:
            for one, other in relation:
                if subject != value or one == other:
                    slots[subject], slots[value] = one, other
                    yield from self._join(depth + 1)


class _Entry(_Body):
    """A rule that is entered by one of the patterns of its body."""

    def __init__(self, facts: Facts, rule: Rule, place: int) -> None:
        super().__init__(facts, rule.body, place)
        self.rule = rule
        predicate = facts.number(rule.head.predicate)
        self.head = self._slot(rule.head.subject), predicate, facts.relation(predicate), self._slot(rule.head.object)
