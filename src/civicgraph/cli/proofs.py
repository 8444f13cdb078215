"""The proof of a triple as a tree of lines, for `civicgraph reason --explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import Triple

    from ..project import Project
    from ..reasoning.proofs import Step
    from ..stages import Stages
    from ..terms import Prefixes


def explained(project: Project, stages: Stages, text: str) -> str:
    """The proof of a triple written like `place:malmo a cg:Place`, in lines.

    Raises `EntityError` where the text is no triple, and `ReasoningError` where it does not hold.
    """
    from ..reasoning.proofs import Proofs

    prefixes = project.config.prefixes
    return "\n".join(_lines(Proofs(project, stages).of(_triple(text, prefixes)), prefixes)) + "\n"


def _triple(text: str, prefixes: Prefixes) -> Triple:
    from pyoxigraph import RdfFormat, Triple, parse

    from ..errors import EntityError

    try:
        (quad,) = parse(prefixes.sparql() + text.rstrip(" .") + " .", format=RdfFormat.TURTLE)
    except (SyntaxError, ValueError) as error:
        raise EntityError(
            f"this is no triple: {text}", hint='write subject, predicate and object: "place:malmo a cg:Place"'
        ) from error
    return Triple(quad.subject, quad.predicate, quad.object)


def _lines(step: Step, prefixes: Prefixes, first: str = "", rest: str = "") -> Iterator[str]:
    yield first + _statement(step, prefixes)
    bar = "│  " if step.because else "   "
    for word in _reason(step, prefixes):
        yield f"{rest}{bar}{word}"
    for number, premise in enumerate(step.because, 1):
        last = number == len(step.because)
        yield from _lines(premise, prefixes, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "))


def _statement(step: Step, prefixes: Prefixes) -> str:
    from pyoxigraph import NamedNode

    from ..reports.escape import visible
    from ..terms import RDF_TYPE

    def shown(term: object) -> str:
        return prefixes.shorten(term.value) if isinstance(term, NamedNode) else visible(str(term))

    t = step.triple
    predicate = "a" if t.predicate.value == RDF_TYPE else shown(t.predicate)
    return f"{shown(t.subject)} {predicate} {shown(t.object)}"


def _reason(step: Step, prefixes: Prefixes) -> Iterator[str]:
    from ..reasoning.proofs import ABOUT

    if step.stage == "files":
        yield f"stated at {step.place}" if step.place else "stated in the files"
    elif step.stage == "entailed":
        axiom = f", axiom at {step.place}" if step.place else ""
        yield f"follows by {step.rule} of OWL 2 RL ({ABOUT.get(step.rule or '', 'a rule of the ontology')}){axiom}"
    else:
        yield f"derived ({step.stage}) by {step.rule}"
    for claim, place in step.claims:
        yield f"from {prefixes.shorten(claim.value)}" + (f" at {place}" if place else "")
