"""What names and texts mean at a place of a document: the base, the prefixes, the labels, the escapes."""

from __future__ import annotations

import re

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from ..suggest import did_you_mean
from ..terms import DCTERMS, OWL, RDF, RDFS, SH, SKOS, XSD
from .characters import web_address
from .document import Document, excerpt
from .iris import is_absolute, resolve
from .located import Subject

_STRING_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf\"'\\])|(?s:.?))")
_IRI_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|()(?s:.?))")
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_NOT_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LOCAL_ESCAPE = re.compile(r"\\(.)")
_NEEDS_TAG = {RDF + "langString", RDF + "dirLangString"}
_WELL_KNOWN = {"rdf": RDF, "rdfs": RDFS, "owl": OWL, "xsd": XSD, "skos": SKOS, "dcterms": DCTERMS, "sh": SH}
_TYPES = {kind: NamedNode(XSD + kind) for kind in ("integer", "decimal", "double", "boolean")}


class Scope:
    """Turns tokens into terms. Raises `SourceSyntaxError` where a token has no meaning here.

    `names` keeps the IRIs of the tokens met so far; it is emptied when a prefix or the base changes.
    """

    def __init__(self, document: Document, base: str | None) -> None:
        self.document = document
        self.base = base
        self.prefixes: dict[str, str] = {}
        self.names: dict[str, NamedNode] = {}
        self._labels: dict[str, BlankNode] = {}

    def declare(self, prefix: str, iri: str, start: int) -> None:
        """Binds a prefix to the IRI of a token."""
        self.prefixes[prefix] = self.iri(iri, start).value
        self.names.clear()

    def rebase(self, iri: str, start: int) -> None:
        """Makes the IRI of a token the base."""
        self.base = self.iri(iri, start).value
        self.names.clear()

    def node(self, kind: str, text: str, start: int) -> Subject:
        """The node of an IRI, a prefixed name or a label; a label means the same node in the whole document."""
        if kind == "bnode":
            label = self._labels.get(text)
            if label is None:
                label = self._labels[text] = BlankNode()
            return label
        return self.named(kind, text, start)

    def named(self, kind: str, text: str, start: int) -> NamedNode:
        """The IRI of an IRI reference or a prefixed name."""
        node = self.names[text] = self.iri(text, start) if kind == "iri" else self._expand(text, start)
        return node

    def iri(self, text: str, start: int) -> NamedNode:
        """The IRI of an IRI reference in angle brackets."""
        reference = text[1:-1]
        if "\\" in reference:
            reference = _IRI_ESCAPE.sub(lambda match: self._iri_character(match, start + 1), reference)
        try:
            if is_absolute(reference):
                return NamedNode(reference)
            if self.base is not None:
                NamedNode(f"x:{reference}")  # well-formed with the dot segments that resolving takes away
                return NamedNode(resolve(reference, self.base))
        except ValueError as error:
            percent = _BAD_PERCENT.search(text)
            at, end = (start + percent.start(), start + percent.start() + 1) if percent else (start, start + len(text))
            raise self.document.fault(f"{excerpt(text)} is not an IRI: {_lower(error)}", at, end) from error
        raise self.document.fault(
            f"{excerpt(text)} is a relative IRI, and nothing says what it is relative to",
            start,
            start + len(text),
            "write the whole IRI",
        )

    def _expand(self, text: str, start: int) -> NamedNode:
        prefix, _, local = text.partition(":")
        namespace = self.prefixes.get(prefix)
        if namespace is None:
            raise self._undeclared(prefix, start)
        iri = namespace + (_LOCAL_ESCAPE.sub(r"\1", local) if "\\" in local else local)
        try:
            return NamedNode(iri)
        except ValueError as error:
            node = _parsed(f"PREFIX {prefix}: <{namespace}> <x:> <x:> {text} .")
            if node is not None:
                return node
            raise self.document.fault(
                f"{excerpt(text)} stands for <{excerpt(iri)}>, which is not an IRI: {_lower(error)}",
                start,
                start + len(text),
            ) from error

    def _undeclared(self, prefix: str, start: int) -> Exception:
        if error := web_address(self.document, start):
            return error
        known = _WELL_KNOWN.get(prefix)
        hint = f"add this line at the top of the file: @prefix {excerpt(prefix)}: <{known or '...'}> ."
        if known is None and (meant := did_you_mean(prefix, self.prefixes)):
            hint = meant.replace("?", ":?")
        return self.document.fault(
            f"the prefix {excerpt(prefix)}: is not declared above this line", start, start + len(prefix) + 1, hint
        )

    def string(self, kind: str, text: str, start: int) -> str:
        """The value of a string, its escapes replaced (RDF 1.1 Turtle, section 6.4)."""
        quotes = 3 if kind == "long" else 1
        value = text[quotes:-quotes]
        if "\\" in value:
            return _STRING_ESCAPE.sub(lambda match: self._string_character(match, start + quotes), value)
        return value

    def tagged(self, value: str, tag: str, start: int) -> Literal:
        """A text with the language of a token, such as `@en`."""
        try:
            return Literal(value, language=tag[1:])
        except ValueError as error:
            raise self.document.fault(
                f"{excerpt(tag)} is not a language tag: {_lower(error)}",
                start,
                start + len(tag),
                "write the code of a language, and after a hyphen that of a country: @en, @pt-BR",
            ) from error

    def typed(self, value: str, datatype: NamedNode, start: int, end: int) -> Literal:
        """A text with the datatype that stands at the offsets."""
        if datatype.value in _NEEDS_TAG:
            raise self.document.fault(
                f"a text of the datatype <{datatype.value}> has a language tag", start, end, 'write it as in "text"@en'
            )
        return Literal(value, datatype=datatype)

    @staticmethod
    def plain(kind: str, text: str) -> Literal:
        """A number or a boolean written without quotation marks; it keeps its spelling."""
        return Literal(text, datatype=_TYPES[kind])

    def _string_character(self, match: re.Match[str], offset: int) -> str:
        letter = match[3]
        if letter:
            return _LETTERS.get(letter, letter)
        if match[1] or match[2]:
            return self._code_point(match, offset)
        raise self._bad_escape(
            match,
            offset,
            r"a text",
            r"a backslash itself is written \\; there are \t \n \r \b \f \" \' \\ \uXXXX \UXXXXXXXX",
        )

    def _iri_character(self, match: re.Match[str], offset: int) -> str:
        if not (match[1] or match[2]):
            raise self._bad_escape(match, offset, "an IRI", r"in an IRI there are only \uXXXX and \UXXXXXXXX")
        character = self._code_point(match, offset)
        if _NOT_IN_IRI.match(character):
            raise self.document.fault(
                f"{match[0]} is the character {character!r}, which no IRI holds",
                offset + match.start(),
                offset + match.end(),
                f"write it as %{ord(character):02X}",
            )
        return character

    def _code_point(self, match: re.Match[str], offset: int) -> str:
        number = int(match[1] or match[2], 16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            raise self.document.fault(
                f"{match[0]} is no character",
                offset + match.start(),
                offset + match.end(),
                r"write the character itself, or its code point in full: \U0001F600 instead of \uD83D\uDE00",
            )
        return chr(number)

    def _bad_escape(self, match: re.Match[str], offset: int, where: str, hint: str) -> Exception:
        shown, end = match[0], offset + match.end()
        if shown in ("\\u", "\\U"):
            digits = 4 if shown == "\\u" else 8
            message = f"{shown} is followed by {digits} hexadecimal digits"
            return self.document.fault(message, offset + match.start(), end, hint)
        return self.document.fault(f"{shown} is no escape in {where}", offset + match.start(), end, hint)


def _parsed(statement: str) -> NamedNode | None:
    """The object of a statement as pyoxigraph's parser reads it, or None.

    A prefixed name may hold code points that RFC 3987 keeps out of IRIs, such as U+EFFFF. The parser lets them pass,
    the constructor of `NamedNode` does not.
    """
    try:
        return next(
            (q.object for q in parse(statement, format=RdfFormat.TURTLE) if isinstance(q.object, NamedNode)), None
        )
    except SyntaxError:
        return None


def _lower(error: ValueError) -> str:
    """A message of pyoxigraph's as the second half of a sentence."""
    message = str(error)
    return message[:1].lower() + message[1:]
