"""How much of the material a graph has taken in, and what it leaves uncovered.

The ledger `data/coverage.csv` has a line for each fact of the material from which a graph is authored: its
number, the part it belongs to, the claims that encode it, or the reason why none does. Claims carry the
number themselves (`cg:factNumber`), so the ledger can be written again from the graph; only reasons are
written by hand.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions

from .errors import ConfigError
from .graph import GraphStore
from .project import Project
from .queries import terms_used
from .source import Position, Span
from .terms import CG, PREF_LABEL, RDF_TYPE, RDFS_LABEL, SCHEME

LEDGER = "data/coverage.csv"
_COLUMNS = ["fact", "part", "claims", "reason"]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One fact: its number, its part of the material, the CURIEs of its claims, or why there are none."""

    fact: str
    part: str
    claims: tuple[str, ...]
    reason: str

    @property
    def encoded(self) -> bool:
        return bool(self.claims)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the material: how many facts it has and how many of them are encoded."""

    name: str
    facts: int
    encoded: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What `civicgraph coverage` reports.

    `cited` are the claims with source and locator, or resting on such a claim. `labels` maps a group of terms
    to counts by language. `unasked` are terms of the ontology that no saved query uses, `unlinked` are things
    that nothing points to.
    """

    parts: tuple[Part, ...]
    left: tuple[LedgerLine, ...]
    claims: int
    cited: int
    labels: dict[str, dict[str, int]]
    terms: int
    unasked: tuple[str, ...]
    things: int
    unlinked: tuple[str, ...]


def read_ledger(project: Project) -> list[LedgerLine]:
    """The ledger, in its order; empty where the project has none. Raises `ConfigError` with the line at fault."""
    path = project.root / LEDGER
    if not path.is_file():
        return []
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    if rows.fieldnames != _COLUMNS:
        raise ConfigError(f"{LEDGER} needs the columns {', '.join(_COLUMNS)}", span=_line(1))
    lines = []
    for row in rows:
        line = LedgerLine(row["fact"], row["part"], tuple((row["claims"] or "").split()), row["reason"] or "")
        if not (line.claims or line.reason):
            raise ConfigError(
                f"the fact {line.fact} has neither claims nor a reason",
                span=_line(rows.line_num),
                hint="write the reason into the last column, or run: civicgraph coverage --update",
            )
        lines.append(line)
    return lines


def _line(number: int) -> Span:
    return Span(LEDGER, Position(number, 1), Position(number, 2))


def updated_ledger(graph: GraphStore) -> list[LedgerLine]:
    """The ledger with the claims as the graph has them now; parts, reasons and order stay."""
    found = claims_by_fact(graph)
    lines = []
    for line in read_ledger(graph.project):
        claims = tuple(found.pop(line.fact, ()))
        lines.append(LedgerLine(line.fact, line.part, claims, "" if claims else line.reason or "not encoded yet"))
    return lines


