"""Engines that answer SPARQL over a graph: one interface, several implementations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ..graph import GraphStore
from ..project import Project
from ..queries import Answer
from ..registry import Registry
from .limits import UNLIMITED, Limits

__all__ = ["ENGINES", "UNLIMITED", "Engine", "Limits"]

if TYPE_CHECKING:
    from .elsewhere import Elsewhere

REMOTE = "remote"


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
        REMOTE: "civicgraph.engines.remote:RemoteEngine",
    },
    extras={REMOTE: "remote"},
)


def graph_at(project: Project, endpoint: str, *, timeout: float | None = None) -> Elsewhere:
    """The graph at an endpoint: one that civicgraph.toml names, or one given by its address.

    `timeout` is for one request, in seconds. Raises `ConfigError` for an endpoint that cannot be meant, and
    `MissingExtraError` without the extra `remote`.
    """
    ENGINES.get(REMOTE)
    from .elsewhere import Elsewhere

    return Elsewhere(project, endpoint, timeout=timeout)
