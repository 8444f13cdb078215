"""Checks on the text of the files: syntax, prefixes, blank nodes."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import Diagnostic, Severity
from ..graph import GraphStore
from ..project import Project
from ..reading import check_syntax, syntax_name
from ..source import SourceFile, Span
from ..syntaxes import is_turtle_like, syntax_of
from ..terms import Prefixes
from ..turtle import Lines, Token, read_text, seeming_declarations, tokenize


def check_syntax_of(project: Project, files: list[SourceFile]) -> list[Diagnostic]:
    """The first fault of each file that is not Turtle (CG001)."""
    found = []
    for file in files:
        fault = check_syntax(project, file)
        if fault is not None:
            found.append(
                Diagnostic(
                    "CG001",
                    Severity.VIOLATION,
                    f"This is not {syntax_name(project, file)}: {fault.message}",
                    span=fault.span,
                    help=fault.hint or "the fault may stand just before this place",
                )
            )
    return found


def check_layout(graph: GraphStore, files: list[SourceFile], *, blank_nodes: bool = False) -> list[Diagnostic]:
    """Prefixes that differ from `civicgraph.toml` (CG501, CG502) and blank nodes in data (CG210).

    `blank_nodes` says that the project may have them. A file is read token by token only where a cheaper look has found
    something in it.
    """
    known = graph.project.config.prefixes
    found: list[Diagnostic] = []
    for file in files:
        if not is_turtle_like(syntax_of(file.path, b"")):
            continue
        text = read_text(graph.project.root / file.path, file.path)
        if any(known.get(prefix) != namespace for prefix, namespace in seeming_declarations(text)):
            found += _prefixes(file, text, Lines.of(text), known)
        if file.role == "data" and not blank_nodes and b"_:" in graph.written[file.path]:
            found += _blank_nodes(file, text, Lines.of(text))
    return found


def _span(file: SourceFile, lines: Lines, token: Token) -> Span:
    return Span(file.path, lines.position(token.start), lines.position(token.end))


def _prefixes(file: SourceFile, text: str, lines: Lines, known: Prefixes) -> Iterator[Diagnostic]:
    by_namespace = {namespace: prefix for prefix, namespace in known.items()}
    previous: list[Token] = []
    for token in tokenize(text):
        declares = len(previous) == 2 and previous[0].text.lstrip("@").lower() == "prefix" and token.kind == "iri"
        if declares:
            prefix, namespace = previous[1].text[:-1], token.text[1:-1]
            span = _span(file, lines, previous[1])
            if prefix in known and known[prefix] != namespace:
                yield Diagnostic(
                    "CG501",
                    Severity.VIOLATION,
                    f"The prefix {prefix}: stands for <{known[prefix]}> in civicgraph.toml, here for <{namespace}>",
                    span=_span(file, lines, token),
                    help="use the namespace of civicgraph.toml, or another prefix",
                )
            elif namespace in by_namespace and prefix not in known:
                yield Diagnostic(
                    "CG502",
                    Severity.WARNING,
                    f"civicgraph.toml calls this namespace {by_namespace[namespace]}:, here it is {prefix}:",
                    span=span,
                    help=f"write {by_namespace[namespace]}: so that the same thing has the same name in all files",
                )
        previous = [*previous[-1:], token]


def _blank_nodes(file: SourceFile, text: str, lines: Lines) -> Iterator[Diagnostic]:
    for token in tokenize(text):
        if token.kind == "bnode" or token.text in ("[", "("):
            yield Diagnostic(
                "CG210",
                Severity.VIOLATION,
                "Data files hold no blank nodes: every thing has an IRI, so that it can be cited and compared",
                span=_span(file, lines, token),
                help="give the thing an IRI of its own and name that here",
            )
