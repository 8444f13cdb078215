"""References against a base, where a text may be none."""

from __future__ import annotations

from ..turtle import resolve


def resolved(reference: str, base: str) -> str:
    """The IRI of a reference, or the text itself where it can be none."""
    try:
        return resolve(reference, base)
    except ValueError:
        return reference
