"""The course of a case as lanes over one axis of years: terms of office, innovations, events.

A date is drawn as exactly as its source gives it: a year is a bar of the year. What is unsure is pale, what is sure is
full (`lanes` tells which is which).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .dates import PartialDate
from .lanes import Axis, Bar, Event, Piece, Timeline, axis_of, pieces
from .svg import GREY, INK, LINE, PALE, color, document, element, fitted, paint, patterns, text, width_of, wrapped

_WIDTH, _GUTTER, _LEFT, _RIGHT = 900, 272, 306, 860
_BAR, _ROW, _LINE, _HEADING, _BAND, _TRACK, _FADE = 11, 20, 14, 19, 24, 18, 9
_SMALLEST = 3.0
_DARK = "#404040"


def draw_timeline(timeline: Timeline) -> str:
    """The picture as SVG; there must be at least one date."""
    axis = axis_of(timeline, _LEFT, _RIGHT)
    rows: list[str] = []
    y = 62.0
    if timeline.terms:
        rows += _band("Terms of office", y)
        y += _BAND
        for group in timeline.terms:
            heading = fitted(group.heading, _WIDTH - 16, 12, bold=True)
            rows.append(text(8, y + 14, heading, 12, bold=True, fill=GREY, whole=group.heading, halo=True))
            y += _HEADING
            for bar in group.bars:
                lines, y = _row(bar, axis, y, 18, (color(bar.realm), paint(bar.realm)))
                rows += lines
            y += 4
    if timeline.innovations:
        rows += _band("Innovations", y)
        y += _BAND
        for bar in timeline.innovations:
            lines, y = _row(bar, axis, y, 34, (_DARK, _DARK))
            rows += lines
        y += 4
    if timeline.events:
        rows += _band("Events", y)
        y += _BAND
        lines, tracks = _events(timeline.events, axis, y)
        rows += lines
        y += tracks * _TRACK + 6
    title = fitted(timeline.title, _WIDTH - 16, 15, bold=True)
    head = text(8, 22, title, 15, bold=True, whole=timeline.title)
    legend, bottom = _legend(timeline, axis, y + 30)
    parts = [patterns(len(timeline.realms)), head, *_years(axis, y), *rows, *legend]
    return document(_WIDTH, bottom, timeline.title, _description(timeline), parts)


def _band(title: str, y: float) -> list[str]:
    band = element("rect", x=0, y=y, width=_WIDTH, height=_BAND - 4, fill=PALE)
    return [band, text(8, y + 14.5, title, 13, bold=True)]


def _years(axis: Axis, bottom: float) -> list[str]:
    found = []
    for year in axis.ticks():
        x = axis.x(year)
        found.append(element("path", d=f"M{x:.1f},52 V{bottom:.1f}", stroke=LINE))
        found += [text(x, y, str(year), 11, anchor="middle", fill=GREY) for y in (46, bottom + 13)]
    return found


def _row(bar: Bar, axis: Axis, y: float, indent: float, look: tuple[str, str]) -> tuple[list[str], float]:
    """One bar with its label and note in the gutter, and where the next row begins.

    `look` is the colour of the bar, and what fills it where it is sure.
    """
    note = " · ".join([*(["≠"] if bar.disputed else []), *([bar.note] if bar.note else [])])
    room = _GUTTER - indent - (width_of(note, 11) + 10 if note else 0)
    words = wrapped(bar.label, room)
    if len(words) > 2:
        words = [words[0], fitted(" ".join(words[1:]), room)]
    height = _ROW + _LINE * (len(words) - 1)
    found = [element("path", d=f"M8,{y + height:.1f} H{_WIDTH - 8}", stroke=PALE)]
    found += [text(indent, y + 14 + _LINE * i, line, whole=bar.label) for i, line in enumerate(words)]
    middle = y + height / 2
    if bar.number is not None:
        found.append(element("circle", cx=18, cy=middle, r=9, fill=INK))
        found.append(text(18, middle + 3.5, str(bar.number), 10, anchor="middle", fill="#ffffff", bold=True))
    if note:
        found.append(text(_GUTTER, y + 14, note, 11, anchor="end", fill=GREY))
    parts = pieces(bar)
    if not parts:
        found.append(text(_LEFT, middle + 4, "no date told", 11, fill=GREY, italic=True, halo=True))
    found += [_piece(part, look, axis, middle - _BAR / 2) for part in parts]
    found += [_glyph(slug, axis.x((date.begin + date.end) / 2), middle) for slug, date in _told(bar)]
    return found, y + height


def _told(bar: Bar) -> list[tuple[str, PartialDate]]:
    """The statuses that the ends of the bar do not tell already."""
    return [(s, d) for s, d in bar.statuses if (s, d) not in _ends(bar)]


def _ends(bar: Bar) -> list[tuple[str, PartialDate]]:
    return [*(("started", date) for date in bar.start), *(("ended", date) for date in bar.end)]


def _piece(part: Piece, look: tuple[str, str], axis: Axis, top: float) -> str:
    tint, filling = look
    x, width = axis.x(part.begin), axis.x(part.end) - axis.x(part.begin)
    place: dict[str, object] = {"class_": part.kind, "x": x, "y": top, "height": _BAR}
    if part.kind == "sure":
        return element("rect", width=max(width, 1.0), fill=filling, **place)
    if part.kind == "unsure":
        # A day is less than a pixel wide.
        return element("rect", width=max(width, 1.0), fill=tint, fill_opacity=0.42, **place)
    if part.kind == "paused":
        width = max(width, _SMALLEST)
        return element("rect", width=width, fill="#ffffff", stroke=tint, stroke_dasharray="3 2", **place)
    steps = []
    for step, opacity in enumerate((0.26, 0.16, 0.08)):
        left = x - (step + 1) * _FADE if part.kind == "fade-in" else x + step * _FADE
        steps.append(element("rect", x=left, y=top, width=_FADE, height=_BAR, fill=tint, fill_opacity=opacity))
    return element("g", "".join(steps), class_=part.kind)


def _glyph(slug: str, x: float, y: float) -> str:
    """The sign of a status."""
    shapes = {
        "started": f"M{x - 5:.1f},{y + 4:.1f} h10 l-5,-9 z",
        "suspended": f"M{x - 4:.1f},{y - 5:.1f} h3 v10 h-3 z M{x + 1:.1f},{y - 5:.1f} h3 v10 h-3 z",
        "resumed": f"M{x - 4:.1f},{y - 5:.1f} l9,5 l-9,5 z",
        "ended": f"M{x - 4:.1f},{y - 4:.1f} h8 v8 h-8 z",
    }
    look: dict[str, object] = {"fill": "#ffffff", "stroke": INK, "stroke_width": 1.2, "class_": f"status-{slug}"}
    if slug in shapes:
        return element("path", d=shapes[slug], **look)
    return element("circle", cx=x, cy=y, r=4, **look)


def _events(events: Sequence[Event], axis: Axis, top: float) -> tuple[list[str], int]:
    """Events with their labels beside them, in as few tracks as keep them apart."""
    found: list[str] = []
    tracks: list[list[tuple[float, float]]] = []
    for event in sorted(events, key=lambda e: (min(e.dates), e.label)):
        dates = sorted(event.dates)
        spans = [_mark_span(date, axis) for date in dates]
        left, right = min(s[0] for s in spans), max(s[1] for s in spans)
        year = dates[0].text[:4]
        words = event.label if year in event.label else f"{year} {event.label}"
        words += " ≠" if len(dates) > 1 else ""
        after, before = _WIDTH - 8 - right - 6, left - 6 - 8
        beside = after >= min(width_of(words, 11), before)
        shown = fitted(words, after if beside else before, 11)
        width = width_of(shown, 11)
        taken = (left, right + 6 + width) if beside else (left - 6 - width, right)
        track = next((i for i, t in enumerate(tracks) if all(_apart(taken, other) for other in t)), len(tracks))
        if track == len(tracks):
            tracks.append([])
        tracks[track].append(taken)
        y = top + track * _TRACK
        if len(dates) > 1:
            found.append(element("path", d=f"M{left:.1f},{y + 9:.1f} H{right:.1f}", stroke=INK, stroke_dasharray="2 2"))
        found += [_mark(date, axis, y + 9) for date in dates]
        x, anchor = (right + 6, "start") if beside else (left - 6, "end")
        whole = f"{event.label}: {' or '.join(date.words for date in dates)}"
        found.append(text(x, y + 13, shown, 11, anchor=anchor, whole=whole, halo=True))
    return found, len(tracks)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[1] + 10 < other[0] or other[1] + 10 < one[0]


def _mark_span(date: PartialDate, axis: Axis) -> tuple[float, float]:
    if date.end <= axis.first or date.is_day:
        x = axis.x(date.begin)
        return x - 5, x + 5
    return axis.x(date.begin), max(axis.x(date.end), axis.x(date.begin) + _SMALLEST)


def _mark(date: PartialDate, axis: Axis, y: float) -> str:
    left, right = _mark_span(date, axis)
    if date.end <= axis.first:
        return _pointer((left + right) / 2, y)
    if date.is_day:
        return element("path", d=f"M{left:.1f},{y:.1f} l5,-5 l5,5 l-5,5 z", fill=INK, class_="day")
    return element("rect", x=left, y=y - 4, width=right - left, height=8, fill=INK, class_="span")


def _pointer(x: float, y: float) -> str:
    """A sign at the left edge: this was before the axis begins."""
    return element("path", d=f"M{x - 4:.1f},{y:.1f} l8,-5 v10 z", fill=INK, class_="earlier")


def _legend(timeline: Timeline, axis: Axis, top: float) -> tuple[list[str], float]:
    """The signs that the picture uses, in lines, and where they end."""
    found: list[str] = []
    x, y = 8.0, top
    for draw, words in _signs(timeline, axis):
        width = 34 + width_of(words, 11) + 18
        if x + width > _WIDTH and x > 8:
            x, y = 8.0, y + 20
        found += [draw(x, y), text(x + 32, y + 9.5, words, 11, fill=GREY)]
        x += width
    return found, y + 22


def _signs(timeline: Timeline, axis: Axis) -> Iterator[tuple[Callable[[float, float], str], str]]:
    def box(**look: object) -> Callable[[float, float], str]:
        return lambda x, y: element("rect", x=x, y=y, width=22, height=_BAR, **look)

    def placed(sign: str) -> Callable[[float, float], str]:
        return lambda x, y: element("g", sign, transform=f"translate({x:.1f} {y:.1f})")

    terms = [bar for group in timeline.terms for bar in group.bars]
    for index, (letter, name) in enumerate(timeline.realms):
        if any(bar.realm == index for bar in terms):
            yield box(fill=paint(index)), f"{letter} {name}"
    if any(bar.realm is None for bar in terms):
        yield box(fill=paint(None)), "outside the model, or not coded"
    kinds = {part.kind for bar in timeline.bars for part in pieces(bar)}
    if "unsure" in kinds:
        yield box(fill=_DARK, fill_opacity=0.42), "some time in this stretch, or sources disagree"
    if kinds & {"fade-in", "fade-out"}:
        fade = _piece(Piece(0, 0, "fade-out"), (_DARK, _DARK), Axis(0, 1, 0, 1), 0)
        yield placed(fade), "beginning or end not told"
    if "paused" in kinds:
        yield box(fill="#ffffff", stroke=GREY, stroke_dasharray="3 2"), "not running"
    for slug in sorted({slug for bar in timeline.bars for slug, _ in _told(bar)}):
        yield placed(_glyph(slug, 11, 5)), slug.replace("-", " ")
    dates = [date for event in timeline.events for date in event.dates]
    if any(date.is_day for date in dates):
        yield placed(element("path", d="M6,5 l5,-5 l5,5 l-5,5 z", fill=INK)), "day"
    if any(not date.is_day for date in dates):
        yield box(fill=INK), "month or year, as wide as it is long"
    if any(bar.disputed for bar in timeline.bars) or any(len(event.dates) > 1 for event in timeline.events):
        yield placed(text(11, 10, "≠", 13, anchor="middle")), "sources disagree"
    if any(date.begin < axis.first for date in dates):
        yield placed(_pointer(11, 5)), "before the axis begins"


def _description(timeline: Timeline) -> str:
    dates = timeline.dates
    terms = len(timeline.bars) - len(timeline.innovations)
    last = max(dates, key=lambda date: date.end)
    counts = (
        f"{terms} terms of office, {len(timeline.innovations)} innovations and {len(timeline.events)} events "
        f"from {dates[0].text[:4]} to {last.text[:4]}."
    )
    said = [f"{group.heading}: {_said(bar)}" for group in timeline.terms for bar in group.bars]
    said += [_said(bar) for bar in timeline.innovations]
    said += [f"{e.label}: {' or '.join(d.words for d in sorted(e.dates))}" for e in timeline.events]
    return f"{counts} {'; '.join(said)}."


def _said(bar: Bar) -> str:
    start = " or ".join(date.words for date in sorted(bar.start)) or "not told"
    end = " or ".join(date.words for date in sorted(bar.end)) or "not told"
    return f"{bar.label}, beginning {start}, end {end}"
