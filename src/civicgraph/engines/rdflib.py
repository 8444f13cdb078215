"""The reference engine: rdflib. Slow, and a second opinion on every saved query."""

from __future__ import annotations

import time
from functools import cached_property
from typing import Any

import rdflib
from pyoxigraph import RdfFormat, parse
from pyparsing.exceptions import ParseException

from ..errors import EngineError, QuerySyntaxError
from ..graph import GraphStore, term_from_rdflib
from ..queries import Answer


class RdflibEngine:
    """Answers queries over the merge; named graphs are not offered."""

    name = "rdflib"

    def __init__(self, graph: GraphStore) -> None:
        self._source = graph
        self._version = graph.project.config.dataset.version

    @cached_property
    def _graph(self) -> rdflib.Graph:
        return self._source.to_rdflib()

    def query(self, text: str, *, name: str = "") -> Answer:
        began = time.perf_counter()
        try:
            result = self._graph.query(text)
            columns = tuple(str(variable) for variable in result.vars or ())
            bindings: Any = result if result.type == "SELECT" else ()
            rows = tuple(tuple(None if term is None else term_from_rdflib(term) for term in row) for row in bindings)
        except ParseException as error:
            raise QuerySyntaxError(f"the query does not parse: {error}") from error
        except Exception as error:  # rdflib raises bare Exception for faults found while it translates a query
            raise EngineError(f"the query failed: {error}") from error
        triples = None
        if result.type in ("CONSTRUCT", "DESCRIBE") and result.graph is not None:
            text_nt = result.graph.serialize(format="nt")
            triples = tuple(q.triple for q in parse(text_nt, format=RdfFormat.N_TRIPLES))
        boolean = bool(result.askAnswer) if result.type == "ASK" else None
        return Answer(columns, rows, triples, boolean, name, self.name, time.perf_counter() - began, self._version)
