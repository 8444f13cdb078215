"""A claim can be read without its structure: its sentence has its number, its unit, its years and its names."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

import pytest
from support import solve

from civicgraph import KnowledgeGraph

WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "twenty-one",
]
FRACTIONS = {
    "half": 50.0,
    "two thirds": 67.0,
    "a third": 33.3,
    "one peso in four": 25.0,
    "four in five": 80.0,
    "twice": 100.0,
}
SCALES = {"million million": 1e12, "billion": 1e9, "million": 1e6, "thousand": 1e3, "": 1.0}
UNITS = {
    "percent": r"percent|per cent|half|third|in four|in five|fully|all |pcs|share",
    "USD": r"dollar|US\$", "EUR": r"euro", "SEK": r"kron", "DKK": r"kron", "NLG": r"guilder", "BRL": r"R\$|reais|real",
    "COP": r"peso", "GBP": r"pound", "hectare": r"hectare", "square-kilometre": r"square kilometre",
    "kilometre": r"kilomet", "metre": r"met(re|er)", "person": r"\w", "tonne": r"ton",
}  # fmt: skip


def plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def numbers(sentence: str) -> set[float]:
    """The numbers that a sentence names, in digits with or without a scale, or in words."""
    found = set()
    for digits, scale in re.findall(
        r"(-?\d[\d,]*(?:\.\d+)?)(?:\s+(million million|billion|million|thousand))?", sentence
    ):
        value = float(digits.replace(",", ""))
        found |= {value, round(value * SCALES[scale], 6)}
    low = plain(sentence)
    found |= {float(n) for n, word in enumerate(WORDS) if re.search(rf"\b{word}\b", low)}
    found |= {value for word, value in FRACTIONS.items() if word in low}
    for word, scale in re.findall(r"\b(\w+) (million|billion|thousand)", low):
        if word in WORDS:
            found.add(WORDS.index(word) * SCALES[scale])
    return found


def names_of(civic: KnowledgeGraph) -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for thing, name in solve(civic, "SELECT ?t ?n WHERE { ?t skos:prefLabel|skos:altLabel|dcterms:title ?n }"):
        names[thing].add(name)
    return names


def named(sentence: str, names: set[str]) -> bool:
    """Whether a sentence names a thing: by one of its names, or by a telling word of one."""
    low = plain(sentence)
    if any(plain(name) in low for name in names):
        return True
    telling = {
        w
        for name in names
        for w in re.findall(r"[a-z0-9+-]{3,}", plain(name))
        if w not in {"the", "and", "for", "plan", "city", "programme"}
    }
    return bool(telling & set(re.findall(r"[a-z0-9+-]{3,}", low)))


def year(date: str) -> str:
    return date[:4]


def test_an_observation_says_its_number_its_unit_its_year_and_its_thing(civic: KnowledgeGraph) -> None:
    rows = solve(
        civic,
        "SELECT ?c ?says ?of ?unit ?v ?low ?high ?at ?from ?to WHERE { ?c a cg:Observation ; cg:statement ?says ; "
        "cg:observedIn ?of ; cg:unit ?unit OPTIONAL { ?c cg:numericValue ?v } OPTIONAL { ?c cg:valueLow ?low ; cg:valueHigh ?high } "
        "OPTIONAL { ?c cg:refPeriod ?at } OPTIONAL { ?c cg:periodStart ?from ; cg:periodEnd ?to } }",
    )
    names = names_of(civic)
    faults = []
    for claim, says, of, unit, value, low, high, at, start, end in rows:
        there = numbers(says)
        for part in (value, low, high):
            if part and not any(abs(float(part) - n) < 1e-6 * max(1, abs(n)) for n in there):
                faults.append(f"{claim} number {part}: {says}")
        faults += [f"{claim} year {year(d)}: {says}" for d in (at, start, end) if d and year(d) not in says]
        word = UNITS.get(unit.rsplit("/", 1)[1].removesuffix("-per-year"))
        if word and not re.search(word, says):
            faults.append(f"{claim} unit {unit}: {says}")
        if "/id/source/" not in of and not named(says, names[of]):
            faults.append(f"{claim} thing {of}: {says}")
    assert len(rows) > 400
    assert not faults, "\n".join(faults)


def test_a_role_says_who_and_from_when_to_when(civic: KnowledgeGraph) -> None:
    rows = solve(
        civic,
        "SELECT ?c ?says ?who ?start ?end WHERE { ?c a cg:LeadershipRole ; cg:statement ?says ; cg:roleHolder ?who "
        "OPTIONAL { ?c cg:startDate ?start } OPTIONAL { ?c cg:endDate ?end } }",
    )
    names = names_of(civic)
    faults = []
    for claim, says, who, start, end in rows:
        if not named(says, names[who]):
            faults.append(f"{claim} holder {who}: {says}")
        faults += [f"{claim} year {year(d)}: {says}" for d in (start, end) if d and year(d) not in says]
    assert len(rows) > 100
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("Participation", ["participationIn", "participant"]),
        ("RelationClaim", ["relationSubject", "relationObject"]),
        ("EventClaim", ["claimedEvent"]),
        ("DateClaim", ["datedEntity"]),
    ],
)
def test_a_claim_names_what_it_speaks_of(civic: KnowledgeGraph, kind: str, properties: list[str]) -> None:
    names = names_of(civic)
    faults = []
    for prop in properties:
        for claim, says, thing in solve(
            civic, f"SELECT ?c ?says ?t WHERE {{ ?c a cg:{kind} ; cg:statement ?says ; cg:{prop} ?t }}"
        ):
            if "/id/source/" not in thing and not named(says, names[thing]):
                faults.append(f"{claim} {prop} {thing}: {says}")
    assert not faults, "\n".join(faults)
