"""civicgraph cite"""

from __future__ import annotations

from typing import Annotated

import typer

from .context import reading_graph
from .show import citation_text


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel="Ask", epilog="[bold]Example[/bold]: civicgraph cite claim:malmo-0001")(cite)


def cite(ctx: typer.Context, claim: Annotated[str, typer.Argument(help="IRI or CURIE of a claim.")]) -> None:
    """A claim with the references of its sources, and how to cite the graph itself for it."""
    graph = reading_graph(ctx)
    found = graph.claim(claim)
    dataset = graph.project.config.dataset
    typer.echo(found.statement)
    for citation in found.citations:
        typer.echo(f"  {citation_text(citation)}")
    if found.disagrees_with:
        typer.echo("In dispute with:")
    for other in found.disagrees_with:
        typer.echo(f"  {other}")
    iri = graph.prefixes.expand(found.curie) or found.curie.strip("<>")
    year = (dataset.issued or "undated")[:4]
    typer.echo(
        f"\nAs stated in: {', '.join(dataset.creators)} ({year}). {dataset.title}, version {dataset.version}. {iri}"
    )
