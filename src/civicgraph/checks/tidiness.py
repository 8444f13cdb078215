"""What can be tidied without a change to any triple: each finding carries its fix.

Prefixes that nothing uses (CG503), white space at the end of lines (CG504), no line end at the end of a file (CG505).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..diagnostics import Diagnostic, Edit, Fix, Severity
from ..project import Project
from ..source import SourceFile, Span
from ..syntaxes import is_turtle_like, syntax_of
from ..turtle import Lines, Token, read_text, seeming_declarations, tokenize

UNUSED_PREFIX, TRAILING_SPACE, NO_FINAL_NEWLINE = "CG503", "CG504", "CG505"
# The prefix of a name, or without a group what may look like one: literals of one line, IRIs, comments, escapes.
_NAME = re.compile(
    r"""\"[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*"|'[^'\\\r\n]*(?:\\.[^'\\\r\n]*)*'|<[^\s>]*>|\#[^\r\n]*|\\."""
    r"""|([\w.-]*):[\w.:%-]*"""
)


def check_tidiness(project: Project, files: Iterable[SourceFile]) -> list[Diagnostic]:
    """What can be tidied in Turtle files, which must parse; only what may be untidy is read token by token."""
    found: list[Diagnostic] = []
    for file in files:
        if not is_turtle_like(syntax_of(file.path, b"")):
            continue
        text = read_text(project.root / file.path, file.path)
        if not _plainly_tidy(text):
            found += _untidy(file.path, text)
    return found


def _plainly_tidy(text: str) -> bool:
    """Whether the text is tidy for sure, by a look that is much cheaper than the tokens."""
    if not text.endswith(("\r", "\n")) or re.search(r"[ \t][\r\n]", text) or '"""' in text or "'''" in text:
        return False
    declared = Counter(prefix for prefix, _ in seeming_declarations(text))
    if "" in declared or any(times > 1 for times in declared.values()):
        return False
    # The first name with a prefix is that of its declaration, the second uses it. Most files use all of theirs early.
    unseen, unused = set(declared), set(declared)
    for match in _NAME.finditer(text):
        if match[1] in unseen:
            unseen.remove(match[1])
        elif match[1] in unused:
            unused.remove(match[1])
            if not unused:
                return True
    return not unused


def _untidy(file: str, text: str) -> Iterator[Diagnostic]:
    tokens = list(tokenize(text))
    lines = Lines.of(text)
    yield from _unused_prefixes(file, text, tokens, lines)
    yield from _trailing_space(file, text, tokens, lines)
    if text and text[-1] not in "\r\n":
        here = lines.position(len(text))
        yield Diagnostic(
            NO_FINAL_NEWLINE,
            Severity.INFO,
            "The last line of the file has no end",
            span=Span(file, here, here),
            help="end the file with a line break",
            fix=Fix("end the last line", (Edit(Span(file, here, here), "\n"),)),
        )


def _unused_prefixes(file: str, text: str, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    declared: dict[str, tuple[int, Token]] = {}
    unused: list[tuple[int, Token]] = []
    for at, token in enumerate(tokens):
        if token.kind != "pname":
            continue
        prefix = token.text.partition(":")[0]
        if _declares(tokens, at):
            # A second declaration ends the reach of the first.
            unused += [declared[prefix]] if prefix in declared else []
            declared[prefix] = (at, token)
        else:
            declared.pop(prefix, None)
    for at, token in sorted([*unused, *declared.values()]):
        first, last = tokens[at - 1], tokens[at + 1]
        if first.text.startswith("@"):
            last = tokens[at + 2]
        start, end = _whole_line(text, first.start, last.end)
        yield Diagnostic(
            UNUSED_PREFIX,
            Severity.WARNING,
            f"Nothing in this file uses the prefix {token.text}",
            span=Span(file, lines.position(token.start), lines.position(token.end)),
            value=token.text,
            help="remove its declaration",
            fix=Fix(
                f"remove the declaration of {token.text}",
                (Edit(Span(file, lines.position(start), lines.position(end)), ""),),
            ),
        )


def _declares(tokens: Sequence[Token], at: int) -> bool:
    # In ("x"@prefix ex: ...) the word is a language.
    word = tokens[at - 1].text.lower() if at else ""
    return word == "prefix" or (word == "@prefix" and (at < 2 or tokens[at - 2].kind not in ("short", "long")))


def _whole_line(text: str, start: int, end: int) -> tuple[int, int]:
    """The offsets of the line with its end where it holds nothing else; otherwise the offsets as they are."""
    before = re.search(r"(?:^|[\r\n\ufeff])([ \t]*)\Z", text[max(0, start - 200) : start])
    after = re.compile(r"[ \t]*(?:\r\n|\r|\n|\Z)").match(text, end)
    if before is None or after is None:
        return start, end
    return start - len(before[1]), after.end()


def _trailing_space(file: str, text: str, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    long = [t for t in tokens if t.kind == "long"]
    starts = [t.start for t in long]
    begin = 0
    for line_end in re.finditer(r"\r\n|\r|\n|\Z", text):
        end = line_end.start()
        start = begin + len(text[begin:end].rstrip(" \t"))
        begin = line_end.end()
        at = bisect_right(starts, start) - 1
        # In a literal of several lines, white space is part of the value.
        if start == end or (at >= 0 and start < long[at].end):
            continue
        span = Span(file, lines.position(start), lines.position(end))
        yield Diagnostic(
            TRAILING_SPACE,
            Severity.INFO,
            "White space stands at the end of the line",
            span=span,
            help="remove it",
            fix=Fix("remove the white space", (Edit(span, ""),)),
        )
