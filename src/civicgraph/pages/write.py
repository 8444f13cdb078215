"""The pages of a graph's cases as texts by path."""

from __future__ import annotations

from collections.abc import Iterable

from ..claims import ClaimReader
from ..errors import EntityError
from ..graph import GraphStore
from ..realms import RealmModel, read_models
from ..resolution import resolve
from .case import Case, read_cases
from .index import index_page
from .page import Page
from .whole import INDEX, case_page


def find_cases(graph: GraphStore, names: Iterable[str]) -> list[str]:
    """The IRIs of the cases that names mean: IRI, CURIE, label or last part of the IRI. Raises `EntityError`."""
    cases = {case.slug: case.iri for case in _cases(ClaimReader(graph))}
    return [cases.get(name) or resolve(graph, name, "cg:Case") for name in names]


def render(graph: GraphStore, only: Iterable[str] = ()) -> dict[str, str]:
    """All pages and pictures, or those of some cases without the index. Raises `EntityError` where there is no case."""
    reader = ClaimReader(graph)
    config = graph.project.config
    model, wanted = _model(graph), set(only)
    pages = [Page(reader, case, model, config.repository) for case in _cases(reader)]
    found = {} if wanted else {INDEX: index_page(pages, config.dataset)}
    for page in pages:
        if not wanted or page.case.iri in wanted:
            found |= case_page(page, config.dataset)
    return found


def _cases(reader: ClaimReader) -> list[Case]:
    cases = read_cases(reader)
    if not cases:
        raise EntityError("the graph holds no case", hint="docs/how-to/write-a-case.md shows how to write one")
    return cases


def _model(graph: GraphStore) -> RealmModel | None:
    """The project's model of realms, or None."""
    wanted = graph.project.config.default_model
    return next((model for model in read_models(graph.project) if model.notation == wanted), None)
