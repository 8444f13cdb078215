"""What a case does not tell: gaps that sources or compilers name, missing codes, realms without a leader."""

from __future__ import annotations

from collections import defaultdict

from .codes import definition, is_missing
from .markdown import counted, listed, local, plain
from .page import Page


def gaps(page: Page) -> list[str]:
    """A list for each sort of gap; nothing where there is none."""
    sorts = [
        ("What the evidence leaves open", _findings(page)),
        ("Realms", _realms(page)),
        ("Codes for missing values", _codes(page)),
        ("Not told of innovations", _innovations(page)),
    ]
    lines = []
    for title, found in sorts:
        if found:
            lines += [f"### {title}", "", *(f"- {line}" for line in found), ""]
    return ["## Gaps", "", *lines] if lines else []


def _findings(page: Page) -> list[str]:
    reader = page.reader
    found = []
    for claim in page.case.claims:
        kinds = [local(kind) for kind in reader.links(claim, "findingKind")]
        if "evidence-gap" in kinds and not reader.is_deprecated(claim):
            found.append(f"{plain(reader.text(claim, 'statement') or '')} ({page.link(claim)})")
    return found


def _realms(page: Page) -> list[str]:
    """Realms in which no leader is documented; that is absence of evidence."""
    if page.model is None or not page.case.innovations or page.region_of(page.case.iri) is None:
        return []
    led = {i for iri in page.case.innovations for i in page.realm_of(iri, "engagesRealm")}
    without = [realm.name for i, realm in enumerate(page.model.realms) if i not in led]
    found = [f"No leading participant is documented in the {plain(listed(without, 'or'))} realm."] if without else []
    outside = [iri for iri in page.case.innovations if page.letters_of(iri) == "not documented"]
    if outside:
        names = listed([plain(page.reader.word(iri)) for iri in outside])
        found.append(f"Outside all realms, since no leading participant with a coded realm is documented: {names}.")
    return found


def _codes(page: Page) -> list[str]:
    """Codings that give a code for a missing value, by dimension and code, and what nobody has coded."""
    reader = page.reader
    units: dict[tuple[str, str], list[str]] = defaultdict(list)
    for coding in page.case.codings:
        if not reader.is_deprecated(coding) and _is_of_the_model(page, coding):
            for value in reader.links(coding, "codeValue"):
                for dimension in reader.links(coding, "dimension"):
                    if is_missing(reader, value):
                        units[(dimension, value)] += [_unit(page, u, coding) for u in reader.links(coding, "codedUnit")]
    found = []
    for (dimension, value), shown in sorted(units.items(), key=lambda item: [reader.word(iri) for iri in item[0]]):
        code = f"{plain(reader.word(dimension))}, *{plain(reader.word(value))}*"
        found.append(f"{code} ({plain(definition(reader, value))}): {'; '.join(dict.fromkeys(shown))}")
    for unit in (page.case.iri, *page.case.innovations):
        uncoded = sorted(plain(reader.word(d)) for d in reader.links(unit, "uncodedOn"))
        found += [f"{plain(reader.word(unit))} is not coded on: {', '.join(uncoded)}"] if uncoded else []
    return found


def _is_of_the_model(page: Page, coding: str) -> bool:
    """Whether a coding is of no model of realms or of that of the page."""
    models = page.reader.links(coding, "codingModel")
    return not models or (page.model is not None and page.model.iri in models)


def _unit(page: Page, unit: str, coding: str) -> str:
    """A unit by name and a link to its coding; a claim by a link to itself."""
    if page.reader.is_claim(unit):
        return page.link(unit)
    name = "the case" if unit == page.case.iri else plain(page.reader.word(unit))
    return f"{name} ({page.link(coding)})"


def _innovations(page: Page) -> list[str]:
    reader = page.reader
    found = []
    for name, what in (("startMissing", "beginning"), ("participationMissing", "who took part")):
        by_code: dict[str, list[str]] = defaultdict(list)
        for iri in page.case.innovations:
            for code in reader.links(iri, name):
                by_code[code].append(plain(reader.word(iri)))
        for code, things in sorted(by_code.items()):
            found.append(f"{what}, *{plain(reader.word(code))}*: {'; '.join(things)}")
    undated = sum(bool(reader.values(claim, "periodMissing")) for claim in page.case.claims)
    if undated:
        found.append(f"{counted(undated, 'figure has', 'figures have')} no date in the source.")
    return found
