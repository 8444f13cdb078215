"""The innovations that a case examines, with their years, status and leading realms, and their diagram."""

from __future__ import annotations

from ..drawing import PartialDate, draw_members
from .case import description, local_name
from .markdown import listed, local, plain, small, table
from .page import Page


def innovations(page: Page) -> list[str]:
    """The table of innovations; the diagram stands under it."""
    reader, case = page.reader, page.case
    if not case.innovations:
        return []
    rows = []
    for number, iri in enumerate(case.innovations, start=1):
        own = local_name(reader, case, iri)
        name = f"**{plain(reader.word(iri))}**" + (f" ({plain(own)})" if own else "")
        text = description(reader, iri)
        status = listed([plain(reader.word(s)) for s in reader.links(iri, "currentStatus")], "or")
        led = [page.model.realms[i].name for i in page.realm_of(iri, "engagesRealm")] if page.model else []
        name += f"<br>{small(plain(text))}" if text else ""
        rows.append([str(number), name, years(page, iri), status, page.letters_of(iri), plain(listed(led))])
    columns = ["no.", "innovation", "years", "status", "region", "led by realms"]
    return ["## Innovations examined", "", *table(columns, rows)]


def years(page: Page, iri: str) -> str:
    """When an innovation began and ended, with all dates that sources give."""
    start, end = dates(page, iri, "startDate"), dates(page, iri, "endDate")
    missing = page.reader.text(iri, "startMissing")
    began, ended = (listed([date.words for date in found], "or") for found in (start, end))
    told = f"{began} to {ended}" if began and ended else f"since {began}" if began else f"to {ended}" if ended else ""
    return "; ".join(part for part in (told, f"beginning: {plain(missing)}" if missing else "") if part)


def dates(page: Page, iri: str, name: str) -> list[PartialDate]:
    """The dates that a property gives, in order."""
    found = [PartialDate.parse(term.value) for term in page.reader.values(iri, name)]
    return sorted(date for date in found if date)


def regions_picture(page: Page) -> str | None:
    """The diagram of the innovations by region, or None where the model has not three realms."""
    model = page.model
    if model is None or len(model.realms) != 3 or not page.case.innovations:
        return None
    members = []
    for iri in page.case.innovations:
        region = page.region_of(iri)
        if region is None:
            return None
        members.append((page.reader.word(iri), local(region)))
    return draw_members(model, f"Realms that led: {page.case.title}", members)