def ledger_text(lines: list[LedgerLine]) -> str:
    """The ledger as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([line.fact, line.part, " ".join(line.claims), line.reason] for line in lines)
    return out.getvalue()


def claims_by_fact(graph: GraphStore) -> dict[str, list[str]]:
    """The CURIEs of the claims that carry each fact number, sorted."""
    prefixes = graph.project.config.prefixes
    found: dict[str, list[str]] = defaultdict(list)
    for q in graph.store.quads_for_pattern(None, NamedNode(CG + "factNumber"), None, DefaultGraph()):
        assert isinstance(q.subject, NamedNode)
        found[getattr(q.object, "value", "")].append(prefixes.shorten(q.subject.value))
    return {fact: sorted(claims) for fact, claims in found.items()}


def measure(graph: GraphStore) -> Coverage:
    """The coverage of a graph. Raises `ConfigError` for a broken ledger."""
    lines = read_ledger(graph.project)
    parts: dict[str, list[LedgerLine]] = defaultdict(list)
    for line in lines:
        parts[line.part].append(line)
    cited, claims = _cited(graph)
    terms, unasked = _unasked(graph)
    things, unlinked = _unlinked(graph)
    return Coverage(
        tuple(Part(name, len(own), sum(line.encoded for line in own)) for name, own in parts.items()),
        tuple(line for line in lines if not line.encoded),
        claims,
        cited,
        _labels(graph),
        terms,
        unasked,
        things,
        unlinked,
    )


def _solve(graph: GraphStore, query: str) -> list[tuple[str, ...]]:
    result = graph.store.query(f"PREFIX cg: <{CG}> {query}")
    assert isinstance(result, QuerySolutions)
    names = [v.value for v in result.variables]
    return [tuple(str(getattr(row[name], "value", "") or "") for name in names) for row in result]


def _cited(graph: GraphStore) -> tuple[int, int]:
    """Claims with source and locator (of their own or of a claim they rest on), and all claims."""
    everything = {row[0] for row in _solve(graph, "SELECT DISTINCT ?c WHERE { ?c cg:recordedOn|cg:codedOn ?day }")}
    # In steps of their own: one query with `cg:restsOn?` would try each pair of claims.
    cited = {
        row[0]
        for row in _solve(
            graph,
            "SELECT DISTINCT ?c WHERE { { ?c cg:citedSource ?s ; cg:locator ?l } UNION "
            "{ ?c cg:hasCitation [ cg:citedSource ?s ; cg:locator ?l ] } }",
        )
    }
    cited |= {claim for claim, on in _solve(graph, "SELECT ?c ?on WHERE { ?c cg:restsOn ?on }") if on in cited}
    return len(cited & everything), len(everything)


def _labels(graph: GraphStore) -> dict[str, dict[str, int]]:
    counted: dict[str, Counter[str]] = {
        "terms of the ontology": Counter(),
        "concepts of schemes": Counter(),
        "things": Counter(),
    }
    for predicate in (RDFS_LABEL, PREF_LABEL):
        for q in graph.store.quads_for_pattern(None, NamedNode(predicate), None, DefaultGraph()):
            if isinstance(q.subject, NamedNode) and isinstance(q.object, Literal) and q.object.language:
                iri = q.subject.value
                group = (
                    "terms of the ontology"
                    if iri.startswith(CG)
                    else "concepts of schemes"
                    if iri.startswith(SCHEME)
                    else "things"
                )
                counted[group][q.object.language] += 1
    return {group: dict(sorted(languages.items())) for group, languages in counted.items() if languages}


def _unasked(graph: GraphStore) -> tuple[int, tuple[str, ...]]:
    """The number of terms of the ontology, and those that stand in no saved question, check, rule or view."""
    project = graph.project
    declared = {
        q.subject.value
        for q in graph.store.quads_for_pattern(None, NamedNode(RDFS_LABEL), None, DefaultGraph())
        if isinstance(q.subject, NamedNode) and q.subject.value.startswith(CG)
    }
    asked = {use.iri for use in terms_used(project)}
    return len(declared), tuple(sorted(project.config.prefixes.shorten(iri) for iri in declared - asked))


def _unlinked(graph: GraphStore) -> tuple[int, tuple[str, ...]]:
    """The number of things, and those that no authored triple has as its object."""
    base = graph.project.config.base + "id/"
    skip = re.compile(re.escape(base) + r"(claim|citation|zone|dispute|model|realm|overlap|region)/")
    inside = {file.graph_name for file in graph.files}
    subjects: set[str] = set()
    objects: set[str] = set()
    for q in graph.named:
        if getattr(q.graph_name, "value", "") not in inside:
            continue
        if isinstance(q.subject, NamedNode) and q.predicate.value == RDF_TYPE and q.subject.value.startswith(base):
            subjects.add(q.subject.value)
        if isinstance(q.object, NamedNode):
            objects.add(q.object.value)
    things = {iri for iri in subjects if not skip.match(iri)}
    return len(things), tuple(sorted(graph.project.config.prefixes.shorten(iri) for iri in things - objects))


def ledger_path(project: Project) -> Path:
    """Where the ledger of a project is."""
    return project.root / LEDGER
