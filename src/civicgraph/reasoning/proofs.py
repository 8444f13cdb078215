"""Why a triple is in the graph: the rule that gave it, what the rule rests on, down to what the files say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from ..errors import ReasoningError
from ..graph import GraphStore
from ..positions import Locator
from ..project import Project
from ..source import Span
from ..stages import STAGES, Stages
from .derivation import live_store, rule_files, run_construct
from .facts import Fact, Facts
from .rules import Fixpoint
from .specialised import derived
from .trace import traced

_NT = RdfFormat.N_TRIPLES

# What the rules of OWL 2 RL are about, for those who do not know them by their names.
ABOUT: Mapping[str, str] = {
    "cax-sco": "a member of a class is one of the class above it",
    "cls-avf": "all values that a member of the class has there belong to a class",
    "cls-hv1": "a member of the class has a certain value there",
    "cls-hv2": "what has the value that a class asks for belongs to it",
    "cls-int1": "what fits all parts of a class belongs to it",
    "cls-oo": "the class names its members",
    "cls-svf1": "what has a value of the kind that a class asks for belongs to it",
    "cls-svf2": "what has a value where a class asks for one belongs to it",
    "prp-dom": "what has the property belongs to its domain",
    "prp-inv1": "the property has an inverse",
    "prp-inv2": "the property is an inverse",
    "prp-rng": "a value of the property belongs to its range",
    "prp-spo1": "the property below it holds",
    "prp-spo2": "a chain of properties holds",
    "prp-symp": "the property holds both ways",
    "prp-trp": "the property holds over steps",
    "scm-avf1": "restrictions of the same property are ordered as their classes are",
    "scm-avf2": "restrictions to the same class are ordered against their properties",
    "scm-eqc1": "classes that are the same are below each other",
    "scm-eqp1": "properties that are the same are below each other",
    "scm-hv": "restrictions to the same value are ordered as their properties are",
    "scm-int": "a class made of parts is below each of them",
    "scm-sco": "a class is below what is above the class above it",
    "scm-spo": "a property is below what is above the property above it",
    "scm-svf1": "restrictions of the same property are ordered as their classes are",
    "scm-svf2": "restrictions to the same class are ordered as their properties are",
    "scm-uni": "each part of a union is below it",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A triple and why it holds.

    `stage` is `files` for what a file says, at `place`, or the stage that derived it, by `rule`: the file of a query,
    or the name of a rule of OWL 2 RL (OWL 2 Profiles, section 4.3), whose axiom then stands at `place`. `because` are
    the triples on which a rule of OWL 2 RL rests, `claims` the claims and codings behind a triple of the direct stage.
    """

    triple: Triple
    stage: str
    place: Span | None = None
    rule: str | None = None
    because: tuple[Step, ...] = ()
    claims: tuple[tuple[NamedNode, Span | None], ...] = ()


class Proofs:
    """Explains triples of a project whose stages are derived."""

    def __init__(self, project: Project, stages: Stages) -> None:
        self._project, self._stages = project, stages
        self._files = GraphStore(project)
        self._locator = Locator(self._files)
        self._known: dict[Triple, Step] = {}
        self._parsed: dict[str, set[Triple]] = {}
        self._results: dict[str, dict[Path, set[Triple]]] = {}

    def of(self, triple: Triple) -> Step:
        """Why a triple holds. Raises `ReasoningError` where it does not, and where no proof can be given."""
        if triple not in self._known:
            self._known[triple] = self._step(triple)
        return self._known[triple]

    def _step(self, triple: Triple) -> Step:
        subject, value = triple.subject, triple.object
        assert isinstance(subject, NamedNode | BlankNode)
        assert isinstance(value, NamedNode | BlankNode | Literal)
        if Quad(*triple) in self._files.store:
            return Step(triple, "files", self._locator.value(subject, triple.predicate, value))
        stage = next((name for name in STAGES if triple in self._of_stage(name)), None)
        if stage is None:
            raise ReasoningError("this is neither in the files nor does it follow from them")
        if stage == "direct":
            return self._direct(triple)
        if stage != "entailed":
            return self._by_query(triple, stage)
        number = self._closure.facts.number
        fact = number(subject), number(triple.predicate), number(value)
        if fact not in self._closure.because:
            raise ReasoningError("no rule of OWL 2 RL gives it", hint="civicgraph reason --check compares the stages")
        return self._entailed(fact)

    def _direct(self, triple: Triple) -> Step:
        for path, nodes in sorted(traced(self._files.store, self._project, triple).items()):
            claims = tuple((node, self._locator.where(node)) for node in sorted(nodes, key=str))
            return Step(triple, "direct", rule=self._shown(path), claims=claims)
        return self._by_query(triple, "direct")

    def _by_query(self, triple: Triple, stage: str) -> Step:
        for path, given in self._given(stage).items():
            if triple in given:
                return Step(triple, stage, rule=self._shown(path))
        raise ReasoningError(
            f"no rule of the stage {stage} gives it now", hint="the stages at hand are old: civicgraph reason --fresh"
        )

    def _given(self, stage: str) -> dict[Path, set[Triple]]:
        """What each query of a stage gives, on the files and the stages before it."""
        if stage not in self._results:
            store = live_store(self._files)
            for name in STAGES[: STAGES.index(stage)]:
                store.extend(Quad(*other) for other in self._of_stage(name))
            paths = rule_files(self._project, stage)
            self._results[stage] = {path: set(run_construct(store, self._project, path)) for path in paths}
        return self._results[stage]

    def _entailed(self, fact: Fact) -> Step:
        facts = self._closure.facts
        rule, premises = self._closure.because[fact]
        triple = facts.triple(fact)
        assert triple is not None
        place = self._locator.where(*rule.axiom) if rule.axiom else None
        return Step(triple, "entailed", place, rule.name, tuple(map(self._premise, self._visible(premises))))

    def _premise(self, fact: Fact) -> Step:
        """A step towards another, which may be one that the contract of the closure leaves out of the stage."""
        triple = self._closure.facts.triple(fact)
        assert triple is not None
        if fact in self._closure.because:
            if triple not in self._known:
                self._known[triple] = self._entailed(fact)
            return self._known[triple]
        return self.of(triple)

    def _visible(self, premises: Iterable[Fact]) -> Iterator[Fact]:
        """Premises without those about classes and properties that have no name: what they rest on stands for them."""
        facts = self._closure.facts
        for fact in premises:
            unnamed = any(isinstance(facts.term(number), BlankNode) for number in fact)
            if unnamed and fact in self._closure.because:
                yield from self._visible(self._closure.because[fact][1])
            else:
                yield fact

    @cached_property
    def _closure(self) -> Fixpoint:
        """The closure of the files and the direct stage, with from what each triple followed first."""
        store = live_store(self._files)
        store.extend(Quad(*triple) for triple in self._of_stage("direct"))
        found, unknown = derived(Facts(store), proofs=True)
        if unknown:
            raise ReasoningError(f"owlrl derived this, which gives no proofs: the graph uses {', '.join(unknown)}")
        return found

    def _of_stage(self, name: str) -> set[Triple]:
        if name not in self._parsed:
            self._parsed[name] = {quad.triple for quad in parse(self._stages.texts[name], format=_NT)}
        return self._parsed[name]

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._project.root).as_posix()
