"""What a timeline shows, and which stretches of time its bars have.

What lies between the earliest and the latest beginning that sources allow is unsure, what lies between beginning and
end for certain is sure, and where no source tells the beginning or the end, the bar fades.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

from .dates import PartialDate

Kind = Literal["sure", "unsure", "paused", "fade-in", "fade-out"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A term of office or an innovation.

    `start` and `end` are all dates that sources give, `seen` dates at which by a source it was there; `realm` is the
    place of the realm in the model; `statuses` are pairs of the last part of the IRI of a status and its date.
    """

    label: str
    start: tuple[PartialDate, ...] = ()
    end: tuple[PartialDate, ...] = ()
    seen: tuple[PartialDate, ...] = ()
    realm: int | None = None
    number: int | None = None
    note: str = ""
    statuses: tuple[tuple[str, PartialDate], ...] = ()
    disputed: bool = False

    @property
    def dates(self) -> tuple[PartialDate, ...]:
        return (*self.start, *self.end, *self.seen, *(date for _, date in self.statuses))


@dataclass(frozen=True, slots=True)
class Group:
    """The terms of one office."""

    heading: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """An event with the dates that sources give; more than one where they disagree."""

    label: str
    dates: tuple[PartialDate, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """What a picture shows. `realms` are pairs of a letter and a name, in the order of the model."""

    title: str
    realms: tuple[tuple[str, str], ...]
    terms: tuple[Group, ...] = ()
    innovations: tuple[Bar, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def bars(self) -> list[Bar]:
        """All terms, then the innovations."""
        return [bar for group in self.terms for bar in group.bars] + list(self.innovations)

    @property
    def dates(self) -> list[PartialDate]:
        """All dates that are shown, in order."""
        return sorted([d for bar in self.bars for d in bar.dates] + [d for event in self.events for d in event.dates])


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar, in years. A fade has no length: it is drawn with the same width wherever it stands."""

    begin: float
    end: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class Axis:
    """Where a year stands between the pixels `left` and `right`."""

    first: float
    last: float
    left: float
    right: float

    def x(self, year: float) -> float:
        inside = min(max(year, self.first), self.last)
        return self.left + (self.right - self.left) * (inside - self.first) / (self.last - self.first)

    def ticks(self, apart: float = 46) -> list[int]:
        """Years with a line, at least so many pixels from each other."""
        per_year = (self.right - self.left) / (self.last - self.first)
        step = next((s for s in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500) if s * per_year >= apart), 1000)
        return list(range(ceil(self.first / step) * step, floor(self.last) + 1, step))


def axis_of(timeline: Timeline, left: float, right: float) -> Axis:
    """The axis of a timeline that has a date.

    Where a few early events, at most a quarter of all dates, would more than double it, it begins after them, but
    never after a term or an innovation has begun.
    """
    dates = timeline.dates
    last = max(date.end for date in dates)
    begins = [date.begin for date in dates]
    bound = min((date.begin for bar in timeline.bars for date in bar.dates), default=last)
    later = [begin for begin in begins[1 : 1 + len(begins) // 4] if begin <= bound]
    first = next((begin for begin in later if last - begin <= 0.45 * (last - begins[0])), begins[0])
    return Axis(float(floor(first)), float(max(ceil(last), floor(first) + 2)), left, right)


def pieces(bar: Bar) -> list[Piece]:
    """The parts of a bar, the pauses last; none where it has no date."""
    seen = sorted([*bar.seen, *(date for _, date in bar.statuses)])
    if not (bar.start or bar.end or seen):
        return []
    start = bar.start or tuple(d for d in seen if not bar.end or d.begin < min(bar.end).begin)[:1] or bar.end
    end = bar.end or tuple(sorted((d for d in seen if d.end > max(start).end), key=lambda d: d.end))[-1:] or start
    first, began = min(d.begin for d in start), max(d.end for d in start)
    ending, last = min(d.begin for d in end), max(max(d.end for d in end), began)
    found: list[Piece] = []
    if not bar.start:
        found.append(Piece(first, first, "fade-in"))
    if ending > began:
        found += [Piece(first, began, "unsure"), Piece(began, ending, "sure"), Piece(ending, last, "unsure")]
    else:
        found.append(Piece(first, last, "unsure"))
    if not bar.end:
        found.append(Piece(last, last, "fade-out"))
    return found + _pauses(bar, last)


def _pauses(bar: Bar, last: float) -> list[Piece]:
    """From each suspension to the next resumption, or to the end."""
    found = []
    for slug, date in bar.statuses:
        if slug == "suspended":
            after = [d.begin for s, d in bar.statuses if s == "resumed" and d.begin >= date.begin]
            found.append(Piece(date.begin, min(after, default=max(last, date.end)), "paused"))
    return found
