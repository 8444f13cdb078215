"""What is wrong with a text that is not Turtle, in words for the person who made the slip.

A reader says which token it did not expect and what it wanted instead. The recognisers below look for the slips that
people make; the first that fits words the error and says where to mend it, which is often before that token.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from ..errors import SourceSyntaxError
from ..suggest import did_you_mean
from .characters import broken_token, in_name, of_another_language, web_address
from .document import excerpt
from .lexer import Token
from .situation import Situation, Wanted

_PAIRS = {"[": "]", "(": ")", "{": "}"}
_KEYWORDS = {"true", "false", "a"}
_NAMES = ("pname", "iri", "bnode")
_LITERALS = {"short": "text", "long": "text", "integer": "number", "decimal": "number", "double": "number"}


def syntax_error(situation: Situation) -> SourceSyntaxError:
    """The error to raise: a sentence, the place to mend, and mostly a hint."""
    for recognise in _RECOGNISERS:
        error = recognise(situation)
        if error is not None:
            return error
    return situation.at(situation.found, f"{situation.wanted} is expected here, not {described(situation.found)}")


def described(token: Token) -> str:
    """A token in words, as the person who wrote it would call it."""
    shown = excerpt(token.text)
    if token.kind in _LITERALS:
        return f"the {_LITERALS[token.kind]} {shown}"
    kinds = {"end": "the end of the file", "line end": "the end of the line", "mark": f'"{shown}"'}
    return kinds.get(token.kind, shown)


def _broken(s: Situation) -> SourceSyntaxError | None:
    return broken_token(s.document, s.found, s.before[-1]) if s.found.kind == "broken" else None


def _sparql_full_stop(s: Situation) -> SourceSyntaxError | None:
    """`PREFIX ex: <...> .`: the form without `@` has no full stop."""
    words = [token.text.upper() for token in s.before[-3:]]
    if s.found.text != "." or s.before[-1].kind != "iri" or not {"PREFIX", "BASE"} & set(words):
        return None
    word = "PREFIX" if "PREFIX" in words else "BASE"
    return s.at(s.found, f"{word} takes no full stop", f"delete it, or write @{word.lower()}")


def _goes_on(s: Situation) -> SourceSyntaxError | None:
    """A statement that ends with `;` or `,` where a full stop is meant: the next subject is taken for a property."""
    tokens = [*s.before, s.found]
    last_line = s.line(s.found.start)
    for previous, token in pairwise(tokens[-4:]):
        if previous.text in (";", ",") and s.begins_line(token, previous) and s.line(token.start) == last_line:
            outside = not any(bracket != "{" for bracket, _ in s.brackets)
            begins = token.kind in _NAMES or token.text.lower().lstrip("@") in ("prefix", "base", "graph")
            if outside and begins and s.column(token.start) <= s.column(s.subject):
                return s.at(
                    previous,
                    f'the statement goes on after this "{previous.text}", but the next line begins another one',
                    "end the statement with a full stop",
                )
    return None


def _unclosed_bracket(s: Situation) -> SourceSyntaxError | None:
    ends = s.found.kind == "end"
    closes = ends or (s.found.text in (".", *_PAIRS.values()) and s.wanted != Wanted.VALUE)
    if not s.brackets or not closes:
        return None
    bracket, offset = s.brackets[-1]
    if bracket == "{" and not ends:
        return None
    ending = "the file ends" if ends else f'the "{s.found.text}" on line {s.line(s.found.start)}'
    return s.document.fault(
        f'the "{bracket}" here is not closed before {ending}', offset, offset + 1, f'close it with "{_PAIRS[bracket]}"'
    )


def _nothing_to_close(s: Situation) -> SourceSyntaxError | None:
    opening = next((o for o, closing in _PAIRS.items() if closing == s.found.text), None)
    if opening is None or any(bracket == opening for bracket, _ in s.brackets):
        return None
    if s.found.text == "}" and not s.graphs:
        return _braces(s)
    return s.at(s.found, f'no "{opening}" is open that this "{s.found.text}" could close')


def _braces(s: Situation) -> SourceSyntaxError | None:
    if error := of_another_language(s.document, s.found.start):
        return error
    if s.found.text == "{" or (s.found.text == "}" and not s.graphs):
        if s.graphs:
            return s.at(s.found, "a graph in braces cannot stand here", "graphs do not lie in one another")
        return s.at(s.found, "graphs in braces belong to TriG, and this is Turtle", "write the statements without them")
    return None


def _without_space(s: Situation) -> SourceSyntaxError | None:
    """What adjoins a token and was meant to be part of it: `"a "quoted" word"`, `ex:O'Brien'`, `12px`."""
    previous = s.before[-1]
    if previous.end != s.found.start:
        return None
    if _LITERALS.get(previous.kind) == "number" and s.found.kind == "word":
        return s.document.fault(
            "a number ends here, and a letter follows without a space",
            s.found.start,
            s.found.end,
            f'write a text: "{excerpt(previous.text + s.found.text)}"',
        )
    if previous.kind == "integer" and s.found.kind == "integer" and s.found.text[0] == "-":
        return s.document.fault(
            "a date stands between quotation marks", previous.start, s.found.end, 'as in "2026-11-25"^^xsd:date'
        )
    if previous.kind == "pname" and s.found.text[:1] in ("'", "("):
        return in_name(s.document, s.found, previous)
    if s.found.kind in ("word", "pname", "short") and previous.kind == "short":
        return s.document.fault(
            "the text ends at this quotation mark, and something follows without a space",
            previous.end - 1,
            previous.end,
            r"a quotation mark inside a text is written \"",
        )
    return None


def _missing_mark(s: Situation) -> SourceSyntaxError | None:
    """A line that begins where the line before should have had `;`, `,` or a full stop."""
    previous = s.before[-1]
    directive = s.found.text.lower().lstrip("@") in ("prefix", "base")
    if s.wanted not in (Wanted.SEPARATOR, Wanted.FULL_STOP):
        return None
    if s.found.kind != "end" and not s.begins_line(s.found, previous):
        return None
    outside = not any(bracket != "{" for bracket, _ in s.brackets)
    if s.found.kind == "end" or directive or s.wanted == Wanted.FULL_STOP:
        mark = "full stop"
    elif s.found.kind in _LITERALS:
        mark = '","'
    elif outside and s.column(s.found.start) <= s.column(s.subject):
        mark = "full stop"
    else:
        mark = '";"' if s.found.kind in ("pname", "iri") or s.found.text == "a" else '","'
    after = excerpt(s.before[-2].text) + previous.text if previous.kind == "at" else described(previous)
    return s.document.fault(
        f"a {mark} is missing after {after}",
        previous.end,
        None,
        'a statement ends with a full stop, its parts are separated by ";" and its values by ","',
    )


def _datatype(s: Situation) -> SourceSyntaxError | None:
    """A datatype where none can stand, and a language tag after one."""
    if (s.found.text == "^^" and s.before[-1].kind == "at") or (s.found.kind == "at" and s.before[-2].text == "^^"):
        return s.at(s.found, "a text has a language tag or a datatype, not both", "delete one of them")
    if s.found.text == "^^":
        message = "a datatype follows a text in quotation marks, and nothing else"
        return s.at(s.found, message, 'as in "2026-11-25"^^xsd:date')
    return None


def _version(s: Situation) -> SourceSyntaxError | None:
    """`VERSION "1.2"`, with which documents of RDF 1.2 may begin."""
    if s.wanted != Wanted.SUBJECT or s.found.text.lstrip("@").upper() != "VERSION":
        return None
    message = f"{s.found.text} belongs to RDF 1.2, and this file is read as RDF 1.1"
    return s.at(s.found, message, "delete it and the number after it")


def _word(s: Situation) -> SourceSyntaxError | None:
    if s.found.kind != "word":
        return None
    word = excerpt(s.found.text)
    if word.lower() in _KEYWORDS and word not in _KEYWORDS:
        return s.at(s.found, f'"{word}" is written in lower case: {word.lower()}')
    if word in ("true", "false"):
        return s.at(s.found, f"{s.wanted} is expected here, not {word}", "true and false stand only as values")
    if word == "a":
        return s.at(s.found, f'{s.wanted} is expected here, not "a"', '"a" stands only in the place of a property')
    if word.upper() in ("PREFIX", "BASE"):
        return s.at(s.found, f"{s.wanted} is expected here, not {word}", "end the statement before with a full stop")
    if word.upper() == "GRAPH" and s.graphs:
        return s.at(s.found, f"{s.wanted} is expected here, not {word}", "graphs do not lie in one another")
    if word.upper() == "GRAPH":
        return s.at(s.found, "GRAPH belongs to TriG, and this is Turtle", "write the statements without it")
    if word == "_":
        return s.at(s.found, "the label of a blank node begins with a letter, a digit or _")
    if s.wanted == Wanted.PREFIX:
        slip = "a full stop after it" if s.document.text.startswith(".", s.found.end) else "no colon"
        return s.at(s.found, f"the prefix {word} has {slip}", f"write {word}:")
    return s.at(
        s.found,
        f'{s.wanted} is expected here, not the word "{word}"',
        f'a text stands between quotation marks: "{word}"; a name has a prefix: ex:{word}',
    )


def _address(s: Situation) -> SourceSyntaxError | None:
    return web_address(s.document, s.found.start) if s.found.kind == "pname" else None


def _at(s: Situation) -> SourceSyntaxError | None:
    if s.found.kind != "at":
        return None
    word = excerpt(s.found.text[1:])
    if word.lower() in ("prefix", "base") and word != word.lower():
        return s.at(s.found, f"{s.found.text} is written in lower case", f"write @{word.lower()} or {word.upper()}")
    if word in ("prefix", "base"):
        return s.at(s.found, f"{s.wanted} is expected here, not @{word}", "end the statement before with a full stop")
    if s.wanted == Wanted.SUBJECT:
        return s.at(s.found, f"there is no directive @{word}", did_you_mean(f"@{word}", ("@prefix", "@base")))
    return s.at(s.found, "a language tag follows a text in quotation marks, and nothing else", 'as in "text"@en')


def _not_a_subject(s: Situation) -> SourceSyntaxError | None:
    if s.wanted in (Wanted.SUBJECT, Wanted.SUBJECT_OR_END) and s.found.text == ".":
        return s.at(s.found, "this full stop ends nothing", "delete it")
    kind = _LITERALS.get(s.found.kind)
    if kind and s.wanted in (Wanted.SUBJECT, Wanted.SUBJECT_OR_END, Wanted.PROPERTY):
        return s.at(s.found, f"a {kind} stands only as a value, and {s.wanted} is expected here")
    if s.wanted == Wanted.PROPERTY and (s.found.kind == "bnode" or s.found.text in ("[", "(")):
        return s.at(s.found, "a property has an IRI; a blank node or a list cannot stand here")
    return None


def _stopped_early(s: Situation) -> SourceSyntaxError | None:
    """A full stop where `;` was meant: the next line, indented, has a property and a value but no subject."""
    subject_was_a_property = s.wanted == Wanted.PROPERTY and s.found.kind in _LITERALS
    property_was_a_value = s.wanted == Wanted.VALUE and s.found.text == "."
    if s.brackets or not (subject_was_a_property or property_was_a_value):
        return None
    tokens = s.before[-3:]
    full_stop = next((a for a, b in pairwise(tokens) if b.start == s.subject and a.text == "."), None)
    if full_stop is None or s.column(s.subject) == 1 or s.line(full_stop.start) == s.line(s.subject):
        return None
    return s.at(
        full_stop,
        f"this full stop ends the statement, but line {s.line(s.subject)} seems to go on with it",
        'write ";" between the parts of a statement',
    )


_RECOGNISERS: tuple[Callable[[Situation], SourceSyntaxError | None], ...] = (
    _broken,
    _sparql_full_stop,
    _goes_on,
    _stopped_early,
    _unclosed_bracket,
    _nothing_to_close,
    _without_space,
    _missing_mark,
    _datatype,
    _braces,
    _version,
    _word,
    _address,
    _at,
    _not_a_subject,
)
