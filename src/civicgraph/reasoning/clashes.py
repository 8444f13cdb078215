"""What cannot hold together: the rules of OWL 2 RL that end in a contradiction, and those that make two things one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from pyoxigraph import NamedNode, Variable

from ..terms import OWL, RDF_TYPE
from .facts import Facts, Term
from .rules import Fixpoint, Pattern

_TYPE = NamedNode(RDF_TYPE)
X, Y, Z = Variable("x"), Variable("y"), Variable("z")


class Clash(NamedTuple):
    """What must not hold, by the name of its rule (OWL 2 Profiles, section 4.3), and how to say that it does."""

    name: str
    body: tuple[Pattern, ...]
    sentence: str


def contradictions(found: Fixpoint) -> list[str]:
    """What contradicts itself among the facts, as sentences."""
    return sorted(
        {
            clash.sentence.format(**terms)
            for clash in clashes_of(found.facts)
            if clash.name not in _MERGING
            for terms in found.matches(clash.body)
        }
    )


def merged(found: Fixpoint) -> set[tuple[Term, Term]]:
    """The pairs of different things that functional and inverse functional properties make one."""
    return {
        (terms["y"], terms["z"])
        for clash in clashes_of(found.facts)
        if clash.name in _MERGING
        for terms in found.matches(clash.body)
        if str(terms["y"]) < str(terms["z"])
    }


def clashes_of(facts: Facts) -> Iterator[Clash]:
    """The clashes that the axioms among the facts make possible."""

    def both(name: str, one: Term, other: Term) -> Clash:
        body = Pattern(X, _TYPE, one), Pattern(X, _TYPE, other)
        return Clash(name, body, f"{{x}} cannot be both {_shown(one)} and {_shown(other)}")

    for one, other in facts.pairs(OWL + "disjointWith"):
        yield both("cax-dw", one, other)
    for one, other in facts.pairs(OWL + "complementOf"):
        yield both("cls-com", one, other)
    for several in facts.instances(OWL + "AllDisjointClasses"):
        for parts in facts.objects(several, OWL + "members"):
            for one, other in combinations(facts.members(parts), 2):
                yield both("cax-adc", *sorted((one, other), key=str))
    nothing = NamedNode(OWL + "Nothing")
    yield Clash("cls-nothing2", (Pattern(X, _TYPE, nothing),), f"{{x}} cannot be {nothing}, which has no members")
    for one in facts.instances(OWL + "IrreflexiveProperty"):
        yield Clash("prp-irp", (Pattern(X, one, X),), f"{{x}} cannot have itself as {_shown(one)}")
    for one in facts.instances(OWL + "AsymmetricProperty"):
        body = Pattern(X, one, Y), Pattern(Y, one, X)
        yield Clash("prp-asyp", body, f"{{x}} and {{y}} cannot both have the other as {_shown(one)}")
    for one, other in facts.pairs(OWL + "propertyDisjointWith"):
        body = Pattern(X, one, Y), Pattern(X, other, Y)
        yield Clash("prp-pdw", body, f"{{x}} cannot have {{y}} as both {_shown(one)} and {_shown(other)}")
    different = NamedNode(OWL + "differentFrom")
    yield Clash("eq-diff1", (Pattern(X, different, X),), "{x} cannot be different from itself")
    for one in facts.instances(OWL + "FunctionalProperty"):
        yield Clash("prp-fp", (Pattern(X, one, Y), Pattern(X, one, Z)), "")
    for one in facts.instances(OWL + "InverseFunctionalProperty"):
        yield Clash("prp-ifp", (Pattern(Y, one, X), Pattern(Z, one, X)), "")


_MERGING = ("prp-fp", "prp-ifp")


def _shown(term: Term) -> str:
    """A term in a sentence that is filled in later."""
    return str(term).replace("{", "{{").replace("}", "}}")
