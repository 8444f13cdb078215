"""The tokens of a text, its comments, and texts that would bring a careless lexer to its knees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from civicgraph.errors import SourceSyntaxError
from civicgraph.source import Position, Span
from civicgraph.turtle import Lines, Token, read_comments, read_located, tokenize

SPACES = " \t\r\n"


def test_tokens_with_their_offsets() -> None:
    assert list(tokenize('ex:a a "x"@en; # c\n .')) == [
        Token("pname", "ex:a", 0, 4),
        Token("word", "a", 5, 6),
        Token("short", '"x"', 7, 10),
        Token("at", "@en", 10, 13),
        Token("mark", ";", 13, 14),
        Token("mark", ".", 20, 21),
    ]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("ex:a.", [("pname", "ex:a"), ("mark", ".")]),
        ("ex:a.b..c.", [("pname", "ex:a.b..c"), ("mark", ".")]),
        ("_:a.b.", [("bnode", "_:a.b"), ("mark", ".")]),
        ("1.", [("integer", "1"), ("mark", ".")]),
        ("1.5.", [("decimal", "1.5"), ("mark", ".")]),
        ("-.5e+3", [("double", "-.5e+3")]),
        ("1.e3", [("double", "1.e3")]),
        ("true.", [("word", "true"), ("mark", ".")]),
        ("a<x:y>", [("word", "a"), ("iri", "<x:y>")]),
        ("ex:a#b", [("pname", "ex:a"), ("comment", "#b")]),
        ("<x:a#b>", [("iri", "<x:a#b>")]),
        ('"#"', [("short", '"#"')]),
        ('""', [("short", '""')]),
        ('"""a""b"""', [("long", '"""a""b"""')]),
        ('"""a"""""', [("long", '"""a"""'), ("short", '""')]),
        (r'"\""', [("short", r'"\""')]),
        (r"ex:a\,b\.", [("pname", r"ex:a\,b\.")]),
        ("ex:%41%4", [("pname", "ex:%41"), ("broken", "%"), ("integer", "4")]),
        ('"a\n"b"', [("broken", '"a'), ("short", '"b"')]),
        ("'''a\n# no comment", [("broken", "'''a\n# no comment")]),
        ("<a b> # c", [("broken", "<a b>"), ("comment", "# c")]),
        ("\u00d7", [("broken", "\u00d7")]),
    ],
)
def test_what_is_one_token(text: str, tokens: list[tuple[str, str]]) -> None:
    assert [(token.kind, token.text) for token in tokenize(text, comments=True)] == tokens


@given(st.text(st.sampled_from("ab:. \t\r\n\"'<>\\#@^_;,[](){}1e+-%é\U0001f600\ufeff\ud800"), max_size=60))
def test_the_tokens_and_the_spaces_between_them_are_the_whole_text(text: str) -> None:
    tokens = list(tokenize(text, comments=True))
    end = 1 if text.startswith("\ufeff") else 0
    for token in tokens:
        assert text[token.start : token.end] == token.text != ""
        assert set(text[end : token.start]) <= set(SPACES)
        end = token.end
    assert set(text[end:]) <= set(SPACES)
    assert [t for t in tokens if t.kind != "comment"] == list(tokenize(text))


def test_comments_with_their_places() -> None:
    text = "\ufeff# first\r\nex:a a \"# none\" . # cg: ignore[CG402] a reason\r#\n'''\n# none'''#last"
    assert [(c.text, str(c.span)) for c in read_comments(text, "f.ttl")] == [
        ("# first", "f.ttl:1:1"),
        ("# cg: ignore[CG402] a reason", "f.ttl:2:19"),
        ("#", "f.ttl:3:1"),
        ("#last", "f.ttl:5:10"),
    ]
    assert read_comments("# \U0001f600", "f")[0].span == Span("f", Position(1, 1), Position(1, 4))


@given(st.text(st.sampled_from("ab\r\n\ufeff\U0001f600"), max_size=30))
def test_positions_by_counting(text: str) -> None:
    lines = Lines.of(text)
    line, column = 1, 1
    for offset, character in enumerate(text):
        if offset == 0 and character == "\ufeff":
            continue
        assert lines.position(offset) == Position(line, column)
        if character == "\n" or (character == "\r" and text[offset + 1 : offset + 2] != "\n"):
            line, column = line + 1, 1
        else:
            column += 1


DEPTH = 20_000


@pytest.mark.parametrize(
    ("text", "triples"),
    [
        ("<x:s> <x:p> " + "[ <x:p> " * DEPTH + "1" + " ]" * DEPTH + " .", DEPTH + 1),
        ("<x:s> <x:p> " + "( " * DEPTH + ")" * DEPTH + " .", 2 * (DEPTH - 1) + 1),
        ("[ <x:p> ( " * DEPTH + "1" + " ) ]" * DEPTH + " .", 3 * DEPTH),
    ],
    ids=["nodes", "collections", "both"],
)
def test_no_depth_of_nesting_is_too_much(text: str, triples: int) -> None:
    located = read_located(text, "f")
    assert len(located) == triples == sum(1 for _ in parse(text, format=RdfFormat.TURTLE))


def test_an_unclosed_bracket_at_the_bottom_of_many() -> None:
    with pytest.raises(SourceSyntaxError) as caught:
        read_located("<x:s> <x:p> " + "[ <x:p> " * DEPTH + "1 .", "f")
    assert 'the "[" here is not closed' in caught.value.message


MANY = 300_000


@pytest.mark.parametrize(
    "text",
    [
        '<x:s> <x:p> """' + 'a""' * MANY + 'a""" .',
        '<x:s> <x:p> """' + '\\"' * MANY + '""" .',
        '<x:s> <x:p> "' + "é" * 10_000_000 + '" .',
        "<x:s> <x:p> <x:" + "a/" * MANY + "> .",
        "@prefix e: <x:> . <x:s> <x:p> e:" + "a.:" * MANY + "a .",
        "<x:s> <x:p> " + "1" * MANY + " .",
        "# " + "#" * MANY + "\n" * MANY,
        "<x:s> <x:p> _:" + "a." * MANY + "a .",
    ],
    ids=["quotes", "escapes", "a line of 10 MB", "an IRI", "a name", "a number", "comments", "a label"],
)
def test_long_tokens_are_read(text: str) -> None:
    """A lexer that goes back over what it has read would not come to an end here."""
    assert len(read_located(text, "f")) == (0 if text[0] == "#" else 1)


@pytest.mark.parametrize(
    "text",
    ['"""' + '"" ' * MANY, "'" * (MANY + 1), "<" * MANY, "<a\n" * MANY, "a." * MANY, "%" * MANY, "\\" * MANY, "@" * MANY,
     "." * MANY, "-" * MANY, '"a\n' * MANY, "_:" * MANY, "^" * MANY, "1e" * MANY, "ex:a." + "." * MANY],
    ids=lambda text: repr(text[:4]),
)  # fmt: skip
def test_long_rubbish_is_refused(text: str) -> None:
    assert sum(token.end - token.start for token in tokenize(text)) <= len(text)
    with pytest.raises(SourceSyntaxError) as caught:
        read_located(text, "f")
    assert len(caught.value.message) + len(caught.value.hint or "") < 400
