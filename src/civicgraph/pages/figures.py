"""The figures of a case: a chart for each indicator on a thing that has three or on which sources disagree."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from ..drawing import Chart, PartialDate, Point
from .innovations import dates
from .markdown import local, plain, table
from .page import Page

MOST_CHARTS = 8
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures on one indicator, one thing and one unit that are not deprecated, as claims."""

    indicator: str
    thing: str
    unit: str
    claims: tuple[str, ...]


def charted(page: Page) -> tuple[list[Figures], list[Figures]]:
    """What is shown as charts, and what would be but for the room.

    Courses of time come first, the longest before the others; a dispute weighs as much as three figures.
    """
    reader = page.reader
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for claim in page.case.claims:
        keys = [next(iter(reader.links(claim, name)), "") for name in ("indicator", "observedIn", "unit")]
        if keys[0] and not reader.is_deprecated(claim) and _ends(page, claim):
            groups[(keys[0], keys[1], keys[2])].append(claim)
    found = [Figures(*key, tuple(claims)) for key, claims in groups.items()]
    wanted = [f for f in found if len(f.claims) >= _FEWEST or (len(f.claims) > 1 and _disputes(page, f))]

    def rank(figures: Figures) -> tuple[bool, int, str, str]:
        return (
            len(_periods(page, figures)) < 2,
            -len(figures.claims) - (_FEWEST if _disputes(page, figures) else 0),
            reader.word(figures.indicator),
            reader.word(figures.thing),
        )

    wanted.sort(key=rank)
    return wanted[:MOST_CHARTS], wanted[MOST_CHARTS:]


def chart(page: Page, figures: Figures) -> Chart:
    """The chart of some figures; its sources carry their numbers on the page."""
    reader = page.reader
    points = sorted((_point(page, c) for c in figures.claims), key=lambda p: (p.middle or 9999, p.low, p.source))
    indicator, thing = reader.word(figures.indicator), reader.word(figures.thing)
    bases = {reader.text(claim, "priceBase") or "" for claim in figures.claims}
    unit = reader.word(figures.unit) if figures.unit else ""
    if len(bases) == 1 and bases != {""}:
        unit += f" ({bases.pop()})"
    return Chart(indicator if thing in indicator or not thing else f"{indicator}: {thing}", unit, tuple(points))


def names(charts: list[Figures]) -> list[str]:
    """The names of the files of charts, after their indicators."""
    found: list[str] = []
    for figures in charts:
        name = local(figures.indicator)
        alike = sum(other == name or other.startswith(f"{name}-no-") for other in found)
        found.append(f"{name}-no-{alike + 1}" if alike else name)
    return found


def others(page: Page, rest: list[Figures]) -> list[str]:
    """The table of what has no chart for want of room."""
    if not rest:
        return []
    rows = []
    for figures in rest:
        years = sorted(date.text[:4] for date in _periods(page, figures))
        span = f"{years[0]} to {years[-1]}" if len(set(years)) > 1 else "".join(years[:1])
        named = [
            plain(page.reader.word(iri)) if iri else "" for iri in (figures.indicator, figures.thing, figures.unit)
        ]
        disputed = "yes" if _disputes(page, figures) else ""
        rows.append([*named[:2], str(len(figures.claims)), span, named[2], disputed, page.link(figures.claims[0])])
    columns = ["figure", "of", "figures", "years", "unit", "in dispute", "first of them"]
    return ["Also told in three figures or more, or in dispute:", "", *table(columns, rows)]


def _point(page: Page, claim: str) -> Point:
    reader = page.reader
    start, end = _period(page, claim)
    low, high = _ends(page, claim) or (0.0, 0.0)
    return Point(
        source=_source(page, claim),
        low=low,
        high=high,
        begin=start,
        end=end,
        figure=next((local(kind) for kind in reader.links(claim, "figureKind")), "observed"),
        qualifier=next((local(kind) for kind in reader.links(claim, "qualifier")), "exact"),
        disputes=tuple(page.disputes_of(claim)),
        sentence=reader.text(claim, "statement") or "",
    )


def _source(page: Page, claim: str) -> str:
    """The first source of a claim, with its number on the page."""
    reader = page.reader
    cited = [c.source for c in reader.claim(claim, located=False).citations if c.source]
    if not cited:
        return "no source named"
    year = (reader.text(cited[0], "publicationYear") or "")[:4] or "undated"
    return f"[{page.number(cited[0])}] {reader.text(cited[0], 'byline') or reader.word(cited[0])} ({year})"


def _ends(page: Page, claim: str) -> tuple[float, float] | None:
    """The lower and upper end of a figure, equal where it is one value."""
    found = []
    for name in ("numericValue", "valueLow", "valueHigh"):
        for term in page.reader.values(claim, name):
            try:
                found.append(float(term.value))
            except ValueError:
                continue
    return (min(found), max(found)) if found else None


def _period(page: Page, claim: str) -> tuple[PartialDate, PartialDate] | tuple[None, None]:
    at = dates(page, claim, "refPeriod")
    start, end = dates(page, claim, "periodStart") or at, dates(page, claim, "periodEnd") or at
    return (start[0], end[-1]) if start and end else (None, None)


def _periods(page: Page, figures: Figures) -> set[PartialDate]:
    return {end for claim in figures.claims for _, end in [_period(page, claim)] if end}


def _disputes(page: Page, figures: Figures) -> bool:
    return any(page.disputes_of(claim) for claim in figures.claims)
