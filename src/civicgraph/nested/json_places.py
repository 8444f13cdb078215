"""JSON with places: what `json.loads` reads, and where each value stands (RFC 8259)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from ..turtle import Place

_SPACE = re.compile(r"[ \t\r\n]*")
_SCALAR = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null')


@dataclass(slots=True)
class Scalar:
    """A text, number, truth value or null."""

    value: str | int | float | bool | None
    place: Place
    written: str


@dataclass(slots=True)
class Array:
    """Items in square brackets."""

    items: list[Json]
    place: Place


@dataclass(slots=True)
class Member:
    """A key with the place at which it stands, and its value."""

    key: str
    place: Place
    value: Json


@dataclass(slots=True)
class Object:
    """Members in curly brackets; a place of one column, that of the bracket."""

    members: list[Member]
    place: Place

    def get(self, key: str) -> Json | None:
        """The value of a key, the last where it occurs twice."""
        return next((m.value for m in reversed(self.members) if m.key == key), None)


Json = Scalar | Array | Object


def read_json(text: str) -> Json:
    """The value of a JSON text. Raises `ValueError` where it is none and `RecursionError` where it nests too deeply."""
    value, _ = _value(text, _skip(text, 1 if text.startswith("\ufeff") else 0))
    return value


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    assert match is not None
    return match.end()


def _value(text: str, at: int) -> tuple[Json, int]:
    if text.startswith("{", at):
        return _object(text, at)
    if text.startswith("[", at):
        return _array(text, at)
    return _scalar(text, at)


def _scalar(text: str, at: int) -> tuple[Scalar, int]:
    match = _SCALAR.match(text, at)
    if match is None:
        raise ValueError(f"no JSON at {at}")
    return Scalar(json.loads(match[0], strict=False), match.span(), match[0]), match.end()


def _object(text: str, at: int) -> tuple[Object, int]:
    found = Object([], (at, at + 1))
    at = _skip(text, at + 1)
    while not text.startswith("}", at):
        key, end = _scalar(text, at)
        at = _expect(text, end, ":")
        value, at = _value(text, at)
        found.members.append(Member(str(key.value), key.place, value))
        at = _next(text, at, "}")
    return found, at + 1


def _array(text: str, at: int) -> tuple[Array, int]:
    found = Array([], (at, at + 1))
    at = _skip(text, at + 1)
    while not text.startswith("]", at):
        value, at = _value(text, at)
        found.items.append(value)
        at = _next(text, at, "]")
    return found, at + 1


def _next(text: str, at: int, end: str) -> int:
    at = _skip(text, at)
    return at if text.startswith(end, at) else _expect(text, at, ",")


def _expect(text: str, at: int, mark: str) -> int:
    at = _skip(text, at)
    if not text.startswith(mark, at):
        raise ValueError(f"no {mark} at {at}")
    return _skip(text, at + 1)
