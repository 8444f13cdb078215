"""What a query may reach: SERVICE sends a part of a query, and what it knows, to another server."""

from __future__ import annotations

import re
from functools import lru_cache

from pyoxigraph import Store

from ..errors import QueryError
from .tokens import tokens

# SPARQL 1.1, section 19.2: some engines put these in place before they read the query.
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(000[0-9A-Fa-f]{5}|0010[0-9A-Fa-f]{4})")


@lru_cache(maxsize=512)
def refuse_service(text: str, shown: str = "the query", *, hint: str | None = None) -> None:
    """Raises `QueryError` where a query asks another server (SPARQL 1.1 Federated Query).

    Engines also read the word where no space parts it from its neighbours, as in `SERVICE:x{}`, and in escapes.
    """
    for reading in {text, _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)), text)}:
        if "SERVICE" not in reading.upper():
            continue
        found = tokens(reading)
        empty_prefix = any(token.text == ":" for token in found)
        for token in found:
            word = token.text if token.kind == "word" else ""
            if token.kind == "name" and empty_prefix:
                word = token.text.partition(":")[0]
            if "SERVICE" in word.upper():
                raise QueryError(f"{shown} asks another server (SERVICE)", hint=hint)


def check_syntax(text: str) -> None:
    """Raises `SyntaxError` where a text is no SPARQL query; no server is asked.

    Oxigraph begins to answer what it parses, so that a query with SERVICE is left to the parser of rdflib.
    """
    try:
        refuse_service(text)
    except QueryError:
        from pyparsing.exceptions import ParseException
        from rdflib.plugins.sparql.parser import parseQuery

        try:
            parseQuery(text)
        except ParseException as error:
            raise SyntaxError(f"error at {error.lineno}:{error.column}: {error.msg}") from error
    else:
        Store().query(text)
