"""Answers as tables and files."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, BinaryIO

from pyoxigraph import BlankNode, Literal, NamedNode

from ..errors import ExportError
from ..queries import Answer
from ..terms import XSD, Prefixes
from .graphs import write_triples

ANSWER_FORMATS = ("table", "csv", "tsv", "json", "ttl")


def write_answer(answer: Answer, format: str, out: BinaryIO, prefixes: Prefixes, *, width: int | None = None) -> None:
    """Writes an answer in one of `ANSWER_FORMATS`.

    `width` is the number of columns of a terminal; None for a file or pipe, where nothing is wrapped.
    CSV gives IRIs and values as plain text, TSV terms as SPARQL writes them (SPARQL 1.1 Query Results CSV
    and TSV Formats). Raises `ExportError` where the format does not fit the form of the query.
    """
    graph_form = answer.triples is not None
    if format not in ANSWER_FORMATS:
        raise ExportError(f'there is no answer format "{format}"', hint=f"choose from: {', '.join(ANSWER_FORMATS)}")
    if graph_form:
        if format not in ("ttl", "table"):
            raise ExportError(f"the answer is a graph; {format} holds tables", hint="use -f ttl")
        assert answer.triples is not None
        write_triples(answer.triples, prefixes, out)
        return
    if format == "ttl":
        raise ExportError(
            "the answer is a table; Turtle holds graphs",
            hint=f"choose from: {', '.join(f for f in ANSWER_FORMATS if f != 'ttl')}",
        )
    if answer.boolean is not None and format in ("csv", "tsv", "table"):
        out.write(b"true\n" if answer.boolean else b"false\n")
        return
    match format:
        case "table":
            out.write(_table(answer, prefixes, width).encode())
        case "csv":
            out.write(_csv(answer).encode())
        case "tsv":
            out.write(_tsv(answer).encode())
        case "json":
            out.write(json.dumps(_json(answer), ensure_ascii=False, indent=2).encode() + b"\n")


def cell(term: NamedNode | BlankNode | Literal | None, prefixes: Prefixes) -> str:
    """A term as people read it: CURIE, text, nothing for an empty cell."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return prefixes.curie(term.value) or term.value
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def _table(answer: Answer, prefixes: Prefixes, width: int | None) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = [[cell(term, prefixes) for term in row] for row in answer.rows]
    widest = sum(max([len(column), *(len(row[i]) for row in rows)]) + 3 for i, column in enumerate(answer.columns)) + 3
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for column in answer.columns:
        table.add_column(column, no_wrap=width is None, overflow="fold")
    for row in rows:
        table.add_row(*(Text(text) for text in row))
    buffer = io.StringIO()
    console = Console(
        file=buffer, width=max(width or widest, 40), force_terminal=False, color_system=None, legacy_windows=False
    )
    console.print(table)
    return "".join(line.rstrip() + "\n" for line in buffer.getvalue().splitlines())


def _csv(answer: Answer) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(answer.columns)
    for row in answer.rows:
        writer.writerow(["" if t is None else f"_:{t.value}" if isinstance(t, BlankNode) else t.value for t in row])
    return buffer.getvalue()


def _tsv(answer: Answer) -> str:
    lines = ["\t".join(f"?{column}" for column in answer.columns)]
    lines += ["\t".join("" if term is None else _tsv_term(term) for term in row) for row in answer.rows]
    return "\n".join(lines) + "\n"


def _tsv_term(term: NamedNode | BlankNode | Literal) -> str:
    return str(term).replace("\t", "\\t")


def _json(answer: Answer) -> dict[str, Any]:
    """SPARQL 1.1 Query Results JSON Format."""
    if answer.boolean is not None:
        return {"head": {}, "boolean": answer.boolean}
    bindings = [
        {column: _json_term(term) for column, term in zip(answer.columns, row, strict=True) if term is not None}
        for row in answer.rows
    ]
    return {"head": {"vars": list(answer.columns)}, "results": {"bindings": bindings}}


def _json_term(term: NamedNode | BlankNode | Literal) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    found = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif term.datatype.value != XSD + "string":
        found["datatype"] = term.datatype.value
    return found
