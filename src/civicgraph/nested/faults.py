"""What is wrong with a JSON-LD document that the parser refuses, and where."""

from __future__ import annotations

import codecs
import json

from ..errors import SourceSyntaxError
from ..turtle import Document, decode
from .json_places import Array, Json, Object, Scalar, read_json


def fault_in_jsonld(content: bytes, file: str) -> SourceSyntaxError | None:
    """The fault of the JSON underneath, or a context that would have to be fetched; None where it is another."""
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        document = Document(decode(content, file), file)
        json.loads(document.text)
        place = _address_of_context(read_json(document.text))
    except SourceSyntaxError as error:
        return error
    except json.JSONDecodeError as error:
        return document.fault(f"this is no JSON: {error.msg}", error.pos)
    except RecursionError:
        return document.fault("the document nests too deeply", 0)
    if place is None:
        return None
    return document.fault(
        "the context lies at an address, and nothing is fetched",
        *place,
        hint="write the context into the file, in place of its address",
    )


def _address_of_context(value: Json) -> tuple[int, int] | None:
    """The place of the first context that is named by an address."""
    parts = value.items if isinstance(value, Array) else []
    if isinstance(value, Object):
        for member in value.members:
            if member.key == "@context":
                contexts = member.value.items if isinstance(member.value, Array) else [member.value]
                for context in contexts:
                    if isinstance(context, Scalar) and isinstance(context.value, str):
                        return context.place
        parts = [member.value for member in value.members]
    return next((place for place in map(_address_of_context, parts) if place), None)
