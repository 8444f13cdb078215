"""The command line on small projects, good and bad: output, messages, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from small import CHECK, CONFIG, DATA, SHAPES, Small

from civicgraph.cli.app import run


def test_a_finding_about_something_absent_is_at_the_first_line_of_the_thing(small: Small) -> None:
    done = small("validate", "-f", "concise")
    assert done.code == 0
    assert done.out == "data/cities.ttl:8:1: CG100 warning Say how many people live here\n"
    assert "0 violations, 1 warning in 1 of 2 files" in done.err


def test_the_text_report_shows_the_line_and_what_to_do(small: Small) -> None:
    small.write("data/cities.ttl", DATA.replace("300515", "-5"))
    done = small("validate")
    assert done.code == 1
    assert "data/cities.ttl:6:15 CG150 violation  A number of people is not negative" in done.out
    assert "  6 |     ex:people -5 ." in done.out
    assert "    |               ^^" in done.out
    assert "= entity: Malmo (ex:malmo)" in done.out
    assert "= help: write a positive number" in done.out


def test_fail_on(small: Small) -> None:
    assert small("validate", "--fail-on", "warning").code == 1
    assert small("validate", "--fail-on", "never").code == 0
    assert small("validate", "--fail-on", "worst").code == 2


def test_findings_of_some_files_only(small: Small) -> None:
    assert small("validate", str(small.root / "ontology"), "-f", "concise").out == ""
    assert small("validate", str(small.root / "data"), "-f", "concise").out != ""
    missing = small("validate", "data/nothing.ttl")
    assert missing.code == 2
    assert "does not exist" in missing.err


def test_broken_turtle_is_a_finding_and_the_only_one(small: Small) -> None:
    small.write("data/cities.ttl", DATA.replace('"Lund"@en ;', '"Lund@en ;'))
    done = small("validate", "-f", "concise")
    assert done.code == 1
    assert done.out.startswith("data/cities.ttl:9:")
    assert "CG001 violation This is not Turtle" in done.out
    assert done.out.count("\n") == 1
    assert "only the syntax was checked" in done.err
    asked = small("query", "cities")
    assert asked.code == 2
    assert "data/cities.ttl:9:" in asked.err


def test_broken_shapes_are_an_error_and_no_finding(small: Small) -> None:
    small.write("shapes/s.ttl", SHAPES.replace("ex:CityShape a", "ex:CityShape"))
    done = small("validate")
    assert done.code == 2
    assert "shapes/s.ttl:4:" in done.err


def test_a_broken_check_is_an_error(small: Small) -> None:
    small.write("queries/checks/cg150.rq", CHECK.replace("FILTER(", "FLTER("))
    done = small("validate")
    assert done.code == 2
    assert "queries/checks/cg150.rq" in done.err


def test_json_and_github(small: Small) -> None:
    small.write("data/cities.ttl", DATA.replace('"Malmo"@en', '"Mal%mo\\n::error::x"@en').replace("300515", "-5"))
    document = json.loads(small("validate", "-f", "json").out)
    assert document["schema_version"] == 1
    assert document["summary"]["violations"] == 1
    first = document["diagnostics"][0]
    assert (first["file"], first["line"], first["column"], first["code"]) == ("data/cities.ttl", 6, 15, "CG150")
    lines = small("validate", "-f", "github").out.splitlines()
    assert lines[0].startswith(
        "::error file=data/cities.ttl,line=6,col=15,endColumn=17,title=CG150::A number of people"
    )
    assert "%25" in lines[0]
    assert all(line.startswith("::") for line in lines)
    assert len(lines) == 2


def test_github_counts_what_it_leaves_out(small: Small, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cities = "".join(f"ex:c{i} a ex:City ; ex:people -{i + 1} .\n" for i in range(13))
    small.write("data/cities.ttl", "@prefix ex: <https://e.org/id/> .\n" + cities)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    lines = small("validate", "-f", "github").out.splitlines()
    assert len(lines) == 11
    assert lines[-1] == "::notice title=civicgraph::3 more findings are in the step summary"
    assert (tmp_path / "summary.md").read_text(encoding="utf-8").count("| CG150 |") == 13


def test_a_report_in_a_file(small: Small) -> None:
    done = small("validate", "-f", "json", "-o", str(small.root / "report.json"))
    assert done.out == ""
    assert json.loads((small.root / "report.json").read_text(encoding="utf-8"))["diagnostics"]
    assert small("validate", "-o", str(small.root / "no" / "report.txt")).code == 2


def test_a_saved_query_with_parameters(small: Small) -> None:
    done = small("query", "cities", "-p", "least=5", "-f", "csv")
    assert done == (0, "city,people\nhttps://e.org/id/malmo,300515\n", done.err)
    assert "small 2.1" in done.err
    assert small("query", "cities", "-p", "city=Malmö", "-f", "tsv").out == (
        '?city\t?people\n<https://e.org/id/malmo>\t"300515"^^<http://www.w3.org/2001/XMLSchema#integer>\n'
    )
    assert "ex:malmo   300515" in small("query", "cities").out


def test_query_json_is_the_w3c_format(small: Small) -> None:
    document = json.loads(small("query", "cities", "-f", "json").out)
    assert document["head"]["vars"] == ["city", "people"]
    assert document["results"]["bindings"][0]["people"]["datatype"].endswith("#integer")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("query", "citys"), "did you mean cities?"),
        (("query", "cities", "-p", "lest=1"), "did you mean least?"),
        (("query", "cities", "-p", "least=few"), 'must be an integer, got "few"'),
        (("query", "cities", "-p", "least"), "is not NAME=VALUE"),
        (("query", "cities", "-p", "city=Atlantis"), 'is called "Atlantis"'),
        (("query", "cities", "-p", "city=ex:malmoo"), "did you mean ex:malmo?"),
        (("query", "-e", "SELECT ?x WHERE { ?x"), "does not parse"),
        (("query", "-e", "DELETE WHERE { ?s ?p ?o }"), "queries here only read"),
        (("query", "cities", "-f", "xlsx"), "choose from: table, csv"),
        (("query", "cities", "-f", "ttl"), "Turtle holds graphs"),
        (("query", "-e", "DESCRIBE ex:lund", "-f", "csv"), "choose from: ttl, nt, jsonld, rdfxml"),
        (("query", "-e", "DESCRIBE ex:lund", "--labels"), "labels have no column"),
        (("query", "-e", "SELECT ?t { BIND(<<( ex:a ex:b ex:c )>> AS ?t) }"), "triple terms"),
        (("query", "-e", "CONSTRUCT { ex:a ex:b ?t } WHERE { BIND(<<( ex:a ex:b ex:c )>> AS ?t) }"), "triple terms"),
        (("query", "cities", "--engine", "jena"), "choose from: oxigraph, rdflib"),
        (("query",), "give the name of a saved query"),
        (("query", "missing.rq"), "cannot be read"),
        (("show", "Atlantis"), 'is called "Atlantis"'),
        (("validate", "--frmat", "x"), "No such option"),
        (("nonsense",), "No such command"),
        (("export", "-f", "hdt"), "choose from: ttl"),
        (("export", "-o", "graph.unknown"), "does not tell its format"),
    ],
)
def test_what_cannot_be_done_is_exit_2_with_advice(small: Small, arguments: tuple[str, ...], words: str) -> None:
    done = small(*arguments)
    assert done.code == 2
    assert words in done.err
    assert done.out == ""


def test_ad_hoc_queries_know_the_prefixes(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    assert small("query", "-e", "ASK { ex:lund ex:near ex:malmo }").out == "true\n"
    read, write = os.pipe()
    os.write(write, b"SELECT ?c WHERE { ?c a ex:City } ORDER BY ?c")
    os.close(write)
    with os.fdopen(read) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert small("query", "-", "-f", "csv").out.splitlines()[1:] == [
            "https://e.org/id/lund",
            "https://e.org/id/malmo",
        ]


def test_construct_gives_turtle_and_both_engines_agree(small: Small) -> None:
    query = "CONSTRUCT { ?c ex:size ?n } WHERE { ?c ex:people ?n }"
    first, second = small("query", "-e", query), small("query", "-e", query, "--engine", "rdflib")
    assert first.out == second.out
    assert "ex:malmo ex:size 300515" in first.out


def test_print_query_runs_elsewhere(small: Small) -> None:
    text = small("query", "cities", "-p", "least=5", "--print-query").out
    assert text.startswith("PREFIX ex: <https://e.org/id/>")
    assert ">= 5" in text
    assert "$least" not in text


def test_show_tells_file_and_line_and_what_points_here(small: Small) -> None:
    done = small("show", "malmö")
    assert done.code == 0
    assert "data/cities.ttl:4:1" in done.out
    assert "also: Malmö (sv)" in done.out
    assert "Lund (ex:lund)" in done.out


def test_two_things_of_one_name(small: Small) -> None:
    small.write("data/more.ttl", DATA.replace("ex:malmo", "ex:other"))
    done = small("show", "Malmö")
    assert done.code == 2
    assert "ex:malmo" in done.err
    assert "ex:other" in done.err


def test_a_bad_configuration(small: Small) -> None:
    small.write("civicgraph.toml", CONFIG.replace("[dataset]", "[datset]"))
    done = small("validate")
    assert done.code == 2
    assert "did you mean dataset?" in done.err


def test_no_project_no_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CIVICGRAPH_PROJECT", raising=False)
    assert run(["validate"]) == 2
    assert "no civicgraph.toml" in capfd.readouterr().err
    assert run(["-C", "nowhere", "stats"]) == 2


def test_an_internal_error_is_exit_3_without_traceback(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("civicgraph.validation.validate", broken)
    done = small("validate")
    assert done.code == 3
    assert "internal error: RuntimeError: a fault of ours" in done.err
    with pytest.raises(RuntimeError):
        run(["-C", str(small.root), "--debug", "validate"])


def test_an_interruption_is_exit_130(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("civicgraph.validation.validate", interrupted)
    assert small("validate").code == 130


def test_a_closed_pipe_ends_quietly(small: Small) -> None:
    many = "@prefix ex: <https://e.org/id/> .\n" + "".join(
        f"ex:c{i} a ex:City ; ex:people {i} .\n" for i in range(20000)
    )
    small.write("data/many.ttl", many)
    process = subprocess.Popen(
        [sys.executable, "-m", "civicgraph", "-C", str(small.root), "query", "cities", "-f", "csv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 0
    assert "Traceback" not in errors
    assert "BrokenPipe" not in errors


@pytest.mark.parametrize("form", ["ttl", "nt", "nq", "trig", "jsonld", "rdfxml"])
def test_nothing_is_left_of_an_export_that_fails(small: Small, form: str) -> None:
    target = small.root / "out"
    assert small("export", "-f", form, "-o", str(target)).code == 0
    before = target.read_bytes()
    assert small("export", "-f", form, "-o", str(target)).code == 0
    assert target.read_bytes() == before
    target.unlink()
    if form == "rdfxml":
        small.write("data/odd.ttl", "<https://e.org/a> <https://other.org/1/2/3> 1 .")
        assert small("export", "-f", form, "-o", str(target)).code == 2
        assert not target.exists()
        assert [p.name for p in small.root.iterdir() if p.name.startswith(".out")] == []


@pytest.mark.parametrize(
    "words",
    [("stats",), ("show", "Malmo"), ("codebook",), ("agreement",), ("coverage",), ("reason",), ("export", "-f", "nt")],
)
def test_a_project_that_knows_nothing_of_civic_leadership_is_served(small: Small, words: tuple[str, ...]) -> None:
    done = small(*words)
    assert done.code == 0
    assert "error" not in done.err


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("a.srx", '<?xml version="1.0"'),
        ("a.xml", '<?xml version="1.0"'),
        ("a.srj", "{"),
        ("a.jsonl", '{"city": "https://e.org/id/malmo", "people": 300515}\n'),
        ("a.md", "| city | people |\n|---|---|\n| [ex:malmo](<https://e.org/id/malmo>) | 300515 |\n"),
    ],
)
def test_the_ending_of_a_file_is_its_format(small: Small, name: str, beginning: str) -> None:
    assert small("query", "cities", "-o", str(small.root / name)).code == 0
    assert (small.root / name).read_text(encoding="utf-8").startswith(beginning)
