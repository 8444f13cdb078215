"""What a person reads who made a slip: the place to mend, what is wrong there, and what to do.

In each text the mark ‸ shows where the finding must stand; it is taken out before the text is read.
"""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from civicgraph.errors import SourceSyntaxError
from civicgraph.turtle import decode, read_located

HEAD = "@prefix ex: <http://example.org/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
MARK = "\u2038"

SLIPS = [
    # Ends of statements
    ("ex:a a ex:B ;\n    rdfs:label \"A\"@en‸\n\nex:c a ex:B .", 'a full stop is missing after "A"@en', "full stop"),
    ("ex:a a ex:B ;\n    ex:p ex:o ‸;\n\nex:c a ex:B .", 'goes on after this ";"', "full stop"),
    ("ex:a a ex:B ;\n    ex:p ex:o ‸,\n\nex:c a ex:B .", 'goes on after this ","', "full stop"),
    ("ex:a a ex:B ‸;\n\nex:c ex:p ex:o ; ex:q ex:r .", 'goes on after this ";"', "full stop"),
    ("ex:a a ex:B ‸;\n\n@prefix x: <http://x/> .", 'goes on after this ";"', "full stop"),
    ("ex:a a ex:B‸\n    ex:p ex:o .", 'a ";" is missing after ex:B', '";"'),
    ('ex:a rdfs:label "A"‸\n    "B" .', 'a "," is missing after the text "A"', '","'),
    ("ex:a a ex:B ‸.\n    ex:p ex:o .\n", "seems to go on with it", '";"'),
    ('ex:a a ex:B ‸.\n    rdfs:label "x" .\n', "seems to go on with it", '";"'),
    ("ex:a a ex:B‸", "a full stop is missing after ex:B", "full stop"),
    ("ex:a a ex:B . ‸.", "this full stop ends nothing", "delete"),
    ("ex:a a ex:B ‸ex:c ex:d .", 'is expected here, not ex:c', None),
    ("ex:a a ‸. ", 'a value is expected here, not "."', None),
    ("ex:a ‸. ", 'a property is expected here, not "."', None),
    ("ex:a a‸", "a value is expected here, not the end of the file", None),
    # Directives
    ("@prefix x: <http://x/>‸\nex:a a ex:B .", "a full stop is missing after <http://x/>", "full stop"),
    ("PREFIX x: <http://x/> ‸.", "PREFIX takes no full stop", "@prefix"),
    ("BASE <http://x/> ‸.", "BASE takes no full stop", "@base"),
    ("‸@PREFIX x: <http://x/> .", "@PREFIX is written in lower case", "@prefix or PREFIX"),
    ("‸@prefx x: <http://x/> .", "there is no directive @prefx", "did you mean @prefix?"),
    ("@prefix ‸x <http://x/> .", "the prefix x has no colon", "write x:"),
    ("@prefix ‸x.: <http://x/> .", "the prefix x has a full stop after it", "write x:"),
    ("@prefix x: ‸http://x/ .", "between angle brackets", "<http://x/>"),
    # Names
    ("ex:a a ‸exx:B .", "the prefix exx: is not declared", "did you mean ex:?"),
    ("ex:a ‸skos:prefLabel ex:B .", "the prefix skos: is not declared", "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."),
    ("ex:a a ‸zzzz:B .", "the prefix zzzz: is not declared", "@prefix zzzz: <...> ."),
    ("ex:a ex:see ‸https://example.org/a, ex:b .", "between angle brackets", "<https://example.org/a>"),
    ("ex:O‸'Brien a ex:B .", "a prefixed name holds no '", r"\'"),
    ("ex:O‸'Brien rdfs:label 'x' .", "a prefixed name holds no '", r"\'"),
    ("ex:a‸/b a ex:B .", "a prefixed name holds no /", r"\/"),
    ("ex:a‸(b) a ex:B .", "a prefixed name holds no (", r"\("),
    ("ex:‸-a a ex:B .", "no hyphen comes first", r"\-"),
    ("ex:a‸%4 a ex:B .", "two hexadecimal digits", None),
    (r"ex:a‸\x a ex:B .", r"\x is no escape in a prefixed name", r"\~"),
    ("ex:a a ‸Malmö .", 'not the word "Malmö"', '"Malmö"'),
    ("ex:a ex:p ‸True .", '"True" is written in lower case: true', None),
    ("ex:a ‸A ex:B .", '"A" is written in lower case: a', None),
    ("ex:a ex:p ‸a .", 'not "a"', "place of a property"),
    ("ex:a ‸true ex:B .", "not true", "only as values"),
    ("ex:a ‸_:b ex:B .", "a property has an IRI", None),
    ('ex:a ‸"x" ex:B .', "a text stands only as a value", None),
    ("‸5 a ex:B .", "a number stands only as a value", None),
    ("‸_: a ex:B .", "the label of a blank node begins with", None),
    # Texts and numbers
    ('ex:a rdfs:label ‸"Malmö@sv .\nex:c a ex:B .', "no closing quotation mark on its line", '"""'),
    ('ex:a rdfs:label "a"@en , ‸"""b .\nex:c a ex:B .', 'not closed with """', '"""'),
    ('ex:a rdfs:label "the ‸"big" city" .', "the text ends at this quotation mark", r"\""),
    ("ex:a rdfs:label ‸“Malmö” .", "a curly quotation mark", '"'),
    (r'ex:a rdfs:label "C:‸\data" .', r"\d is no escape in a text", r"\\"),
    (r'ex:a rdfs:label "‸\uD83D\uDE00" .', r"\uD83D is no character", r"\U0001F600"),
    (r'ex:a rdfs:label "ab‸\u12" .', r"\u is followed by 4 hexadecimal digits", None),
    ('ex:a rdfs:label "x"‸@toolonglanguage .', "is not a language tag", "@pt-BR"),
    ('ex:a rdfs:label "x"@en‸- .', "does not end with a hyphen", "@pt-BR"),
    ('ex:a rdfs:label "x"‸@ en .', "begins with a letter", "@en"),
    ("ex:a rdfs:label ex:b‸@en .", "follows a text in quotation marks", '"text"@en'),
    ('ex:a rdfs:label "x"^^‸"y" .', "a datatype is expected here", None),
    ('ex:a rdfs:label "x"@en‸^^ex:B .', "a language tag or a datatype, not both", "one of them"),
    ('ex:a rdfs:label "x"^^ex:B‸@en .', "a language tag or a datatype, not both", "one of them"),
    ("ex:a ex:p 5‸^^ex:B .", "a datatype follows a text in quotation marks", '"^^xsd:date'),
    ('ex:a rdfs:label """the "city"""‸" .', "the text ends before this quotation mark", r'\"'),
    ("ex:a ex:p 12‸px .", "a number ends here", '"12px"'),
    ("ex:a ex:p ‸2026-11-25 .", "a date stands between quotation marks", "xsd:date"),
    ("ex:a ex:p ‸+x .", "a digit is expected after this +", None),
    # IRIs
    ("ex:a ex:see <http://example.org/a‸ b> .", "an IRI holds no space", "%20"),
    ("ex:a ex:see <http://example.org/‸{a}> .", "an IRI holds no {", "%7B"),
    ("ex:a ex:see ‸<http://example.org/ .\nex:c a ex:B .", "the IRI that begins here is not closed", ">"),
    ("ex:a ex:see ‸<www.example.org> .", "is a relative IRI", "whole IRI"),
    ("ex:a ex:see <http://example.org/100‸%> .", "is not an IRI", None),
    (r"ex:a ex:see <http://example.org/‸\u0020> .", "which no IRI holds", "%20"),
    (r"ex:a ex:see <http://example.org/‸\n> .", r"\n is no escape in an IRI", r"\uXXXX"),
    # Brackets
    ("ex:a ex:p ‸[ a ex:B ; rdfs:label \"x\" .\nex:c a ex:B .", 'the "[" here is not closed', '"]"'),
    ("ex:a ex:p ‸( ex:b ex:c .\nex:d a ex:B .", 'the "(" here is not closed', '")"'),
    ("ex:a ex:p ‸[ a ex:B ;\n", "is not closed before the file ends", '"]"'),
    ("ex:a ex:p ( ‸[ a ex:B ) .", 'the "[" here is not closed before the ")"', '"]"'),
    ("ex:a ex:p ex:b ‸] .", 'no "[" is open', None),
    ("ex:a ex:p [ ] ‸) .", 'no "(" is open', None),
    # Other languages
    ("‸{ ex:a a ex:B }", "graphs in braces belong to TriG", None),
    ("‸GRAPH ex:g { ex:a a ex:B }", "GRAPH belongs to TriG", None),
    ("ex:a ‸= ex:b .", "= belongs to Notation3", "owl:sameAs"),
    ("ex:a ‸=> ex:b .", "=> belongs to Notation3", None),
    ("ex:a‸!ex:b a ex:B .", "a prefixed name holds no !", None),
    ("‸?x a ex:B .", "variables belong to SPARQL", None),
    ("‸<< ex:a ex:b ex:c >> ex:d ex:e .", "belongs to RDF 1.2", "IRI of its own"),
    ('‸VERSION "1.2"\nex:a ex:b ex:c .', "VERSION belongs to RDF 1.2", "delete it"),
    ('‸@version "1.2" .\nex:a ex:b ex:c .', "@version belongs to RDF 1.2", "delete it"),
    ("ex:a ex:b ex:c ‸{| ex:d ex:e |} .", "belongs to RDF 1.2", "IRI of its own"),
    # What nobody sees
    ("ex:a‸\u00a0a ex:B .", "no-break space, U+00A0", "delete it"),
    ("ex:a‸\u200b a ex:B .", "zero width space, U+200B", "delete it"),
    ("ex:a ‸\x00 ex:B .", "an invisible character", "delete it"),
    ("ex:a ex:p ‸\U0001f600\u00d7 .", 'not the word "\U0001f600"', None),
    ("ex:a ex:p ‸\u00d7 .", "multiplication sign, U+00D7", None),
]  # fmt: skip


