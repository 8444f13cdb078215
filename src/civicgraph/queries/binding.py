"""Binding: a value becomes an RDF term, and the term replaces tokens before any engine sees the text.

One substitution gives one meaning on every engine. Names inside strings, comments and IRIs stay as
they are; `BOUND($name)` becomes `true`; an optional parameter without a value stays a variable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import pairwise

from pyoxigraph import BlankNode, Literal, NamedNode

from ..errors import QueryParameterError
from ..suggest import did_you_mean
from ..terms import XSD, Prefixes
from .parameters import Parameter
from .saved import SavedQuery
from .tokens import tokens, words

Term = NamedNode | Literal
# Finds the IRI of an entity from an IRI, a CURIE or a label; the second argument is the CURIE of a class.
Resolver = Callable[[str, str | None], str]
# The values in the first column of the saved query with a name.
Choices = Callable[[str], Sequence[str]]

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]*\Z")
_LANG = re.compile(r"(.*)@([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\Z", re.DOTALL)
_SHOWN = 20
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def no_choices(name: str) -> Sequence[str]:
    """For where no query can be asked for choices."""
    raise QueryParameterError(
        f"choices are asked of the query {name} here, which may not be",
        hint="a query in values_from has no parameter with values_from of its own",
    )


def bind(
    query: SavedQuery, values: Mapping[str, object], resolve: Resolver, choices: Choices = no_choices
) -> tuple[str, dict[str, Term]]:
    """The text of a query with the values in place, and the terms that were put in.

    `choices` are asked for parameters with `values_from`, where they have a value. Raises `QueryParameterError` for a
    parameter that is unknown, missing, of the wrong type or none of its choices.
    """
    parameters = {parameter.name: parameter for parameter in query.parameters}
    for name in values:
        if name not in parameters:
            known = ", ".join(parameters) or "none"
            raise QueryParameterError(
                f'the query {query.name} has no parameter "{name}"',
                hint=did_you_mean(name, parameters) or f"its parameters: {known}",
            )
    terms: dict[str, Term] = {}
    for name, parameter in parameters.items():
        given = values.get(name)
        text = parameter.default if given is None else _text(given)
        if text is not None:
            if parameter.values_from:
                parameter = replace(parameter, values=tuple(choices(parameter.values_from)))
            terms[name] = parse_value(parameter, text, resolve, query.name)
        elif parameter.required:
            raise QueryParameterError(
                f'the query {query.name} needs the parameter "{name}": {parameter.description}',
                hint=f"civicgraph query {query.name} -p {name}={_example(parameter)}",
            )
    return substitute(query.text, terms), terms


def substitute(text: str, terms: Mapping[str, Term]) -> str:
    """The SPARQL text with each `$name` token replaced by its term."""
    found = tokens(text)
    out: list[str] = []
    index = 0
    while index < len(found):
        token = found[index]
        if token.kind == "word" and token.text.upper() == "BOUND":
            inner = [i for i in range(index + 1, len(found)) if found[i].kind not in ("space", "comment")][:3]
            name = found[inner[1]].text if len(inner) == 3 else ""
            if len(inner) == 3 and found[inner[0]].text == "(" and name[:1] == "$" and name[1:] in terms:
                out.append("true")
                index = inner[2] + 1
                continue
        if token.kind == "variable" and token.text[0] == "$" and token.text[1:] in terms:
            out.append(sparql_term(terms[token.text[1:]]))
        else:
            out.append(token.text)
        index += 1
    return "".join(out)


def sparql_term(term: NamedNode | BlankNode | Literal) -> str:
    """A term as SPARQL writes it."""
    if isinstance(term, NamedNode):
        return f"<{term.value}>"
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    quoted = '"' + "".join(_ESCAPES.get(c, c) for c in term.value) + '"'
    if term.language:
        return f"{quoted}@{term.language}"
    datatype = term.datatype.value
    if datatype == XSD + "string":
        return quoted
    if (datatype == XSD + "integer" and term.value.isdigit()) or datatype == XSD + "boolean":
        return term.value
    return f"{quoted}^^<{datatype}>"


def parse_value(parameter: Parameter, text: str, resolve: Resolver, query: str = "") -> Term:
    """The RDF term of a value given as text. Raises `QueryParameterError`."""
    term = _term(parameter, text, resolve, query)
    if parameter.values_from:  # values as their terms have them
        found = term.value in parameter.values
    else:
        found = not parameter.values or any(
            _same(term, _term(parameter, choice, resolve, query)) for choice in parameter.values
        )
    if not found:
        near = did_you_mean(text, parameter.values)
        raise _wrong(parameter, text, _one_of(parameter.values), query, near)
    return term


def _same(one: Term, other: Term) -> bool:
    """Whether two values of a parameter are one, numbers by what they are worth."""
    if one == other:
        return True
    numbers = [isinstance(t, Literal) and t.datatype.value in (XSD + "integer", XSD + "decimal") for t in (one, other)]
    return all(numbers) and Decimal(one.value) == Decimal(other.value)


def _one_of(values: Sequence[str]) -> str:
    more = f" or one of {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return "one of " + ", ".join(values[:_SHOWN]) + more if values else "a choice, of which there is none"


def _term(parameter: Parameter, text: str, resolve: Resolver, query: str) -> Term:
    if re.search(r"\\[uU]", text):
        raise _wrong(parameter, text, "a text without \\u or \\U, which engines read differently", query)
    kind = parameter.datatype
    if kind == "entity":
        return NamedNode(resolve(text, parameter.class_))
    if kind == "iri":
        if not _IRI.match(text.strip("<>")):
            raise _wrong(parameter, text, "an IRI", query)
        try:
            return NamedNode(text.strip("<>"))
        except ValueError as error:  # what the characters alone do not tell, such as a second #
            raise _wrong(parameter, text, "an IRI", query) from error
    if kind == "langstring":
        match = _LANG.match(text)
        if match is None:
            raise _wrong(parameter, text, "a text with a language, like Malmö@sv", query)
        return Literal(match[1], language=match[2])
    if kind in ("string", "enum"):
        return Literal(text)
    return _typed(parameter, text, query)


def _typed(parameter: Parameter, text: str, query: str) -> Literal:
    kind = parameter.datatype
    datatype = NamedNode(XSD + kind)
    if kind == "boolean":
        if text not in ("true", "false"):
            raise _wrong(parameter, text, "true or false", query)
        return Literal(text, datatype=datatype)
    if kind == "date":
        try:
            date.fromisoformat(text)
        except ValueError as error:
            raise _wrong(parameter, text, "a date like 2009-06-30", query) from error
        if not re.match(r"\d{4}-\d\d-\d\d\Z", text):
            raise _wrong(parameter, text, "a date like 2009-06-30", query)
        return Literal(text, datatype=datatype)
    if kind == "gYear":
        if not re.match(r"\d{4}\Z", text, re.ASCII):
            raise _wrong(parameter, text, "a year like 2009", query)
        _check_bounds(parameter, text, Decimal(text), query)
        return Literal(text, datatype=datatype)
    pattern = r"[+-]?\d+\Z" if kind == "integer" else r"[+-]?(\d+(\.\d*)?|\.\d+)\Z"
    if not re.match(pattern, text, re.ASCII):
        raise _wrong(parameter, text, "an integer" if kind == "integer" else "a number", query)
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise _wrong(parameter, text, "a number", query) from error
    _check_bounds(parameter, text, number, query)
    return Literal(text.removeprefix("+"), datatype=datatype)


def _check_bounds(parameter: Parameter, text: str, number: Decimal, query: str) -> None:
    low, high = parameter.minimum, parameter.maximum
    if (low is not None and number < Decimal(str(low))) or (high is not None and number > Decimal(str(high))):
        bounds = (
            f"from {low} to {high}"
            if low is not None and high is not None
            else f"at least {low}"
            if high is None
            else f"at most {high}"
        )
        kind = "year" if parameter.datatype == "gYear" else "number"
        raise _wrong(parameter, text, f"a {kind} {bounds}", query)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _example(parameter: Parameter) -> str:
    examples = {
        "entity": '"Malmö"',
        "integer": "2005",
        "decimal": "2.5",
        "date": "2009-06-30",
        "gYear": "2009",
        "boolean": "true",
    }
    return parameter.values[0] if parameter.values else examples.get(parameter.datatype, "VALUE")


def _wrong(parameter: Parameter, text: str, wanted: str, query: str, near: str | None = None) -> QueryParameterError:
    example = f"example: civicgraph query {query or 'NAME'} -p {parameter.name}={_example(parameter)}"
    return QueryParameterError(f'parameter "{parameter.name}" must be {wanted}, got "{text}"', hint=near or example)


@lru_cache(maxsize=512)
def with_prefixes(text: str, prefixes: Prefixes) -> str:
    """The query with a PREFIX line for each prefix of the project that it uses and does not declare."""
    found = words(text)
    used = {t.text.partition(":")[0] for t in found if t.kind == "name"}
    declared = {b.text[:-1] for a, b in pairwise(found) if a.text.upper() == "PREFIX"}
    lines = [f"PREFIX {p}: <{prefixes[p]}>\n" for p in sorted(used - declared) if p in prefixes]
    return "".join(lines) + text
