"""What is refused before a parser sees it: documents on which reading would not end, or would go out to the network."""

from __future__ import annotations

import re
from xml.parsers import expat

from pyoxigraph import RdfFormat

from ..errors import SourceSyntaxError
from ..turtle import Document

MOST_LEVELS = 1000
_JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKETS = b"[]{}"
_ALL_BUT_BRACKETS = bytes(byte for byte in range(256) if byte not in _BRACKETS)


def unsafe(content: bytes, file: str, syntax: RdfFormat) -> SourceSyntaxError | None:
    """Why a document is not handed to the parser, or None.

    JSON that nests too deeply; XML that is not well-formed, nests too deeply, has entities that grow without measure
    (expat's own limits) or that lie outside of the document.
    """
    return _in_json(content, file) if syntax == RdfFormat.JSON_LD else _in_xml(content, file)


def _in_json(content: bytes, file: str) -> SourceSyntaxError | None:
    brackets = content.translate(None, _ALL_BUT_BRACKETS)
    if len(brackets) <= MOST_LEVELS or _deepest(brackets) <= MOST_LEVELS:
        return None
    # Brackets in strings count for nothing; to leave the strings out takes time, and few documents come this far.
    if _deepest(_JSON_STRING.sub(b"", content).translate(None, _ALL_BUT_BRACKETS)) <= MOST_LEVELS:
        return None
    return Document("", file).fault(f"the document nests more than {MOST_LEVELS:,} levels deep", 0)


def _deepest(brackets: bytes) -> int:
    level = deepest = 0
    for bracket in brackets:
        level += 1 if bracket in b"[{" else -1
        deepest = max(deepest, level)
    return deepest


class _Refused(Exception):
    """Stops the parser, with what is wrong."""


def _in_xml(content: bytes, file: str) -> SourceSyntaxError | None:
    parser = expat.ParserCreate()
    level = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal level
        level += 1
        if level > MOST_LEVELS:
            raise _Refused(f"the document nests more than {MOST_LEVELS:,} levels deep")

    def end(name: str) -> None:
        nonlocal level
        level -= 1

    def entity(
        name: str, is_parameter: bool, value: str | None, base: str | None, system: str | None, *rest: str | None
    ) -> None:
        if value is None:
            raise _Refused(f"the entity {name} lies at an address ({system}), and nothing is fetched")

    parser.StartElementHandler, parser.EndElementHandler, parser.EntityDeclHandler = start, end, entity
    try:
        parser.Parse(content, True)
    except _Refused as refused:
        return _fault(content, file, str(refused), parser.CurrentLineNumber, parser.CurrentColumnNumber)
    except expat.ExpatError as error:
        message = f"this is no XML: {expat.ErrorString(error.code)}"
        return _fault(content, file, message, error.lineno, error.offset)
    except ValueError as error:
        return _fault(content, file, f"this is no XML: {error}", 1, 0)
    return None


def _fault(content: bytes, file: str, message: str, line: int, column: int) -> SourceSyntaxError:
    """An error at a line, counted from 1, and a column, counted from 0."""
    document = Document(content.decode("utf-8", errors="replace"), file)
    starts = document.lines.starts
    at = starts[min(line, len(starts)) - 1] + column
    return document.fault(message, min(at, len(document.text)))
