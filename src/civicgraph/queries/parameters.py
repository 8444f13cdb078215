"""Parameters of saved queries, as a header declares them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from ..errors import QueryError
from ..source import Position, Span
from ..suggest import did_you_mean

TYPES = ("entity", "iri", "string", "langstring", "integer", "decimal", "boolean", "date", "gYear", "enum")
BOUNDED = ("integer", "decimal", "gYear")
_KEYS = {"type", "class", "default", "required", "label", "description", "min", "max", "values", "values_from"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a saved query.

    `datatype` is one of `TYPES`; `class_` the CURIE of the class that an `entity` must have;
    `minimum` and `maximum` bound numbers and years; `values` are the choices, if there are any; `values_from` is the
    saved query whose first column holds them.
    """

    name: str
    datatype: str
    class_: str | None = None
    default: str | None = None
    required: bool = False
    description: str = ""
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] = ()
    values_from: str | None = None


def read_parameter(name: str, spec: Any, shown: str) -> Parameter:
    """The parameter that a header declares. Raises `QueryError` for what cannot work."""
    if not isinstance(spec, dict) or spec.get("type") not in TYPES:
        raise _fault(shown, f"the parameter {name} needs a type", f"choose from: {', '.join(TYPES)}")
    for key in spec:
        if key not in _KEYS:
            raise _fault(shown, f"unknown key {key} of the parameter {name}", did_you_mean(str(key), _KEYS))
    kind, required = spec["type"], spec.get("required", False)
    if not isinstance(required, bool):
        raise _fault(shown, f"required of the parameter {name} must be true or false")
    if spec.get("class") and kind != "entity":
        raise _fault(shown, f"the parameter {name} is no entity, so that it has no class", "write type: entity")
    choices, values_from = spec.get("values"), spec.get("values_from")
    if kind == "enum" and not (choices or values_from):
        hint = "list them in values: [a, b], or name a saved query in values_from"
        raise _fault(shown, f"the parameter {name} has no choices", hint)
    if choices and values_from:
        raise _fault(shown, f"the parameter {name} has choices in values and in values_from", "leave one of them out")
    if choices is not None and not isinstance(choices, list):
        raise _fault(shown, f"values of the parameter {name} must be a list", "values: [a, b]")
    default = spec.get("default")
    minimum, maximum = _bounds(name, spec, shown)
    return Parameter(
        name=name,
        datatype=kind,
        class_=spec.get("class"),
        default=None if default is None else _text(name, kind, default, shown),
        required=required,
        description=str(spec.get("description") or spec.get("label") or ""),
        minimum=minimum,
        maximum=maximum,
        values=tuple(_text(name, kind, value, shown) for value in choices or ()),
        values_from=str(values_from) if values_from else None,
    )


def _bounds(name: str, spec: dict[str, Any], shown: str) -> tuple[float | None, float | None]:
    bounds = (spec.get("min"), spec.get("max"))
    for bound in bounds:
        if bound is None:
            continue
        if spec["type"] not in BOUNDED:
            raise _fault(shown, f"min and max of the parameter {name} bound nothing", f"types: {', '.join(BOUNDED)}")
        if isinstance(bound, bool) or not isinstance(bound, int | float) or not math.isfinite(bound):
            raise _fault(shown, f"min and max of the parameter {name} must be numbers")
    low, high = bounds
    if low is not None and high is not None and low > high:
        raise _fault(shown, f"min of the parameter {name} is above max")
    return low, high


def _text(name: str, kind: str, value: Any, shown: str) -> str:
    """A default or a choice as a person would give it."""
    if isinstance(value, bool):
        if kind != "boolean":
            word, hint = str(value).lower(), "put yes, no, on and off in quotes"
            raise _fault(shown, f"a value of the parameter {name} is read as {word}", hint)
        return str(value).lower()
    if value is None or isinstance(value, list | dict):
        raise _fault(shown, f"a value of the parameter {name} must be a text, a number or a date")
    return str(value)


def _fault(shown: str, message: str, hint: str | None = None) -> QueryError:
    return QueryError(f"{shown}: {message}", hint=hint, span=Span(shown, Position(1, 1), Position(1, 1)))
