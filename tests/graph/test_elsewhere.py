"""The real graph, served: `show`, `stats` and `validate` say of it at an endpoint what they say of the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from served import served

from civicgraph.api import KnowledgeGraph
from civicgraph.cli.show import entity_text
from civicgraph.engines.remote import RemoteEngine
from civicgraph.export import write_graph
from civicgraph.queries import Answer


@pytest.fixture(scope="module")
def endpoint(civic: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    out = BytesIO()
    write_graph(civic.store, "nq", out)
    with served(out.getvalue(), tmp_path_factory.mktemp("endpoint") / "civic", quads=True) as url:
        yield url


def test_the_same_is_said(civic: KnowledgeGraph, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    original = RemoteEngine.query

    def query(self: RemoteEngine, text: str, *, name: str = "") -> Answer:
        asked.append(text)
        return original(self, text, name=name)

    monkeypatch.setattr(RemoteEngine, "query", query)
    for thing in ("Malmö", "claim:malmo-0001", "case:porto-alegre", "region2009:community-political", "cg:Realm"):
        here = civic.get(thing)
        asked.clear()
        there = civic.get(thing, endpoint=endpoint)
        expected = replace(
            here,
            span=None,
            claims=tuple(replace(claim, span=None) for claim in here.claims),
            codings=tuple(replace(coding, span=None) for coding in here.codings),
        )
        assert entity_text(there, everything=True) == entity_text(expected, everything=True)
        assert there == expected
        assert 0 < len(asked) <= 8
    asked.clear()
    assert civic.statistics(endpoint=endpoint) == replace(civic.statistics(), files=None)
    assert len(asked) <= 9
    asked.clear()
    report = civic.validate(endpoint=endpoint)
    assert report.diagnostics == ()
    assert report.triples == civic.statistics().asserted
    assert len(asked) <= 5
