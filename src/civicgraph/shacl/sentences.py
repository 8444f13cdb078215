"""What to say of a result whose shape has no message of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from ..paths import Node, Path, Term
from ..terms import SH
from .shapes import ShapesGraph

_COMPONENT = re.compile(re.escape(SH) + r"(\w+)ConstraintComponent\Z")
# {path}: the path, or the thing itself; {value}: the value node; {of}: the value of the parameter that gives the
# component its name (SHACL, section 4), in brackets where it is a list.
_SENTENCES: Final[Mapping[str, str]] = {
    "And": "{value} does not fit all of the shapes {of}",
    "Class": "{value} is no {of}",
    "Closed": "{path} is not among the properties that the shape allows",
    "Datatype": "{value} is not of the datatype {of}",
    "Disjoint": "{value} is also a value of {of}",
    "Equals": "{path} and {of} do not have the same values: {value} is missing in one of them",
    "HasValue": "{path} does not have the value {of}",
    "In": "{value} is none of {of}",
    "LanguageIn": "{value} is in none of the languages {of}",
    "LessThan": "{value} is not less than each value of {of}",
    "LessThanOrEquals": "{value} is not less than or equal to each value of {of}",
    "MaxCount": "{path} has more than {of} {of:value}",
    "MaxExclusive": "{value} is not less than {of}",
    "MaxInclusive": "{value} is more than {of}",
    "MaxLength": "{value} is longer than {of} {of:character}",
    "MinCount": "{path} has fewer than {of} {of:value}",
    "MinExclusive": "{value} is not more than {of}",
    "MinInclusive": "{value} is not {of} or more",
    "MinLength": "{value} is shorter than {of} {of:character}",
    "Node": "{value} does not fit the shape {of}",
    "NodeKind": "{value} is not of the kind {of}",
    "Not": "{value} fits a shape that it must not fit: {of}",
    "Or": "{value} fits none of the shapes {of}",
    "Pattern": "{value} does not match {of}",
    "UniqueLang": "{path} has more than one value in a language",
    "Xone": "{value} does not fit exactly one of the shapes {of}",
}
_MOST = 60


def sentence(shapes: ShapesGraph, shape: Node, component: str, path: Path | None, value: Term | None) -> str:
    """The constraint that is broken, in words: `zoo:age "old" is not of the datatype xsd:integer`."""
    match = _COMPONENT.match(component)
    where = path.shown(shapes.prefixes.shorten) if path else "this"
    if match is None or match[1] not in _SENTENCES:
        name = match[1] if match else shapes.prefixes.shorten(component)
        return f"{where} does not satisfy {_parameter(shapes, shape, name)}"
    of = _values(shapes, shape, match[1])
    if match[1] == "MinCount" and of == "1":
        return f"{where} is missing"
    shown = where if value is None or not path else f"{where} {_shown(shapes, value)}"
    text = _SENTENCES[match[1]].replace("{path}", where).replace("{value}", shown).replace("{of}", of)
    return re.sub(r"\{of:(\w+)\}", lambda noun: noun[1] if of == "1" else f"{noun[1]}s", text)


def _parameter(shapes: ShapesGraph, shape: Node, name: str) -> str:
    """The parameter of a component with its value; for a qualified shape, how many values are to fit."""
    local = name[0].lower() + name[1:]
    return f"sh:{local} {_values(shapes, shape, name)}".strip() if ":" not in name and "<" not in name else name


def _values(shapes: ShapesGraph, shape: Node, name: str) -> str:
    values = shapes.objects(shape, SH + name[0].lower() + name[1:])
    return _cut(", ".join(sorted(_of(shapes, value) for value in values))) or "…"


def _of(shapes: ShapesGraph, value: Term) -> str:
    if isinstance(value, NamedNode) and value.value.startswith(SH):
        return {"BlankNode": "blank node", "Literal": "literal"}.get(value.value[len(SH) :], value.value[len(SH) :])
    return shapes.shown(value)


def _shown(shapes: ShapesGraph, value: Term) -> str:
    if isinstance(value, BlankNode):
        return "[ … ]"
    return _cut(f'"{value.value}"' if isinstance(value, Literal) else shapes.shown(value))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST else text[: _MOST - 2] + " …"
