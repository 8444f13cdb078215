"""Safe fixes: what can be mended in the files without a change to any triple."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import BlankNode, RdfFormat, Triple, parse

from .checks import check_syntax_of, check_tidiness
from .diagnostics import Edit
from .errors import CivicGraphError
from .project import Project
from .source import Position, SourceFile
from .turtle import Lines
from .verdict import Verdict
from .writing import write_whole

_ROLES = ("ontology", "data", "shapes", "align")
# Edits that touch wait for the next round; each round leaves less to do.
_ROUNDS = 10


def fix(project: Project, verdict: Verdict) -> dict[str, Counter[str]]:
    """Mends what the verdict would report and what has a fix; returns how many of each code, by file.

    Before the first file is written all are read again and must give the triples that they gave. Files that do not
    parse, and files that a link brings in from outside of the project, are left alone. Raises `CivicGraphError` where a
    fix would change a triple, and `ExportError` where a file cannot be written.
    """
    files = [file for file in project.files(*_ROLES) if _inside(project, file)]
    broken = {d.span.file for d in check_syntax_of(project, files) if d.span}
    files = [file for file in files if file.path not in broken]
    mended: dict[str, Counter[str]] = {}
    for _ in range(_ROUNDS):
        done = _round(project, verdict, files)
        if not done:
            break
        for file, codes in done.items():
            mended[file] = mended.get(file, Counter()) + codes
    return mended


def _inside(project: Project, file: SourceFile) -> bool:
    return (project.root / file.path).resolve().is_relative_to(project.root.resolve())


def _round(project: Project, verdict: Verdict, files: list[SourceFile]) -> dict[str, Counter[str]]:
    reported = verdict.new(check_tidiness(project, files))
    done: dict[str, Counter[str]] = {}
    texts: list[tuple[Path, bytes]] = []
    for file in files:
        edits = [(edit, d.code) for d in reported if d.fix for edit in d.fix.edits if edit.span.file == file.path]
        if not edits:
            continue
        path = project.root / file.path
        before = path.read_bytes()
        after, codes = _applied(before.decode(), edits)
        if list(_triples(before, file)) != list(_triples(after.encode(), file)):
            raise CivicGraphError(
                f"the fixes of {file.path} would change what it says, so nothing was written",
                hint="this is a fault of civicgraph; please report it with the file",
            )
        texts.append((path, after.encode()))
        done[file.path] = codes
    for path, content in texts:
        with write_whole(path.resolve()) as out:
            out.write(content)
    return done


def _applied(text: str, edits: Iterable[tuple[Edit, str]]) -> tuple[str, Counter[str]]:
    """The text after the edits that do not touch one another, and how many there were for each code."""
    lines = Lines.of(text)

    def offset(position: Position) -> int:
        return lines.starts[position.line - 1] + position.column - 1

    parts, codes, last = [], Counter[str](), -1
    for edit, code in sorted(edits, key=lambda pair: (pair[0].span.start, pair[0].span.end)):
        start, end = offset(edit.span.start), offset(edit.span.end)
        if start <= last:
            continue
        parts += [text[max(last, 0) : start], edit.text]
        codes[code] += 1
        last = end
    return "".join([*parts, text[max(last, 0) :]]), codes


def _triples(text: bytes, file: SourceFile) -> Iterator[Triple]:
    """The triples in the order of the text, blank nodes numbered as they come."""
    names: dict[BlankNode, BlankNode] = {}
    for quad in parse(text.removeprefix(BOM_UTF8), format=RdfFormat.TURTLE, base_iri=file.graph_name):
        subject, value = quad.subject, quad.object
        if isinstance(subject, BlankNode):
            subject = names.setdefault(subject, BlankNode(f"b{len(names)}"))
        if isinstance(value, BlankNode):
            value = names.setdefault(value, BlankNode(f"b{len(names)}"))
        yield Triple(subject, quad.predicate, value)
