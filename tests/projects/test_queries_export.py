"""`queries export`: files for grlc, SHACL in Turtle, a page of HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import rdflib
import yaml
from pyoxigraph import Store
from small import Small
from support import ROOT

from civicgraph.export import export_queries
from civicgraph.project import open_project
from civicgraph.queries import saved_queries

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
# What grlc takes as a parameter, by its documentation: one underscore where it must be given, two where it need not.
VARIABLE = re.compile(r"\?(_{1,2})([a-zA-Z0-9]+?)_(iri|literal|integer|xsd_(\w+)|en)\b")
VALUES = {"iri": "<https://e.org/id/malmo>", "literal": '"x"', "integer": '"5"^^xsd:integer', "en": '"x"@en'}
KINDS = """\
#+ summary: Things <of> a kind
#+ params: {kind: {type: string}, day: {type: date, default: 2020-01-01}, name: {type: langstring}}
SELECT ?kind ?thing WHERE {
  ?thing a ?class ; ex:day ?day ; ex:name ?label . BIND("City" AS ?kind)
  FILTER(?kind = $kind && ?day >= $day) FILTER(!BOUND($name) || ?label = $name)
} ORDER BY ?thing
"""


@pytest.fixture
def small(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Small:
    project = Small(tmp_path / "p", capfd)
    project.write("queries/questions/kinds.rq", KINDS)
    project.write(
        "data/k.ttl",
        "@prefix ex: <https://e.org/id/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
        'ex:a a ex:City ; ex:day "2021-01-01"^^xsd:date ; ex:name "A"@en .\n',
    )
    return project


def asked(text: str, small: Small, **values: str) -> list[list[str | None]]:
    """The rows when grlc has put the values into the text."""
    for match in {match[0]: match for match in VARIABLE.finditer(text)}.values():
        if match[2] in values:
            text = text.replace(match[0], values[match[2]])
    store = Store()
    for name in ("data/cities.ttl", "data/k.ttl"):
        store.load(path=str(small.root / name))
    return [[term.value if term else None for term in row] for row in store.query(text)]  # type: ignore[union-attr]


def header_of(text: str) -> dict[str, object]:
    loaded: dict[str, object] = yaml.safe_load("\n".join(n[2:] for n in text.splitlines() if n.startswith("#+")))
    return loaded


def test_files_for_grlc_ask_the_same(small: Small, tmp_path: Path) -> None:
    code, _, err = small("queries", "export", "-f", "grlc", "-o", str(tmp_path / "api"), "--endpoint", "http://e/s")
    assert (code, "2 queries as grlc" in err) == (0, True)
    cities = (tmp_path / "api" / "cities.rq").read_text(encoding="utf-8")
    header = header_of(cities)
    assert header["summary"] == "Cities with at least so many people"
    assert header["endpoint"] == "http://e/s"
    assert header["defaults"] == [{"least": "0"}]
    malmo = ["https://e.org/id/malmo", "300515"]
    typed = '"{}"^^xsd:integer'.format
    assert asked(cities, small, least=typed(0)) == [malmo]
    assert asked(cities, small, least=typed(400000)) == []
    assert asked(cities, small, least=typed(0), city="<https://e.org/id/malmo>") == [malmo]
    assert asked(cities, small, least=typed(0), city="<https://e.org/id/lund>") == []


def test_a_parameter_that_is_a_variable_of_the_query_too(small: Small, tmp_path: Path) -> None:
    small("queries", "export", "-f", "grlc", "-o", str(tmp_path / "api"))
    kinds = (tmp_path / "api" / "kinds.rq").read_text(encoding="utf-8")
    day = {"day": '"2020-01-01"^^xsd:date'}
    assert asked(kinds, small, **day) == [["City", "https://e.org/id/a"]]
    assert asked(kinds, small, **day, kind='"City"', name='"A"@en') == [["City", "https://e.org/id/a"]]
    assert asked(kinds, small, **day, kind='"Town"') == []
    assert asked(kinds, small, **day, name='"B"@en') == []
    small.write("queries/questions/kinds.rq", KINDS.replace("a ?class", "a $kind"))
    err = small("queries", "export", "-f", "grlc", "-o", str(tmp_path / "api2")).err
    assert "left out: kinds" in err
    assert not (tmp_path / "api2" / "kinds.rq").exists()


def test_all_questions_of_the_repository_are_sparql_for_grlc() -> None:
    project = open_project(ROOT)
    questions = saved_queries(project)
    exported = export_queries(project, questions, "grlc", None)
    assert len(exported.files) + len(exported.left_out) == len(questions)
    assert len(exported.files) > 45
    for name, content in exported.files.items():
        text = content.decode()
        (query,) = [q for q in questions if f"{q.name}.rq" == name]
        names = {m[2] for m in VARIABLE.finditer(text)}
        assert names == {p.name for p in query.parameters}, name
        Store().query(text)
        Store().query(VARIABLE.sub(lambda m: VALUES.get(m[3], f'"x"^^xsd:{m[4]}'), text))


def test_shacl_holds_queries_that_run(small: Small, tmp_path: Path) -> None:
    assert small("queries", "export", "-f", "shacl", "-o", str(tmp_path), "--endpoint", "http://e/s").code == 0
    graph = rdflib.Graph().parse(tmp_path / "queries.ttl")
    found = sorted(graph.subjects(rdflib.RDF.type, SH.SPARQLSelectExecutable))
    assert found == sorted(graph.subjects(rdflib.RDF.type, SH.SPARQLExecutable))
    assert [str(iri) for iri in found] == ["https://e.org/queries/cities", "https://e.org/queries/kinds"]
    assert graph.value(found[0], rdflib.SDO.target) == rdflib.URIRef("http://e/s")
    declared = {str(graph.value(node, SH.prefix)) for node in graph.objects(None, SH.declare)}
    assert {"ex", "xsd"} <= declared
    texts = [str(graph.value(iri, SH.select)) for iri in found]
    assert asked(texts[0], small) == [["https://e.org/id/malmo", "300515"]]
    assert asked(texts[1], small) == [["City", "https://e.org/id/a"]]


def test_the_page_holds_all_and_closes_what_it_opens(small: Small, tmp_path: Path) -> None:
    assert small("queries", "export", "-f", "html", "-o", str(tmp_path)).code == 0
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    open_: list[str] = []
    said: list[str] = []
    anchors: set[str | None] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            open_.extend([tag] if tag != "meta" else [])
            anchors.update(value for name, value in attrs if name == "id")

        def handle_endtag(self, tag: str) -> None:
            assert open_.pop() == tag

        def handle_data(self, data: str) -> None:
            said.append(data)

    Reader().feed(text)
    assert open_ == []
    assert anchors == {"cities", "kinds"}
    assert "Things <of> a kind" in said
    assert any("FILTER(?people >= $least)" in data for data in said)
    assert "<script" not in text


@pytest.mark.parametrize(("format", "name"), [("grlc", "cities.rq"), ("shacl", "queries.ttl")])
def test_a_default_stands_as_an_iri_and_a_label_is_told(small: Small, tmp_path: Path, format: str, name: str) -> None:
    query = (small.root / "queries/questions/cities.rq").read_text(encoding="utf-8")
    spec = "city: {type: entity, class: ex:City, default: ex:malmo, "
    assert "city: {type: entity, class: ex:City, " in query
    small.write("queries/questions/cities.rq", query.replace("city: {type: entity, class: ex:City, ", spec))
    assert small("queries", "export", "-f", format, "-o", str(tmp_path / "one")).code == 0
    text = (tmp_path / "one" / name).read_text(encoding="utf-8")
    assert "https://e.org/id/malmo" in text
    assert "ex:malmo" not in text
    small.write(
        "queries/questions/cities.rq",
        query.replace("city: {type: entity, class: ex:City, ", spec.replace("ex:malmo", "Malmö")),
    )
    code, _, err = small("queries", "export", "-f", format, "-o", str(tmp_path / "other"))
    assert (code, 'left out: cities: the default "Malmö" is a label' in err) == (0, True)
    assert small("query", "cities", "-f", "csv").out.splitlines()[1:] == ["https://e.org/id/malmo,300515"]


def test_an_unknown_format_is_refused(small: Small, tmp_path: Path) -> None:
    code, _, err = small("queries", "export", "-f", "pdf", "-o", str(tmp_path))
    assert (code, "grlc, shacl, html" in err) == (2, True)
