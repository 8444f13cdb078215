"""Text from files made safe to print: control characters are shown, not sent to the terminal."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    r"""The text on one line, with control and direction characters as `\xNN` or `\uNNNN`.

    >>> visible("a\nb")
    'a\\x0ab'
    """
    return _CONTROL.sub(lambda m: f"\\x{ord(m[0]):02x}" if ord(m[0]) < 256 else f"\\u{ord(m[0]):04x}", text)
