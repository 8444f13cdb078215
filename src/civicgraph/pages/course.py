"""The course of a case for its timeline: terms of office, innovations, events and other dated beginnings and ends."""

from __future__ import annotations

from collections import defaultdict

from ..drawing import Bar, Event, Group, PartialDate, Timeline
from ..terms import CG
from .innovations import dates
from .markdown import local
from .page import Page

_SEEN = ("observed", "estimate")


def timeline(page: Page) -> Timeline | None:
    """What the claims of the case say of its course; None where they tell no date."""
    realms = tuple((realm.letter, realm.name) for realm in page.model.realms) if page.model else ()
    found = Timeline(f"Timeline: {page.case.title}", realms, _terms(page), _innovations(page), tuple(_events(page)))
    return found if found.dates else None


def _claims(page: Page, class_: str) -> list[str]:
    """The claims of a class that belong to the case and are not deprecated."""
    iri = CG + class_
    return [c for c in page.case.claims if iri in page.reader.classes(c) and not page.reader.is_deprecated(c)]


def _terms(page: Page) -> tuple[Group, ...]:
    reader = page.reader
    by_office: dict[str, list[Bar]] = defaultdict(list)
    for claim in _claims(page, "LeadershipRole"):
        office = next(iter([*reader.links(claim, "post"), *reader.links(claim, "inOrganisation")]), None)
        realm = next(iter(page.realm_of(claim, "inRealm")), None)
        bar = Bar(
            label=reader.text(claim, "roleHolder") or "holder not named",
            start=tuple(dates(page, claim, "startDate")),
            end=tuple(dates(page, claim, "endDate")),
            seen=tuple(dates(page, claim, "ongoingOn")),
            realm=realm,
            note=page.model.realms[realm].letter if page.model and realm is not None else "–",
            disputed=bool(page.disputes_of(claim)),
        )
        by_office[reader.word(office) if office else "Office not named"].append(bar)
    groups = [Group(name, tuple(sorted(bars, key=_order))) for name, bars in by_office.items()]
    return tuple(sorted(groups, key=lambda group: (_order(group.bars[0])[0], group.heading)))


def _order(bar: Bar) -> tuple[float, float, str]:
    """By the first date, then the last one, so that a predecessor stands before a successor of the same year."""
    dates = bar.dates
    return min((d.begin for d in dates), default=9999.0), max((d.end for d in dates), default=9999.0), bar.label


def _innovations(page: Page) -> tuple[Bar, ...]:
    return tuple(_innovation(page, number, iri) for number, iri in enumerate(page.case.innovations, start=1))


def _innovation(page: Page, number: int, iri: str) -> Bar:
    reader = page.reader
    statuses = sorted(
        (date, local(status))
        for claim in reader.pointing_at(iri, "statusOf")
        if not reader.is_deprecated(claim)
        for status in reader.links(claim, "enteredStatus")
        for date in dates(page, claim, "startDate")
    )
    start = dates(page, iri, "startDate") or [date for date, status in statuses if status == "started"]
    end = dates(page, iri, "endDate") or [date for date, status in statuses if status == "ended"]
    return Bar(
        label=reader.word(iri),
        start=tuple(start),
        end=tuple(end),
        seen=tuple(sorted(_seen(page, iri))),
        number=number,
        note=page.letters_of(iri).replace("not documented", "–"),
        statuses=tuple((status, date) for date, status in statuses),
        disputed=any(page.disputes_of(claim) for claim in reader.pointing_at(iri, "datedEntity")),
    )


def _seen(page: Page, iri: str) -> set[PartialDate]:
    """Dates at which somebody took part in an innovation, or something was counted on it."""
    reader = page.reader
    found = set()
    for claim in reader.pointing_at(iri, "participationIn"):
        if not reader.is_deprecated(claim):
            found |= {date for name in ("startDate", "endDate", "ongoingOn") for date in dates(page, claim, name)}
    for claim in reader.pointing_at(iri, "observedIn"):
        counted = any(local(kind) in _SEEN for kind in reader.links(claim, "figureKind"))
        if counted and not reader.is_deprecated(claim):
            found |= {date for name in ("refPeriod", "periodStart", "periodEnd") for date in dates(page, claim, name)}
    return found


def _events(page: Page) -> list[Event]:
    """Events, and beginnings and ends of other things than people and the innovations of the case."""
    reader = page.reader
    found: dict[str, list[PartialDate]] = defaultdict(list)
    for claim in _claims(page, "EventClaim"):
        for event in reader.links(claim, "claimedEvent"):
            ends = dates(page, claim, "endDate")
            for date in dates(page, claim, "startDate"):
                until = max([date.end, *(end.end for end in ends)])
                found[reader.word(event)].append(
                    date if until == date.end else PartialDate(date.begin, until, date.text[:4])
                )
    for claim in _claims(page, "DateClaim"):
        for thing in reader.links(claim, "datedEntity"):
            if thing not in page.case.innovations and CG + "Person" not in reader.classes(thing):
                kind = reader.text(claim, "dateKind") or "date"
                found[f"{reader.word(thing)}: {kind}"] += dates(page, claim, "dateValue")
    return [Event(label, tuple(sorted(set(when)))) for label, when in sorted(found.items()) if when]
