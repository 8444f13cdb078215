"""Findings that a comment in a file keeps back: `# cg: ignore[CG402] reason` on their line.

A reason is required (CG902), what is kept back must be there (CG901), and codes must exist (CG903).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ..diagnostics import Diagnostic, Severity
from ..project import Project
from ..queries import tokens
from ..source import SourceFile, Span
from ..suggest import nearest
from ..syntaxes import is_turtle_like, syntax_of
from ..turtle import Lines, read_text, tokenize

UNUSED, NO_REASON, UNKNOWN_CODE = "CG901", "CG902", "CG903"
_COMMENT = re.compile(r"#\s*cg:\s*ignore\b\s*(?P<list>\[(?P<codes>[^\]]*)\])?(?P<reason>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Suppression:
    """One code in a comment that keeps it back on its line, where the code stands, and the reason.

    `code` is empty where the comment names none.
    """

    code: str
    reason: str
    span: Span

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether it speaks of the finding: one of its code in a line at which the finding begins or ends."""
        found, here = diagnostic.span, self.span
        return (
            found is not None
            and diagnostic.code == self.code
            and found.file == here.file
            and here.start.line in (found.start.line, found.end.line)
        )


def read_suppressions(project: Project, files: Iterable[SourceFile]) -> list[Suppression]:
    """The suppressions in the comments of Turtle files that parse and of saved queries, by file and place."""
    found: list[Suppression] = []
    for file in files:
        if not is_turtle_like(syntax_of(file.path, b"")):
            continue
        text = read_text(project.root / file.path, file.path)
        if _COMMENT.search(text):
            comments = (t for t in tokenize(text, comments=True) if t.kind == "comment")
            found += _of_text(file.path, text, ((t.start, t.text) for t in comments))
    for path in project.query_files(""):
        text = path.read_text(encoding="utf-8")
        if _COMMENT.search(text):
            marks = ((t.start, t.text) for t in tokens(text) if t.kind == "comment")
            found += _of_text(path.relative_to(project.root).as_posix(), text, marks)
    return found


def _of_text(file: str, text: str, comments: Iterable[tuple[int, str]]) -> Iterator[Suppression]:
    lines = Lines.of(text)

    def span(start: int, end: int) -> Span:
        return Span(file, lines.position(start), lines.position(end))

    for begin, comment in comments:
        match = _COMMENT.search(comment)
        if match is None:
            continue
        reason = match["reason"].strip(" \t:-–—")
        codes = list(re.finditer(r"[^\s,]+", match["codes"] or ""))
        if not codes:
            yield Suppression("", reason, span(begin + match.start(), begin + len(comment)))
        for code in codes:
            start = begin + match.start("codes") + code.start()
            yield Suppression(code[0], reason, span(start, start + len(code[0])))


def faults(
    suppressions: Iterable[Suppression], known: Collection[str], idle: Collection[Suppression]
) -> list[Diagnostic]:
    """What is wrong with the suppressions: no reason, no known code, nothing to keep back.

    `idle` are those that kept nothing back although their codes were looked for.
    """
    found = []
    for s in suppressions:
        if s.code not in known:
            found.append(_unknown(s, known))
        elif not s.reason:
            found.append(
                Diagnostic(
                    NO_REASON,
                    Severity.VIOLATION,
                    f"This comment keeps back {s.code} and does not say why, so it has no effect",
                    span=s.span,
                    value=s.code,
                    help=f"write the reason behind it: # cg: ignore[{s.code}] why this is right here",
                )
            )
        elif s in idle:
            found.append(
                Diagnostic(
                    UNUSED,
                    Severity.WARNING,
                    f"Nothing on this line is {s.code}",
                    span=s.span,
                    value=s.code,
                    help="remove the comment, or put it on the line of the finding",
                )
            )
    return found


def _unknown(s: Suppression, known: Collection[str]) -> Diagnostic:
    near = nearest(s.code.upper(), known) if s.code else None
    return Diagnostic(
        UNKNOWN_CODE,
        Severity.VIOLATION,
        f"There is no code {s.code}, so this keeps nothing back" if s.code else "This comment names no code",
        span=s.span,
        value=s.code or None,
        help=f"did you mean {near}?" if near else "name codes in brackets: # cg: ignore[CG402] reason",
    )
