"""A small project in a folder, and the command line on it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from civicgraph.cli.app import run

CONFIG = """\
[project]
name = "small"
base = "https://e.org/"

[dataset]
version = "2.1"

[prefixes]
ex = "https://e.org/id/"
rdfs = "http://www.w3.org/2000/01/rdf-schema#"
sh = "http://www.w3.org/ns/shacl#"
skos = "http://www.w3.org/2004/02/skos/core#"
xsd = "http://www.w3.org/2001/XMLSchema#"
"""
ONTOLOGY = """\
@prefix ex: <https://e.org/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:City rdfs:label "city"@en .
"""
DATA = """\
@prefix ex: <https://e.org/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

ex:malmo a ex:City ;
    skos:prefLabel "Malmö"@sv , "Malmo"@en ;
    ex:people 300515 .

ex:lund a ex:City ;
    skos:prefLabel "Lund"@en ;
    ex:near ex:malmo .
"""
SHAPES = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix ex: <https://e.org/id/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:CityShape a sh:NodeShape ; sh:targetClass ex:City ; sh:property ex:people-shape .
ex:people-shape a sh:PropertyShape ; sh:path ex:people ; sh:minCount 1 ; sh:severity sh:Warning ;
    dcterms:identifier "CG100" ; sh:message "Say how many people live here"@en ; sh:description "add ex:people"@en .
"""
CHECK = """\
#+ summary: A number of people is not negative
#+ code: CG150
#+ severity: violation
#+ help: write a positive number
SELECT ?focus ?path ?value WHERE { ?focus ex:people ?value . FILTER(?value < 0) BIND(ex:people AS ?path) }
"""
QUESTION = """\
#+ summary: Cities with at least so many people
#+ params:
#+   least: {type: integer, default: 0, description: Fewest people}
#+   city: {type: entity, class: ex:City, description: One city}
#+ columns: {city: the city, people: how many}
SELECT ?city ?people WHERE {
  ?city ex:people ?people .
  FILTER(?people >= $least)
  FILTER(!BOUND($city) || ?city = $city)
} ORDER BY ?city
"""
FILES = {
    "civicgraph.toml": CONFIG,
    "ontology/o.ttl": ONTOLOGY,
    "data/cities.ttl": DATA,
    "shapes/s.ttl": SHAPES,
    "queries/checks/cg150.rq": CHECK,
    "queries/questions/cities.rq": QUESTION,
}


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


class Small:
    """A small project in a folder, and the command line on it."""

    def __init__(self, root: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.root, self._capfd = root, capfd
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def __call__(self, *arguments: str) -> Outcome:
        self._capfd.readouterr()
        code = run(["-C", str(self.root), *arguments])
        out, err = self._capfd.readouterr()
        assert "Traceback" not in out + err
        return Outcome(code, out, err)
