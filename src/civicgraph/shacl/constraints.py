"""SPARQL-based constraints (SHACL, section 5), evaluated on Oxigraph for the fast engine.

The fast engine does not order dates, times, years and durations: a constraint that compares them finds nothing there,
and nothing tells so. Here the queries run on the store that runs all other queries of this tool.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
)

from ..errors import ShapesError
from ..paths import Node, Term, predicate_path
from ..positions import as_stored
from ..queries import tokens
from ..terms import SH
from .binding import FOCUS, bound_query, can_be_joined, has_path_without_length, joined, path_in_query
from .focus import TRUE, FocusNodes
from .results import SPARQL, ShaclResult, described
from .shapes import ShapesGraph
from .sparql import SELECT, prefixes_of, prologue
from .spellings import Spellings
from .trust import mistrust

_GRAPH_NAME = NamedNode("urn:civicgraph:shapes-graph")
# For each focus node its solutions, in the order in which they came.
Rows = dict[Term, dict[tuple[tuple[str, Term | None], ...], None]]


@dataclass(frozen=True, slots=True)
class Constraint:
    """A SPARQL-based constraint: its node, and the shape that has it by `sh:sparql`."""

    shape: Node
    node: Node


def constraints(shapes: ShapesGraph) -> list[Constraint]:
    """The SPARQL-based constraints of the shapes."""
    return [
        Constraint(shape, node)
        for shape in shapes.subjects()
        for node in shapes.objects(shape, SH + "sparql")
        if not isinstance(node, Literal)
    ]


def run(data: bytes, shapes: ShapesGraph, found: Sequence[Constraint]) -> list[ShaclResult]:
    """The results of SPARQL-based constraints on a graph given as N-Triples.

    Raises `ShapesError` where a query reports a failure (SHACL, section 5.3.2).
    """
    if not found:
        return []
    store = Store()
    if b"_:" in data:
        # Loading would give the blank nodes new labels.
        store.extend(parse(data, format=RdfFormat.N_TRIPLES))
    else:
        store.load(data, format=RdfFormat.N_TRIPLES)
    written = Spellings(data)
    focus = FocusNodes(store, shapes, written)
    return [
        result
        for constraint in found
        if TRUE not in shapes.objects(constraint.node, SH + "deactivated")
        for result in _Evaluation(store, shapes, constraint, written).results(focus.of(constraint.shape))
    ]


class _Evaluation:
    """One constraint on one store."""

    def __init__(self, store: Store, shapes: ShapesGraph, constraint: Constraint, written: Spellings) -> None:
        self._store, self._shapes, self._constraint, self._written = store, shapes, constraint, written
        self._name = shapes.facts(constraint.shape).code
        literal = next((v for v in shapes.objects(constraint.node, SELECT) if isinstance(v, Literal)), None)
        if literal is None:
            raise ShapesError(f"the shapes do not load: a SPARQL constraint of {self._name} has no query (sh:select)")
        self._path = shapes.path(constraint.shape)
        text = path_in_query(literal.value, str(self._path) if self._path else None)
        self._query = prologue(prefixes_of(constraint.node, shapes.objects)) + text
        names = {t.text[1:] for t in tokens(text) if t.kind == "variable"}
        values = {"shapesGraph": _GRAPH_NAME, "currentShape": constraint.shape}
        self._query = self._bound({name: value for name, value in values.items() if name in names})
        if "shapesGraph" in names:
            store.extend(Quad(t.subject, t.predicate, t.object, _GRAPH_NAME) for t in shapes.triples())

    def results(self, focus: Sequence[Term]) -> Iterator[ShaclResult]:
        """A result for each solution; solutions that are alike in all they return count once for a focus node."""
        rows: Rows = defaultdict(dict)
        nodes = list(dict.fromkeys(focus))
        if can_be_joined(self._query):
            quads = [Quad(FOCUS, FOCUS, node, FOCUS) for node in nodes]
            self._store.extend(quads)
            self._ask(joined(self._query), rows)
            self._store.remove_graph(FOCUS)
        else:
            if has_path_without_length(self._query) and not all(map(self._is_in_data, nodes)):
                # Oxigraph 0.5 has such a path lead nowhere; it leads to the node itself (SPARQL 1.1, section 9.1).
                raise mistrust("a path without length from a node that the data do not have")
            for node in nodes:
                self._ask(self._bound({"this": node}), rows, as_stored(node))
        for node in focus:
            for row in rows.get(as_stored(node), ()):
                yield self._result(node, dict(row))

    def _is_in_data(self, node: Term) -> bool:
        of = self._store.quads_for_pattern
        as_subject = None if isinstance(node, Literal) else next(of(node, None, None, DefaultGraph()), None)
        return (as_subject or next(of(None, None, node, DefaultGraph()), None)) is not None

    def _bound(self, values: dict[str, Term]) -> str:
        try:
            return bound_query(self._query, values)
        except ValueError as error:
            raise mistrust(f"the SPARQL constraint of {self._name} here: {error}") from error

    def _ask(self, query: str, rows: Rows, focus: Term | None = None) -> None:
        try:
            answer = self._store.query(query)
        except SyntaxError as error:
            # It parsed before its variables had values, so that this is no fault of the query.
            raise mistrust(f"the SPARQL constraint of {self._name} here: {error}") from error
        if not isinstance(answer, QuerySolutions):
            raise ShapesError(f"the shapes do not load: the query of {self._name} is no SELECT query")
        names = [variable.value for variable in answer.variables]
        for solution in answer:
            row = tuple((name, solution[name]) for name in names)
            rows[focus or solution["this"]][row] = None

    def _result(self, focus: Term, row: dict[str, Term | None]) -> ShaclResult:
        if row.get("failure") == TRUE:
            raise ShapesError(f"the shapes could not be applied: the query of {self._name} reports a failure")
        path, value = row.get("path"), row.get("value")
        if value is None and self._path is None:
            value = focus
        return described(
            self._shapes,
            focus=focus,
            path=predicate_path(path.value) if isinstance(path, NamedNode) else self._path,
            value=None if value is None else self._written.of(value),
            shape=self._constraint.shape,
            component=SPARQL,
            messages=lambda: self._messages(row),
        )

    def _messages(self, row: dict[str, Term | None]) -> Iterable[tuple[str | None, str]]:
        """The message that the query gives, or those of the constraint, with the values of the row (section 5.3.2)."""
        own = row.get("message")
        texts = [own] if isinstance(own, Literal) else self._shapes.objects(self._constraint.node, SH + "message")

        def shown(match: re.Match[str]) -> str:
            term = row.get(match[1])
            return match[0] if term is None else self._shapes.shown(term)

        return [(t.language, re.sub(r"\{[?$](\w+)\}", shown, t.value)) for t in texts if isinstance(t, Literal)]
