"""The real graph, loaded once: asserted and inferred."""

from __future__ import annotations

import pytest
from support import ROOT

from civicgraph.api import KnowledgeGraph, open_graph
from civicgraph.project import open_project


@pytest.fixture(scope="session")
def civic() -> KnowledgeGraph:
    return open_graph(open_project(ROOT))
