"""Vocabularies of others under the profiles: the faults that were planted are found at their lines, and nothing else.

In `strangers/*/faulty` a line with a fault ends in a comment that names the codes by which it is found. The folders
`mended` hold the same vocabularies without the faults.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from support import ROOT, project_with

from civicgraph.checks import profile_checks, profile_names
from civicgraph.cli.app import run
from civicgraph.codes import codes_of_profiles
from civicgraph.errors import QueryError
from civicgraph.project import open_project
from civicgraph.queries import read_query
from civicgraph.reports import Report
from civicgraph.validation import validate

STRANGERS = Path(__file__).parent / "strangers"
PROFILES = {"thesaurus": "skos", "vocabulary": "ontology"}


def planted(folder: Path) -> list[tuple[str, int, str]]:
    """File, line and code of each fault that a comment names."""
    return sorted(
        (path.name, number, code)
        for path in folder.glob("*.ttl")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (mark := re.search(r"  # ((?:CG\d{3} ?)+)$", line))
        for code in mark[1].split()
    )


def found(report: Report) -> list[tuple[str, int, str]]:
    places = {(d.span.file, d.span.start.line, d.code) for d in report.diagnostics if d.span}
    assert all(d.span for d in report.diagnostics)
    return sorted(places)


@pytest.mark.parametrize("name", PROFILES)
def test_each_fault_is_found_at_its_line_and_nothing_else(name: str) -> None:
    report = validate(open_project(STRANGERS / name / "faulty"))
    assert found(report) == planted(STRANGERS / name / "faulty")
    assert len(report.diagnostics) > 20


@pytest.mark.parametrize("name", PROFILES)
def test_the_mended_vocabulary_has_no_finding(name: str) -> None:
    assert validate(open_project(STRANGERS / name / "mended")).diagnostics == ()


@pytest.mark.parametrize("name", PROFILES)
def test_every_code_of_the_profile_is_planted(name: str) -> None:
    codes = {code for _, _, code in planted(STRANGERS / name / "faulty")}
    assert {code.code for code in codes_of_profiles([PROFILES[name]])} - codes == set()


@pytest.mark.parametrize("name", PROFILES)
def test_the_severity_is_that_of_the_profile(name: str) -> None:
    severities = {code.code: code.severity for code in codes_of_profiles([PROFILES[name]])}
    report = validate(open_project(STRANGERS / name / "faulty"))
    others = {(d.code, str(d.severity)) for d in report.diagnostics} - set(severities.items())
    assert others <= {("CG219", "info")}


def test_without_a_profile_only_the_rules_for_all_projects_hold() -> None:
    project = open_project(STRANGERS / "thesaurus" / "mended")
    assert Counter(d.code for d in validate(project, profiles=()).diagnostics) == {"CG210": 1}


def test_the_profile_of_the_command_line_takes_the_place_of_the_configured(
    capfd: pytest.CaptureFixture[str],
) -> None:
    folder = str(STRANGERS / "thesaurus" / "faulty")
    assert run(["-C", folder, "validate", "-f", "concise"]) == 1
    assert "CG850" in capfd.readouterr().out
    assert run(["-C", folder, "validate", "-f", "concise", "--profile", "ontology"]) == 1
    out = capfd.readouterr().out
    assert "CG207" in out
    assert "CG850" not in out
    assert run(["-C", folder, "validate", "-f", "concise", "--profile", "ontology", "--profile", "skos"]) == 1
    assert "CG850" in capfd.readouterr().out


def test_an_unknown_profile_is_an_error_that_lists_them(capfd: pytest.CaptureFixture[str]) -> None:
    folder = str(STRANGERS / "thesaurus" / "faulty")
    assert run(["-C", folder, "validate", "--profile", "sko"]) == 2
    err = capfd.readouterr().err
    assert "choose from: ontology, skos" in err
    assert "did you mean skos?" in err
    assert run(["explain", "--list", "--profile", "sko"]) == 2
    assert "choose from: ontology, skos" in capfd.readouterr().err
    assert run(["explain", "CG850", "--profile", "skos"]) == 2


def test_explain_knows_the_codes_of_profiles(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "--list", "--profile", "skos"]) == 0
    listed = capfd.readouterr().out.splitlines()
    assert "CG861  warning    Two concepts of a scheme have the same preferred label." in listed
    assert not any(line.startswith("CG812") for line in listed)
    folder = str(STRANGERS / "thesaurus" / "faulty")
    assert run(["-C", folder, "explain", "CG861"]) == 0
    assert "Profile  skos (warning)" in capfd.readouterr().out
    assert run(["-C", folder, "explain", "CG404"]) == 2


def test_a_profile_adds_nothing_to_the_project_that_has_the_rules() -> None:
    assert profile_names() == ("ontology", "skos")
    assert profile_checks(open_project(ROOT), profile_names()) == []


def test_checks_of_profiles_look_at_what_strangers_have() -> None:
    checks = profile_checks(open_project(STRANGERS / "thesaurus" / "mended"), profile_names())
    assert len(checks) > 35
    for one in checks:
        assert one.check.header.get("over") in ("authored", "vocabulary"), one.check.path
        assert not re.search(r"\bcg:|civicgraph", one.check.text), one.check.path


def test_a_check_of_the_project_takes_the_place_of_one_of_the_same_code(tmp_path: Path) -> None:
    project = project_with(tmp_path / "p", ROOT / "tests" / "graph" / "queries" / "given.ttl")
    assert profile_checks(project, ["skos"]) == []
    stranger = tmp_path / "s"
    (stranger / "queries" / "checks").mkdir(parents=True)
    for path in (STRANGERS / "thesaurus" / "faulty").iterdir():
        (stranger / path.name).write_bytes(path.read_bytes())
    (stranger / "queries" / "checks" / "cg850-own.rq").write_text(
        "#+ summary: Never\n#+ code: CG850\nSELECT ?focus WHERE { ?focus a ?kind . FILTER(false) }\n", encoding="utf-8"
    )
    assert "CG850" not in {d.code for d in validate(open_project(stranger)).diagnostics}


TERMS = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix vann: <http://purl.org/vocab/vann/> .
{header}
<https://v.example/a/one> a owl:Class ; rdfs:label "one"@en ; rdfs:comment "First."@en .
<https://v.example/a#two> a owl:Class ; rdfs:label "two"@en ; rdfs:comment "Second."@en .
<https://w.example/b/three> a owl:Class ; rdfs:label "three"@en ; rdfs:comment "Third."@en .
"""


