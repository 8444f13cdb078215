"""Why a triple is in the graph: the rule that gave it, what the rule rests on, down to what the files say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse

from ..errors import ReasoningError
from ..graph import GraphStore
from ..positions import Locator
from ..project import Project
from ..source import Span
from ..stages import STAGES, Stages
from ..terms import RDF_TYPE, RDFS
from .closure import statements_read
from .derivation import live_store, rule_files, run_construct
from .specialised import PREFIXES, Rule, fixpoint, rules_of, unknown_axioms
from .trace import traced

_NT = RdfFormat.N_TRIPLES
Term = NamedNode | BlankNode | Literal
_TERM = re.compile(r'<[^>]*>|\?\w+|_:\w+|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^>]*>)?|rdfs:\w+|\ba\b')
_RULE = re.compile(r"CONSTRUCT \{ (?P<head>.*?) \} WHERE \{ (?P<body>.*?)(?: FILTER\(.*\))? \}\Z")


# What the rules of OWL 2 RL are about, for those who do not know them by their names.
ABOUT: Mapping[str, str] = {
    "cax-sco": "a member of a class is one of the class above it",
    "cls-hv2": "what has the value that a class asks for belongs to it",
    "cls-int1": "what fits all parts of a class belongs to it",
    "prp-inv1": "the property has an inverse",
    "prp-inv2": "the property is an inverse",
    "prp-rng": "a value of the property belongs to its range",
    "prp-spo1": "the property below it holds",
    "prp-spo2": "a chain of properties holds",
    "prp-symp": "the property holds both ways",
    "prp-trp": "the property holds over steps",
    "scm-sco": "a class is below what is above the class above it",
    "scm-spo": "a property is below what is above the property above it",
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
        return self._entailed(triple) if stage == "entailed" else self._by_query(triple, stage)

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

    def _entailed(self, triple: Triple) -> Step:
        best: tuple[int, str, Rule, list[Triple]] | None = None
        for rule in self._rules:
            for premises in self._instances(rule, triple):
                turn = max((self._rounds.get(premise, 0) for premise in premises), default=0)
                if turn < self._rounds.get(triple, 0) and (best is None or (turn, rule.name) < best[:2]):
                    best = (turn, rule.name, rule, premises)
        if best is None:
            raise ReasoningError("no rule of OWL 2 RL gives it", hint="civicgraph reason --check compares the stages")
        _, name, rule, premises = best
        place = self._locator.where(*rule.axiom) if rule.axiom else None
        return Step(triple, "entailed", place, name, tuple(self.of(premise) for premise in premises))

    def _instances(self, rule: Rule, triple: Triple) -> Iterator[list[Triple]]:
        """What the rule would rest on to give the triple, for each way in which it can."""
        parts = _RULE.match(rule.query)
        assert parts is not None, rule.query
        bound = _unified(_TERM.findall(parts["head"]), triple)
        if bound is None:
            return
        patterns = [_TERM.findall(pattern) for pattern in parts["body"].split(" . ")]
        values = f"VALUES ({' '.join(bound)}) {{ ({' '.join(map(str, bound.values()))}) }}" if bound else ""
        names = {part for pattern in patterns for part in pattern if part.startswith("?")}
        rows = self._whole.query(f"{PREFIXES} SELECT * WHERE {{ {values} {parts['body']} }}")
        assert isinstance(rows, QuerySolutions)
        for row in rows:
            yield [_triple(pattern, {name: row[name[1:]] for name in names}) for pattern in patterns]

    @cached_property
    def _read(self) -> Store:
        """The files and the direct stage, as the rules of OWL 2 RL see them."""
        store = live_store(self._files)
        store.extend(Quad(*triple) for triple in self._of_stage("direct"))
        read = statements_read(store)
        unknown = unknown_axioms(read)
        if unknown:
            raise ReasoningError(f"owlrl derived this, which gives no proofs: the graph uses {', '.join(unknown)}")
        return read

    @cached_property
    def _rules(self) -> list[Rule]:
        return rules_of(self._read)

    @cached_property
    def _rounds(self) -> dict[Triple, int]:
        return fixpoint(self._read, self._rules)

    @cached_property
    def _whole(self) -> Store:
        store = Store()
        store.extend(self._read)
        store.extend(Quad(*triple) for triple in self._rounds)
        return store

    def _of_stage(self, name: str) -> set[Triple]:
        if name not in self._parsed:
            self._parsed[name] = {quad.triple for quad in parse(self._stages.texts[name], format=_NT)}
        return self._parsed[name]

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._project.root).as_posix()


def _unified(head: list[str], triple: Triple) -> dict[str, Term] | None:
    """The variables of a conclusion with the terms of a triple, or None where it cannot be the conclusion."""
    bound: dict[str, Term] = {}
    for part, term in zip(head, triple, strict=True):
        assert isinstance(term, NamedNode | BlankNode | Literal)
        if part.startswith("?"):
            if bound.setdefault(part, term) != term:
                return None
        elif _written_out(part) != str(term):
            return None
    return bound


def _triple(pattern: list[str], bound: dict[str, Term]) -> Triple:
    terms = [bound[part] if part.startswith("?") else _constant(part) for part in pattern]
    return Triple(*terms)  # type: ignore[arg-type]


def _written_out(part: str) -> str:
    """A term of a rule as N-Triples writes it."""
    if part.startswith("rdfs:"):
        return f"<{RDFS}{part.partition(':')[2]}>"
    return f"<{RDF_TYPE}>" if part == "a" else part


def _constant(part: str) -> Term:
    quad = next(iter(parse(f"<urn:s> <urn:p> {_written_out(part)} .", format=_NT)))
    assert isinstance(quad.object, NamedNode | BlankNode | Literal)
    return quad.object
