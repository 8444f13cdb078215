"""The shape lint: mistakes in shapes that every engine accepts in silence, and others at their line and column."""

from __future__ import annotations

from pyoxigraph import Store

from ...diagnostics import Diagnostic
from ...project import Project
from .located import LocatedShapes
from .parameters import wrong_values
from .queries import faulty_queries
from .structure import broken_paths, idle_targets
from .terms import idle_statements, unknown_terms


def lint_shapes(project: Project, store: Store) -> list[Diagnostic]:
    """The findings on the shapes of a project, whose ontology and data are in the default graph of `store`."""
    shapes = LocatedShapes(project)
    return [
        *unknown_terms(shapes),
        *idle_statements(shapes),
        *idle_targets(shapes, store),
        *broken_paths(shapes),
        *faulty_queries(shapes),
        *wrong_values(shapes),
    ]
