"""The ontology: OWL 2 RL, every term annotated, generated axioms current, contradictions found."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS
from support import ROOT, project_with

from civicgraph.errors import ReasoningError
from civicgraph.project import open_project
from civicgraph.realms import TARGET, Realm, RealmModel, rules_text
from civicgraph.reasoning import derive

CG = rdflib.Namespace("https://w3id.org/civicgraph/ont#")
# What OWL 2 RL allows or this ontology needs; anything else of OWL fails (OWL 2 Profiles, section 4.2).
ALLOWED = {
    "Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "TransitiveProperty",
    "SymmetricProperty", "Restriction", "AllDisjointClasses", "versionIRI", "versionInfo", "imports", "inverseOf",
    "propertyChainAxiom", "intersectionOf", "onProperty", "hasValue", "someValuesFrom", "members", "Thing",
}  # fmt: skip


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    graph = rdflib.Graph()
    for file in open_project(ROOT).files("ontology"):
        graph.parse(ROOT / file.path, format="turtle")
    return graph


def own_terms(graph: rdflib.Graph) -> list[rdflib.URIRef]:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    found = {
        s for kind in kinds for s in graph.subjects(RDF.type, kind) if isinstance(s, rdflib.URIRef) and s.startswith(CG)
    }
    assert len(found) > 100
    return sorted(found)


def test_only_what_owl_2_rl_has(ontology: rdflib.Graph) -> None:
    used = {str(t)[len(str(OWL)) :] for triple in ontology for t in triple if str(t).startswith(str(OWL))}
    assert used - ALLOWED == set()


def test_someValuesFrom_stands_only_on_the_left(ontology: rdflib.Graph) -> None:
    for restriction in ontology.subjects(OWL.someValuesFrom):
        assert (None, RDFS.subClassOf, restriction) not in ontology


def said(graph: rdflib.Graph, term: rdflib.URIRef, by: rdflib.URIRef, language: str) -> list[str]:
    return [str(o) for o in graph.objects(term, by) if getattr(o, "language", None) == language]


def test_every_term_is_annotated(ontology: rdflib.Graph) -> None:
    modules = set(ontology.subjects(RDF.type, OWL.Ontology))
    for term in own_terms(ontology):
        for language in ("en", "sv", "nl", "pt", "es"):
            assert len(said(ontology, term, RDFS.label, language)) == 1, (term, language)
            assert len(said(ontology, term, SKOS.definition, language)) == 1, (term, language)
        assert list(ontology.objects(term, SKOS.example)), term
        assert set(ontology.objects(term, RDFS.isDefinedBy)) <= modules, term
        assert list(ontology.objects(term, CG.status)), term
        assert list(ontology.objects(term, CG.since)), term


def test_labels_are_unique(ontology: rdflib.Graph) -> None:
    labels: dict[str, rdflib.URIRef] = {}
    for term in own_terms(ontology):
        kind = "class" if (term, RDF.type, OWL.Class) in ontology else "property"
        for language in ("en", "sv", "nl", "pt", "es"):
            label = said(ontology, term, RDFS.label, language)[0].lower()
            assert labels.setdefault(f"{kind} {language} {label}", term) == term


def test_everything_that_is_used_is_declared(ontology: rdflib.Graph) -> None:
    declared = set(own_terms(ontology))
    used = {
        t
        for triple in ontology
        for t in triple
        if isinstance(t, rdflib.URIRef) and t.startswith(CG) and str(t) != str(CG)
    }
    assert used - declared == set()


def test_every_class_and_property_has_a_shape(ontology: rdflib.Graph) -> None:
    shapes = rdflib.Graph()
    for path in sorted((ROOT / "shapes").rglob("*.ttl")):
        shapes.parse(path, format="turtle")
    targets = set(shapes.objects(None, rdflib.URIRef("http://www.w3.org/ns/shacl#targetClass")))
    claims = {CG.Claim, *ontology.subjects(RDFS.subClassOf, CG.Claim)}
    assert {c for c in claims if c != CG.Claim} - targets - {CG.StatementClaim} == set()


def test_the_generated_file_is_current() -> None:
    assert (ROOT / TARGET).read_text(encoding="utf-8") == rules_text(open_project(ROOT))


def model(size: int) -> RealmModel:
    realms = tuple(
        Realm(f"https://e.org/{n}", n, n[0], n)
        for n in ("political", "managerial", "community", "business", "union")[:size]
    )
    return RealmModel("https://e.org/m", "m2099", "test", realms)


@pytest.mark.parametrize(("size", "overlaps"), [(3, 4), (4, 11), (5, 26)])
def test_the_number_of_overlaps(size: int, overlaps: int) -> None:
    assert len(model(size).sets(2)) == overlaps


PREFIXES = """\
@prefix cg: <https://w3id.org/civicgraph/ont#> .
@prefix e: <https://w3id.org/civicgraph/id/place/> .
"""


@pytest.mark.parametrize("other", ["Person", "Innovation", "Source", "Case", "Event", "Indicator"])
def test_a_contradiction_stops_the_derivation(tmp_path: Path, other: str) -> None:
    file = tmp_path / "bad.ttl"
    file.write_text(PREFIXES + f"e:x a cg:Place , cg:{other} .\n", encoding="utf-8")
    with pytest.raises(ReasoningError, match="contradicts itself"):
        derive(project_with(tmp_path / "p", file))


def test_identity_is_never_inferred(tmp_path: Path) -> None:
    file = tmp_path / "same.ttl"
    file.write_text(
        PREFIXES + "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "e:a a cg:Place ; owl:sameAs e:b . e:b a cg:Place ; owl:sameAs e:c . e:c a cg:Place .\n",
        encoding="utf-8",
    )
    with pytest.raises(ReasoningError, match="same thing"):
        derive(project_with(tmp_path / "p", file))
