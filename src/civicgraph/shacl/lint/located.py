"""The shapes files with the place of every term."""

from __future__ import annotations

from pyoxigraph import Literal, Triple

from ...diagnostics import Diagnostic, Severity
from ...errors import SourceSyntaxError
from ...paths import Node, Term
from ...project import Project
from ...reading import located_file
from ...source import Span
from ...turtle import LocatedTriple
from ..shapes import ShapesGraph


class LocatedShapes(ShapesGraph):
    """The shapes of a project, read with positions. Files that do not parse are left out."""

    def __init__(self, project: Project) -> None:
        self.located: list[LocatedTriple] = []
        for file in project.files("shapes"):
            try:
                self.located += located_file(project, file)
            except SourceSyntaxError:
                continue
        super().__init__((Triple(t.subject, t.predicate, t.object) for t in self.located), project.config.prefixes)
        self._places: dict[tuple[Term, str, Term], LocatedTriple] = {}
        self._first: dict[Term, LocatedTriple] = {}
        for t in self.located:
            self._places.setdefault((t.subject, t.predicate.value, t.object), t)
            self._first.setdefault(t.subject, t)

    def place(self, node: Term) -> Span | None:
        """Where a node is first described."""
        first = self._first.get(node)
        return first.subject_span if first else None

    def at_value(self, node: Node, predicate: str, value: Term) -> Span | None:
        """The place of the object of a triple."""
        found = self._places.get((node, predicate, value))
        return found.object_span if found else None

    def at_predicate(self, node: Node, predicate: str) -> Span | None:
        """The place of the first statement of a property."""
        values = self.objects(node, predicate)
        found = self._places.get((node, predicate, values[0])) if values else None
        return found.predicate_span if found else None

    def within(self, node: Node, predicate: str, literal: Literal, start: int, end: int) -> Span | None:
        """The place of a part of a literal, given by offsets; that of the whole where it is written with escapes."""
        triple = self._places.get((node, predicate, literal))
        if triple is None:
            return None
        text, first = triple.document.text, triple.object_place[0]
        body = first + (3 if text[first : first + 3] in ('"""', "'''") else 1)
        if text[body : body + len(literal.value)] != literal.value:
            return triple.object_span
        return triple.document.span(body + start, body + max(end, start + 1))

    def finding(
        self, code: str, severity: Severity, message: str, node: Node, span: Span | None, help: str | None = None
    ) -> Diagnostic:
        """A finding about a node of the shapes."""
        named = self.facts(node).named
        return Diagnostic(code, severity, message, span=span or self.place(node), focus=named, shape=named, help=help)
