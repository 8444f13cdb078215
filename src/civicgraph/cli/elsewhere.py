"""What verbs share that read a graph here or at an endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .context import reading_graph

if TYPE_CHECKING:
    from ..api import KnowledgeGraph

WithEndpoint = Annotated[
    str | None,
    typer.Option(
        "--endpoint",
        metavar="NAME|URL",
        help="Read the graph at this SPARQL endpoint, by address or by its name in civicgraph.toml (the extra remote).",
    ),
]
WithTimeout = Annotated[
    float | None,
    typer.Option("--timeout", metavar="SECONDS", min=0.001, help="Stop after this time, exit code 4."),
]


def graph_here_or_there(ctx: typer.Context, endpoint: str | None, *, infer: bool) -> KnowledgeGraph:
    """The graph for commands that read; where an endpoint is read, that here serves to tell what names mean."""
    if endpoint is not None and not infer:
        raise typer.BadParameter("the endpoint has what it has; leave --no-infer out", param_hint="--no-infer")
    return reading_graph(ctx, infer=infer and endpoint is None)


def footer(graph: KnowledgeGraph, endpoint: str | None) -> str:
    """Where the answer is from."""
    if endpoint is None:
        return f"{graph.project.config.name} {graph.version}"
    return f"{endpoint.partition('?')[0]}, which tells no files and lines"
