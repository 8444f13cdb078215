"""What an engine gives while it answers, and how it is read into an answer."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from io import RawIOBase
from itertools import chain, islice
from typing import Any

from pyoxigraph import Triple

from ..errors import EngineError
from ..queries import Row
from .limits import Limits

# Rows that are read at a time: enough that what is done for each block does not count, and so few that one process
# reads a block while another makes the next.
_BLOCK = 128

Block = list[Any]


@dataclass(frozen=True, slots=True)
class Result:
    """An answer on its way: its columns or its boolean at once, its rows or triples block by block.

    `graph` says that the blocks hold triples. Closing `blocks` ends the query. In place of reading the blocks, `dump`,
    where there is one, writes all of them: rows as SPARQL 1.1 Query Results TSV, triples as N-Triples.
    """

    columns: tuple[str, ...]
    boolean: bool | None
    graph: bool
    blocks: Generator[Block, None, None]
    dump: Callable[[RawIOBase], None] | None = None


def in_blocks(items: Iterable[Any]) -> Generator[Block, None, None]:
    """The items in lists of some hundred."""
    iterator = iter(items)
    while block := list(islice(iterator, _BLOCK)):
        yield block


def collect(result: Result, limits: Limits) -> tuple[tuple[Row, ...], tuple[Triple, ...] | None, bool]:
    """All rows, or all triples, within the limits, and whether there were more. Ends the query.

    Raises `EngineError`, also for triple terms.
    """
    if result.boolean is not None:
        for _ in result.blocks:  # none, but the engine is to come to its end
            pass
        return (), None, False
    # Rows of terms hold no cycles, and to look for some at every 700 rows would take a third of the time.
    searching = gc.isenabled()
    gc.disable()
    try:
        items = tuple(chain.from_iterable(without_triple_terms(result)))
    finally:
        if searching:
            gc.enable()
        result.blocks.close()
    truncated = limits.max_rows is not None and len(items) > limits.skip_rows + limits.max_rows
    if limits.skip_rows or truncated:
        items = items[limits.skip_rows : None if limits.max_rows is None else limits.skip_rows + limits.max_rows]
    return ((), items, truncated) if result.graph else (items, None, truncated)


def without_triple_terms(result: Result) -> Iterator[Block]:
    """The blocks of a result. Raises `EngineError` where one holds a triple term."""
    for block in result.blocks:
        terms = (triple.object for triple in block) if result.graph else chain.from_iterable(block)
        if Triple in set(map(type, terms)):
            raise EngineError("the answer holds triple terms, which RDF 1.2 has and this tool does not")
        yield block
