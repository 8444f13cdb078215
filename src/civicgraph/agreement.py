"""How far coders agree: Krippendorff's alpha for each dimension of the codebook.

Source: Klaus Krippendorff, Content Analysis, chapter on reliability: alpha = 1 - Do / De with the nominal
difference, computed from coincidences. It allows for units that some coders left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode

from .codebook import read_codebook
from .graph import GraphStore
from .terms import CG, SCHEME


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of coders on a dimension.

    `shared` are the units that two coders or more have coded. `alpha` is None while there is no such unit
    (single-coded), and where all those units have one and the same value, which leaves nothing to expect by chance.
    """

    dimension: str
    label: str
    units: int
    coders: int
    shared: int
    alpha: float | None

    @property
    def verdict(self) -> str:
        """The coefficient with two decimals, or why there is none."""
        if self.alpha is not None:
            return f"{self.alpha:.2f}"
        return "no variation" if self.shared else "single-coded" if self.units else "not coded"


def agreement(graph: GraphStore) -> list[Agreement]:
    """The agreement on each dimension of a graph, by name.

    What one coder gives a unit on a dimension counts as one value: where several values are allowed, the set of
    them. A code for a missing value is a value, since one coder may find silent what another can code. Codings
    ranked as deprecated are left out.
    """
    given = _values(graph)
    found = []
    for dimension in read_codebook(graph):
        units = given.get(dimension.iri, {})
        shared = [list(by_coder.values()) for by_coder in units.values() if len(by_coder) > 1]
        coders = {coder for by_coder in units.values() for coder in by_coder}
        found.append(
            Agreement(dimension.name, dimension.label, len(units), len(coders), len(shared), krippendorff_alpha(shared))
        )
    return found


def krippendorff_alpha(units: Sequence[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha for nominal values; each unit is the list of the values that its coders gave.

    Units with fewer than two values say nothing of agreement and are left out. None where no unit is left, or
    where all values are the same.

    >>> krippendorff_alpha([["a", "a"], ["b", "b"], ["a", "b"]])
    0.4444444444444444
    """
    totals: Counter[Hashable] = Counter()
    disagreeing = 0.0
    for values in units:
        size = len(values)
        if size < 2:
            continue
        counts = Counter(values)
        totals.update(counts)
        disagreeing += sum(n * (size - n) for n in counts.values()) / (size - 1)
    everything = sum(totals.values())
    expected = sum(n * (everything - n) for n in totals.values())
    if not expected:
        return None
    return 1 - (everything - 1) * disagreeing / expected


def _values(graph: GraphStore) -> dict[str, dict[str, dict[str, frozenset[str]]]]:
    """For each dimension, unit and coder the set of values given; realms are told apart by their model."""

    def pairs(name: str) -> dict[str, str]:
        return {
            q.subject.value: q.object.value
            for q in graph.store.quads_for_pattern(None, NamedNode(CG + name), None, DefaultGraph())
            if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
        }

    units, dimensions, coders = pairs("codedUnit"), pairs("dimension"), pairs("coder")
    models, ranks = pairs("codingModel"), pairs("rank")
    deprecated = SCHEME + "claim-rank/deprecated"
    sets: dict[str, dict[str, dict[str, set[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for coding, value in pairs("codeValue").items():
        if coding in units and coding in dimensions and coding in coders and ranks.get(coding) != deprecated:
            unit = units[coding] + (f" {models[coding]}" if coding in models else "")
            sets[dimensions[coding]][unit][coders[coding]].add(value)
    return {
        dimension: {unit: {coder: frozenset(v) for coder, v in by.items()} for unit, by in of.items()}
        for dimension, of in sets.items()
    }
