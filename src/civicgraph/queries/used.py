"""Which terms the saved queries of a project use, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..project import Project
from .tokens import words

# What a reader asks with; checks, rules and views are the project's own machinery.
QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class TermUse:
    """A prefixed name in a query: the file, its offset there in code points, the name and its IRI."""

    path: Path
    offset: int
    name: str
    iri: str


def terms_used(project: Project, folder: str = "") -> Iterator[TermUse]:
    """The prefixed names in the `.rq` files of a folder of the queries, in the order of files and texts."""
    for path in project.query_files(folder):
        for token in words(path.read_text(encoding="utf-8")):
            if token.kind == "name":
                iri = project.config.prefixes.expand(token.text)
                if iri is not None:
                    yield TermUse(path, token.start, token.text, iri)
