"""Every format gives the graph back, through two libraries, whatever its literals hold."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse
from rdflib.compare import to_isomorphic
from support import project_with

from civicgraph.export import write_graph
from civicgraph.export.graphs import canonical, json_ld, rdf_xml
from civicgraph.graph import GraphStore
from civicgraph.terms import Prefixes

PARSERS = {
    "ttl": (RdfFormat.TURTLE, "turtle"),
    "nt": (RdfFormat.N_TRIPLES, "nt"),
    "nq": (RdfFormat.N_QUADS, "nquads"),
    "trig": (RdfFormat.TRIG, "trig"),
    "jsonld": (RdfFormat.JSON_LD, "json-ld"),
    "rdfxml": (RdfFormat.RDF_XML, "xml"),
}
DATA = """\
@prefix ex: <https://e.org/> .
ex:a ex:p "tab\\t and \\"quote\\" \\\\ <&> \\r\\n" , "Malmö"@sv , "x"@en-GB , 1 , 2.50 , 1e3 , true , "1"^^ex:odd ;
    a ex:Thing ; ex:q [ ex:r ( ex:b "c" ) ] .
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> GraphStore:
    folder = tmp_path_factory.mktemp("export")
    file = folder / "data.ttl"
    file.write_text(DATA, encoding="utf-8")
    return GraphStore(project_with(folder / "project", file), roles=("data",))


def written(graph: GraphStore, form: str) -> bytes:
    out = io.BytesIO()
    write_graph(graph, form, out)
    return out.getvalue()


@pytest.mark.parametrize("form", PARSERS)
def test_pyoxigraph_reads_it_back(graph: GraphStore, form: str) -> None:
    store = Store()
    store.extend(parse(written(graph, form), format=PARSERS[form][0]))
    expected = graph.named if form in ("nq", "trig") else graph.store
    assert {str(q) for q in canonical(store)} == {str(q) for q in canonical(expected)}
    assert len(store) == len(expected) > 10


@pytest.mark.parametrize("form", PARSERS)
def test_rdflib_reads_it_back(graph: GraphStore, form: str) -> None:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=written(graph, form), format=PARSERS[form][1])
    read = rdflib.Graph()
    for s, p, o, _ in dataset.quads():
        read.add((s, p, o))
    assert to_isomorphic(read) == to_isomorphic(graph.to_rdflib())


@pytest.mark.parametrize("form", PARSERS)
def test_the_same_bytes_again(graph: GraphStore, form: str) -> None:
    again = GraphStore(graph.project, roles=("data",))
    assert written(graph, form) == written(again, form)


names = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_-]{0,6}", fullmatch=True).map(lambda n: NamedNode("https://e.org/" + n))
# XML 1.0 has no way to write most control characters, and U+FFFE and U+FFFF.
xml_texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20)


@settings(max_examples=60)
@given(st.lists(st.builds(Quad, names, names, st.one_of(names, xml_texts.map(Literal))), max_size=8))
def test_own_writers_lose_nothing(quads: list[Quad]) -> None:
    store = Store()
    store.extend(quads)
    prefixes = Prefixes({"ex": "https://e.org/"})
    ordered = canonical(store)
    assert set(parse("".join(rdf_xml(ordered, prefixes)), format=RdfFormat.RDF_XML)) == set(ordered)
    import json

    assert set(parse(json.dumps(json_ld(ordered, prefixes)), format=RdfFormat.JSON_LD)) == set(ordered)


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    from civicgraph.export import write_whole

    target = tmp_path / "x"
    target.write_text("before", encoding="utf-8")
    with pytest.raises(RuntimeError), write_whole(target) as stream:  # noqa: PT012
        stream.write(b"half")
        raise RuntimeError
    assert target.read_text(encoding="utf-8") == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]
