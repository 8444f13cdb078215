"""civicgraph push"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from .context import reading_graph, settings

if TYPE_CHECKING:
    from ..push import Pushed

EPILOG = """\
[bold]Examples[/bold]

civicgraph push ours

civicgraph push http://localhost:7878/query --update http://localhost:7878/update --dry-run

civicgraph push https://example.org/sparql --graph-store https://example.org/store --graph https://example.org/g

The new graph is loaded beside the old one, verified there, and put in its place. A push that was cut goes on where it
stopped when the command is run again.
"""


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel="Publish", epilog=EPILOG)(push)


def push(
    ctx: typer.Context,
    endpoint: Annotated[
        str, typer.Argument(metavar="ENDPOINT", help="The store: a name in civicgraph.toml, or where it takes queries.")
    ],
    graph: Annotated[
        str | None,
        typer.Option(
            "--graph",
            metavar="IRI|default",
            help="The graph to fill; else that of the endpoint's settings, else the base IRI of the project.",
        ),
    ] = None,
    update: Annotated[
        str | None, typer.Option("--update", metavar="URL", help="Where the store takes SPARQL Update.")
    ] = None,
    graph_store: Annotated[
        str | None,
        typer.Option(
            "--graph-store", metavar="URL", help="Where it speaks the Graph Store Protocol, the faster way to load."
        ),
    ] = None,
    infer: Annotated[
        bool, typer.Option("--infer/--no-infer", help="With or without what was derived from the files.")
    ] = True,
    chunk: Annotated[int | None, typer.Option("--chunk", metavar="N", min=1, help="Triples in one request.")] = None,
    timeout: Annotated[
        float | None, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="The limit of time for one request.")
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Begin anew instead of going on where a push was cut.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent, and send nothing.")] = False,
) -> None:
    """Load the graph into a triple store, verify it there, and put it in the place of the old one."""
    from ..config import check_graph
    from ..engines import ENGINES

    ENGINES.get("remote")  # names the extra where it is not installed
    from ..engines.remote import find_endpoint
    from ..push import TIMEOUT, content_of, plan
    from ..push import push as push_content

    s = settings(ctx)
    check_graph(graph, "--graph")
    knowledge = reading_graph(ctx, infer=infer)
    project = knowledge.project
    found = find_endpoint(project.config, endpoint)
    found = replace(found, update=update or found.update, graph_store=graph_store or found.graph_store)
    target = graph or found.graph or project.config.base
    content = content_of(knowledge.store.store, project.config.base)
    if dry_run:
        for line in plan(content, found, target, chunk):
            print(line)
        return
    done = push_content(
        content,
        found,
        target,
        project.state / "push",
        chunk=chunk,
        restart=restart,
        timeout=timeout or TIMEOUT,
        progress=s.progress,
    )
    for line in _told(done, f"{project.config.name} {knowledge.version}"):
        s.say(line)


def _told(done: Pushed, what: str) -> list[str]:
    from ..push import shown

    lines = [f"{what}: {done.triples:,} triples are in {shown(done.graph)}, in place of {done.before:,}"]
    if done.resumed:
        lines.append(f"{done.resumed:,} of them had been sent by a push that was cut")
    lines.append(f"verified: their number, and all statements of {done.subjects} subjects (SHA-256 {done.sample[:16]})")
    if not done.kept:
        lines.append("note: no journal could be written, so a push that is cut would begin anew")
    return lines