def fault_of(text: str, syntax: RdfFormat = RdfFormat.TURTLE) -> SourceSyntaxError:
    with pytest.raises(SourceSyntaxError) as caught:
        read_located(text, "f.ttl", syntax=syntax)
    return caught.value


@pytest.mark.parametrize(("marked", "message", "hint"), SLIPS, ids=lambda value: str(value)[:40] if value else "-")
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_slip_is_told_in_words_at_its_place(marked: str, message: str, hint: str | None, line_end: str) -> None:
    before, _, after = (HEAD + marked).replace("\n", line_end).partition(MARK)
    fault = fault_of(before + after)
    assert fault.span is not None
    line = before.count("\n") + 1
    assert (fault.span.start.line, fault.span.start.column) == (line, len(before) - before.rfind("\n")), fault.message
    assert fault.span.end > fault.span.start
    assert message in fault.message
    assert (hint or "") in (fault.hint or "")
    try:
        quads = list(parse(before + after, format=RdfFormat.TURTLE))
    except SyntaxError:
        return
    newer = any(isinstance(quad.object, Triple) for quad in quads) or "belongs to RDF 1.2" in message
    assert newer, "only what RDF 1.2 adds is refused here alone"


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("GRAPH ex:g ‸{ ex:a a ex:B .", 'the "{" here is not closed before the file ends'),
        ("ex:g { ex:a a ex:B ‸{ } }", "a graph in braces cannot stand here"),
        ("ex:g { ‸GRAPH ex:h { } }", 'a subject or "}" is expected here, not GRAPH'),
        ("GRAPH ex:g ‸ex:a a ex:B .", '"{" after the name of a graph is expected here'),
        ("ex:g { ex:a a ex:B } ‸.", "this full stop ends nothing"),
        ("ex:a a ex:B ‸}", 'no "{" is open'),
        ("GRAPH [ ‸ex:a ex:b ] { }", '"]" at the end of the name of a graph is expected here'),
    ],
)
def test_slips_in_trig(marked: str, message: str) -> None:
    before, _, after = (HEAD + marked).partition(MARK)
    fault = fault_of(before + after, RdfFormat.TRIG)
    assert fault.span is not None
    assert (fault.span.start.line, fault.span.start.column) == (3, len(before) - len(HEAD) + 1)
    assert message in fault.message


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("<x:a> <x:b> <x:c>‸\n", "a full stop is expected here, not the end of the line"),
        ("<x:a> <x:b>‸\n<x:c> .\n", "is expected here, not the end of the line"),
        ("<x:a> <x:b> <x:c> . ‸<x:a> <x:b> <x:c> .", "the end of the line is expected here"),
        ("‸ex:a <x:b> <x:c> .", "an IRI or the label of a blank node is expected here"),
        ("<x:a> <x:b> ‸'c' .", 'a text between " and "'),
        ("<x:a> <x:b> ‸5 .", 'a text between " and "'),
        ("<x:a> <x:b> ‸<c> .", "is a relative IRI"),
        ("<x:a> <x:b> <x:c> ‸<x:g> .", "a full stop is expected here, not <x:g>"),
        ("‸@prefix ex: <x:> .", "an IRI or the label of a blank node is expected here"),
    ],
)
def test_slips_in_n_triples(marked: str, message: str) -> None:
    before, _, after = marked.partition(MARK)
    fault = fault_of(before + after, RdfFormat.N_TRIPLES)
    assert fault.span is not None
    assert (fault.span.start.line, fault.span.start.column) == (1, len(before) + 1)
    assert message in fault.message


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        ('# é\r\n<x:a> <x:b> "'.encode() + b'\xe9" .', 2, 14, "0xE9"),
        (b"\xef\xbb\xbf<x:\xff>", 1, 4, "0xFF"),
        (b'"\xed\xa0\x80"', 1, 2, "0xED"),
        ("<x:a> <x:b> <x:c> .".encode("utf-16"), 1, 1, "UTF-16"),
        (b"\xff\xfe", 1, 1, "UTF-16"),
    ],
)
def test_bytes_that_are_no_utf_8(data: bytes, line: int, column: int, message: str) -> None:
    with pytest.raises(SourceSyntaxError) as caught:
        decode(data, "f.ttl")
    span = caught.value.span
    assert span is not None
    assert (span.start.line, span.start.column) == (line, column)
    assert message in caught.value.message
    assert "UTF-8" in (caught.value.hint or "")


def test_half_a_surrogate_pair_in_a_text() -> None:
    fault = fault_of('<x:a> <x:b> "é\ud83d" .')
    assert fault.span is not None
    assert (fault.span.start.line, fault.span.start.column) == (1, 15)
    assert "surrogate" in fault.message


def test_a_syntax_that_is_none_of_the_four() -> None:
    with pytest.raises(ValueError, match="not a syntax of this reader"):
        read_located("", "f", syntax=RdfFormat.RDF_XML)
