"""What a graph holds, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode

from .graph import GraphStore
from .labels import label
from .terms import CG, PREF_LABEL, RDF_TYPE


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of a graph.

    `things` and `claims` map class labels to numbers of members as authored; `cited` are claims that have a
    citation of their own or rest on one that has; `regions` counts innovations by their
    region in the default model of realms; `languages` counts preferred labels for each language.
    """

    files: int
    asserted: int
    inferred: dict[str, int]
    things: dict[str, int]
    claims: dict[str, int]
    cited: int
    disputes: int
    sources_by_read_level: dict[str, int]
    regions: dict[str, int]
    languages: dict[str, int]

    @property
    def total_claims(self) -> int:
        return sum(self.claims.values())


def count(graph: GraphStore) -> Statistics:
    """The statistics of a graph; `regions` are empty without the derived stages."""
    prefixes = graph.project.config.prefixes
    store = graph.store

    def authored(class_: str) -> set[str]:
        return {
            q.subject.value
            for q in graph.named.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(CG + class_), None)
            if isinstance(q.subject, NamedNode) and "/graph/" in getattr(q.graph_name, "value", "")
        }

    def pairs(name: str) -> list[tuple[str, str]]:
        return [
            (q.subject.value, q.object.value)
            for q in store.quads_for_pattern(None, NamedNode(CG + name), None, DefaultGraph())
            if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
        ]

    claims = {kind: authored(kind) for kind in CLAIM_KINDS}
    everything = set().union(*claims.values())
    sourced = {subject for name in ("citedSource", "hasCitation") for subject, _ in pairs(name)}
    sourced |= {subject for subject, claim in pairs("restsOn") if claim in sourced}
    sources = authored("Source")
    innovations = authored("Innovation")
    model = prefixes.expand(f"model:{graph.project.config.default_model}")
    default = {part for part, of in pairs("inModel") if of == model}

    def names(pairs_: list[tuple[str, str]], among: set[str]) -> dict[str, int]:
        counted = Counter(
            label(store, value) or prefixes.shorten(value) for subject, value in pairs_ if subject in among
        )
        return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))

    languages = Counter(
        q.object.language
        for q in store.quads_for_pattern(None, NamedNode(PREF_LABEL), None, DefaultGraph())
        if isinstance(q.object, Literal) and q.object.language
    )
    return Statistics(
        files=len(graph.files),
        asserted=len({q.triple for q in graph.named if "/graph/" in getattr(q.graph_name, "value", "")}),
        inferred={name: text.count(b"\n") for name, text in graph.stages.texts.items()} if graph.stages else {},
        things=_sizes({label(store, CG + kind) or kind: authored(kind) for kind in THING_KINDS}),
        claims=_sizes({label(store, CG + kind) or kind: members for kind, members in claims.items()}),
        cited=len(everything & sourced),
        disputes=len(authored("Dispute")),
        sources_by_read_level=names(pairs("readLevel"), sources),
        regions=names([(i, r) for i, r in pairs("exactRegion") if r in default], innovations),
        languages=dict(sorted(languages.items())),
    )


THING_KINDS = (
    "Case", "Study", "Innovation", "Place", "Organisation", "PublicOrganisation", "Partnership", "Person", "Post",
    "Event", "Indicator", "Source",
)  # fmt: skip
CLAIM_KINDS = (
    "LeadershipRole", "Participation", "Observation", "EventClaim", "StatusClaim", "RelationClaim", "DateClaim",
    "Finding", "TransferPointer", "StatementClaim", "Coding",
)  # fmt: skip


def _sizes(groups: dict[str, set[str]]) -> dict[str, int]:
    return {name: len(members) for name, members in groups.items() if members}
