"""A line of a file with a caret below the place that a finding is about."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from ..source import Span
from .escape import COMMAND, visible

_TAB = 4
# A long literal must not fill the screen: so many cells of the line are shown, around the place.
_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Excerpts:
    """Reads lines of the files below a folder, each file once."""

    root: Path
    _lines: dict[str, list[str]] = field(default_factory=dict)

    def lines(self, file: str) -> list[str]:
        """The lines of a file without their ends; none where it cannot be read."""
        if file not in self._lines:
            try:
                with (self.root / file).open(encoding="utf-8-sig", errors="replace", newline="") as stream:
                    self._lines[file] = re.split(r"\r\n|\r|\n", stream.read())
            except OSError:
                self._lines[file] = []
        return self._lines[file]

    def excerpt(self, span: Span) -> list[tuple[str, str]]:
        """Number and text of each line to show, the caret line last and without a number.

        An indented line brings the line before it, which shows where it belongs. A span of several lines is shown by
        its first line. Empty where the file has no such line.
        """
        lines, at = self.lines(span.file), span.start.line
        if not 0 < at <= len(lines):
            return []
        line = lines[at - 1]
        start = min(span.start.column - 1, len(line))
        end = span.end.column - 1 if span.end.line == at else len(line)
        shown, caret = _around(_cells(line), start, max(end, start + 1))
        found = [(str(at), shown), ("", caret)]
        before = lines[at - 2] if at > 1 else ""
        if line[:1] in (" ", "\t") and before.strip():
            width = len(str(at))
            found.insert(0, (str(at - 1).rjust(width), _around(_cells(before), 0, 1)[0]))
        return found


def _cells(line: str) -> list[tuple[str, int]]:
    """Each character as it is shown, and how many columns of a terminal it takes."""
    commands = {match.start() + 1 for match in COMMAND.finditer(line)}
    found = []
    for at, character in enumerate(line):
        shown = " " * _TAB if character == "\t" else "\\x23" if at in commands else visible(character)
        found.append((shown, len(shown) if shown != character else _width(character)))
    return found


def _width(character: str) -> int:
    """The columns of a character (Unicode Standard Annex #11): none for marks, two for wide ones."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _around(cells: list[tuple[str, int]], start: int, end: int) -> tuple[str, str]:
    """The line and the caret line below it, cut to `_WIDTH` columns with `…` where something is left out."""
    first, last = 0, len(cells)
    if sum(width for _, width in cells) > _WIDTH:
        first = _back(cells, start, _WIDTH // 3)
        last = _forth(cells, first, _WIDTH)
        if last == len(cells):
            first = _back(cells, last, _WIDTH)
    left, right = ("…" if first else ""), ("…" if last < len(cells) else "")
    text = left + "".join(shown for shown, _ in cells[first:last]) + right
    pad = len(left) + sum(width for _, width in cells[first:start])
    marked = max(sum(width for _, width in cells[start : min(end, last)]), 1)
    return text, " " * pad + "^" * marked


def _back(cells: list[tuple[str, int]], start: int, columns: int) -> int:
    """The first cell of those before `start` that fill at most so many columns."""
    used, first = 0, start
    while first and used + cells[first - 1][1] <= columns:
        first -= 1
        used += cells[first][1]
    return first


def _forth(cells: list[tuple[str, int]], first: int, columns: int) -> int:
    """The cell after the last of those from `first` that fill at most so many columns."""
    used, last = 0, first
    while last < len(cells) and used + cells[last][1] <= columns:
        used += cells[last][1]
        last += 1
    return last
