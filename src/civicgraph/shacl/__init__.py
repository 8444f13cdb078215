"""SHACL validation: one interface, two engines that must agree.

`reference` is pySHACL, which is always there; `fast` is the package `shacl`, an extra. `auto` takes the fast one where
it is installed and falls back to the reference where it fails, and says so; `both` runs both and tells where they
differ.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ..errors import EngineError, MissingExtraError, ShapesError
from . import fast, reference
from .results import ShaclResult, plain_term
from .shapes import ShapesGraph, read_shapes
from .sparql import FaultKind, shape_queries

ENGINES = ("auto", "reference", "fast", "both")

__all__ = [
    "ENGINES",
    "Difference",
    "ShaclOutcome",
    "ShaclResult",
    "ShapesGraph",
    "differences",
    "plain_term",
    "read_shapes",
    "run_shacl",
]


@dataclass(frozen=True, slots=True)
class Difference:
    """A result that only one engine gives, or gives more often: which engine, and by how many."""

    result: ShaclResult
    engine: str
    times: int


@dataclass(frozen=True, slots=True)
class ShaclOutcome:
    """The results, the engine that gave them, and why it was not the one that would have been taken.

    With the engine `both` the results are those of the reference, and `differences` what the fast one says otherwise.
    """

    results: list[ShaclResult]
    engine: str
    note: str | None = None
    differences: tuple[Difference, ...] = ()


def run_shacl(data: bytes, shapes: ShapesGraph, engine: str = "auto") -> ShaclOutcome:
    """The results of the shapes on a graph given as N-Triples, in no order.

    Raises `ShapesError` where the shapes are refused, `MissingExtraError` where the fast engine is asked for and not
    installed, and `EngineError` where it fails.
    """
    if not len(shapes):
        return ShaclOutcome([], engine)
    _check_queries(shapes)
    if engine == "fast":
        return ShaclOutcome(fast.run(data, shapes), "fast")
    if engine == "both":
        ours = reference.run(data, shapes)
        try:
            return ShaclOutcome(ours, "both", differences=differences(ours, fast.run(data, shapes)))
        except (ShapesError, EngineError) as error:
            return ShaclOutcome(ours, "reference", f"nothing was compared: {error}")
    note = None
    if engine == "auto" and fast.available():
        try:
            return ShaclOutcome(fast.run(data, shapes), "fast")
        except (ShapesError, MissingExtraError, EngineError) as error:
            note = f"the reference SHACL engine was used: {error}"
    return ShaclOutcome(reference.run(data, shapes), "reference", note)


def _check_queries(shapes: ShapesGraph) -> None:
    """Raises `ShapesError` for a query that no engine may run; one engine lets pass what another refuses."""
    for query in shape_queries(shapes):
        for fault in query.faults():
            if fault.kind is not FaultKind.PROJECTION:
                raise ShapesError(
                    f"the shapes do not load: {fault.message}", hint=fault.help or "see the query in the shapes files"
                )


def differences(ours: list[ShaclResult], theirs: list[ShaclResult]) -> tuple[Difference, ...]:
    """The results in which the reference (`ours`) and the fast engine differ, in the order of their keys."""
    by_key = {result.key: result for result in (*theirs, *ours)}
    one, other = Counter(r.key for r in ours), Counter(r.key for r in theirs)
    return tuple(
        Difference(by_key[key], engine, times)
        for engine, surplus in (("reference", one - other), ("fast", other - one))
        for key, times in sorted(surplus.items())
    )
