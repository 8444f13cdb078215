"""Answers as tables and files."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from ..errors import ExportError
from ..queries import Answer, cell
from ..terms import Prefixes
from ..writing import write_whole
from .answer_tables import json_lines, markdown_table, text_table
from .graphs import write_triples
from .sparql_results import sparql_csv, sparql_json, sparql_tsv, sparql_xml

TABLE_FORMATS = ("table", "csv", "tsv", "json", "xml", "jsonl", "markdown", "parquet", "arrow")
TRIPLE_FORMATS = ("ttl", "nt", "jsonld", "rdfxml")
ANSWER_FORMATS = (*TABLE_FORMATS, *TRIPLE_FORMATS)
_ENDINGS = {
    ".txt": "table",
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".srj": "json",
    ".xml": "xml",
    ".srx": "xml",
    ".jsonl": "jsonl",
    ".md": "markdown",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".ttl": "ttl",
    ".nt": "nt",
    ".jsonld": "jsonld",
    ".rdf": "rdfxml",
}

__all__ = ["ANSWER_FORMATS", "answer_format_of", "cell", "write_answer", "write_answer_file"]


def answer_format_of(path: Path) -> str | None:
    """The format of answers that a file's ending means, or None."""
    return _ENDINGS.get(path.suffix.lower())


def write_answer_file(answer: Answer, path: str | Path, format: str | None = None) -> None:
    """Writes an answer to a file, whole or not at all: what `Answer.write` does. Raises as `write_answer`."""
    target = Path(path)
    chosen = format or answer_format_of(target)
    if chosen is None:
        raise ExportError(
            f"{target.name} does not tell its format", hint=f"end it in one of {' '.join(_ENDINGS)}, or name the format"
        )
    with write_whole(target) as out:
        write_answer(answer, chosen, out, answer.prefixes)


def write_answer(
    answer: Answer, format: str, out: BinaryIO, prefixes: Prefixes, *, width: int | None = None, links: bool = False
) -> None:
    """Writes an answer in one of `ANSWER_FORMATS`.

    `width` is the number of columns of a terminal; None for a file or pipe, where nothing is wrapped. With `links` a
    table has a bold head and hyperlinks, as terminals know them. Raises `ExportError` where the format does not fit
    the form of the query, or cannot hold the answer, and `MissingExtraError` for parquet and arrow without pyarrow.
    """
    if format not in ANSWER_FORMATS:
        raise ExportError(f'there is no answer format "{format}"', hint=f"choose from: {', '.join(ANSWER_FORMATS)}")
    if answer.triples is not None:
        if format not in (*TRIPLE_FORMATS, "table"):
            raise ExportError(
                f"the answer is a graph; {format} holds tables", hint=f"choose from: {', '.join(TRIPLE_FORMATS)}"
            )
        write_triples(answer.triples, prefixes, out, "ttl" if format == "table" else format)
        return
    if format in TRIPLE_FORMATS:
        name = "Turtle" if format == "ttl" else format
        raise ExportError(
            f"the answer is a table; {name} holds graphs", hint=f"choose from: {', '.join(TABLE_FORMATS)}"
        )
    if format in ("parquet", "arrow"):
        _columnar(answer, format, out)
        return
    if answer.boolean is not None and format not in ("json", "xml"):
        out.write(b"true\n" if answer.boolean else b"false\n")
        return
    match format:
        case "table":
            text = text_table(answer, prefixes, width, links=links)
        case "csv":
            text = sparql_csv(answer)
        case "tsv":
            text = sparql_tsv(answer)
        case "json":
            text = sparql_json(answer)
        case "xml":
            text = sparql_xml(answer)
        case "jsonl":
            text = json_lines(answer)
        case _:
            text = markdown_table(answer, prefixes)
    out.write(text.encode())


def _columnar(answer: Answer, format: str, out: BinaryIO) -> None:
    from ..queries.frames import arrow_table, library

    needed_by = f"the format {format}"
    table = arrow_table(answer.typed(), needed_by)
    arrow = library("pyarrow", "arrow", needed_by)
    sink = arrow.BufferOutputStream()
    if format == "parquet":
        library("pyarrow.parquet", "arrow", needed_by).write_table(table, sink)
    else:
        with arrow.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    out.write(sink.getvalue().to_pybytes())
