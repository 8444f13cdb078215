"""Every term is where its writer put it, and the triples are those of pyoxigraph, in all four syntaxes."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planting import BASE, Garden, Place, Planted, plant
from pyoxigraph import BlankNode, Literal, Quad, RdfFormat, Triple, parse
from support import canonical

from civicgraph.errors import SourceSyntaxError
from civicgraph.source import Span
from civicgraph.turtle import LocatedTriple, read_comments, read_located

SYNTAXES = (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
# What a slip of the keyboard or of an editor may put into a document.
BITS = (
    *".;,[](){}<>\"'\\#:@^_-+%/ \t\n\r\x00\u00a0",
    '"""',
    "'''",
    "a",
    "1",
    ".5",
    "e1",
    "true",
    "@en",
    "@prefix",
    "PREFIX",
)
BITS += ("BASE", "GRAPH", "^^", "_:x", "\\u0041", "\\uD800", "\\q", "<x>", "<a b>", "<../y>", '"x"', "ex:y", "é", "\U0001f600")  # fmt: skip

randoms = st.randoms(use_true_random=False)
many = settings(max_examples=200, deadline=None)


def base_of(syntax: RdfFormat) -> str | None:
    return BASE if syntax in (RdfFormat.TURTLE, RdfFormat.TRIG) else None


def located(garden: Garden) -> list[LocatedTriple]:
    return read_located(garden.text, "f", base=base_of(garden.syntax), syntax=garden.syntax)


def parsed(text: str, syntax: RdfFormat) -> list[Quad]:
    # pyoxigraph takes a byte order mark for the first letter of a name.
    return list(parse(text.removeprefix("\ufeff").encode(), format=syntax, base_iri=base_of(syntax)))


def place(span: Span | None) -> Place | None:
    return span and (span.start.line, span.start.column, span.end.line, span.end.column)


def places(triple: LocatedTriple) -> tuple[Place | None, ...]:
    spans = (triple.subject_span, triple.predicate_span, triple.object_span, triple.graph_span)
    return tuple(place(span) for span in spans)


def planted_places(planted: Planted) -> tuple[Place | None, ...]:
    return planted.subject_place, planted.predicate_place, planted.object_place, planted.graph_place


@many
@given(randoms, st.sampled_from(SYNTAXES), st.integers(1, 10))
def test_every_term_is_where_it_was_planted(random: Random, syntax: RdfFormat, size: int) -> None:
    garden = plant(random, syntax, size)
    found = located(garden)
    assert [places(t) for t in found] == [planted_places(p) for p in garden.triples]
    twins: dict[BlankNode, BlankNode] = {}
    for t, p in zip(found, garden.triples, strict=True):
        for mine, planted in ((t.subject, p.subject), (t.object, p.object), (t.graph_name, p.graph_name)):
            if isinstance(mine, BlankNode) and isinstance(planted, BlankNode):
                assert twins.setdefault(mine, planted) == planted
            else:
                assert mine == planted
        assert t.predicate == p.predicate
    assert len(set(twins.values())) == len(twins)
    assert [(c.text, place(c.span)) for c in read_comments(garden.text, "f")] == garden.comments


@many
@given(randoms, st.sampled_from(SYNTAXES), st.integers(1, 10))
def test_the_triples_are_those_of_the_parser(random: Random, syntax: RdfFormat, size: int) -> None:
    garden = plant(random, syntax, size)
    assert canonical([t.quad for t in located(garden)]) == canonical(parsed(garden.text, syntax))


def verdict(text: str, syntax: RdfFormat) -> tuple[set[str] | None, SourceSyntaxError | None]:
    """The triples of a text as our reader has them, or its error."""
    try:
        return canonical([t.quad for t in read_located(text, "f", base=base_of(syntax), syntax=syntax)]), None
    except SourceSyntaxError as fault:
        return None, fault


@many
@given(randoms, st.sampled_from(SYNTAXES), st.integers(1, 4))
def test_the_parser_and_the_reader_agree_on_what_is_broken(random: Random, syntax: RdfFormat, size: int) -> None:
    text = plant(random, syntax, size).text.removeprefix("\ufeff")
    for _ in range(random.choice((1, 1, 2, 3))):
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(("", *BITS)) + text[at + random.choice((0, 0, 1, 2)) :]
    text = text.removeprefix("\ufeff")
    mine, fault = verdict(text, syntax)
    assert fault is None or (fault.span is not None and fault.span.start < fault.span.end)
    try:
        quads = parsed(text, syntax)
    except SyntaxError as error:
        refusal = str(error)
    else:
        refusal = ""
    if refusal:
        # In `.5ex:a` the grammar sees a decimal and a name, the parser a double without its exponent.
        assert mine is None or "A double exponent cannot be empty" in refusal
        return
    # What RDF 1.2 adds is for the parser only.
    if not any(isinstance(q.object, Triple) or (isinstance(q.object, Literal) and q.object.direction) for q in quads):
        assert mine == canonical(quads)


def run(syntax: RdfFormat, seeds: range) -> None:
    """Both properties on documents of ten statements, larger than those that Hypothesis likes to draw."""
    for seed in seeds:
        garden = plant(Random(seed), syntax, 10)
        found = located(garden)
        assert [places(t) for t in found] == [planted_places(p) for p in garden.triples], seed
        assert canonical([t.quad for t in found]) == canonical(parsed(garden.text, syntax)), seed


@pytest.mark.parametrize("syntax", SYNTAXES, ids=str)
def test_a_hundred_larger_documents(syntax: RdfFormat) -> None:
    run(syntax, range(100))


@pytest.mark.long
@pytest.mark.parametrize("syntax", SYNTAXES, ids=str)
def test_ten_thousand_larger_documents(syntax: RdfFormat) -> None:
    run(syntax, range(100, 10_000))


def test_the_writer_uses_the_whole_grammar() -> None:
    """So that the tests above cannot pass by testing little."""
    texts = {syntax: "".join(plant(Random(seed), syntax, 8).text for seed in range(40)) for syntax in SYNTAXES}
    for needle in (
        "[",
        "(",
        "()",
        "[]",
        ";;",
        '"""',
        "'''",
        "\r\n",
        "\\u",
        "\\U",
        "@SV",
        "^^",
        "_:",
        "PreFix",
        "@base",
    ):
        assert needle in texts[RdfFormat.TURTLE], needle
    for needle in ("{", "GRAPH", "graph", "}"):
        assert needle in texts[RdfFormat.TRIG], needle
    assert all("\U0001f600" in text and "#" in text and "\ufeff" in text for text in texts.values())
