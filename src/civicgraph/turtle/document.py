"""A text and its places: from bytes to text, from offsets to lines and columns."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ..errors import SourceSyntaxError
from ..source import Position, Span

BOM = "\ufeff"
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Lines:
    """From offsets to lines and columns. A line ends with LF, CR or CRLF; a byte order mark takes no column."""

    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Lines:
        first = 1 if text.startswith(BOM) else 0
        return cls((first, *(match.end() for match in _LINE_END.finditer(text))))

    def position(self, offset: int) -> Position:
        """The line and column of an offset, both from 1, the column in code points."""
        line = bisect_right(self.starts, offset) or 1
        return Position(line, offset - self.starts[line - 1] + 1 or 1)


@dataclass(frozen=True)
class Document:
    """A text and the name of its file, as it stands in spans."""

    text: str = field(repr=False)
    file: str

    @cached_property
    def lines(self) -> Lines:
        """Where the lines begin; found when a position is first asked for."""
        return Lines.of(self.text)

    def span(self, start: int, end: int) -> Span:
        """The stretch of the text from one offset up to another."""
        return Span(self.file, self.lines.position(start), self.lines.position(end))

    def fault(self, message: str, start: int, end: int | None = None, hint: str | None = None) -> SourceSyntaxError:
        """An error at a place of the text; without an end it is one column wide."""
        at = self.lines.position(start)
        to = Position(at.line, at.column + 1) if end is None else self.lines.position(end)
        return SourceSyntaxError(message, hint=hint, span=Span(self.file, at, to))


def excerpt(text: str) -> str:
    """The beginning of a text, for a message: of its first line, 40 code points at most."""
    first = text.splitlines()[0] if text else ""
    return first if first == text and len(first) <= 40 else first[:37] + "..."


def read_text(path: Path, file: str) -> str:
    """The text of a file, its line ends and its byte order mark as they are; `file` is its name in spans.

    Raises `SourceSyntaxError` at the first byte that is not UTF-8.
    """
    return decode(path.read_bytes(), file)


def decode(data: bytes, file: str) -> str:
    """The text of UTF-8 bytes. Raises `SourceSyntaxError` at the first byte that is not UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Document("", file).fault("the file is in UTF-16", 0, hint="save it as UTF-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = Document(data[: error.start].decode("utf-8"), file)
        raise before.fault(
            f"the byte 0x{data[error.start]:02X} here is not part of a UTF-8 text",
            len(before.text),
            hint="save the file as UTF-8; an editor may have used another encoding, such as Windows-1252",
        ) from error
