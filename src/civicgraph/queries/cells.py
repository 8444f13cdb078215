"""Cells as people read them."""

from __future__ import annotations

import re

from pyoxigraph import BlankNode, NamedNode

from ..terms import Prefixes
from .values import Term


def cell(term: Term | None, prefixes: Prefixes) -> str:
    """A term as people read it: CURIE, text, nothing for an empty cell."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return prefixes.curie(term.value) or term.value
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def web_address(term: Term | None) -> str | None:
    """The IRI of a term, where it is one of the web that can be followed."""
    from ..reports.escape import visible

    if isinstance(term, NamedNode) and re.match(r"https?://", term.value, re.I) and visible(term.value) == term.value:
        return term.value
    return None
