"""Answers in the four formats that the W3C gives for results of SPARQL 1.1: JSON, XML, CSV and TSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, NamedNode

from ..errors import ExportError
from ..queries import Answer, Term
from ..terms import XSD
from .graphs import NOT_XML


def sparql_json(answer: Answer) -> str:
    """SPARQL 1.1 Query Results JSON Format."""
    return json.dumps(_document(answer), ensure_ascii=False, indent=2) + "\n"


def _document(answer: Answer) -> dict[str, Any]:
    if answer.boolean is not None:
        return {"head": {}, "boolean": answer.boolean}
    bindings = [
        {column: _json_term(term) for column, term in zip(answer.columns, row, strict=True) if term is not None}
        for row in answer.rows
    ]
    return {"head": {"vars": list(answer.columns)}, "results": {"bindings": bindings}}


def _json_term(term: Term) -> dict[str, str]:
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


_ENDS = re.compile(r"\A\s+|\s+\Z")


def sparql_xml(answer: Answer) -> str:
    """SPARQL Query Results XML Format (second edition). Raises `ExportError` for what XML 1.0 cannot hold."""
    return "".join(_xml(answer))


def _xml(answer: Answer) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
    if answer.boolean is not None:
        yield f"  <head/>\n  <boolean>{str(answer.boolean).lower()}</boolean>\n</sparql>\n"
        return
    yield "  <head>\n"
    for column in answer.columns:
        yield f"    <variable name={quoteattr(column)}/>\n"
    yield "  </head>\n  <results>\n"
    for row in answer.rows:
        yield "    <result>\n"
        for column, term in zip(answer.columns, row, strict=True):
            if term is not None:
                yield f"      <binding name={quoteattr(column)}>{_xml_term(term)}</binding>\n"
        yield "    </result>\n"
    yield "  </results>\n</sparql>\n"


def _xml_term(term: Term) -> str:
    if NOT_XML.search(term.value):
        raise ExportError(f"XML cannot hold the control character in {term.value!r}", hint="use -f json")
    # A carriage return written as itself would come back as a line feed (XML 1.0, section 2.11).
    text = escape(term.value, {"\r": "&#13;"})
    # Some readers cut white space at the ends of a text, and keep what is written as a reference.
    text = _ENDS.sub(lambda match: "".join(f"&#{ord(c)};" for c in match[0]), text)
    if isinstance(term, NamedNode):
        return f"<uri>{text}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{text}</bnode>"
    if term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{text}</literal>"
    if term.datatype.value == XSD + "string":
        return f"<literal>{text}</literal>"
    return f"<literal datatype={quoteattr(term.datatype.value)}>{text}</literal>"


def sparql_csv(answer: Answer) -> str:
    """IRIs and values as plain text (SPARQL 1.1 Query Results CSV and TSV Formats, section 3)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(answer.columns)
    for row in answer.rows:
        writer.writerow(["" if t is None else f"_:{t.value}" if isinstance(t, BlankNode) else t.value for t in row])
    return buffer.getvalue()


def sparql_tsv(answer: Answer) -> str:
    """Terms as SPARQL writes them (SPARQL 1.1 Query Results CSV and TSV Formats, section 4)."""
    lines = ["\t".join(f"?{column}" for column in answer.columns)]
    lines += ["\t".join("" if term is None else _tsv_term(term) for term in row) for row in answer.rows]
    return "\n".join(lines) + "\n"


def _tsv_term(term: Term) -> str:
    return str(term).replace("\t", "\\t")