def unlabelled(folder: Path, header: str, languages: str = "") -> set[tuple[str, str]]:
    """The terms whose label is missing, and what the finding says is missing."""
    folder.mkdir()
    (folder / "terms.ttl").write_text(TERMS.format(header=header), encoding="utf-8")
    (folder / "civicgraph.toml").write_text(
        f'[project]\nbase = "https://w.example/b/"\n[dataset]\n{languages}\n[paths]\nontology = ["*.ttl"]\n',
        encoding="utf-8",
    )
    found = validate(open_project(folder), profiles=["ontology"]).diagnostics
    return {(str(d.focus).rsplit("/", 1)[-1], d.message[-2:]) for d in found if d.code == "CG806"}


@pytest.mark.parametrize(
    ("header", "own"),
    [
        ("", {"three"}),
        ("<https://v.example/a> a owl:Ontology .", {"one", "a#two"}),
        ("<https://v.example/a#> a owl:Ontology .", {"one", "a#two"}),
        ('<https://v.example/a> a owl:Ontology ; vann:preferredNamespaceUri "https://v.example/a#" .', {"a#two"}),
        ('<https://v.example/x> a owl:Ontology ; vann:preferredNamespaceUri "https://w.example/" .', {"three"}),
        ("<https://v.example/x> a owl:Ontology .", {"three"}),
    ],
)
def test_whose_terms_are_judged(tmp_path: Path, header: str, own: set[str]) -> None:
    assert unlabelled(tmp_path / "p", header, 'languages = ["en", "nl"]') == {(name, "nl") for name in own}


def test_which_languages_are_asked_for(tmp_path: Path) -> None:
    header = '<https://w.example/b> a owl:Ontology ; dcterms:language "fr" , <https://lang.example/deu> .'
    assert unlabelled(tmp_path / "header", header) == {("three", "fr")}
    assert unlabelled(tmp_path / "configured", header, 'languages = ["en", "da"]') == {("three", "da")}
    assert unlabelled(tmp_path / "none", "<https://w.example/b> a owl:Ontology .") == set()


def test_a_check_says_the_severity_in_each_profile(tmp_path: Path) -> None:
    path = tmp_path / "check.rq"
    path.write_text("#+ summary: No\n#+ code: X1\n#+ profile: skos\nSELECT ?focus WHERE { ?focus ?p ?o }\n")
    with pytest.raises(QueryError, match="profile must be a table"):
        read_query(path)
    path.write_text("#+ summary: No\n#+ code: X1\n#+ profile: {skos: info}\nSELECT ?focus WHERE { ?focus ?p ?o }\n")
    assert read_query(path).profiles == {"skos": "info"}
