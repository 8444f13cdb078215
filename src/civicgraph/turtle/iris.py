"""Resolving IRI references against a base (RFC 3986, section 5, with the characters of RFC 3987)."""

from __future__ import annotations

import re

_PARTS = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?://(?P<authority>[^/?#]*))?(?P<path>[^?#]*)"
    r"(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
_SEGMENT = re.compile(r"/[^/]*|[^/]+")
_LEADING_DOTS = re.compile(r"\A(?:\.\.?/)+")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def is_absolute(reference: str) -> bool:
    """Whether a reference has a scheme."""
    return _ABSOLUTE.match(reference) is not None


def resolve(reference: str, base: str) -> str:
    """The IRI that a reference stands for where `base` is in force (section 5.2.2).

    A reference with a scheme is an IRI already and stays as it is: RDF compares IRIs character by character, and
    resolving is for relative ones only (RDF 1.1 Turtle, section 6.3). Raises `ValueError` where the reference cannot
    be a relative one, and where the result would be read with another authority. Which characters an IRI may hold is
    not looked at.

    >>> resolve("../g;x?y#s", "http://a/b/c/d;p?q")
    'http://a/b/g;x?y#s'
    """
    if is_absolute(reference):
        return reference
    scheme, authority, path, query, _ = _split(base)
    _, own_authority, own_path, own_query, fragment = _split(reference)
    if own_authority is None and ":" in own_path.partition("/")[0]:
        raise ValueError("a relative IRI has no colon before its first slash")
    if own_authority is not None:
        authority, path, query = own_authority, remove_dot_segments(own_path), own_query
    elif own_path:
        merged = own_path if own_path.startswith("/") else _merge(authority, path, own_path)
        path, query = remove_dot_segments(merged), own_query
    elif own_query is not None:
        query = own_query
    if authority is None and path.startswith("//"):
        raise ValueError("without an authority, a path does not begin with two slashes")
    return "".join(
        (
            f"{scheme}:",
            "" if authority is None else f"//{authority}",
            path,
            "" if query is None else f"?{query}",
            "" if fragment is None else f"#{fragment}",
        )
    )


def remove_dot_segments(path: str) -> str:
    """A path without the segments `.` and `..` (section 5.2.4).

    >>> remove_dot_segments("/a/b/c/./../../g")
    '/a/g'
    """
    segments = _SEGMENT.findall(_LEADING_DOTS.sub("", path))
    kept: list[str] = []
    for segment in segments:
        if segment == "/..":
            del kept[-1:]
        elif segment not in ("/.", ".", ".."):
            kept.append(segment)
    if segments and segments[-1] in ("/.", "/.."):
        kept.append("/")
    return "".join(kept)


def _split(reference: str) -> tuple[str | None, str | None, str, str | None, str | None]:
    match = _PARTS.fullmatch(reference)
    assert match is not None, "every text has these parts (RFC 3986, appendix B)"
    return match["scheme"], match["authority"], match["path"], match["query"], match["fragment"]


def _merge(authority: str | None, path: str, relative: str) -> str:
    """A relative path in the place of the last segment of the base's path (section 5.2.3)."""
    if authority is not None and not path:
        return "/" + relative
    return path[: path.rfind("/") + 1] + relative
