"""Checks that need more than one file or a release: queries, asked terms, released terms, translations."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicgraph.checks.releases import terms_text
from civicgraph.diagnostics import Diagnostic
from civicgraph.project import Project, open_project
from civicgraph.validation import validate

ROOT = Path(__file__).parents[2]
CONFIG = """\
[project]
name = "tools"
base = "https://e.org/"

[dataset]
version = "1.1.0"
{release}
[prefixes]
cg = "https://w3id.org/civicgraph/ont#"
dcterms = "http://purl.org/dc/terms/"
ex = "https://e.org/v#"
owl = "http://www.w3.org/2002/07/owl#"
rdfs = "http://www.w3.org/2000/01/rdf-schema#"
schema = "https://schema.org/"
vann = "http://purl.org/vocab/vann/"
"""
TERMS = """\
@prefix cg: <https://w3id.org/civicgraph/ont#> .
@prefix ex: <https://e.org/v#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix vann: <http://purl.org/vocab/vann/> .

<https://e.org/v> a owl:Ontology ;
    vann:preferredNamespaceUri "https://e.org/v#" ;
    owl:versionInfo "{version}" .

ex:Tool a owl:Class ;
    rdfs:label "tool"@en ;
    rdfs:isDefinedBy <https://e.org/v> .

ex:Maker a owl:Class ;
    rdfs:label "maker"@en ;
    cg:waiver "H31: for exchange."@en ;
    rdfs:isDefinedBy <https://e.org/v> .
"""
QUESTION = "#+ summary: Tools\nSELECT ?tool WHERE { ?tool a ex:Tool }\n"


def project(
    root: Path,
    *,
    version: str = "1.0.0",
    released: str | None = None,
    question: str = QUESTION,
    checks: tuple[str, ...] = (),
) -> Project:
    for name in ("ontology/released", "ontology/i18n", "data", "queries/questions", "queries/checks"):
        (root / name).mkdir(parents=True, exist_ok=True)
    line = f'last-release = "{released}"\n' if released else ""
    (root / "civicgraph.toml").write_text(CONFIG.format(release=line), encoding="utf-8")
    (root / "ontology" / "terms.ttl").write_text(TERMS.format(version=version), encoding="utf-8")
    (root / "queries" / "questions" / "tools.rq").write_text(question, encoding="utf-8")
    for name in checks:
        (path,) = (ROOT / "queries" / "checks").glob(f"{name}-*.rq")
        (root / "queries" / "checks" / path.name).write_bytes(path.read_bytes())
    return open_project(root)


def found(project_: Project) -> list[tuple[str, str]]:
    return [(d.code, str(d.span)) for d in validate(project_).diagnostics]


def finding(project_: Project, code: str) -> Diagnostic:
    (one,) = [d for d in validate(project_).diagnostics if d.code == code]
    return one


def test_a_clean_project_has_no_finding(tmp_path: Path) -> None:
    assert found(project(tmp_path)) == []


def test_a_query_that_does_not_parse(tmp_path: Path) -> None:
    broken = "#+ summary: Tools\nSELECT ?tool WHERE {\n  ?tool a ex:Tool ;;\n"
    d = finding(project(tmp_path, question=broken), "CG601")
    assert d.span is not None
    assert d.span.file == "queries/questions/tools.rq"
    assert d.span.start.line in (3, 4)


def test_an_unknown_name_in_a_query(tmp_path: Path) -> None:
    slip = "#+ summary: Tools\nSELECT ?tool WHERE { ?tool a ex:Tol . ?x a ex:Tool }\n"
    d = finding(project(tmp_path, question=slip), "CG832")
    assert str(d.span) == "queries/questions/tools.rq:2:30"
    assert d.help == "did you mean ex:Tool?"


def test_names_in_strings_and_outside_names_are_left_alone(tmp_path: Path) -> None:
    text = '#+ summary: Tools\nSELECT ?t WHERE { ?t a ex:Tool ; rdfs:lable ?l . FILTER(?l != "ex:Nothing") # ex:Nothing\n}\n'
    assert found(project(tmp_path, question=text)) == []


def test_a_term_that_no_query_uses(tmp_path: Path) -> None:
    d = finding(project(tmp_path, question="#+ summary: Any\nSELECT ?x WHERE { ?x a ?y }\n"), "CG831")
    assert d.focus == "https://e.org/v#Tool"
    assert str(d.span) == "ontology/terms.ttl:11:1"
    assert str(d.severity) == "warning"


def release(root: Path) -> None:
    (root / "ontology" / "released" / "1.0.0.txt").write_text(terms_text(open_project(root)), encoding="utf-8")


def test_what_waits_for_a_release_says_so(tmp_path: Path) -> None:
    report = validate(project(tmp_path, checks=("cg841",)))
    assert report.diagnostics == ()
    assert report.notes == ("CG829, CG830, CG841 do not apply: there is no release yet to compare with",)


def test_after_a_release_nothing_has_changed(tmp_path: Path) -> None:
    release(project(tmp_path).root)
    assert found(project(tmp_path, released="1.0.0")) == []


def test_a_released_term_that_is_gone(tmp_path: Path) -> None:
    release(project(tmp_path).root)
    root = project(tmp_path, released="1.0.0", version="1.1.0").root
    path = root / "ontology" / "terms.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace("ex:Maker", "ex:Smith"), encoding="utf-8")
    assert found(open_project(root)) == [("CG829", "ontology/released/1.0.0.txt:2:1")]


def test_a_change_without_a_new_version(tmp_path: Path) -> None:
    release(project(tmp_path).root)
    root = project(tmp_path, released="1.0.0").root
    path = root / "ontology" / "terms.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace('"maker"', '"smith"'), encoding="utf-8")
    assert found(open_project(root)) == [("CG830", "ontology/terms.ttl:9:21")]
    assert found(project(tmp_path, released="1.0.0", version="1.1.0")) == []


def test_the_header_of_a_release(tmp_path: Path) -> None:
    release(project(tmp_path, checks=("cg841",)).root)
    report = validate(project(tmp_path, released="1.0.0", checks=("cg841",)))
    assert {d.code for d in report.diagnostics} == {"CG841"}
    assert len(report.diagnostics) == 3
    assert report.notes == ()


def test_a_release_without_its_list_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"ontology/released/1.0.0.txt is missing"):
        validate(project(tmp_path, released="1.0.0"))


@pytest.mark.parametrize(("language", "codes"), [("sv", set()), ("en", {"CG838"})])
def test_a_file_of_translations_holds_its_language(tmp_path: Path, language: str, codes: set[str]) -> None:
    root = project(tmp_path, checks=("cg838",)).root
    (root / "ontology" / "i18n" / "sv.ttl").write_text(
        "@prefix ex: <https://e.org/v#> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        f'ex:Tool rdfs:label "verktyg"@{language} .\n',
        encoding="utf-8",
    )
    assert {d.code for d in validate(open_project(root)).diagnostics} == codes
