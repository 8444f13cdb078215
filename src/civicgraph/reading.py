"""Reading one file: its syntax, its triples, its faults, and where its terms stand."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse, serialize

from .errors import SourceSyntaxError
from .project import Project
from .source import Position, SourceFile, Span
from .syntaxes import is_turtle_like, syntax_of

if TYPE_CHECKING:
    from .turtle import LocatedTriple

# What is larger would fill the memory of most machines many times over as a graph.
MOST_BYTES = 1 << 30
# The directive of RDF 1.2 leaves nothing in the triples; this may also match in a comment or a literal.
# Triples as terms and directions of texts, as N-Triples 1.2 writes them; they may also stand in a literal.
_BEYOND_RDF_11 = (b"<<(", b"--ltr", b"--rtl")
_VERSION = re.compile(rb"(?:\A|[\n.}])[ \t\r]*@?version\s*[\"']")


def load_file(
    store: Store, project: Project, file: SourceFile, graph: NamedNode | None = None, *, bulk: bool = False
) -> None:
    """Loads one file into a graph of the store: the triples of all its graphs, where it has several.

    With `bulk` in a way that is fast for a store on disk, and leaves part of a faulty file in it. Raises
    `SourceSyntaxError` with the position of the fault.
    """
    content, syntax = _content(project, file)
    try:
        if syntax.supports_datasets:
            quads = parse(content, format=syntax, base_iri=file.graph_name)
            extend = store.bulk_extend if bulk else store.extend
            extend(Quad(q.subject, q.predicate, q.object, graph or DefaultGraph()) for q in quads)
        else:
            load = store.bulk_load if bulk else store.load
            load(content, format=syntax, base_iri=file.graph_name, to_graph=graph)
    except SyntaxError as error:
        raise _in_words(project, file, error) from error


def parse_file(project: Project, file: SourceFile) -> Iterator[Quad]:
    """The triples of one file, with blank nodes of its own.

    Raises `SyntaxError` where the parser refuses it; `check_syntax` says why.
    """
    content, syntax = _content(project, file)
    return parse(content, format=syntax, base_iri=file.graph_name, rename_blank_nodes=True)


def as_written(project: Project, file: SourceFile) -> bytes:
    """A file as N-Triples in the order of the file. Raises `SourceSyntaxError` with the position of its first fault.

    What RDF 1.2 adds is a fault here: pyoxigraph reads it, rdflib and SHACL 1.0 do not.
    """
    content, syntax = _content(project, file)
    try:
        quads = parse(content, format=syntax, base_iri=file.graph_name, rename_blank_nodes=True)
        written = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""
    except SyntaxError as error:
        raise _in_words(project, file, error) from error
    # The parser passes over comments, whatever bytes they hold.
    if any(sign in written for sign in _BEYOND_RDF_11) or _says_version(content) or not _is_utf8(content):
        fault = _own_fault(project, file)
        if fault is not None:
            raise fault
    return written


def located_file(project: Project, file: SourceFile) -> list[LocatedTriple]:
    """The triples of one file with the places of their terms.

    In JSON-LD and RDF/XML these are as near as can be told, and a blank node that cannot be placed is left out. Raises
    `SourceSyntaxError` where the file is not what its name says.
    """
    # Imported here, since a command that meets no fault needs no reader.
    from .turtle import read_located, read_text

    content, syntax = _content(project, file)
    if is_turtle_like(syntax):
        text = read_text(project.root / file.path, file.path)
        return read_located(text, file.path, base=file.graph_name, syntax=syntax)
    from .nested import located_in

    try:
        return located_in(content, file.path, file.graph_name, syntax)
    except SyntaxError as error:
        raise _in_words(project, file, error) from error


def syntax_name(project: Project, file: SourceFile) -> str:
    """What the syntax of a file is called."""
    with (project.root / file.path).open("rb") as stream:
        return syntax_of(file.path, stream.read(1024)).name


def check_syntax(project: Project, file: SourceFile) -> SourceSyntaxError | None:
    """The first fault of a file, or None."""
    try:
        as_written(project, file)
    except SourceSyntaxError as fault:
        return fault
    return None


def _content(project: Project, file: SourceFile) -> tuple[bytes, RdfFormat]:
    """The bytes of a file and their syntax.

    A byte order mark is left out, since pyoxigraph takes it for the first letter of a name. Raises `SourceSyntaxError`
    where the file is too large, and where reading it would take without end.
    """
    path = project.root / file.path
    if path.stat().st_size > MOST_BYTES:
        start = Position(1, 1)
        raise SourceSyntaxError(
            f"the file is larger than {MOST_BYTES >> 20:,} MiB and is not read",
            hint="split it into several files",
            span=Span(file.path, start, start),
        )
    content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    syntax = syntax_of(file.path, content)
    if not is_turtle_like(syntax):
        from .nested import unsafe

        fault = unsafe(content, file.path, syntax)
        if fault is not None:
            raise fault
    return content, syntax


def _says_version(content: bytes) -> bool:
    lower = content.lower()
    return b"version" in lower and _VERSION.search(lower) is not None


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _own_fault(project: Project, file: SourceFile) -> SourceSyntaxError | None:
    """What our own readers have against a file, or None."""
    content, syntax = _content(project, file)
    if syntax == RdfFormat.JSON_LD:
        from .nested import fault_in_jsonld

        return fault_in_jsonld(content, file.path)
    if not is_turtle_like(syntax):
        return None
    try:
        located_file(project, file)
    except SourceSyntaxError as fault:
        return fault
    return None


def _in_words(project: Project, file: SourceFile, error: SyntaxError) -> SourceSyntaxError:
    """What is wrong with a file that the parser refuses: our reader's sentence, or the parser's where ours has none."""
    fault = _own_fault(project, file)
    if fault is not None:
        return fault
    line, column = error.lineno or 1, error.offset or 1
    end = Position(error.end_lineno or line, error.end_offset or column + 1)
    message = str(error.msg or error)
    message = message.split(": ", 1)[1] if message.startswith("Parser error at line") else message
    return SourceSyntaxError(
        message, span=Span(file.path, Position(line, column), max(end, Position(line, column + 1)))
    )
