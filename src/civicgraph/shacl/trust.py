"""What the fast engine gets wrong in silence, and our adapter cannot mend: such shapes go to the reference engine.

docs/reference/shacl-engines.md has a minimal example of each.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal

from ..errors import EngineError
from ..paths import FIRST, Node
from ..terms import SH, XSD
from .focus import TRUE
from .shapes import ShapesGraph

# What leads to a shape of which only the conformance counts: its results are no results of the report.
_CONDITIONS = {SH + name: f"sh:{name}" for name in ("node", "not", "qualifiedValueShape")} | {FIRST: "a list"}
_RANGES = {SH + name for name in ("minExclusive", "minInclusive", "maxExclusive", "maxInclusive")}


def mistrust(reason: str) -> EngineError:
    """The error to raise where the fast engine cannot be trusted with something."""
    return EngineError(
        f"the fast SHACL engine cannot be trusted with {reason}",
        hint="--engine auto takes the reference engine for such shapes",
    )


def mistrusted(shapes: ShapesGraph) -> str | None:
    """What in the shapes the fast engine cannot be trusted with, in words, or None."""
    return next(_mistrusted(shapes), None)


def _mistrusted(shapes: ShapesGraph) -> Iterator[str]:
    for shape in shapes.subjects():
        condition = _condition(shape, shapes) if shapes.objects(shape, SH + "sparql") else None
        if condition:
            yield f"the SPARQL constraint of {shapes.facts(shape).code} within {condition}"
        targets = shapes.objects(shape, SH + "targetNode")
        if shapes.objects(shape, SH + "sparql") and any(isinstance(node, Literal) for node in targets):
            # The store of the queries takes 1 and 01 for the same.
            yield f"a literal as the target of the SPARQL constraint of {shapes.facts(shape).code}"
        if shapes.objects(shape, SH + "parameter"):
            yield "SPARQL-based constraint components"
        if TRUE in shapes.objects(shape, SH + "closed") and shapes.objects(shape, SH + "path"):
            yield f"sh:closed in the property shape {shapes.facts(shape).code}"
        for name in _RANGES:
            for bound in shapes.objects(shape, name):
                if isinstance(bound, Literal) and (bound.language or bound.datatype.value == XSD + "string"):
                    yield f"a text as a bound in {shapes.facts(shape).code}"


def _condition(shape: Node, shapes: ShapesGraph) -> str | None:
    """What makes a shape, or one that has it as a property shape, a mere condition; None where nothing does."""
    waiting, seen = [shape], set()
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        for subject, predicate in shapes.referenced_by.get(here, ()):
            if predicate in _CONDITIONS:
                return _CONDITIONS[predicate]
            if predicate == SH + "property":
                waiting.append(subject)
    return None
