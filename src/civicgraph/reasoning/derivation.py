"""The stages in their order; each is a pure function of the authored files and the stages before it.

1. *direct*: one CONSTRUCT for each derived property (`queries/rules/direct`), from claims that are not
   ranked deprecated;
2. *entailed*: the OWL 2 RL closure of the ontology, the things, the claims and stage 1;
3. *closed*: rules that may look at what is absent (`queries/rules/closed`);
4. *simple*: the view for first-time users (`queries/views/simple`).

What a stage repeats of an earlier one is left out, and none feeds back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QueryTriples, RdfFormat, Store, Triple

from ..errors import QueryError, ReasoningError
from ..graph import GraphStore
from ..project import Project
from ..queries import read_query, refuse_service
from ..stages import STAGES, Stages, find_stages, keep_stages, latest_stages
from ..terms import CG, SCHEME
from .closure import owl_rl_closure
from .inputs import Inputs, inputs_of

log = logging.getLogger(__name__)
Progress = Callable[[str], None]

_RULES = {"direct": ("rules/direct", "*.rq"), "closed": ("rules/closed", "*.rq"), "simple": ("views/simple", "*.rq")}


def ensure_stages(project: Project, progress: Progress | None = None) -> Stages:
    """The stages of a project: those at hand where they are current, otherwise derived now and kept."""
    stages = find_stages(project)
    if stages is None:
        stages = renewed(project, progress)
        keep_stages(project, stages)
    return stages


def renewed(project: Project, progress: Progress | None = None) -> Stages:
    """The stages, derived from the files as they are now but for those whose inputs say what they said before.

    Raises what `derive` raises.
    """
    before = latest_stages(project)
    if before is None:
        return derive(project, progress)
    inputs = inputs_of(project, before.files)
    if inputs.whole == before.made_from.get("all"):
        log.info("the files say what they said, so the stages stay")
        return replace(before, digest=project.digest, files=inputs.files)
    return _derive(project, progress, inputs=inputs, before=before)


def derive(project: Project, progress: Progress | None = None, *, reference: bool = False) -> Stages:
    """All stages, derived afresh; `reference` takes owlrl for the closure.

    Raises `SourceSyntaxError` where a file does not parse, `QueryError` where a rule does not, and
    `ReasoningError` where the graph contradicts itself.
    """
    return _derive(project, progress, inputs=inputs_of(project, {}), reference=reference)


def _derive(
    project: Project,
    progress: Progress | None,
    *,
    inputs: Inputs,
    before: Stages | None = None,
    reference: bool = False,
) -> Stages:
    say = progress or log.info
    live = _without_deprecated(GraphStore(project).store)
    texts: dict[str, bytes] = {}
    made_from = {"all": inputs.whole}
    for stage in STAGES:
        say(f"deriving stage {STAGES.index(stage) + 1} of {len(STAGES)}: {stage}")
        if stage != "entailed":
            texts[stage] = _text(_run_rules(live, project, stage), live)
        else:
            made_from[stage] = inputs.of_closure(texts["direct"])
            if before is not None and before.made_from.get(stage) == made_from[stage]:
                say("what axioms speak of is as it was, so the closure stays")
                texts[stage] = before.texts[stage]
            else:
                texts[stage] = _text(owl_rl_closure(live, reference=reference, say=say), live)
        if stage != STAGES[-1]:
            live.load(texts[stage], format=RdfFormat.N_TRIPLES)
    return Stages(project.digest, texts, made_from, inputs.files)


def _text(triples: Iterable[Triple], known: Store) -> bytes:
    """What is not known of the triples, as sorted N-Triples."""
    return b"".join(sorted({f"{triple} .\n".encode() for triple in triples if Quad(*triple) not in known}))


def direct_stage(graph: GraphStore) -> set[Triple]:
    """The triples of the first stage, which validation reads together with the authored files."""
    dead = _deprecated(graph.store)
    for quad in dead:
        graph.store.remove(quad)
    try:
        found = set(_run_rules(graph.store, graph.project, "direct"))
    finally:
        graph.store.extend(dead)
    return {triple for triple in found if Quad(*triple) not in graph.store}


def live_store(graph: GraphStore) -> Store:
    """A copy of the merge without the claims ranked deprecated and without codings of those."""
    store = Store()
    store.extend(graph.store)
    return _without_deprecated(store)


def _without_deprecated(store: Store) -> Store:
    for quad in _deprecated(store):
        store.remove(quad)
    return store


def _deprecated(store: Store) -> list[Quad]:
    """The statements by and about the claims ranked deprecated and the codings of those."""
    rank, deprecated = NamedNode(CG + "rank"), NamedNode(SCHEME + "claim-rank/deprecated")
    dead = {quad.subject for quad in store.quads_for_pattern(None, rank, deprecated, DefaultGraph())}
    coded_unit = NamedNode(CG + "codedUnit")
    dead |= {q.subject for claim in set(dead) for q in store.quads_for_pattern(None, coded_unit, claim, DefaultGraph())}
    return [
        quad
        for node in dead
        for quad in (
            *store.quads_for_pattern(node, None, None, DefaultGraph()),
            *store.quads_for_pattern(None, None, node, DefaultGraph()),
        )
    ]


def _run_rules(store: Store, project: Project, stage: str) -> Iterator[Triple]:
    for path in rule_files(project, stage):
        yield from run_construct(store, project, path)


def rule_files(project: Project, stage: str) -> list[Path]:
    """The queries of a stage, by name."""
    folder, pattern = _RULES[stage]
    return sorted((project.queries / folder).glob(pattern))


def run_construct(store: Store, project: Project, path: Path) -> Iterator[Triple]:
    """What a rule gives, a triple perhaps more than once.

    Raises `QueryError` where it does not parse or is no CONSTRUCT.
    """
    rule = read_query(path, project.root)
    shown = path.relative_to(project.root).as_posix()
    if rule.form != "construct":
        raise QueryError(f"{shown} must be a CONSTRUCT, it is a {rule.form.upper()}")
    refuse_service(rule.text, f"the rule {shown}", hint="a rule must not depend on what another server says")
    try:
        found = store.query(project.config.prefixes.sparql() + rule.text)
    except SyntaxError as error:
        raise QueryError(f"the rule {shown} does not parse: {error.msg or error}") from error
    assert isinstance(found, QueryTriples)
    for triple in found:
        if isinstance(triple.subject, Literal):
            raise ReasoningError(f"the rule {shown} gives a triple with a literal as subject: {triple}")
        yield triple
