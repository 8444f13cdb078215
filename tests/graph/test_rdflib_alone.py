"""rdflib alone, with nothing of ours, reads the files and gets the same answers over the export."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from support import ROOT

from civicgraph.api import KnowledgeGraph
from civicgraph.queries import Answer

ALONE = """
import json, sys
import rdflib
export, *queries = sys.argv[1:]
graph = rdflib.Graph().parse(export, format="nt")
answers = []
for path in queries:
    result = graph.query(open(path, encoding="utf-8").read())
    if result.type == "CONSTRUCT":
        answers.append([[str(t) for t in triple] for triple in result.graph])
    else:
        answers.append([[None if t is None else str(t) for t in row] for row in result])
assert "civicgraph" not in sys.modules
json.dump(answers, sys.stdout)
"""
QUERIES: dict[str, dict[str, object]] = {
    "indicator-series": {"indicator": "indicator:participants"},  # the simple view
    "innovations-by-realm": {},  # inferred overlaps
    "disputed-figures": {"place": "Malmö"},  # a dispute
    "timeline": {"entity": "case:malmo"},  # OPTIONAL
    "case-graph": {"case": "case:malmo"},  # CONSTRUCT
}


def multiset(answer: Answer) -> Counter[tuple[str | None, ...]]:
    rows = answer.triples if answer.triples is not None else answer.rows
    return Counter(tuple(None if t is None else t.value for t in row) for row in rows)  # type: ignore[union-attr]


def test_rdflib_reads_the_files() -> None:
    script = "import glob, rdflib; g = rdflib.Graph(); [g.parse(f, format='turtle') for d in ('ontology', 'data', 'shapes') for f in sorted(glob.glob(d + '/**/*.ttl', recursive=True))]; print(len(g))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) > 10_000


def test_the_same_answers(civic: KnowledgeGraph, tmp_path: Path) -> None:
    civic.export(tmp_path / "graph.nt")
    paths = []
    for name, parameters in QUERIES.items():
        text, _ = civic.prepare(name, parameters)
        (tmp_path / f"{name}.rq").write_text(text, encoding="utf-8")
        paths.append(str(tmp_path / f"{name}.rq"))
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(tmp_path / "graph.nt"), *paths], capture_output=True, text=True, check=True
    )
    texts = {name: (tmp_path / f"{name}.rq").read_text(encoding="utf-8") for name in QUERIES}
    assert "OPTIONAL" in texts["timeline"]
    assert "spansOverlap" in texts["innovations-by-realm"]
    assert "CONSTRUCT" in texts["case-graph"]
    for (name, parameters), rows in zip(QUERIES.items(), json.loads(done.stdout), strict=True):
        ours = multiset(civic.query(name, **parameters))
        assert ours, name
        assert Counter(tuple(row) for row in rows) == ours, name


@pytest.mark.parametrize("form", ["nt", "nq", "ttl", "trig", "jsonld", "rdfxml"])
def test_the_whole_graph_round_trips(civic: KnowledgeGraph, tmp_path: Path, form: str) -> None:
    from pyoxigraph import RdfFormat, Store, parse

    from civicgraph.export.graphs import canonical

    formats = {
        "nt": RdfFormat.N_TRIPLES,
        "nq": RdfFormat.N_QUADS,
        "ttl": RdfFormat.TURTLE,
        "trig": RdfFormat.TRIG,
        "jsonld": RdfFormat.JSON_LD,
        "rdfxml": RdfFormat.RDF_XML,
    }
    civic.export(tmp_path / "a", form)
    civic.export(tmp_path / "b", form)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    store = Store()
    store.extend(parse(path=str(tmp_path / "a"), format=formats[form]))
    expected = civic.store.named if form in ("nq", "trig") else civic.store.store
    assert [str(q) for q in canonical(store)] == [str(q) for q in canonical(expected)]
