"""Marks of sources and scales of values: what the two forms of a chart share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, floor, log10, pi, sin

from .svg import COLORS, INK, VERMILLION, element, number

RADIUS = 6.0
_COLORS = (*COLORS[:3], VERMILLION, *COLORS[3:], INK)


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis of values: from `low` to `high` between the pixels `start` and `stop`, in units of `divisor`.

    Between two ticks lies at least `finest`.
    """

    low: float
    high: float
    start: float
    stop: float
    divisor: float
    word: str
    finest: float = 0.0

    @classmethod
    def of(cls, values: Sequence[float], start: float, stop: float) -> Scale:
        """A scale for the values. It begins at 0 unless they differ and all lie within the upper half."""
        low, high = min(values), max(values)
        whole = all(value == floor(value) for value in values)
        if 0 <= low <= high / 2 or low == high >= 0:
            low, high = 0.0, high * 1.06 or 1.0
        else:
            room = (high - low) * 0.12 or abs(high) * 0.05
            low, high = low - room, high + room
        largest = max(abs(low), abs(high))
        divisor, word = next(
            ((d, w) for d, w in ((1e12, "trillions"), (1e9, "billions"), (1e6, "millions")) if largest >= d), (1.0, "")
        )
        return cls(low, high, start, stop, divisor, word, 1.0 if whole else 0.0)

    def at(self, value: float) -> float:
        return self.start + (self.stop - self.start) * (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """Round values, at most nine of them."""
        step = 10 ** floor(log10((self.high - self.low) / 4))
        step = max(self.finest, step * next(f for f in (5, 2, 1) if (self.high - self.low) / (step * f) >= 4))
        first = -floor(-self.low / step)
        return [k * step for k in range(first, floor(self.high / step) + 1)]

    def shown(self, value: float) -> str:
        """A value in the units of the axis, with commas between thousands."""
        whole, _, rest = f"{value / self.divisor:,.4f}".partition(".")
        rest = rest.rstrip("0")
        return f"{whole}.{rest}" if rest else whole


def mark(index: int, x: float, y: float, *, hollow: bool) -> str:
    """The mark of a source by its place among the sources: a shape and a colour."""
    shape = _OUTLINES[index % len(_OUTLINES)]
    points = " ".join(f"{number(x + dx * RADIUS)},{number(y + dy * RADIUS)}" for dx, dy in shape)
    fill = _COLORS[index % len(_COLORS)]
    return element(
        "polygon",
        points=points,
        fill="#ffffff" if hollow else fill,
        stroke=fill,
        stroke_width=1.8,
        class_="hollow" if hollow else "full",
    )


def bar(index: int, x1: float, y1: float, x2: float, y2: float) -> str:
    """The bar of a range in the colour of its source."""
    return element(
        "path",
        d=f"M{number(x1)},{number(y1)} L{number(x2)},{number(y2)}",
        stroke=_COLORS[index % len(_COLORS)],
        stroke_width=4,
        stroke_opacity=0.55,
        class_="range",
    )


def _regular(corners: int, turned: float = 0.0) -> tuple[tuple[float, float], ...]:
    angles = [2 * pi * k / corners + turned for k in range(corners)]
    return tuple((sin(a), -cos(a)) for a in angles)


_PLUS = tuple(
    (x * 1.05, y * 1.05)
    for x, y in (
        (-0.35, -1), (0.35, -1), (0.35, -0.35), (1, -0.35), (1, 0.35), (0.35, 0.35), (0.35, 1), (-0.35, 1),
        (-0.35, 0.35), (-1, 0.35), (-1, -0.35), (-0.35, -0.35),
    )
)  # fmt: skip
_OUTLINES = (
    _regular(24),
    tuple((0.85 * x, 0.85 * y) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))),
    tuple((1.15 * x, 1.15 * y) for x, y in _regular(3)),
    tuple((1.15 * x, 1.15 * y) for x, y in _regular(4)),
    _PLUS,
    tuple((1.15 * x, 1.15 * y) for x, y in _regular(3, pi)),
    tuple(((x - y) * 0.72, (x + y) * 0.72) for x, y in _PLUS),
    _regular(5),
)
