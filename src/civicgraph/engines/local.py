"""What the engines in this process have in common: they run here, or in a process apart where a limit is set."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING

from ..graph import GraphStore
from ..labels import Labels
from ..queries import Answer
from .limits import UNLIMITED, Limits
from .results import Result, collect

if TYPE_CHECKING:
    from .apart import Apart


class LocalEngine(ABC):
    """An engine over a graph in memory."""

    name: str

    def __init__(self, graph: GraphStore) -> None:
        self._graph = graph

    @abstractmethod
    def run(self, text: str, read: int | None = None) -> Result:
        """Begins to answer a query; at most `read` rows or triples will come.

        Raises `QuerySyntaxError` and `EngineError`, as does reading the blocks.
        """

    def store_for(self, text: str) -> str:
        """Which store of the graph answers a query: `store`, or `with_names` for what speaks of named graphs."""
        return "store"

    @property
    def keeps_files(self) -> bool:
        """Whether a store of the graph is on the disk."""
        return any(self._graph.database(name) is not None for name in ("store", "with_names"))

    def load(self, text: str) -> None:
        """Makes ready what a query needs of the graph, so that no limit of time counts it."""
        getattr(self._graph, self.store_for(text))

    def query(self, text: str, *, name: str = "", limits: Limits = UNLIMITED) -> Answer:
        """The answer, within the limits.

        Raises `QuerySyntaxError`, `EngineError`, and `QueryTimeoutError` and `QueryMemoryError` where a limit is hit.
        """
        began = time.perf_counter()
        result = self._apart.run(self, text, limits) if limits.apart else self.run(text, limits.read)
        rows, triples, truncated = collect(result, limits)
        config = self._graph.project.config
        return Answer(
            result.columns,
            rows,
            triples,
            result.boolean,
            name,
            self.name,
            time.perf_counter() - began,
            config.dataset.version,
            truncated,
            config.prefixes,
            self._labels,
        )

    @cached_property
    def _labels(self) -> Labels:
        return Labels(self._graph.store)

    @cached_property
    def _apart(self) -> Apart:
        from .apart import Apart

        return Apart(self._graph)
