"""Text from files made safe to print: what would steer a terminal, a log or a page is shown instead of sent."""

from __future__ import annotations

import json
import re
from typing import Any

# Control characters (C0, C1), marks and overrides of direction, line and paragraph separators, halves of surrogate
# pairs, noncharacters.
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
# The older form of the commands of GitHub Actions and of Azure Pipelines acts anywhere in a line.
COMMAND = re.compile(r"##(?=\w*\[)")


def visible(text: str) -> str:
    r"""The text on one line: control and direction characters as `\xNN` or `\uNNNN`, and no command of a log in it.

    >>> visible("a\nb")
    'a\\x0ab'
    >>> visible("##[error]forged")
    '#\\x23[error]forged'
    """
    return COMMAND.sub(r"#\\x23", _CONTROL.sub(lambda m: _escape(m[0]), text))


def at_line_start(text: str) -> str:
    """The text of a path, visible, for the beginning of a line: `::` would be taken as a command of GitHub Actions."""
    shown = visible(text)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown


def in_escapes(text: str) -> str:
    r"""A text of JSON or Turtle that says the same without such characters and commands: as `\uNNNN`, which both know.

    >>> in_escapes('"##[error]\x9b"')
    '"#\\u0023[error]\\u009b"'
    """
    shown = _CONTROL.sub(lambda m: m[0] if m[0] in "\n\t" else f"\\u{ord(m[0]):04x}", text)
    return COMMAND.sub(r"#\\u0023", shown)


def json_text(document: Any, indent: int | None = None) -> str:
    """The document as JSON in the letters that people read, on one line unless indented, with a line end."""
    return in_escapes(json.dumps(document, ensure_ascii=False, indent=indent)) + "\n"


def plural(number: int, noun: str) -> str:
    """The number with its noun.

    >>> plural(1, "file"), plural(1200, "file")
    ('1 file', '1,200 files')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _escape(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"
