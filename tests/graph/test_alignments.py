"""Alignments: only axioms that bind our terms to outside ones, none that contradicts, and none that rejected claims reach."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse
from support import ROOT, graph_with

from civicgraph.errors import ExportError
from civicgraph.export import write_graph
from civicgraph.graph import GraphStore
from civicgraph.project import open_project
from civicgraph.terms import OWL, RDF_TYPE, RDFS, SKOS

PROJECT = open_project(ROOT)
BASE = PROJECT.config.base
PREFIXES = PROJECT.config.prefixes
WORLD = ROOT / "tests" / "graph" / "queries" / "given.ttl"
STAGE = NamedNode(BASE + "stage/aligned")
MATCHES = {SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")}
BETWEEN_TERMS = {RDFS + "subClassOf", RDFS + "subPropertyOf", RDFS + "seeAlso"}
# What the outside vocabularies say that no thing can be both of.
DISJOINT = [
    ("foaf:Person", "foaf:Organization"),
    ("foaf:Person", "foaf:Project"),
    ("foaf:Person", "foaf:Document"),
    ("foaf:Document", "foaf:Organization"),
    ("foaf:Document", "foaf:Project"),
    ("org:Membership", "org:Organization"),
    ("org:Role", "org:Organization"),
    ("org:Role", "org:Membership"),
    ("prov:Entity", "prov:Activity"),
    ("skos:Concept", "skos:ConceptScheme"),
]
# What ORG makes functional: two values would be taken for one thing.
FUNCTIONAL = ["org:member", "org:organization"]


def align_files() -> list[Path]:
    return [ROOT / file.path for file in PROJECT.files("align")]


@pytest.fixture(scope="module")
def ontology() -> Store:
    return GraphStore(PROJECT, roles=("ontology",)).store


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> GraphStore:
    return graph_with(tmp_path_factory.mktemp("align") / "p", WORLD)


def exported(graph: GraphStore, form: str, *, align: bool = True) -> Store:
    out = io.BytesIO()
    write_graph(graph, form, out, align=align)
    store = Store()
    store.extend(parse(out.getvalue(), format={"nt": RdfFormat.N_TRIPLES, "nq": RdfFormat.N_QUADS}[form]))
    return store


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(PREFIXES.sparql() + query)
    assert isinstance(found, QuerySolutions)
    return [tuple(PREFIXES.shorten(value.value) for value in solution) for solution in found]


@pytest.mark.parametrize("path", align_files(), ids=lambda p: p.stem)
def test_only_our_terms_are_bound_and_only_in_the_agreed_ways(path: Path, ontology: Store) -> None:
    header = NamedNode(f"{BASE}ont/align/{path.stem}")
    axioms = 0
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        assert isinstance(quad.subject, NamedNode)
        assert quad.predicate.value not in (OWL + "sameAs", OWL + "equivalentClass", OWL + "equivalentProperty")
        if quad.subject == header:
            continue
        axioms += 1
        assert quad.predicate.value in BETWEEN_TERMS | MATCHES, quad
        assert isinstance(quad.object, NamedNode)
        assert Quad(quad.subject, NamedNode(RDF_TYPE), quad.object) not in ontology
        assert is_described(quad.subject, ontology), f"{quad.subject} is no term of ours"
        if quad.object.value.startswith(BASE):
            assert quad.predicate.value in MATCHES
            assert is_described(quad.object, ontology), f"{quad.object} is no term of ours"
    assert axioms
    assert path.read_text(encoding="utf-8").startswith("# ")


def is_described(term: NamedNode, store: Store) -> bool:
    return any(True for _ in store.quads_for_pattern(term, NamedNode(RDF_TYPE), None, None))


@pytest.mark.parametrize("path", align_files(), ids=lambda p: p.stem)
def test_kinds_fit(path: Path, ontology: Store) -> None:
    """Classes below classes, properties below properties, matches between concepts."""
    kinds = {
        RDFS + "subClassOf": ("Class",),
        RDFS + "subPropertyOf": ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"),
    }
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        types = {q.object for q in ontology.quads_for_pattern(quad.subject, NamedNode(RDF_TYPE), None, None)}
        if quad.predicate.value in kinds:
            assert types & {NamedNode(OWL + name) for name in kinds[quad.predicate.value]}, quad
        elif quad.predicate.value in MATCHES:
            assert NamedNode(SKOS + "Concept") in types, quad


def test_no_concept_matches_another_twice() -> None:
    matches: set[tuple[object, object]] = set()
    for path in align_files():
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            if quad.predicate.value in MATCHES:
                assert (quad.subject, quad.object) not in matches, quad
                matches.add((quad.subject, quad.object))
    assert len(matches) > 100


def test_pinned_lists_say_nothing_but_names_and_kinds() -> None:
    files = PROJECT.files("vendor")
    assert len(files) > 25
    for file in files:
        text = (ROOT / file.path).read_text(encoding="utf-8")
        quads = list(parse(text, format=RdfFormat.TURTLE))
        terms = [line for line in text.splitlines() if line.endswith(" .") and not line.startswith("@prefix")]
        assert not any(isinstance(quad.object, Literal) for quad in quads), file.path
        assert {quad.predicate.value for quad in quads} == {RDF_TYPE, RDFS + "isDefinedBy"}, file.path
        assert f"# terms:      {len(terms)}\n" in text, file.path
        assert len({quad.subject for quad in quads}) == len(terms), file.path


def test_a_role_is_a_membership(world: GraphStore) -> None:
    store = exported(world, "nt")
    found = rows(store, "SELECT ?m ?who WHERE { ?m a org:Membership ; org:member ?who . ?who a foaf:Agent }")
    ours = rows(store, "SELECT ?m ?who WHERE { ?m a cg:LeadershipRole ; cg:roleHolder ?who }")
    deprecated = {m for (m,) in rows(store, "SELECT ?m WHERE { ?m cg:rank claim-rank:deprecated }")}
    assert deprecated
    assert set(found) == {row for row in ours if row[0] not in deprecated}


def test_rejected_claims_say_nothing_in_outside_terms(world: GraphStore) -> None:
    store = exported(world, "nq")
    dead = [q.subject for q in store.quads_for_pattern(None, NamedNode(PREFIXES["cg"] + "rank"), None, None)
            if q.object == NamedNode(PREFIXES["claim-rank"] + "deprecated")]  # fmt: skip
    assert dead
    for claim in dead:
        assert list(store.quads_for_pattern(claim, None, None, STAGE)) == []
        assert list(store.quads_for_pattern(None, None, claim, STAGE)) == []


def test_it_is_off_by_default_and_has_its_own_graph(world: GraphStore) -> None:
    plain, aligned = exported(world, "nq", align=False), exported(world, "nq")
    new = {quad for quad in aligned if quad not in plain}
    assert new
    assert {quad.graph_name for quad in new} == {STAGE}
    assert {quad for quad in plain if quad not in aligned} == set()
    said = {q.object if q.predicate.value == RDF_TYPE else q.predicate for q in new}
    assert not any(str(term).startswith(f"<{BASE}ont#") for term in said)


def test_the_project_without_alignments_says_so(tmp_path: Path) -> None:
    (tmp_path / "civicgraph.toml").write_text('[project]\nbase = "https://e.org/"\n', encoding="utf-8")
    graph = GraphStore(open_project(tmp_path))
    with pytest.raises(ExportError, match="no alignments"):
        write_graph(graph, "nt", io.BytesIO(), align=True)


@pytest.fixture(scope="module")
def aligned() -> Store:
    """The whole graph in outside terms."""
    from civicgraph import load

    return exported(load(ROOT).store, "nt")


@pytest.mark.parametrize(("one", "other"), DISJOINT)
def test_nothing_is_what_the_vocabularies_exclude(aligned: Store, one: str, other: str) -> None:
    assert rows(aligned, f"SELECT ?x WHERE {{ ?x a {one} , {other} }}") == []


@pytest.mark.parametrize("name", FUNCTIONAL)
def test_what_is_functional_outside_has_one_value(aligned: Store, name: str) -> None:
    assert rows(aligned, f"SELECT ?x WHERE {{ ?x {name} ?a , ?b FILTER(?a != ?b) }}") == []
    assert len(rows(aligned, f"SELECT ?x WHERE {{ ?x {name} ?a }}")) > 20
