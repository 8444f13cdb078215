"""Answers as tables that people read, and as lines of JSON."""

from __future__ import annotations

import io
import json
import math
import re
from decimal import Decimal

from ..queries import Answer, Term, cell, to_python, web_address
from ..reports.escape import visible
from ..terms import Prefixes


def text_table(answer: Answer, prefixes: Prefixes, width: int | None, *, links: bool = False) -> str:
    """A table in so many columns of a terminal; with None nothing is wrapped.

    With `links` the head is bold and IRIs of the web are hyperlinks (OSC 8), which terminals that do not know them
    leave out.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.style import Style
    from rich.table import Table
    from rich.text import Text

    rows = [[_shown(cell(term, prefixes)) for term in row] for row in answer.rows]
    widest = sum(max([len(column), *(len(row[i]) for row in rows)]) + 3 for i, column in enumerate(answer.columns)) + 3
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for column in answer.columns:
        table.add_column(column, no_wrap=width is None, overflow="fold")
    for row, terms in zip(rows, answer.rows, strict=True):
        addresses = [web_address(term) if links else None for term in terms]
        table.add_row(*(Text(text, Style(link=link)) for text, link in zip(row, addresses, strict=True)))
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=max(width or widest, 40),
        force_terminal=links,
        color_system="standard" if links else None,
        no_color=False,
        legacy_windows=False,
    )
    console.print(table)
    return "".join(line.rstrip() + "\n" for line in buffer.getvalue().splitlines())


def _shown(text: str) -> str:
    """The text without what would steer a terminal; its lines stay lines."""
    return "\n".join(visible(line) for line in text.splitlines())


def markdown_table(answer: Answer, prefixes: Prefixes) -> str:
    """A table of GitHub Flavored Markdown; IRIs of the web are links."""
    head = "| " + " | ".join(_escaped(column) for column in answer.columns) + " |\n"
    rule = "|" + "---|" * len(answer.columns) + "\n"
    lines = ["| " + " | ".join(_markdown(term, prefixes) for term in row) + " |\n" for row in answer.rows]
    return head + rule + "".join(lines)


def _markdown(term: Term | None, prefixes: Prefixes) -> str:
    text = "<br>".join(_escaped(line) for line in cell(term, prefixes).splitlines())
    address = web_address(term)
    if address is None:
        return text
    # In angle brackets an address may hold parentheses (CommonMark 0.31, section 6.3); IRIs hold no angle brackets.
    return f"[{text}](<{address}>)"


def _escaped(text: str) -> str:
    """The text as Markdown that shows just these characters: a backslash makes punctuation literal."""
    return re.sub(r"([\\`*_\[\]<>#|~&$])", r"\\\1", visible(text))


def json_lines(answer: Answer) -> str:
    """One JSON object for each row: numbers and booleans as such, all else as text, empty cells left out.

    Decimals keep all their digits. Infinite doubles, which JSON does not have, are texts.
    """
    return "".join(
        "{"
        + ", ".join(
            f"{json.dumps(column, ensure_ascii=False)}: {_json_value(term)}"
            for column, term in zip(answer.columns, row, strict=True)
            if term is not None
        )
        + "}\n"
        for row in answer.rows
    )


def _json_value(term: Term) -> str:
    value = to_python(term)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return json.dumps(value)
    return json.dumps(term.value, ensure_ascii=False)
