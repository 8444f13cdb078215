"""Answers as tables of HTML, for notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from ..reports.escape import plural
from .cells import cell, web_address
from .values import Term

if TYPE_CHECKING:
    from .answer import Answer

MOST_ROWS = 50


def html_table(answer: Answer, most: int = MOST_ROWS) -> str:
    """A table of the first rows with their number; IRIs are shown by label, or CURIE, and linked where of the web."""
    if answer.boolean is not None:
        return f"<p>{'yes' if answer.boolean else 'no'}</p>"
    head = "".join(f"<th>{escape(column)}</th>" for column in answer.headings)
    body = "".join(
        "<tr>" + "".join(f"<td>{_html(term, answer)}</td>" for term in row) + "</tr>\n" for row in answer.table[:most]
    )
    size = len(answer)
    counted = plural(size, "row" if answer.triples is None else "triple")
    count = counted if size <= most else f"the first {most} of {counted}"
    if answer.truncated:
        count += ", and there are more"
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n<p>{count}</p>"


def _html(term: Term | None, answer: Answer) -> str:
    text = escape(cell(term, answer.prefixes))
    if isinstance(term, NamedNode):
        name = answer.label(term.value)
        shown, title = (escape(name), f' title="{text}"') if name else (text, "")
        address = web_address(term)
        if address is None:
            return f"<span{title}>{shown}</span>"
        return f'<a href="{escape(address)}"{title} target="_blank" rel="noopener noreferrer">{shown}</a>'
    if isinstance(term, Literal) and term.language:
        return f'<span lang="{escape(term.language)}">{text}</span>'
    return text
