"""civicgraph export"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .context import output, reading_graph, settings

EPILOG = """\
[bold]Examples[/bold]

civicgraph export -f ttl > civicgraph.ttl

civicgraph export -o civicgraph.jsonld

civicgraph export -f nq --no-infer -o authored.nq

civicgraph export --align -o for-others.ttl

ttl, nt, jsonld and rdfxml hold the merge; nq and trig one named graph for each file and derived stage.
"""


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel="Publish", epilog=EPILOG)(export)


def export(
    ctx: typer.Context,
    format: Annotated[
        str | None, typer.Option("--format", "-f", metavar="FORMAT", help="ttl, nt, nq, trig, jsonld or rdfxml.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file; its ending gives the format."),
    ] = None,
    infer: Annotated[
        bool, typer.Option("--infer/--no-infer", help="With or without what was derived from the files.")
    ] = True,
    align: Annotated[
        bool,
        typer.Option("--align", help="Say it also in outside terms: ORG, PROV, FOAF, schema.org and others."),
    ] = False,
) -> None:
    """Write the whole graph in a format of RDF; the same graph gives the same bytes."""
    from ..export import GRAPH_FORMATS, format_of, write_graph

    chosen = format or (format_of(out) if out else "ttl")
    if chosen not in GRAPH_FORMATS:
        raise typer.BadParameter(
            f'there is no "{chosen}"; choose from: {", ".join(GRAPH_FORMATS)}', param_hint="--format"
        )
    graph = reading_graph(ctx, infer=infer)
    with output(out) as stream:
        write_graph(graph.store, chosen, stream, align=align)
    settings(ctx).say(
        f"{graph.project.config.name} {graph.version}, "
        f"{'asserted and inferred' if infer else 'asserted only'}{', aligned' if align else ''}, as {chosen}"
    )
