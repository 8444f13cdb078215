"""The panel on which cases are compared: for each dimension the value, or why there is none."""

from __future__ import annotations

from ..terms import CG, SCHEME
from .codes import codings_of, dimensions_of, spelt_out
from .markdown import plain, small, table
from .page import Page


def summary(page: Page) -> list[str]:
    """A row for each dimension on which cases are coded, but for that of their scope."""
    reader, case = page.reader, page.case
    rows = []
    for dimension in dimensions_of(reader, "Case"):
        if CG + "examines" in reader.links(dimension, "derives"):
            continue
        codings = codings_of(reader, case.iri, dimension)
        values = [_value(page, coding) for coding in codings] or [_uncoded(page)]
        bases = list(dict.fromkeys(plain(reader.text(coding, "basis") or "") for coding in codings))
        rows.append([plain(reader.word(dimension)), "<br>".join(values), ", ".join(bases)])
    if not rows:
        return []
    return ["## Summary", "", *table(["dimension", "value, and why", "basis"], rows)]


def _value(page: Page, coding: str) -> str:
    reader = page.reader
    value = next(iter(reader.links(coding, "codeValue")), None)
    claim = reader.claim(coding, located=False)
    numbers = list(dict.fromkeys(page.cite(c.source) for c in claim.citations if c.source))
    why = f"{plain(claim.justification or '')} {' '.join(numbers)} {page.link(coding)}"
    shown = spelt_out(reader, value) if value else "–"
    return f"{shown if shown.startswith('*') else f'**{shown}**'}<br>{small(why.strip())}"


def _uncoded(page: Page) -> str:
    found = spelt_out(page.reader, SCHEME + "missing/not-coded")
    return found if found.startswith("*") else "*not coded*"


def outcome(page: Page) -> str:
    """The coded outcome of the case, for the table of cases."""
    reader = page.reader
    found = []
    for dimension in dimensions_of(reader, "Case"):
        if CG + "outcomeDirection" in reader.links(dimension, "derives"):
            for coding in codings_of(reader, page.case.iri, dimension):
                found += [plain(reader.word(value)) for value in reader.links(coding, "codeValue")]
    return ", ".join(dict.fromkeys(found))
