"""The figures of one indicator on one thing, with a mark for each source.

Figures of two periods or more stand over an axis of years, those without a period in a column of their own; where no
course of time is told, each figure has a line. Targets and forecasts are hollow, ranges are bars, and figures on which
sources disagree are joined by a line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from .dates import PartialDate
from .marks import RADIUS, Scale, bar, mark
from .svg import GREY, INK, LINE, document, element, fitted, number, text, width_of

_WIDTH, _TOP, _HEIGHT = 760, 58, 230
_HOLLOW = ("target", "forecast")
_SIGNS = {"about": "≈", "at-least": "≥", "at-most": "≤"}


@dataclass(frozen=True, slots=True)
class Point:
    """A figure: a value, where `low` and `high` are equal, or a range.

    `begin` and `end` bound the period, None where the source tells none; `figure` and `qualifier` are the last parts
    of the IRIs of the kind of figure and of the qualifier; `disputes` names the disputes in which it is.
    """

    source: str
    low: float
    high: float
    begin: PartialDate | None = None
    end: PartialDate | None = None
    figure: str = "observed"
    qualifier: str = "exact"
    disputes: tuple[str, ...] = ()
    sentence: str = ""

    @property
    def hollow(self) -> bool:
        return self.figure in _HOLLOW

    @property
    def middle(self) -> float | None:
        """The middle of the period, in years."""
        return (self.begin.begin + self.end.end) / 2 if self.begin and self.end else None

    @property
    def period(self) -> str:
        if self.begin is None or self.end is None:
            return ""
        return self.begin.text if self.begin == self.end else f"{self.begin.text} to {self.end.text}"


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures that share an indicator, a thing and a unit."""

    title: str
    unit: str
    points: tuple[Point, ...]

    @property
    def sources(self) -> list[str]:
        """The sources in the order of their first figures."""
        return list(dict.fromkeys(point.source for point in self.points))

    @property
    def is_series(self) -> bool:
        """Whether the figures tell a course of time."""
        return len({point.middle for point in self.points} - {None}) > 1

    @property
    def description(self) -> str:
        """The figures in words."""
        said = [f"{_said(p)} {self.unit}{f' ({p.period})' if p.period else ''}, {p.figure}" for p in self.points]
        count = len(self.sources)
        return f"{len(said)} figures from {count} source{'s' if count > 1 else ''}: {'; '.join(said)}."


def draw_chart(chart: Chart) -> str:
    """The picture as SVG; there must be at least one figure."""
    parts, bottom = _series(chart) if chart.is_series else _lines(chart)
    return document(_WIDTH, bottom, chart.title, chart.description, parts)


def _series(chart: Chart) -> tuple[list[str], float]:
    """Figures over years, and beside them those without a period."""
    dated = [p for p in chart.points if p.begin and p.end]
    undated = [p for p in chart.points if p not in dated]
    right = _WIDTH - 24 - (max(92, 20 * len(undated) + 40) if undated else 0)
    scale = Scale.of([v for p in chart.points for v in (p.low, p.high)], _TOP + _HEIGHT, _TOP)
    left = 16 + max(width_of(scale.shown(tick), 11) for tick in scale.ticks())
    first = floor(min(p.begin.begin for p in dated if p.begin))
    last = max(ceil(max(p.end.end for p in dated if p.end)), first + 2)

    def x_of(year: float) -> float:
        return left + 14 + (right - left - 28) * (year - first) / (last - first)

    parts = _head(chart, scale)
    for tick in scale.ticks():
        y = scale.at(tick)
        parts.append(element("path", d=f"M{left:.1f},{y:.1f} H{_WIDTH - 24}", stroke=LINE))
        parts.append(text(left - 6, y + 4, scale.shown(tick), 11, anchor="end", fill=GREY))
    step = next((s for s in (1, 2, 5, 10, 20, 25, 50) if (right - left) / (last - first) * s >= 44), 100)
    for year in range(ceil(first / step) * step, last + 1, step):
        x = x_of(year)
        parts.append(element("path", d=f"M{x:.1f},{_TOP + _HEIGHT} v5", stroke=GREY))
        parts.append(text(x, _TOP + _HEIGHT + 18, str(year), 11, anchor="middle", fill=GREY))
    if undated:
        edge = f"M{right + 8:.1f},{_TOP - 6} V{_TOP + _HEIGHT}"
        parts.append(element("path", d=edge, stroke=GREY, stroke_dasharray="2 3"))
        middle = (right + 8 + _WIDTH - 24) / 2
        parts.append(text(middle, _TOP + _HEIGHT + 18, "no date told", 11, anchor="middle", fill=GREY, italic=True))
    places: list[tuple[Point, float]] = []
    for point in dated:
        assert point.middle is not None
        places.append((point, _apart(x_of(point.middle), point, places, scale)))
        assert point.begin
        assert point.end
        start, stop = x_of(point.begin.begin), x_of(point.end.end)
        if stop - start > 3 * RADIUS and point.end.end - point.begin.begin > 1.01:
            for value in sorted({point.low, point.high}):
                y = scale.at(value)
                parts.append(element("path", d=f"M{start:.1f},{y:.1f} H{stop:.1f}", stroke=GREY, class_="period"))
    for place, point in enumerate(undated):
        places.append((point, right + 32 + place * 20))
    spots = [(point, x, scale.at(point.low), x, scale.at(point.high)) for point, x in places]
    parts += _joined(spots) + _marks(chart, spots)
    parts += _values(spots, scale, left + 2, right + 6)
    return _with_legend(chart, parts, _TOP + _HEIGHT + 36, sources=True)


