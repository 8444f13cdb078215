"""The default engine: Oxigraph, in memory."""

from __future__ import annotations

import time
from itertools import chain, takewhile

from pyoxigraph import QueryBoolean, QuerySolutions, Store, Triple

from ..errors import EngineError, QuerySyntaxError
from ..graph import GraphStore
from ..queries import Answer, Row, sparql_fault, tokens


class OxigraphEngine:
    """Answers queries over the merge; queries that speak of named graphs see one for each file and stage."""

    name = "oxigraph"

    def __init__(self, graph: GraphStore) -> None:
        self._graph = graph
        self._version = graph.project.config.dataset.version

    def query(self, text: str, *, name: str = "") -> Answer:
        began = time.perf_counter()
        try:
            result = self._store(text).query(text)
            columns: tuple[str, ...] = ()
            rows: tuple[Row, ...] = ()
            triples: tuple[Triple, ...] | None = None
            boolean: bool | None = None
            if isinstance(result, QuerySolutions):
                columns = tuple(variable.value for variable in result.variables)
                rows = tuple(tuple(solution[i] for i in range(len(columns))) for solution in result)
            elif isinstance(result, QueryBoolean):
                boolean = bool(result)
            else:
                triples = tuple(result)
        except SyntaxError as error:
            added = sum(1 for _ in takewhile(lambda line: line.startswith("PREFIX "), text.splitlines()))
            fault = sparql_fault(error, added)
            raise QuerySyntaxError(
                f"the query does not parse at line {fault.line}, column {fault.column}: {fault.message}"
            ) from error
        except (RuntimeError, OSError, ValueError) as error:
            raise EngineError(f"the query failed: {error}") from error
        cells = chain(chain.from_iterable(rows), (triple.object for triple in triples or ()))
        if any(isinstance(term, Triple) for term in cells):
            raise EngineError("the answer holds triple terms, which RDF 1.2 has and this tool does not")
        return Answer(columns, rows, triples, boolean, name, self.name, time.perf_counter() - began, self._version)

    def _store(self, text: str) -> Store:
        speaks_of_graphs = any(t.kind == "word" and t.text.upper() in ("GRAPH", "FROM") for t in tokens(text))
        return self._graph.with_names if speaks_of_graphs else self._graph.store
