"""Declarations of prefixes, found by a look at the text that is much cheaper than its tokens."""

from __future__ import annotations

import re

# `@prefix` is written in small letters only; the form of SPARQL in any (Turtle, section 6.5).
_OF_TURTLE = re.compile(r"@prefix\s+([^\s:]*):\s*<([^>]*)>")
_OF_SPARQL = re.compile(r"(?<!@)\bprefix\s+([^\s:]*):\s*<([^>]*)>", re.IGNORECASE)


def seeming_declarations(text: str) -> list[tuple[str, str]]:
    """The prefixes and namespaces in what looks like declarations; some may stand in comments and literals."""
    found = _OF_TURTLE.findall(text)
    if text.lower().count("prefix") > text.count("@prefix"):
        found += _OF_SPARQL.findall(text)
    return found