def _apart(x: float, point: Point, placed: Sequence[tuple[Point, float]], scale: Scale) -> float:
    """A place to the right where the mark would hide another one."""
    near = [other for other, _ in placed if abs(scale.at(other.high) - scale.at(point.high)) < 2 * RADIUS]
    while any(abs(x - at) < 2 * RADIUS for other, at in placed if other in near):
        x += 2 * RADIUS + 1
    return x


def _lines(chart: Chart) -> tuple[list[str], float]:
    """A line for each figure; figures of one dispute follow each other."""
    points = sorted(chart.points, key=lambda p: (p.disputes or ("~",), p.low, p.source))
    gutter = 330
    scale = Scale.of([v for p in points for v in (p.low, p.high)], gutter + 14, _WIDTH - 84)
    bottom = _TOP + 24 * len(points)
    parts = _head(chart, scale)
    shown = -1e9
    for tick in scale.ticks():
        x, words = scale.at(tick), scale.shown(tick)
        parts.append(element("path", d=f"M{x:.1f},{_TOP - 6} V{bottom}", stroke=LINE))
        if x - width_of(words, 11) / 2 > shown + 8:
            parts.append(text(x, bottom + 15, words, 11, anchor="middle", fill=GREY))
            shown = x + width_of(words, 11) / 2
    spots = []
    for place, point in enumerate(points):
        y = _TOP + 24 * place + 10.0
        words = f"{point.source}, {point.period}" if point.period else point.source
        parts.append(text(gutter, y + 4, fitted(words, gutter - 8, 11), 11, anchor="end", whole=words))
        spots.append((point, scale.at(point.low), y, scale.at(point.high), y))
    parts += _joined(spots) + _marks(chart, spots)
    for point, _, y, x, _ in spots:
        parts.append(text(x + RADIUS + 5, y + 4, _value(point, scale), 11, halo=True))
    return _with_legend(chart, parts, bottom + 32, sources=False)


_Spot = tuple[Point, float, float, float, float]


def _head(chart: Chart, scale: Scale) -> list[str]:
    unit = f"{chart.unit}, {scale.word}" if scale.word else chart.unit
    unit += "" if scale.low <= 0 else " (the axis does not begin at 0)"
    title = fitted(chart.title, _WIDTH - 16, 14, bold=True)
    return [text(8, 20, title, 14, bold=True, whole=chart.title), text(8, 40, unit, 11, fill=GREY)]


def _joined(spots: Sequence[_Spot]) -> list[str]:
    """A line through the figures of each dispute."""
    found = []
    for dispute in sorted({d for point, *_ in spots for d in point.disputes}):
        ends = sorted(((x1 + x2) / 2, (y1 + y2) / 2) for p, x1, y1, x2, y2 in spots if dispute in p.disputes)
        if len(ends) > 1:
            line = " ".join(f"{number(x)},{number(y)}" for x, y in ends)
            found.append(
                element("polyline", points=line, fill="none", stroke=INK, stroke_dasharray="4 3", class_="dispute")
            )
    return found


