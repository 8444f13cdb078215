"""civicgraph query"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .context import output, reading_graph, settings, terminal_width
from .limits import time_limit

if TYPE_CHECKING:
    from ..project import Project

EPILOG = """\
[bold]Examples[/bold]

civicgraph query innovations-by-realm

civicgraph query disputed-figures -p place="Porto Alegre" -f csv -o disputed.csv

civicgraph query -e 'SELECT ?name WHERE { ?i a cg:Innovation ; s:name ?name }'

echo 'SELECT ?name WHERE { ?c a cg:Case ; s:name ?name }' | civicgraph query -
"""


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel="Ask", epilog=EPILOG)(query)


def query(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME|FILE|-", help="A saved query, a .rq file, or - for standard input.")
    ] = None,
    text: Annotated[str | None, typer.Option("--execute", "-e", metavar="SPARQL", help="Run this query.")] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "--param",
            "-p",
            metavar="NAME=VALUE",
            help="A parameter of a saved query; an entity is named by IRI, CURIE or label.",
        ),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="FORMAT", help="table, csv, tsv, json, or ttl for a CONSTRUCT."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file; its ending gives the format."),
    ] = None,
    infer: Annotated[
        bool, typer.Option("--infer/--no-infer", help="With or without what was derived from the files.")
    ] = True,
    engine: Annotated[
        str, typer.Option("--engine", metavar="ENGINE", help="oxigraph, or rdflib as a second opinion.")
    ] = "oxigraph",
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout",
            metavar="SECONDS",
            min=0.001,
            help="Stop after this time, exit code 4; without it what the header of the query says, or never.",
        ),
    ] = None,
    print_query: Annotated[bool, typer.Option("--print-query", help="Print the finished SPARQL and stop.")] = False,
) -> None:
    """Ask a saved query, or one of your own; all prefixes of the project are known."""
    from ..errors import QueryParameterError

    if (name is None) == (text is None):
        raise typer.BadParameter("give the name of a saved query, or a query with -e", param_hint="NAME")
    from ..export import ANSWER_FORMATS, write_answer

    chosen = format or _format_of(out) or ("csv" if out else None)
    if chosen is not None and chosen not in ANSWER_FORMATS:
        raise typer.BadParameter(
            f'there is no "{chosen}"; choose from: {", ".join(ANSWER_FORMATS)}', param_hint="--format"
        )
    values: dict[str, object] = {}
    for pair in parameter or ():
        key, equals, value = pair.partition("=")
        if not equals:
            raise QueryParameterError(f'"{pair}" is not NAME=VALUE', hint='example: -p place="Malmö"')
        values[key] = value
    ad_hoc = text if text is not None else sys.stdin.read() if name == "-" else None
    if ad_hoc is not None and values:
        raise QueryParameterError(
            "only saved queries have parameters", hint="write the value into the query, or save it as a .rq file"
        )
    graph = reading_graph(ctx, infer=infer)
    asked = " " + ad_hoc if ad_hoc is not None else name or ""
    finished, query_name = graph.prepare(asked, values)
    if print_query:
        with output(out) as stream:
            stream.write(finished.strip().encode() + b"\n")
        return
    limit = timeout if timeout is not None else _limit_of(asked, graph.project)
    with time_limit(limit):
        answer = graph.query(" " + finished, engine=engine)
    if chosen is None:
        chosen = "ttl" if answer.triples is not None else "table"
    with output(out) as stream:
        write_answer(answer, chosen, stream, graph.prefixes, width=terminal_width() if out is None else None)
    settings(ctx).say(_footer(len(answer), answer, graph, query_name))


def _limit_of(asked: str, project: Project) -> float | None:
    """The timeout in the header of a saved query."""
    from ..queries import find_query, read_query

    if asked.startswith(" "):
        return None
    return (read_query(Path(asked)) if asked.endswith(".rq") else find_query(project, asked)).timeout


def _format_of(out: Path | None) -> str | None:
    endings = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".srj": "json", ".ttl": "ttl", ".txt": "table"}
    return endings.get(out.suffix.lower()) if out else None


def _footer(size: int, answer: object, graph: object, name: str) -> str:
    from ..api import KnowledgeGraph
    from ..queries import Answer

    assert isinstance(answer, Answer)
    assert isinstance(graph, KnowledgeGraph)
    what = "triple" if answer.triples is not None else "row"
    counted = "" if answer.boolean is not None else f"{size:,} {what}{'' if size == 1 else 's'} · "
    sort = "asserted and inferred" if graph.inferred else "asserted only"
    version = f"{graph.project.config.name} {answer.dataset_version}"
    return f"{counted}{answer.seconds * 1000:.0f} ms · {answer.engine} · {version}, {sort}"
