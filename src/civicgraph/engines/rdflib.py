"""The reference engine: rdflib. Slow, and a second opinion on every saved query."""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import Any

import rdflib
from pyoxigraph import RdfFormat, parse
from pyparsing.exceptions import ParseException

from ..errors import EngineError, QuerySyntaxError
from ..graph import term_from_rdflib
from .local import LocalEngine
from .results import Result, in_blocks


class RdflibEngine(LocalEngine):
    """Answers queries over the merge; named graphs are not offered."""

    name = "rdflib"

    @cached_property
    def _copy(self) -> rdflib.Graph:
        return self._graph.to_rdflib()

    def load(self, text: str) -> None:
        _ = self._copy

    def run(self, text: str, read: int | None = None) -> Result:
        """Begins to answer a query. Everything is computed before the first row comes."""
        try:
            result = self._copy.query(text)
            columns = tuple(str(variable) for variable in result.vars or ())
            bindings: Any = result if result.type == "SELECT" else ()
            rows = [
                tuple(None if term is None else term_from_rdflib(term) for term in row)
                for row in islice(bindings, read)
            ]
        except ParseException as error:
            raise QuerySyntaxError(f"the query does not parse: {error}") from error
        except Exception as error:  # rdflib raises bare Exception for faults found while it translates a query
            raise EngineError(f"the query failed: {error}") from error
        if result.type in ("CONSTRUCT", "DESCRIBE") and result.graph is not None:
            text_nt = result.graph.serialize(format="nt")
            triples = (quad.triple for quad in parse(text_nt, format=RdfFormat.N_TRIPLES))
            return Result(columns, None, True, in_blocks(islice(triples, read)))
        boolean = bool(result.askAnswer) if result.type == "ASK" else None
        return Result(columns, boolean, False, in_blocks(rows))
