"""The W3C validation report (SHACL, section 3.6) with all findings, and where each of them stands.

Places are told in the W3C's pointer vocabulary (Pointer Methods in RDF 1.0), bound to a result by `earl:pointer`; the
little that has no standard term is in the tool's own vocabulary, docs/reference/report-vocabulary.ttl.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TextIO

from ..diagnostics import Diagnostic, Severity
from ..source import Position, Span, file_iri
from ..terms import RDF, RDFS, SH, XSD
from .escape import in_escapes
from .report import Report, as_bytes

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

PTR = "http://www.w3.org/2009/pointers#"
EARL = "http://www.w3.org/ns/earl#"
TOOL = "https://w3id.org/civicgraph/report#"
_PREFIXES = {"earl": EARL, "ptr": PTR, "rdf": RDF, "rdfs": RDFS, "report": TOOL, "sh": SH, "xsd": XSD}
_SEVERITIES = {Severity.VIOLATION: SH + "Violation", Severity.WARNING: SH + "Warning", Severity.INFO: SH + "Info"}


def write(report: Report, out: TextIO, *, color: bool = False) -> None:
    """Writes the report as Turtle; `sh:conforms` is true where there is no result, of whatever severity."""
    from pyoxigraph import RdfFormat, serialize

    triples = _Graph(report).triples
    text = serialize(triples, format=RdfFormat.TURTLE, prefixes=_PREFIXES)
    assert text is not None
    out.write(in_escapes(text.decode()))


class _Graph:
    """The triples of a report, in order; blank nodes are numbered, so that the same report gives the same bytes."""

    def __init__(self, report: Report) -> None:
        from pyoxigraph import BlankNode, Literal, NamedNode

        self._report = report
        self._node, self._blank = NamedNode, BlankNode
        self.triples: list[Triple] = []
        head = BlankNode("report")
        found = report.diagnostics
        results = [BlankNode(f"result{number}") for number, _ in enumerate(found, 1)]
        self._add(head, RDF + "type", self._node(SH + "ValidationReport"))
        self._add(head, SH + "conforms", Literal(not found))
        for result in results:
            self._add(head, SH + "result", result)
        for result, d in zip(results, found, strict=True):
            self._result(result, d)
        for file in sorted({s.file for d in found for s in (d.span, *(r[0] for r in d.related)) if s}):
            self._add(self._file(file), RDFS + "label", self._text(file))

    def _add(self, subject: NamedNode | BlankNode, predicate: str, value: NamedNode | BlankNode | Literal) -> None:
        from pyoxigraph import Triple

        self.triples.append(Triple(subject, self._node(predicate), value))

    def _text(self, text: str) -> Literal:
        from pyoxigraph import Literal

        return Literal(as_bytes(text).decode())

    def _result(self, result: BlankNode, d: Diagnostic) -> None:
        self._add(result, RDF + "type", self._node(SH + "ValidationResult"))
        self._add(result, SH + "focusNode", self._focus(d))
        if d.path:
            self._add(result, SH + "resultPath", self._node(d.path))
        value = self._value(d)
        if value is not None:
            self._add(result, SH + "value", value)
        self._add(result, SH + "resultSeverity", self._node(_SEVERITIES[d.severity]))
        component = d.component or TOOL + "CheckConstraintComponent"
        self._add(result, SH + "sourceConstraintComponent", self._node(component))
        if d.shape:
            self._add(result, SH + "sourceShape", self._node(d.shape))
        self._add(result, SH + "resultMessage", self._text(d.message))
        self._add(result, TOOL + "code", self._text(d.code))
        self._add(result, TOOL + "fingerprint", self._text(d.fingerprint))
        if d.help:
            self._add(result, TOOL + "help", self._text(d.help))
        if d.url:
            self._add(result, RDFS + "seeAlso", self._node(_iri(d.url)))
        place = self._blank(f"{result.value}place")
        related = [(self._blank(f"{result.value}related{n}"), *r) for n, r in enumerate(d.related, 1)]
        if d.span:
            self._add(result, EARL + "pointer", place)
        for pointer, _, _ in related:
            self._add(result, TOOL + "related", pointer)
        if d.span:
            self._pointer(place, d.span)
        for pointer, span, word in related:
            self._add(pointer, RDFS + "comment", self._text(word))
            self._pointer(pointer, span)

    def _focus(self, d: Diagnostic) -> NamedNode:
        """The thing; where the finding is about no thing with an IRI, the file, and last the project."""
        if d.focus:
            return self._node(d.focus)
        return self._file(d.span.file) if d.span else self._node(self._report.base)

    def _value(self, d: Diagnostic) -> NamedNode | Literal | None:
        from pyoxigraph import Literal, NamedNode, RdfFormat, parse

        if d.term is None:
            return None
        (quad,) = parse(f"<urn:s> <urn:p> {d.term} .", format=RdfFormat.N_TRIPLES)
        return quad.object if isinstance(quad.object, NamedNode | Literal) else None

    def _file(self, file: str) -> NamedNode:
        return self._node(file_iri(self._report.base, file))

    def _pointer(self, pointer: BlankNode, span: Span) -> None:
        start, end = (self._blank(pointer.value + word) for word in ("start", "end"))
        self._add(pointer, RDF + "type", self._node(PTR + "StartEndPointer"))
        self._add(pointer, PTR + "startPointer", start)
        self._add(pointer, PTR + "endPointer", end)
        self._position(start, span.file, span.start)
        self._position(end, span.file, span.end)

    def _position(self, node: BlankNode, file: str, position: Position) -> None:
        from pyoxigraph import Literal

        self._add(node, RDF + "type", self._node(PTR + "LineCharPointer"))
        self._add(node, PTR + "reference", self._file(file))
        for word, number in (("lineNumber", position.line), ("charNumber", position.column)):
            self._add(node, PTR + word, Literal(str(number), datatype=self._node(XSD + "positiveInteger")))


def _iri(text: str) -> str:
    """The text with what an IRI cannot hold percent-encoded (RFC 3987, section 2.2)."""
    forbidden = r"[\x00-\x20<>\"{}|\\^`\x7f-\x9f\ud800-\udfff]"
    encoded = "utf-8", "surrogateescape"
    return re.sub(forbidden, lambda m: "".join(f"%{b:02X}" for b in m[0].encode(*encoded)), text)
