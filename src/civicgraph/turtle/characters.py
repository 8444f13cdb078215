"""Stretches of a text that are no token: unclosed strings and IRIs, and characters that do not belong in Turtle."""

from __future__ import annotations

import re
import unicodedata

from ..errors import SourceSyntaxError
from .document import Document, excerpt
from .lexer import Token

_IRI_RUN = re.compile(r'<(?:[^\x00-\x20<>"{}|^`\\]|\\[uU][0-9A-Fa-f]+)*')
_CURLY = {**dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'), **dict.fromkeys("\u2018\u2019\u201a", "'")}
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"]*[^\s<>\".,;]")
# What other languages have and Turtle has not, by how it begins.
_ELSEWHERE = (
    ("<<", "<< >> belongs to RDF 1.2, and this file is read as RDF 1.1", "give the statement an IRI of its own"),
    ("{|", "{| |} belongs to RDF 1.2, and this file is read as RDF 1.1", "give the statement an IRI of its own"),
    ("~", "~ belongs to RDF 1.2, and this file is read as RDF 1.1", "give the statement an IRI of its own"),
    ("<=", "<= belongs to Notation3", "write a statement with a property"),
    ("=>", "=> belongs to Notation3", "write a statement with a property"),
    ("=", "= belongs to Notation3", "write owl:sameAs"),
    ("!", "paths with ! belong to Notation3", "name the thing in between"),
    ("^", "paths with ^ belong to Notation3 and SPARQL", "write the statement from the other end"),
    ("?", "variables belong to SPARQL", "write the name of a thing"),
    ("$", "variables belong to SPARQL", "write the name of a thing"),
)
# The characters that a prefixed name holds after a backslash (RDF 1.1 Turtle, PN_LOCAL_ESC).
_ESCAPED_IN_NAMES = frozenset("~!$&'()*+,;=/?#@%")


def broken_token(document: Document, found: Token, previous: Token) -> SourceSyntaxError:
    """The error for a stretch that is no token, after `previous`."""
    first = found.text[0]
    adjoins = previous.kind in ("pname", "word") and previous.end == found.start
    if adjoins and previous.kind == "pname" and (error := in_name(document, found, previous)):
        return error
    if first in "\"'":
        return _unclosed_string(document, found, previous)
    if error := of_another_language(document, found.start):
        return error
    if first == "<":
        return _broken_iri(document, found)
    if first == "@":
        return document.fault("a language tag begins with a letter", found.start, None, 'as in "text"@en')
    if first == "-" and previous.kind == "at":
        return document.fault(
            "a language tag does not end with a hyphen, and has no two in a row", found.start, None, "as in @pt-BR"
        )
    if first in "+-":
        return document.fault(f"a digit is expected after this {first}", found.start)
    if first == "\\":
        return document.fault("a backslash stands only in texts, in IRIs and in prefixed names", found.start)
    return document.fault(*_foreign(first, found.start))


def of_another_language(document: Document, start: int) -> SourceSyntaxError | None:
    """The error for a mark of Notation3, SPARQL or RDF 1.2, or None where none begins at the offset."""
    for mark, message, hint in _ELSEWHERE:
        if document.text.startswith(mark, start):
            return document.fault(message, start, start + len(mark), hint)
    return None


def web_address(document: Document, start: int) -> SourceSyntaxError | None:
    """The error for `http://...` without brackets, or None where none begins at the offset."""
    match = _ADDRESS.match(document.text, start)
    if match is None:
        return None
    return document.fault("an IRI stands between angle brackets", start, match.end(), f"write <{excerpt(match[0])}>")


def _unclosed_string(document: Document, found: Token, previous: Token) -> SourceSyntaxError:
    if previous.kind == "long" and previous.end == found.start:
        message, hint = "the text ends before this quotation mark", f"inside a text it is written \\{found.text[0]}"
        return document.fault(message, found.start, None, hint)
    quotes = found.text[:3] if found.text[:3] in ('"""', "'''") else found.text[0]
    if len(quotes) == 3:
        message, hint = f"the text that begins here is not closed with {quotes}", f"add {quotes} at its end"
    else:
        message = "the text that begins here has no closing quotation mark on its line"
        hint = f"add {quotes} at its end; a text of several lines stands between {quotes * 3} and {quotes * 3}"
    return document.fault(message, found.start, found.start + len(quotes), hint)


def _broken_iri(document: Document, found: Token) -> SourceSyntaxError:
    run = _IRI_RUN.match(found.text)
    end = found.start + (run.end() if run else 1)
    offending = document.text[end : end + 1]
    if offending == " " and found.text.endswith(">"):
        return document.fault("an IRI holds no space", end, end + 1, 'write %20, or close the IRI with ">" before it')
    if offending and offending not in "\r\n " and found.text.endswith(">"):
        escaped = "".join(f"%{byte:02X}" for byte in offending.encode())
        if offending == "\\":
            return document.fault("in an IRI, a backslash begins only \\uXXXX and \\UXXXXXXXX", end, end + 1)
        return document.fault(f"an IRI holds no {offending}", end, end + 1, f"write {escaped}")
    return document.fault("the IRI that begins here is not closed", found.start, found.start + 1, 'add ">" at its end')


def in_name(document: Document, found: Token, previous: Token) -> SourceSyntaxError | None:
    """A character that a prefixed name does not hold as it is."""
    first = found.text[0]
    if first == "\\":
        return document.fault(
            f"{found.text}{document.text[found.end : found.end + 1]} is no escape in a prefixed name",
            found.start,
            found.end,
            r"there are \_ \~ \. \- \! \$ \& \' \( \) \* \+ \, \; \= \/ \? \# \@ \%",
        )
    if first == "-" and previous.text.endswith(":"):
        message = "after the colon of a prefixed name, no hyphen comes first"
        return document.fault(message, found.start, found.end, "write \\-, or the whole IRI in angle brackets")
    if first == "%":
        return document.fault("a % in a prefixed name is followed by two hexadecimal digits", found.start, found.end)
    if first in _ESCAPED_IN_NAMES:
        return document.fault(
            f"a prefixed name holds no {first}",
            found.start,
            found.start + 1,
            f"write \\{first}, or the whole IRI in angle brackets",
        )
    return None


def _foreign(character: str, offset: int) -> tuple[str, int, None, str | None]:
    name = unicodedata.name(character, "").lower() or "a control character"
    code = f"U+{ord(character):04X}"
    if character in _CURLY:
        return (f"{character} is a curly quotation mark", offset, None, f"write a straight one: {_CURLY[character]}")
    if unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cf", "Cc"):
        return (f"an invisible character stands here ({name}, {code})", offset, None, "delete it, or type a space")
    return (f"the character {character} ({name}, {code}) does not belong here", offset, None, None)
