"""Files that the tool writes and nobody edits: whether they are what they would be written as now (CG837)."""

from __future__ import annotations

from ..diagnostics import Diagnostic, Severity
from ..errors import ConfigError
from ..project import Project
from ..realms import TARGET, rules_text
from ..source import Position, Span

NOT_CURRENT = "CG837"


def check_generated(project: Project) -> list[Diagnostic]:
    """The first line at which the overlaps and axioms of the models of realms differ from their models."""
    path = project.root / TARGET
    if not path.is_file():
        return []
    written = path.read_text(encoding="utf-8").splitlines()
    try:
        wanted = rules_text(project).splitlines()
    except ConfigError as error:
        return [_stale(1, f"This file cannot follow from the models of realms: {error.message}")]
    if written == wanted:
        return []
    same = next(
        (n for n, (a, b) in enumerate(zip(written, wanted, strict=False)) if a != b), min(len(written), len(wanted))
    )
    return [_stale(min(same + 1, max(len(written), 1)), "This file is not what follows from the models of realms")]


def _stale(line: int, message: str) -> Diagnostic:
    span = Span(TARGET, Position(line, 1), Position(line, 2))
    return Diagnostic(NOT_CURRENT, Severity.VIOLATION, message, span=span, help="run: civicgraph realms build")
