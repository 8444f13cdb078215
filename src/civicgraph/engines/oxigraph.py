"""The default engine: Oxigraph, in memory."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from functools import lru_cache
from io import RawIOBase
from itertools import islice, takewhile
from typing import Any

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Store

from ..errors import CivicGraphError, EngineError, QuerySyntaxError
from ..queries import sparql_fault, tokens
from .local import LocalEngine
from .results import Block, Result, in_blocks


class OxigraphEngine(LocalEngine):
    """Answers queries over the merge; queries that speak of named graphs see one for each file and stage."""

    name = "oxigraph"

    def run(self, text: str, read: int | None = None) -> Result:
        store: Store = getattr(self._graph, self.store_for(text))
        try:
            result = store.query(text)
        except (SyntaxError, RuntimeError, OSError, ValueError) as error:
            raise _failure(error, text) from error
        if isinstance(result, QueryBoolean):
            return Result((), bool(result), False, in_blocks(()))
        if isinstance(result, QuerySolutions):
            columns = tuple(variable.value for variable in result.variables)
            # To take a solution apart as a whole costs half of what it costs to ask for each of its terms.
            rows = _read(map(tuple, islice(result, read)), text)
            return Result(columns, None, False, rows, _dump(result, QueryResultsFormat.TSV, text))
        return Result((), None, True, _read(islice(result, read), text), _dump(result, RdfFormat.N_TRIPLES, text))

    def store_for(self, text: str) -> str:
        return "with_names" if _speaks_of_graphs(text) else "store"


def _read(items: Iterable[Any], text: str) -> Generator[Block, None, None]:
    try:
        yield from in_blocks(items)
    except (SyntaxError, RuntimeError, OSError, ValueError) as error:
        raise _failure(error, text) from error


def _dump(result: Any, format: QueryResultsFormat | RdfFormat, text: str) -> Callable[[RawIOBase], None]:
    def dump(out: RawIOBase) -> None:
        try:
            result.serialize(out, format)
        except (SyntaxError, RuntimeError, OSError, ValueError) as error:
            raise _failure(error, text) from error

    return dump


def _failure(error: Exception, text: str) -> CivicGraphError:
    if not isinstance(error, SyntaxError):
        damaged = (
            "a store in .civicgraph/stores may be damaged: remove the folder" if "Corruption" in str(error) else None
        )
        return EngineError(f"the query failed: {error}", hint=damaged)
    added = sum(1 for _ in takewhile(lambda line: line.startswith("PREFIX "), text.splitlines()))
    fault = sparql_fault(error, added)
    return QuerySyntaxError(f"the query does not parse at line {fault.line}, column {fault.column}: {fault.message}")


@lru_cache(maxsize=512)
def _speaks_of_graphs(text: str) -> bool:
    return any(token.kind == "word" and token.text.upper() in ("GRAPH", "FROM") for token in tokens(text))