def _marks(chart: Chart, spots: Sequence[_Spot]) -> list[str]:
    found = []
    for point, x1, y1, x2, y2 in spots:
        index = chart.sources.index(point.source)
        signs = [mark(index, x2, y2, hollow=point.hollow)]
        if point.low != point.high:
            signs = [bar(index, x1, y1, x2, y2), mark(index, x1, y1, hollow=point.hollow), *signs]
        words = f"{point.sentence} {point.source}".strip()
        found.append(element("g", element("title", _escaped(words)) + "".join(signs)))
    return found


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _values(spots: Sequence[_Spot], scale: Scale, leftmost: float, dated: float) -> list[str]:
    """Each figure in numbers beside its mark, where there is room for it; those with a date end before `dated`."""
    boxes = [(min(x1, x2) - 7, min(y1, y2) - 7, max(x1, x2) + 7, max(y1, y2) + 7) for _, x1, y1, x2, y2 in spots]
    found = []
    for point, _, _, x, y in spots:
        words = _value(point, scale)
        width = width_of(words, 11)
        for left, base in (
            (x + 10, y + 4), (x - 10 - width, y + 4), (x - width / 2, y - 10), (x - width / 2, y + 19),
        ):  # fmt: skip
            box = (left - 1, base - 10, left + width + 1, base + 3)
            rightmost = dated if point.middle is not None else _WIDTH - 4
            inside = leftmost <= box[0] and box[2] <= rightmost and box[1] >= _TOP - 8 and box[3] < _TOP + _HEIGHT
            if inside and not any(_overlap(box, other) for other in boxes):
                boxes.append(box)
                found.append(text(left, base, words, 11, halo=True))
                break
    return found


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _value(point: Point, scale: Scale) -> str:
    sign = _SIGNS.get(point.qualifier, "")
    value = scale.shown(point.low)
    value += f" to {scale.shown(point.high)}" if point.high != point.low else ""
    return f"{sign} {value}".strip()


def _said(point: Point) -> str:
    return _value(point, Scale(0, 1, 0, 1, 1.0, ""))


def _with_legend(chart: Chart, parts: list[str], top: float, *, sources: bool) -> tuple[list[str], float]:
    """The picture with its key: the sources, and the signs that it uses."""
    draws: list[tuple[Callable[[float, float], str], str]] = []
    if sources:
        for index, source in enumerate(chart.sources):
            draws.append((lambda x, y, i=index: mark(i, x, y, hollow=False), source))  # type: ignore[misc]
    if any(p.hollow for p in chart.points):
        kinds = " or ".join(kind for kind in _HOLLOW if any(p.figure == kind for p in chart.points))
        draws.append((lambda x, y: mark(0, x, y, hollow=True).replace("#0072b2", GREY), f"hollow: {kinds}"))
    if any(p.low != p.high for p in chart.points):
        draws.append((lambda x, y: bar(0, x - 8, y, x + 8, y), "range"))
    if any(sum(d in p.disputes for p in chart.points) > 1 for p in chart.points for d in p.disputes):
        line = element("path", d="M-9,0 H9", stroke=INK, stroke_dasharray="4 3")
        draws.append((lambda x, y: element("g", line, transform=f"translate({x:.1f} {y:.1f})"), "sources disagree"))
    for qualifier, sign in _SIGNS.items():
        if any(p.qualifier == qualifier for p in chart.points):
            words = qualifier.replace("-", " ")
            draws.append((lambda x, y, s=sign: text(x, y + 4, s, 12, anchor="middle"), words))  # type: ignore[misc]
    x, y = 18.0, top
    for draw, words in draws:
        shown = fitted(words, _WIDTH - 50, 11)
        width = width_of(shown, 11) + 40
        if x + width > _WIDTH and x > 18:
            x, y = 18.0, y + 19
        parts += [draw(x, y), text(x + 14, y + 4, shown, 11, fill=GREY, whole=words)]
        x += width
    return parts, y + (18 if draws else 0)
