"""Dates as exact as their source: a year, a month or a day, as a stretch of time (XML Schema 1.1 part 2, 3.3)."""

from __future__ import annotations

import re
from calendar import isleap
from dataclasses import dataclass
from datetime import date

_PARTS = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A stretch of time from `begin` up to, and without, `end`, in years: the year 1990 is 1990.0 to 1991.0."""

    begin: float
    end: float
    text: str

    @classmethod
    def parse(cls, text: str) -> PartialDate | None:
        """The date that a year, a month or a day tells (`1990`, `1990-05`, `1990-05-02`); None for other texts."""
        match = _PARTS.match(text)
        if match is None:
            return None
        year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
        if not month:
            return cls(float(year), year + 1.0, match[0])
        try:
            begin = _position(date(year, month, day or 1))
            following = date(year + month // 12, month % 12 + 1, 1)
        except ValueError:
            return None
        end = begin + 1 / (366 if isleap(year) else 365) if day else _position(following)
        return cls(begin, end, match[0])

    @property
    def is_day(self) -> bool:
        return len(self.text) == len("1990-05-02")

    @property
    def words(self) -> str:
        """The date in words: `1990`, `May 1990`, `2 May 1990`."""
        parts = self.text.split("-")
        month = [_MONTHS[int(parts[1]) - 1]] if len(parts) > 1 else []
        return " ".join([*([str(int(parts[2]))] if len(parts) > 2 else []), *month, parts[0]])


def _position(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / (366 if isleap(day.year) else 365)
