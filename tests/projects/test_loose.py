"""Files of strangers: no `civicgraph.toml`, Turtle, JSON-LD and RDF/XML, checked with patterns on the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support import ROOT

from civicgraph import reading
from civicgraph.cli.app import run

ZOO = ROOT / "tests" / "projects" / "strangers" / "zoo"
OPTIONS = ["--data", "vocab", "--data", "data/*", "--shapes", "constraints/*.ttl"]


@pytest.fixture
def zoo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "the zoo"
    shutil.copytree(ZOO, folder)
    monkeypatch.chdir(folder)
    return folder


def concise(options: list[str], capfd: pytest.CaptureFixture[str], code: int) -> list[str]:
    capfd.readouterr()
    assert run(["validate", "-f", "concise", *options]) == code
    return capfd.readouterr().out.splitlines()


@pytest.mark.parametrize("engine", ["reference", "fast"])
def test_findings_stand_at_their_place_in_each_syntax(
    engine: str, zoo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    places = {line.split(" ")[0] for line in concise([*OPTIONS, "--engine", engine], capfd, 1)}
    assert places == {
        "data/birds.rdf:4:12:",  # the text of an element
        "data/cats.ttl:3:34:",  # too many values at the end of a path
        "data/cats.ttl:3:26:",  # a literal of another datatype
        "data/cats.ttl:4:1:",  # an animal without age
        "data/dogs.jsonld:4:50:",  # a number
        "data/dogs.jsonld:5:13:",  # an object without a member
    }


def test_nothing_is_written_and_no_rule_of_this_house_applies(zoo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = sorted(path for path in zoo.rglob("*"))
    lines = concise(OPTIONS, capfd, 1)
    assert sorted(path for path in zoo.rglob("*")) == before
    # The data has a blank node, and prefixes of its own.
    assert not [line for line in lines if "CG2" in line or "CG5" in line]


def test_iris_are_shown_with_the_prefixes_of_the_files(zoo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(["validate", *OPTIONS])
    out = capfd.readouterr().out
    assert "= entity: :tom\n" in out
    assert "zoo:age" in out


def test_the_folder_is_that_of_c(zoo: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(zoo.parent)
    assert run(["-C", str(zoo), "validate", "-f", "concise", *OPTIONS]) == 1
    assert capfd.readouterr().out.splitlines()[0].startswith("data/birds.rdf:4:12:")


def test_patterns_may_be_absolute_and_lead_elsewhere(
    zoo: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(zoo / "constraints")
    lines = concise(["--data", "../data/*.ttl", "--data", str(zoo / "vocab" / "*.ttl"), "--shapes", "s.ttl"], capfd, 1)
    assert {line.split(" ")[0] for line in lines} == {f"../data/cats.ttl:{p}:" for p in ("3:26", "3:34", "4:1")}


def test_a_file_may_be_data_and_hold_shapes(zoo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    texts = [(zoo / "constraints" / "s.ttl").read_text(), (zoo / "vocab" / "zoo.ttl").read_text()]
    (zoo / "all.ttl").write_text("\n".join(texts) + "<urn:kit> a zoo:Cat .\n")
    lines = concise(["--data", "all.ttl", "--shapes", "all.ttl"], capfd, 1)
    assert [line.split(" ")[0] for line in lines] == [f"all.ttl:{len((zoo / 'all.ttl').read_text().splitlines())}:1:"]


def test_without_shapes_the_syntax_is_checked_and_the_summary_says_so(
    zoo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["validate", "--data", "data"]) == 0
    assert "no shapes" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--shapes", "constraints"], "--data 'data/*.ttl'"),
        (["--data", "dat/*.ttl", "--shapes", "constraints"], "--data dat/*.ttl: there is no such file"),
        (["--data", "data", "--shapes", "nothing.ttl"], "--shapes nothing.ttl: there is no such file"),
        (["--data", "data/cats.ttl", "data/dogs.jsonld"], "put the pattern in quotes"),
    ],
)
def test_a_pattern_that_finds_nothing_is_an_error(
    options: list[str], message: str, zoo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["validate", *options]) == 2
    assert message in capfd.readouterr().err


DEEP_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
    f"{'<rdf:Description><e:p>' * 5000}{'</e:p></rdf:Description>' * 5000}</rdf:RDF>"
)
GROWING = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "a" * 10}">' for n in range(12))


@pytest.mark.parametrize(
    ("name", "text", "place", "message"),
    [
        ("x.jsonld", '{"@context": "https://schema.org/", "@id": "http://e/a"}', "1:14", "nothing is fetched"),
        ("x.jsonld", '{"@id": "http://e/a",\n  "http://e/p": }', "2:17", "this is no JSON"),
        ("x.jsonld", '{"http://e/p": ' * 70_000 + "1" + "}" * 70_000, "1:1", "levels deep"),
        ("x.rdf", '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<r>&x;</r>', "1:52", "nothing is fetched"),
        ("x.rdf", f"<!DOCTYPE r [{GROWING}]>\n<r>&a11;</r>", "2:4", "amplification"),
        ("x.rdf", DEEP_XML, "1:", "levels deep"),
        ("x.rdf", "<r>\n  <b></r>", "2:", "this is no XML"),
        ("x.ttl", "<http://e/a> <http://e/b> .", "1:", "not Turtle"),
        ("x.trig", "GRAPH <http://e/g> { <http://e/a> }", "1:", "not TriG"),
        ("x.nt", "<http://e/a> a <http://e/b> .", "1:14", "not N-Triples"),
    ],
)
def test_what_cannot_be_read_is_a_finding(
    name: str, text: str, place: str, message: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(text)
    assert run(["-C", str(tmp_path), "validate", "-f", "concise", "--data", name]) == 1
    (line,) = capfd.readouterr().out.splitlines()
    assert line.startswith(f"{name}:{place}")
    assert message in line


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 1 << 20)
    with (tmp_path / "big.nt").open("wb") as stream:
        stream.truncate((1 << 20) + 1)
    assert run(["-C", str(tmp_path), "validate", "-f", "concise", "--data", "big.nt"]) == 1
    assert "larger than 1 MiB" in capfd.readouterr().out


def test_brackets_in_texts_do_not_nest(tmp_path: Path) -> None:
    (tmp_path / "x.jsonld").write_text('{"@id": "http://e/a", "http://e/p": "%s"}' % ("[" * 5000))
    assert run(["-C", str(tmp_path), "validate", "--data", "x.jsonld"]) == 0


def test_datasets_are_checked_as_one_graph(tmp_path: Path, zoo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (zoo / "x.trig").write_text(
        "@prefix zoo: <https://zoo.example/ns#> .\n<urn:g> { <urn:a> a zoo:Animal . }\n<urn:h> { <urn:a> zoo:age -1 . }\n"
    )
    (zoo / "x.nq").write_text(
        "<urn:b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://zoo.example/ns#Animal> <urn:g> .\n"
    )
    lines = concise(["--data", "x.*", "--shapes", "constraints"], capfd, 1)
    assert {line.split(" ")[0] for line in lines} == {"x.trig:3:27:", "x.nq:1:1:"}


def test_ontologies_in_owl_files_may_be_turtle_or_xml(tmp_path: Path) -> None:
    (tmp_path / "a.owl").write_text("<urn:a> a <http://www.w3.org/2002/07/owl#Ontology> .")
    (tmp_path / "b.owl").write_text(
        '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>'
    )
    assert run(["-C", str(tmp_path), "validate", "--data", "*.owl"]) == 0
