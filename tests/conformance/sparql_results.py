"""The four formats of results, read and written: each file of the W3C suite, and each answer to its queries.

Reading is `read_solutions`, by which the engine `remote` takes an answer; rdflib is the judge, since our reader leaves
XML, JSON and TSV to pyoxigraph. Writing is `write_answer`, with readers that are not ours as judges: pyoxigraph, and for
CSV, which keeps no datatypes, the csv module.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rdflib
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    parse_query_results,
)

from civicgraph.engines.remote import read_solutions
from civicgraph.export import write_answer
from civicgraph.graph import term_from_rdflib
from civicgraph.http import Reply
from civicgraph.queries import Answer
from civicgraph.terms import Prefixes

Rows = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of results: its name here, how its files end, its media type, and pyoxigraph's word for it."""

    name: str
    ending: str
    media_type: str
    theirs: QueryResultsFormat


FORMATS = (
    Format("xml", ".srx", "application/sparql-results+xml", QueryResultsFormat.XML),
    Format("json", ".srj", "application/sparql-results+json", QueryResultsFormat.JSON),
    Format("csv", ".csv", "text/csv", QueryResultsFormat.CSV),
    Format("tsv", ".tsv", "text/tab-separated-values", QueryResultsFormat.TSV),
)
BY_ENDING = {format.ending: format for format in FORMATS}


def files(suite: Path, format: Format) -> list[Path]:
    """All files of results of a format in the suite, those of its other parts too."""
    return sorted(suite.rglob(f"*{format.ending}"))


def reads(path: Path) -> bool:
    """Whether a file of results is read as rdflib reads it: variables in their order, solutions, or the truth value."""
    format = BY_ENDING[path.suffix]
    body = path.read_bytes()
    columns, rows, boolean = read_solutions(Reply(format.media_type, body))
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        theirs = rdflib.query.Result.parse(io.BytesIO(body), format=format.name)
    finally:
        rdflib.NORMALIZE_LITERALS = before
    if theirs.type == "ASK":
        return boolean is theirs.askAnswer
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    wanted = [{str(name): term_from_rdflib(term) for name, term in row.items()} for row in theirs.bindings]
    return list(columns) == [str(name) for name in theirs.vars or ()] and solutions(found) == solutions(wanted)


def writes(answer: Answer, format: Format) -> bool:
    """Whether an answer that is written in a format is what readers that are not ours find in it."""
    text = written(answer, format)
    if answer.boolean is not None and format.name in ("csv", "tsv"):
        return (
            text == f"{str(answer.boolean).lower()}\n".encode()
        )  # these have no truth value; a word is what others write
    if format.name == "csv":
        return _holds(list(csv.reader(io.StringIO(text.decode(), newline=""))), answer)
    theirs = parse_query_results(text, format=format.theirs)
    if isinstance(theirs, QueryBoolean):
        return bool(theirs) is answer.boolean
    columns = [variable.value for variable in theirs.variables]
    rows = [{name: row[name] for name in columns} for row in theirs]
    given = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    return columns == list(answer.columns) and solutions(rows) == solutions(given)


def _holds(lines: list[list[str]], answer: Answer) -> bool:
    """Whether the lines of a CSV file are the texts of an answer; a blank node has one name throughout."""
    nodes: dict[object, str] = {}
    expected = [list(answer.columns)]
    for row, line in zip(answer.rows, lines[1:], strict=True):
        # A row of a single variable that is unbound is an empty line, for which the csv module gives no cells.
        cells = line or [""] * (len(answer.columns) == 1)
        for term, cell in zip(row, cells, strict=True):
            if isinstance(term, BlankNode) and cell.startswith("_:"):
                nodes.setdefault(term, cell)
        line[:] = cells
        expected.append([nodes.get(term, getattr(term, "value", "")) for term in row])
    return lines == expected and len(set(nodes.values())) == len(nodes)


def written(answer: Answer, format: Format) -> bytes:
    """An answer as our writer puts it."""
    out = io.BytesIO()
    write_answer(answer, format.name, out, Prefixes({}))
    return out.getvalue()


def solutions(rows: Rows) -> frozenset[str]:
    """The rows as the canonical form of a graph with a node for each, so that blank nodes may have any name."""
    quads = []
    for number, row in enumerate(rows):
        node = BlankNode(f"row{number}")
        quads.append(Quad(node, NamedNode("urn:row"), Literal("row")))
        for name, term in row.items():
            if term is not None:
                value: Any = term
                quads.append(Quad(node, NamedNode(f"urn:{name}"), value))
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(map(str, dataset))
