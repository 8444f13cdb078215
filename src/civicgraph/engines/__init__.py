"""Engines that answer SPARQL over a graph: one interface, several implementations."""

from __future__ import annotations

from typing import Protocol

from ..graph import GraphStore
from ..queries import Answer
from ..registry import Registry
from .limits import UNLIMITED, Limits

__all__ = ["ENGINES", "UNLIMITED", "Engine", "Limits"]


class Engine(Protocol):
    """Answers finished query texts: parameters are bound and prefixes declared before."""

    name: str

    def __init__(self, graph: GraphStore) -> None: ...

    def query(self, text: str, *, name: str = "", limits: Limits = UNLIMITED) -> Answer:
        """The answer to a SPARQL query. Raises `QuerySyntaxError` and `EngineError`, and `LimitError` at a limit.

        An engine elsewhere raises `EndpointError`, also for what is wrong with the query.
        """
        ...


ENGINES = Registry(
    "engines",
    "engine",
    {
        "oxigraph": "civicgraph.engines.oxigraph:OxigraphEngine",
        "rdflib": "civicgraph.engines.rdflib:RdflibEngine",
        "remote": "civicgraph.engines.remote:RemoteEngine",
    },
    extras={"remote": "remote"},
)
