"""SHACL validation: one interface, two engines that must agree.

`reference` is pySHACL, which is always there; `fast` is the package `shacl`, an extra. `auto` takes the fast one where
it is installed and falls back to the reference where it fails, and says so; `both` runs both and fails where they
differ.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import EngineError, MissingExtraError, ShapesError
from ..project import Project
from . import fast, reference
from .results import ShaclResult, ShapesGraph, read_shapes

ENGINES = ("auto", "reference", "fast", "both")
_SHOWN = 5

__all__ = ["ENGINES", "ShaclOutcome", "ShaclResult", "ShapesGraph", "read_shapes", "run_shacl"]


@dataclass(frozen=True, slots=True)
class ShaclOutcome:
    """The results, the engine that gave them, and why it was not the one that would have been taken."""

    results: list[ShaclResult]
    engine: str
    note: str | None = None


def run_shacl(ntriples: bytes, project: Project, engine: str = "auto") -> ShaclOutcome:
    """The results of the project's shapes on a graph given as N-Triples, in no order.

    Raises `ShapesError` where the shapes do not load, `MissingExtraError` where the fast engine is asked for and not
    installed, and `EngineError` where `both` differ.
    """
    shapes = read_shapes(project)
    if not len(shapes):
        return ShaclOutcome([], engine)
    if engine == "reference" or (engine == "auto" and not fast.available()):
        return ShaclOutcome(reference.run(ntriples, shapes, project), "reference")
    if engine == "fast":
        return ShaclOutcome(fast.run(ntriples, shapes, project), "fast")
    if engine == "both":
        return _both(ntriples, shapes, project)
    try:
        return ShaclOutcome(fast.run(ntriples, shapes, project), "fast")
    except (ShapesError, MissingExtraError, RuntimeError) as error:
        note = f"the fast SHACL engine failed ({error}), so the reference engine was used"
        return ShaclOutcome(reference.run(ntriples, shapes, project), "reference", note)


def _both(ntriples: bytes, shapes: ShapesGraph, project: Project) -> ShaclOutcome:
    ours, theirs = reference.run(ntriples, shapes, project), fast.run(ntriples, shapes, project)
    one, other = sorted(r.key for r in ours), sorted(r.key for r in theirs)
    if one != other:
        only = [f"only reference: {' '.join(key)}" for key in one if key not in other]
        only += [f"only fast: {' '.join(key)}" for key in other if key not in one]
        shown = "; ".join(only[:_SHOWN]) or "the same results in another number"
        raise EngineError(
            f"the two SHACL engines differ in {len(only)} results: {shown}",
            hint="trust the reference (--engine reference), and please report the difference",
        )
    return ShaclOutcome(ours, "both")
