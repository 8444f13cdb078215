"""civicgraph query"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .context import output, reading_graph, settings, terminal_width
from .limits import memory_limit, time_limit

if TYPE_CHECKING:
    from ..api import KnowledgeGraph
    from ..queries import Answer

# Rows that a terminal shows; files and pipes get all.
MOST_ROWS = 200

EPILOG = """\
[bold]Examples[/bold]

civicgraph query innovations-by-realm

civicgraph query disputed-figures -p place="Porto Alegre" -f csv -o disputed.csv

civicgraph query innovations-by-realm --labels

civicgraph query -e 'SELECT ?name WHERE { ?i a cg:Innovation ; s:name ?name }'

civicgraph query case-matrix --endpoint https://example.org/sparql

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
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="table, csv, tsv, json, xml, jsonl, markdown, parquet or arrow; for a CONSTRUCT ttl, nt, jsonld or "
            "rdfxml.",
        ),
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
    labels: Annotated[
        bool, typer.Option("--labels", help="Beside each column of IRIs, a column with what they are called.")
    ] = False,
    pager: Annotated[
        bool, typer.Option("--pager/--no-pager", help="Show long tables on a terminal with a pager ($PAGER).")
    ] = True,
    endpoint: Annotated[
        str | None,
        typer.Option(
            "--endpoint",
            metavar="NAME|URL",
            help="Ask this SPARQL endpoint, by address or by its name in civicgraph.toml (the extra remote).",
        ),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout",
            metavar="SECONDS",
            min=0.001,
            help="Stop after this time, exit code 4; without it what the header of the query says, or never.",
        ),
    ] = None,
    memory: Annotated[
        str | None,
        typer.Option(
            "--memory",
            metavar="SIZE",
            help="Stop where the command takes more memory than this (500MB, 2GB), exit code 4; without it, where it "
            "takes three quarters of what is free.",
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=0, help="At most so many rows, or triples.")
    ] = None,
    offset: Annotated[int, typer.Option("--offset", metavar="N", min=0, help="Leave out the first so many.")] = 0,
    allow_service: Annotated[
        bool, typer.Option("--allow-service", help="Let the query ask other servers (SERVICE).")
    ] = False,
    print_query: Annotated[bool, typer.Option("--print-query", help="Print the finished SPARQL and stop.")] = False,
) -> None:
    """Ask a saved query, or one of your own; all prefixes of the project are known."""
    from ..engines.memory import resident, size_in_bytes
    from ..errors import QueryParameterError

    if (name is None) == (text is None):
        raise typer.BadParameter("give the name of a saved query, or a query with -e", param_hint="NAME")
    from ..export import ANSWER_FORMATS, answer_format_of, write_answer
    from ..queries import is_sorted

    chosen = format or (answer_format_of(out) if out else None) or ("csv" if out else None)
    if chosen is not None and chosen not in ANSWER_FORMATS:
        raise typer.BadParameter(
            f'there is no "{chosen}"; choose from: {", ".join(ANSWER_FORMATS)}', param_hint="--format"
        )
    if chosen in ("parquet", "arrow") and out is None and sys.stdout.isatty():
        raise typer.BadParameter(f"{chosen} is no text; write it to a file with -o FILE", param_hint="--format")
    try:
        ceiling = None if memory is None else size_in_bytes(memory)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--memory") from error
    if ceiling is not None and resident() is None:
        raise typer.BadParameter("this platform does not tell how much memory is taken", param_hint="--memory")
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
    if endpoint is not None and engine not in ("oxigraph", "remote"):
        raise typer.BadParameter("an endpoint answers by itself; leave --engine out", param_hint="--engine")
    asked = " " + ad_hoc if ad_hoc is not None else name or ""
    with memory_limit(ceiling), time_limit(timeout):
        graph = reading_graph(ctx, infer=infer)
        finished, _ = graph.prepare(asked, values, endpoint=endpoint, timeout=timeout, allow_service=allow_service)
        if print_query:
            with output(out) as stream:
                stream.write(finished.strip().encode() + b"\n")
            return
        seconds = timeout if timeout is not None else graph.timeout_of(asked)
        with time_limit(seconds if timeout is None else None):
            answer = graph.query(
                " " + finished,
                engine=engine,
                endpoint=endpoint,
                timeout=None if endpoint is None else seconds,  # here the whole process ends
                max_rows=limit,
                skip_rows=offset,
                allow_service=allow_service,
            )
        if chosen is None:
            chosen = "ttl" if answer.triples is not None else "table"
        if labels and (answer.triples is not None or answer.boolean is not None):
            raise typer.BadParameter("the answer is no table, so that labels have no column", param_hint="--labels")
        if labels:
            answer = answer.with_labels()
    shown = _on_terminal(ctx, answer, graph, pager) if out is None and chosen == "table" else None
    if shown is None:
        with memory_limit(ceiling), output(out) as stream:
            write_answer(answer, chosen, stream, graph.prefixes)
    s = settings(ctx)
    s.say(_footer(shown, answer, offset, graph, endpoint))
    if (answer.truncated or offset) and not is_sorted(finished):
        s.say(
            "warning: these rows are in no order, and may be others the next time; --limit and --offset need ORDER BY"
        )


def _on_terminal(ctx: typer.Context, answer: Answer, graph: KnowledgeGraph, pager: bool) -> int | None:
    """Shows the first rows of a table where standard output is a terminal, and tells how many; else None."""
    from dataclasses import replace

    from ..export import write_answer
    from .paging import paged

    width = terminal_width()
    if width is None or answer.triples is not None or answer.boolean is not None:
        return None
    first = replace(answer, rows=answer.rows[:MOST_ROWS])
    plain = io.BytesIO()
    write_answer(first, "table", plain, graph.prefixes, width=width)
    if not (pager and paged(plain.getvalue().decode())):
        with output(None) as stream:
            links = settings(ctx).colored(sys.stdout)
            write_answer(first, "table", stream, graph.prefixes, width=width, links=links)
    return len(first)


def _footer(shown: int | None, answer: Answer, offset: int, graph: KnowledgeGraph, endpoint: str | None) -> str:
    took = f"{_counted(shown, answer, offset)}{answer.seconds * 1000:.0f} ms · {answer.engine}"
    if endpoint is not None:
        return f"{took} · {endpoint.partition('?')[0]}"
    sort = "asserted and inferred" if graph.inferred else "asserted only"
    version = f"{graph.project.config.name} {answer.dataset_version}"
    return f"{took} · {version}, {sort}"


def _counted(shown: int | None, answer: Answer, offset: int) -> str:
    """How many rows or triples there are, as far as that is known: what a limit cut off was not computed."""
    if answer.boolean is not None:
        return ""
    size = len(answer)
    noun = "triple" if answer.triples is not None else "row"
    what = noun if size == 1 and not answer.truncated else f"{noun}s"
    if shown is not None and shown < size:
        whole = f"{size:,} {what}" + (" that --limit lets through" if answer.truncated else "")
        counted = f"the first {shown:,} of {whole}; all of them: -o FILE, or a pipe"
    elif offset:
        counted = f"{size:,} {what} after the first {offset:,}" + (", and there are more" if answer.truncated else "")
    else:
        counted = f"the first {size:,} of more {what}" if answer.truncated else f"{size:,} {what}"
    return f"{counted} · "
