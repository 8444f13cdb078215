"""Damage to random claims and things of the real graph, with fixed seeds: what the checks must catch.

A mutant is one edit of one authored file. Kinds of damage were fixed before the checks were tuned to them; each gives
ten mutants or more. A mutant is caught where a violation stands at the damaged thing, or at a statement that points
at it, and did not stand there before.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ID = "https://w3id.org/civicgraph/id/"
SEED = 20261124


@dataclass(frozen=True)
class Block:
    """The statements of one subject as they stand in a file: its lines, the last of which ends with a full stop."""

    file: str
    subject: str
    start: int
    lines: tuple[str, ...]

    @property
    def kinds(self) -> set[str]:
        head = re.match(r"\S+ a ([^;]*?) ?[;.]$", self.lines[0])
        return {kind.strip() for kind in head[1].split(",")} if head else set()

    def line(self, predicate: str) -> int | None:
        """The index of the one line with a predicate, or None where there is none or where it is not on one line."""
        found = [i for i, line in enumerate(self.lines) if line.startswith(f"    {predicate} ")]
        return found[0] if len(found) == 1 and self.lines[found[0]].endswith((" ;", " .")) else None

    def value(self, predicate: str) -> str:
        at = self.line(predicate)
        return self.lines[at].strip().split(" ", 1)[1][:-2] if at is not None else ""

    def without(self, predicate: str) -> tuple[str, ...] | None:
        at = self.line(predicate)
        if at is None or at == 0:
            return None
        lines = [*self.lines[:at], *self.lines[at + 1 :]]
        if self.lines[at].endswith(" ."):
            lines[-1] = lines[-1].removesuffix(";") + "."
        return tuple(lines)

    def with_value(self, predicate: str, value: str) -> tuple[str, ...] | None:
        at = self.line(predicate)
        if at is None or self.value(predicate) == value:
            return None
        return (*self.lines[:at], f"    {predicate} {value}{self.lines[at][-2:]}", *self.lines[at + 1 :])

    def adding(self, statement: str) -> tuple[str, ...]:
        if len(self.lines) == 1:
            return (self.lines[0],)
        return (self.lines[0], f"    {statement} ;", *self.lines[1:])


@dataclass(frozen=True)
class Mutant:
    """One edit: the kind of damage, the thing that was damaged, and the new lines of its block."""

    kind: str
    block: Block
    lines: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.kind}:{self.block.subject}"

    def apply(self, root: Path, prefixes: Mapping[str, str]) -> None:
        """Writes the edit; prefixes that it uses and the file does not declare are declared."""
        path = root / self.block.file
        lines = path.read_text(encoding="utf-8").split("\n")
        at = next(i for i, line in enumerate(lines) if line.startswith(f"{self.block.subject} a "))
        lines[at : at + len(self.block.lines)] = self.lines
        used = {name for line in self.lines for name in re.findall(r"(?<![\w:/\"-])([a-z][\w-]*):", line)}
        declared = {m[1] for line in lines if (m := re.match(r"@prefix ([\w-]+):", line))}
        top = next(i for i, line in enumerate(lines) if line.startswith("@prefix"))
        lines[top:top] = [
            f"@prefix {name}: <{prefixes[name]}> ." for name in sorted(used - declared) if name in prefixes
        ]
        path.write_text("\n".join(lines), encoding="utf-8")


class World:
    """The blocks of the authored files of a project, by subject."""

    def __init__(self, root: Path) -> None:
        self.blocks: dict[str, Block] = {}
        for path in sorted((root / "data").rglob("*.ttl")):
            lines = path.read_text(encoding="utf-8").split("\n")
            for i, line in enumerate(lines):
                if re.match(r"[a-z-]+:[\w-]+ a ", line):
                    end = next(j for j in range(i, len(lines)) if lines[j].endswith(" ."))
                    subject = line.split(" ", 1)[0]
                    name = path.relative_to(root).as_posix()
                    self.blocks[subject] = Block(name, subject, i, tuple(lines[i : end + 1]))

    def of(self, *kinds: str) -> list[Block]:
        return [block for block in self.blocks.values() if block.kinds & set(kinds)]

    @cached_property
    def claims(self) -> list[Block]:
        return [b for b in self.blocks.values() if b.subject.startswith("claim:")]

    @cached_property
    def sourced(self) -> list[Block]:
        return [b for b in self.claims if b.line("cg:citedSource") is not None and "cg:Coding" not in b.kinds]

    @cached_property
    def codings(self) -> list[Block]:
        return self.of("cg:Coding")

    @cached_property
    def entities(self) -> list[Block]:
        return self.of("cg:Person", "cg:Organisation", "cg:PublicOrganisation", "cg:Place", "cg:Innovation", "cg:Post")


Change = Callable[[Block], tuple[str, ...] | None]
Kind = tuple[str, Callable[[World], list[Block]], Change]


def drop(predicate: str) -> Change:
    return lambda block: block.without(predicate)


def put(predicate: str, value: str) -> Change:
    return lambda block: block.with_value(predicate, value) if block.line(predicate) is not None else None


def swap(one: str, other: str) -> Change:
    def change(block: Block) -> tuple[str, ...] | None:
        a, b = block.value(one), block.value(other)
        # A swap that changes nothing, or nothing that can be told at the precision of both, is no damage.
        if not a or not b or a.strip('"')[:4] == b.strip('"')[:4]:
            return None
        first = block.with_value(one, b)
        return Block(block.file, block.subject, block.start, first).with_value(other, a) if first else None

    return change


def rewrite(predicate: str, pattern: str, new: str) -> Change:
    def change(block: Block) -> tuple[str, ...] | None:
        value = block.value(predicate)
        changed = re.sub(pattern, new, value, count=1)
        return block.with_value(predicate, changed) if value and changed != value else None

    return change


def add(statement: str) -> Change:
    return lambda block: block.adding(statement) if len(block.lines) > 1 else None


def rename(pattern: str, new: str) -> Change:
    """Changes the name of a predicate or class, wherever it stands in the block."""

    def change(block: Block) -> tuple[str, ...] | None:
        lines = tuple(re.sub(pattern, new, line) for line in block.lines)
        return lines if lines != block.lines else None

    return change


def child_as_parent(block: Block) -> tuple[str, ...] | None:
    return block.with_value("cg:directlyWithin", block.subject)


def another_label(world: World) -> Callable[[Block], tuple[str, ...] | None]:
    def change(block: Block) -> tuple[str, ...] | None:
        (kind,) = block.kinds
        others = sorted(b.value("skos:prefLabel") for b in world.of(kind) if b.subject != block.subject)
        labels = [label for label in others if label]
        return block.with_value("skos:prefLabel", labels[len(labels) // 2]) if labels else None

    return change


def kinds_of_damage(world: World) -> list[Kind]:
    """Every kind of damage: its name, what it can be done to, and how."""
    w = world
    return [
        ("drop-source", lambda _: w.sourced, drop("cg:citedSource")),
        ("drop-locator", lambda _: w.sourced, drop("cg:locator")),
        ("drop-sentence", lambda _: w.claims, drop("cg:statement")),
        ("drop-confidence", lambda _: w.sourced, drop("cg:confidence")),
        ("drop-recorded-by", lambda _: w.sourced, drop("cg:recordedBy")),
        ("cite-a-place", lambda _: w.sourced, put("cg:citedSource", "place:malmo")),
        ("misspell-source", lambda _: w.sourced, rewrite("cg:citedSource", r"(?<=.)$", "x")),
        ("swap-dates", lambda _: w.claims, swap("cg:startDate", "cg:endDate")),
        ("swap-periods", lambda _: w.of("cg:Observation"), swap("cg:periodStart", "cg:periodEnd")),
        ("undated-text", lambda _: w.claims, rewrite("cg:startDate", r"\^\^xsd:\w+", "")),
        ("thirteenth-month", lambda _: w.claims, rewrite("cg:startDate", r"-\d\d(?=[-\"])", "-13")),
        ("two-dates", lambda _: w.of("cg:EventClaim"), add('cg:startDate "1900-01-01"^^xsd:date')),
        ("holder-is-a-place", lambda _: w.of("cg:LeadershipRole"), put("cg:roleHolder", "place:malmo")),
        ("drop-holder", lambda _: w.of("cg:LeadershipRole"), drop("cg:roleHolder")),
        ("post-is-a-body", lambda _: w.of("cg:LeadershipRole"), put("cg:post", "organisation:city-of-malmo")),
        ("two-holders", lambda _: w.of("cg:LeadershipRole"), add("cg:roleHolder person:marilyn-taylor")),
        ("participant-is-an-innovation", lambda _: w.of("cg:Participation"), put("cg:participant", "innovation:bo01")),
        ("two-participants", lambda _: w.of("cg:Participation"), add("cg:participant organisation:mkb")),
        ("capacity-of-another-scheme", lambda _: w.of("cg:Participation"), put("cg:capacity", "status:ended")),
        ("drop-capacity", lambda _: w.of("cg:Participation"), drop("cg:capacity")),
        ("code-of-another-dimension", lambda _: w.codings, put("cg:codeValue", "unit:person")),
        ("misspell-code", lambda _: w.codings, rewrite("cg:codeValue", r"(?<=[a-z])$", "q")),
        ("code-another-unit", lambda _: w.codings, put("cg:codedUnit", "unit:person")),
        ("code-another-dimension", lambda _: w.codings, put("cg:dimension", "dimension:scale")),
        ("drop-justification", lambda _: w.codings, drop("cg:justification")),
        ("drop-basis", lambda _: w.codings, drop("cg:basis")),
        ("drop-evidence", lambda _: w.codings, drop("cg:restsOn")),
        ("rest-on-a-place", lambda _: w.codings, put("cg:restsOn", "place:malmo")),
        ("drop-model", lambda _: [b for b in w.codings if b.line("cg:codingModel")], drop("cg:codingModel")),
        ("change-unit", lambda _: w.of("cg:Observation"), put("cg:unit", "unit:megawatt")),
        ("drop-unit", lambda _: w.of("cg:Observation"), drop("cg:unit")),
        ("number-as-text", lambda _: w.of("cg:Observation"), rewrite("cg:numericValue", r"^(.*)$", r'"\1"')),
        ("share-above-all", lambda _: [b for b in w.of("cg:Observation") if b.value("cg:unit") == "unit:percent"],
         put("cg:numericValue", "1000000.0")),
        ("drop-figure-kind", lambda _: w.of("cg:Observation"), drop("cg:figureKind")),
        ("drop-period", lambda _: w.of("cg:Observation"), drop("cg:refPeriod")),
        ("drop-figure", lambda _: w.of("cg:Observation"), drop("cg:numericValue")),
        ("drop-indicator", lambda _: w.of("cg:Observation"), drop("cg:indicator")),
        ("one-side-of-a-dispute", lambda _: w.of("cg:Dispute"), rewrite("cg:disputedClaim", r" , .*$", "")),
        ("dispute-of-no-kind", lambda _: w.of("cg:Dispute"), put("cg:disputeKind", "unit:person")),
        ("relation-outside-the-list", lambda _: w.of("cg:RelationClaim"), put("cg:relationKind", "relation:befriended")),
        ("drop-relation-end", lambda _: w.of("cg:RelationClaim"), drop("cg:relationObject")),
        ("event-is-a-person", lambda _: w.of("cg:EventClaim"), put("cg:claimedEvent", "person:marilyn-taylor")),
        ("finding-of-nothing", lambda _: w.of("cg:Finding"), drop("cg:aboutEntity")),
        ("finding-kind-of-another-scheme", lambda _: w.of("cg:Finding"), put("cg:findingKind", "direction:mixed")),
        ("rank-without-reason", lambda _: w.sourced, add("cg:rank claim-rank:preferred")),
        ("misspell-property", lambda _: w.claims, rename(r"^    cg:statement ", "    cg:statment ")),
        ("misspell-class", lambda _: w.claims, rename(r"(?<= a )cg:(\w+)", r"cg:\1s")),
        ("write-what-is-derived", lambda _: w.of("cg:LeadershipRole"), add("cg:inRealm m2009:political")),
        ("blank-node", lambda _: w.claims, add('skos:note [ skos:prefLabel "x"@en ]')),
        ("duplicate-label", lambda _: w.of("cg:Person", "cg:Place", "cg:Innovation"), another_label(world)),
        ("drop-english-label", lambda _: w.entities, rewrite("skos:prefLabel", r"@en", "@sv")),
        ("label-without-language", lambda _: w.entities, rewrite("skos:prefLabel", r"@en", "")),
        ("two-labels", lambda _: w.entities, add('skos:prefLabel "Another name"@en')),
        ("stray-blank", lambda _: w.entities, rewrite("skos:prefLabel", r'"(?=@en)', ' "')),
        ("retire-in-use", lambda _: w.entities, add("owl:deprecated true")),
        ("identity", lambda _: w.entities, add("owl:sameAs place:malmo")),
        ("place-within-itself", lambda _: w.of("cg:Place"), child_as_parent),
        ("place-in-no-country", lambda _: w.of("cg:Place"), drop("cg:directlyWithin")),
        ("drop-place-kind", lambda _: w.of("cg:Place"), drop("cg:placeType")),
        ("off-the-globe", lambda _: w.of("cg:Place"), put("cg:latitude", "123.4")),
        ("half-a-position", lambda _: w.of("cg:Place"), drop("cg:longitude")),
        ("innovation-nowhere", lambda _: w.of("cg:Innovation"), drop("cg:takesPlaceIn")),
        ("drop-description-source", lambda _: w.entities, drop("dcterms:source")),
        ("source-without-title", lambda _: w.of("cg:Source"), drop("dcterms:title")),
        ("source-without-read-level", lambda _: w.of("cg:Source"), drop("cg:readLevel")),
        ("doi-as-address", lambda _: w.of("cg:Source"), rewrite("cg:doi", r'^"', '"https://doi.org/')),
    ]  # fmt: skip


def mutants(world: World, each: int = 10) -> Iterator[tuple[str, list[Mutant]]]:
    """For each kind of damage its mutants, at least `each` of them where the graph has as many targets."""
    for kind, targets, change in kinds_of_damage(world):
        chooser = random.Random(f"{SEED} {kind}")
        candidates = sorted(targets(world), key=lambda block: block.subject)
        chooser.shuffle(candidates)
        found: list[Mutant] = []
        for block in candidates:
            lines = change(block)
            if lines is not None and lines != block.lines:
                found.append(Mutant(kind, block, lines))
            if len(found) == each:
                break
        yield kind, found
