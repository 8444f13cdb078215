"""civicgraph codebook"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from .context import reading_graph, settings

if TYPE_CHECKING:
    from ..codebook import Dimension

EPILOG = """\
[bold]Examples[/bold]

civicgraph codebook

civicgraph codebook participation-degree

civicgraph codebook -f csv > codebook.csv
"""
COLUMNS = (
    "dimension", "question", "rule", "clear_example", "borderline_example", "units", "multiple", "value", "label",
    "definition", "codings",
)  # fmt: skip
FORMATS = ("text", "csv", "json", "markdown")


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel="Ask", epilog=EPILOG)(codebook)


def codebook(
    ctx: typer.Context,
    dimension: Annotated[
        str | None, typer.Argument(help="Only this dimension, with all it has.", show_default=False)
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="|".join(FORMATS), help="For people or for programs.")
    ] = "text",
) -> None:
    """The dimensions on which things are coded: question, rule, examples, values and how often each was chosen."""
    from ..codebook import find_dimension, read_codebook

    if format not in FORMATS:
        raise typer.BadParameter(f"choose from: {', '.join(FORMATS)}", param_hint="--format")
    graph = reading_graph(ctx, infer=False)
    book = read_codebook(graph.store)
    if dimension is not None:
        book = [find_dimension(book, dimension)]
    if format == "json":
        shown = {"dataset_version": graph.version, "dimensions": [asdict(d) for d in book]}
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    elif format == "csv":
        typer.echo(as_csv(book), nl=False)
    elif format == "markdown":
        typer.echo("\n".join(markdown(d) for d in book))
    elif dimension is not None:
        typer.echo(text(book[0]))
    else:
        width = max((len(d.name) for d in book), default=0)
        for d in book:
            typer.echo(f"{d.name:<{width}}  {d.question}  ({d.codings} codings)")
        typer.echo("\nOne of them in full: civicgraph codebook NAME")
    settings(ctx).say(f"{graph.project.config.name} {graph.version}")


def text(d: Dimension) -> str:
    """A dimension as people read it on a terminal."""
    lines = [f"{d.label}: {d.question}", d.definition, "", f"Rule       {d.rule}", f"Clear      {d.clear_example}"]
    lines += [f"Borderline {d.borderline_example}", f"Units      {', '.join(d.units)}; {_how_many(d)}"]
    if d.sources:
        lines.append(f"Sources    {'; '.join(d.sources)}")
    lines.append(f"\nValues ({d.codings} codings, {d.missing} of them with a code for a missing value)")
    lines += [f"  {v.codings:>5}  {v.label}: {v.definition}  {v.curie}" for v in d.values]
    return "\n".join(lines)


def markdown(d: Dimension) -> str:
    """A dimension as a section of a page."""
    lines = [
        f"## {d.label}\n",
        f"**{d.question}** {d.definition}\n",
        f"- *Rule.* {d.rule}",
        f"- *Clear example.* {d.clear_example}",
        f"- *Borderline example.* {d.borderline_example}",
        f"- *Units.* {', '.join(d.units)}; {_how_many(d)}.",
    ]
    if d.sources:
        lines.append(f"- *From.* {'; '.join(d.sources)}")
    lines.append("")
    if d.values:
        lines += ["| value | meaning | codings |", "|---|---|---|"]
        lines += [f"| {v.label} (`{v.curie}`) | {v.definition} | {v.codings} |" for v in d.values]
        lines += [f"| a code for a missing value | | {d.missing} |", ""]
    return "\n".join(lines)


def as_csv(book: list[Dimension]) -> str:
    """A row for each value; a dimension without a closed list has one row without a value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for d in book:
        head = [d.name, d.question, d.rule, d.clear_example, d.borderline_example, "; ".join(d.units), int(d.multiple)]
        rows = [[v.curie, v.label, v.definition, v.codings] for v in d.values] or [["", "", "", d.codings]]
        writer.writerows(head + row for row in rows)
    return out.getvalue()


def _how_many(d: Dimension) -> str:
    return "several values allowed" if d.multiple else "one value"
