"""Resolving IRIs: the examples of RFC 3986, and agreement with the parser's resolver."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse

from civicgraph.turtle.iris import is_absolute, remove_dot_segments, resolve

BASE = "http://a/b/c/d;p?q"
# RFC 3986, sections 5.4.1 and 5.4.2; a strict resolver takes http:g as it is.
EXAMPLES = """
g:h      g:h                 | g        http://a/b/c/g      | ./g      http://a/b/c/g
g/       http://a/b/c/g/     | /g       http://a/g          | //g      http://g
?y       http://a/b/c/d;p?y  | g?y      http://a/b/c/g?y    | #s       http://a/b/c/d;p?q#s
g#s      http://a/b/c/g#s    | g?y#s    http://a/b/c/g?y#s  | ;x       http://a/b/c/;x
g;x      http://a/b/c/g;x    | g;x?y#s  http://a/b/c/g;x?y#s | .       http://a/b/c/
./       http://a/b/c/       | ..       http://a/b/         | ../      http://a/b/
../g     http://a/b/g        | ../..    http://a/           | ../../   http://a/
../../g  http://a/g          | ../../../g http://a/g        | ../../../../g http://a/g
/./g     http://a/g          | /../g    http://a/g          | g.       http://a/b/c/g.
.g       http://a/b/c/.g     | g..      http://a/b/c/g..    | ..g      http://a/b/c/..g
./../g   http://a/b/g        | ./g/.    http://a/b/c/g/     | g/./h    http://a/b/c/g/h
g/../h   http://a/b/c/h      | g;x=1/./y http://a/b/c/g;x=1/y | g;x=1/../y http://a/b/c/y
g?y/./x  http://a/b/c/g?y/./x | g?y/../x http://a/b/c/g?y/../x | g#s/./x http://a/b/c/g#s/./x
g#s/../x http://a/b/c/g#s/../x | http:g  http:g
"""
PAIRS = [tuple(pair.split()) for line in EXAMPLES.strip().splitlines() for pair in line.split("|")]


def test_the_examples_are_all_there() -> None:
    assert len(PAIRS) == 41


@pytest.mark.parametrize(("reference", "iri"), [*PAIRS, ("", BASE)])
def test_the_examples_of_the_rfc(reference: str, iri: str) -> None:
    assert resolve(reference, BASE) == iri


@pytest.mark.parametrize(
    ("base", "reference", "iri"),
    [
        # What urllib gets wrong, or refuses to do for schemes that it does not know.
        ("urn:x:y", "z", "urn:z"),
        ("urn:x:y", "#f", "urn:x:y#f"),
        ("tag:a,2026:b/c", "../d", "tag:/d"),
        ("http://a", "b", "http://a/b"),
        ("http://a?q", "", "http://a?q"),
        ("http://a/b?q", "?", "http://a/b?"),
        ("http://a/b#f", "#", "http://a/b#"),
        ("http://a/b//c", "..", "http://a/b/"),
        ("file:///a/b", "//h", "file://h"),
        ("http://a/b/c", "d:e", "d:e"),
        ("http://a/b/c", "./d:e", "http://a/b/d:e"),
        # Dot segments go from the base's own path and from behind an authority too (section 5.2.2).
        ("http://a/b/../c/d", "e", "http://a/c/e"),
        ("http://a/b", "//h/x/../y", "http://h/y"),
        # An IRI is not a reference to resolve; RDF compares it as it stands.
        ("http://a/b", "http://h/x/../y", "http://h/x/../y"),
    ],
)
def test_cases_beyond_the_examples(base: str, reference: str, iri: str) -> None:
    assert resolve(reference, base) == iri


@pytest.mark.parametrize(("base", "reference"), [("http://a/b", ":c"), ("http://a/b", "1:c"), ("x:a/b", "..//c")])
def test_what_cannot_be_resolved(base: str, reference: str) -> None:
    with pytest.raises(ValueError, match=r"colon|authority"):
        resolve(reference, base)


parts = st.lists(st.sampled_from([".", "..", "/", "/", "a", "b", ":", ";x", "//", "%41", "é", ".a"]), max_size=6)
bases = st.tuples(st.sampled_from(["http://h/", "http://h/a//b/", "file:///", "x://h/"]), parts).map(
    lambda pair: pair[0] + "".join(part for part in pair[1] if part not in (".", ".."))
)
references = st.lists(st.sampled_from([".", "..", "/", "/", "a", ":", "?", "#", ";x", "../", "./", "é"]), max_size=8)


def parsed(reference: str, base: str) -> str | None:
    """The IRI that pyoxigraph reads, or None where it refuses the reference."""
    try:
        quad = next(iter(parse(f"<{reference}> <x:p> <x:o> .", format=RdfFormat.TURTLE, base_iri=base)))
    except SyntaxError:
        return None
    return quad.subject.value if isinstance(quad.subject, NamedNode) else None


@given(bases, references.map("".join))
def test_the_parser_resolves_alike(base: str, reference: str) -> None:
    """For bases with an authority; the parser of pyoxigraph 0.5 leaves dot segments behind `//` and in the base."""
    assume(not reference.startswith("//") and "/./" not in base and "/../" not in base)
    theirs = parsed(reference, base)
    assume(theirs is not None)
    assert resolve(reference, base) == theirs


@given(st.lists(st.sampled_from(["a", ".", "..", "", "b.c"]), max_size=8).map("/".join))
def test_no_dot_segment_is_left_and_none_is_taken_twice(path: str) -> None:
    clean = remove_dot_segments(path)
    assert not {".", ".."} & set(clean.split("/"))
    assert remove_dot_segments(clean) == clean
    assert not is_absolute(path)
