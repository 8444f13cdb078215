"""`civicgraph validate`: which findings are reported and where, what is kept back, what is mended, exit codes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small import CONFIG, DATA, ONTOLOGY, SHAPES, Small

import civicgraph
from civicgraph.cli.app import run

NEGATIVE = DATA.replace("300515 .", "-5 .")
COMMENT = " # cg: ignore[{}] the register says so"


def codes(small: Small, *options: str) -> list[str]:
    return [f"{d['code']}:{d['line']}" for d in document(small, *options)["diagnostics"]]


def document(small: Small, *options: str) -> dict:
    return json.loads(small("validate", "-f", "json", *options).out)


# Which codes.


def test_select_and_ignore_take_codes_and_their_beginnings(small: Small) -> None:
    small.write("data/cities.ttl", NEGATIVE + " ")
    assert codes(small) == ["CG150:6", "CG100:8", "CG504:11", "CG505:11"]
    assert codes(small, "--select", "CG1") == ["CG150:6", "CG100:8"]
    assert codes(small, "--select", "CG150,CG504") == ["CG150:6", "CG504:11"]
    assert codes(small, "--select", "CG150", "--select", "CG504") == ["CG150:6", "CG504:11"]
    assert codes(small, "--ignore", "CG5") == ["CG150:6", "CG100:8"]
    assert codes(small, "--select", "CG1", "--ignore", "CG150") == ["CG100:8"]


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_code_is_an_error_with_a_suggestion(small: Small, option: str) -> None:
    done = small("validate", option, "CG15O")
    assert done.code == 2
    assert 'no code is or begins with "CG15O"' in done.err
    assert "did you mean CG150?" in done.err
    assert "did you mean CG1?" in small("validate", option, "cg1").err
    assert small("validate", option, "CG").code == 0


def test_the_project_can_say_which_codes_and_which_level(small: Small) -> None:
    small.write("data/cities.ttl", NEGATIVE)
    small.write("civicgraph.toml", CONFIG + '[validation]\nselect = ["CG1"]\nignore = ["CG150"]\nfail-on = "warning"\n')
    done = small("validate", "-f", "concise")
    assert (done.code, done.out.count("\n")) == (1, 1)
    assert codes(small, "--ignore", "CG100") == ["CG150:6"]
    assert small("validate", "--fail-on", "violation").code == 0
    for wrong in ('ignore = ["CG99"]', 'fail-on = "error"', "select = 1", 'selct = ["CG1"]', "per-file-ignores = 2"):
        small.write("civicgraph.toml", f"{CONFIG}[validation]\n{wrong}\n")
        assert small("validate").code == 2, wrong


def test_codes_can_be_ignored_in_some_files(small: Small) -> None:
    small.write("data/cities.ttl", NEGATIVE)
    small.write("data/more/towns.ttl", NEGATIVE.replace("malmo", "ystad").replace("lund", "sjobo"))
    ignores = '[validation.per-file-ignores]\n"data/more/*" = ["CG150", "CG1"]\n"*/nothing.ttl" = ["CG100"]\n'
    small.write("civicgraph.toml", CONFIG + ignores)
    assert {d["file"] for d in document(small)["diagnostics"]} == {"data/cities.ttl"}
    small.write("civicgraph.toml", CONFIG + ignores.replace("CG100", "CG1000"))
    assert "did you mean CG100?" in small("validate").err


# Comments.


def test_a_comment_with_a_reason_keeps_a_finding_back(small: Small) -> None:
    small.write("data/cities.ttl", NEGATIVE.replace("-5 .", "-5 ." + COMMENT.format("CG150")))
    done = small("validate", "-f", "json")
    assert done.code == 0
    found = json.loads(done.out)
    assert [d["code"] for d in found["diagnostics"]] == ["CG100"]
    assert [(d["code"], d["by"], d["reason"]) for d in found["suppressed"]] == [
        ("CG150", "comment", "the register says so")
    ]
    assert "; 1 suppressed" in done.err


def test_a_comment_at_the_first_line_of_a_thing_speaks_of_what_it_lacks(small: Small) -> None:
    small.write("data/cities.ttl", DATA.replace("ex:lund a ex:City ;", "ex:lund a ex:City ;" + COMMENT.format("CG100")))
    assert codes(small) == []


def test_a_comment_can_stand_where_the_finding_ends(small: Small) -> None:
    """A literal of several lines has room for a comment behind its end only."""
    check = "#+ summary: Short names\n#+ code: CG152\nSELECT ?focus ?path ?value WHERE { ?focus skos:prefLabel ?value "
    small.write("queries/checks/cg152.rq", check + "FILTER(STRLEN(?value) > 9) BIND(skos:prefLabel AS ?path) }\n")
    long = '"""Malmö\nthe city"""@sv ,'
    small.write("data/cities.ttl", DATA.replace('"Malmö"@sv ,', long))
    assert codes(small, "--select", "CG152") == ["CG152:5"]
    small.write("data/cities.ttl", DATA.replace('"Malmö"@sv ,', long + COMMENT.format("CG152") + "\n"))
    assert codes(small, "--select", "CG152,CG9") == []


def test_one_comment_can_name_two_codes(small: Small) -> None:
    line = "ex:lund a ex:City ; ex:people -1 ; ex:people -2 ;" + COMMENT.format("CG150, CG504") + "  "
    small.write("data/cities.ttl", DATA.replace("ex:lund a ex:City ;", line))
    done = small("validate", "-f", "concise")
    assert (done.code, done.out) == (0, "")
    assert "; 3 suppressed" in done.err


def test_comments_work_in_ontology_and_shapes_too(small: Small) -> None:
    unused = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
    small.write("ontology/o.ttl", unused + COMMENT.format("CG503") + "\n" + ONTOLOGY)
    small.write("shapes/s.ttl", unused + "\n" + SHAPES)
    assert [(d["file"], d["code"]) for d in document(small, "--select", "CG5")["diagnostics"]] == [
        ("shapes/s.ttl", "CG503")
    ]
    small.write("shapes/s.ttl", unused + COMMENT.format("CG503") + "\n" + SHAPES)
    assert document(small, "--select", "CG5")["summary"]["suppressed"] == 2


def test_a_comment_needs_a_reason_a_known_code_and_a_finding(small: Small) -> None:
    def line(comment: str) -> list[str]:
        small.write("data/cities.ttl", NEGATIVE.replace("-5 .", f"-5 . # {comment}"))
        return codes(small, "--ignore", "CG100")

    assert line("cg: ignore[CG150]") == ["CG150:6", "CG902:6"]
    assert line("cg: ignore[CG150] :-") == ["CG150:6", "CG902:6"]
    assert line("cg: ignore[CG15O] because") == ["CG150:6", "CG903:6"]
    assert line("cg: ignore because") == ["CG150:6", "CG903:6"]
    assert line("cg: ignore[CG504] because") == ["CG150:6", "CG901:6"]
    assert line("cg: ignored in the register") == ["CG150:6"]
    assert line("cg:ignore[CG150]: because") == []
    small.write("data/cities.ttl", NEGATIVE.replace("-5 .", "-5 . # cg: ignore[CG15O] because"))
    assert "did you mean CG150?" in small("validate").out


def test_a_literal_is_no_comment(small: Small) -> None:
    small.write("data/cities.ttl", NEGATIVE.replace('"Malmö"@sv', '"# cg: ignore[CG150] because"'))
    assert codes(small, "--ignore", "CG100") == ["CG150:6"]


def test_a_comment_is_not_unused_where_its_code_was_not_looked_for(small: Small) -> None:
    small.write("data/cities.ttl", DATA.replace("300515 .", "300515 ." + COMMENT.format("CG150")))
    assert codes(small, "--ignore", "CG100") == ["CG901:6"]
    assert codes(small, "--select", "CG9,CG5") == []
    small.write("civicgraph.toml", CONFIG + '[validation.per-file-ignores]\n"data/*" = ["CG150"]\n')
    assert codes(small, "--ignore", "CG100") == []


def test_what_does_not_parse_cannot_be_kept_back(small: Small) -> None:
    small.write("data/cities.ttl", DATA.replace('"Lund"@en ;', '"Lund@en ;' + COMMENT.format("CG001")))
    small.write("civicgraph.toml", CONFIG + '[validation]\nignore = ["CG0"]\n')
    assert [c.partition(":")[0] for c in codes(small)] == ["CG001"]
    assert small("validate", "--select", "CG5").code == 1
    # Nothing was looked for in the files that were named, so this is no all-clear.
    assert small("validate", str(small.root / "ontology")).code == 1


# The baseline.


def test_the_baseline_holds_what_is_known(small: Small) -> None:
    small.write("data/cities.ttl", NEGATIVE)
    known = small.root / "known.json"
    done = small("validate", "--baseline", str(known), "--update-baseline")
    assert (done.code, done.out) == (0, "")
    assert "the baseline known.json was written: 2 findings" in done.err
    assert "2 in the baseline" in done.err
    lines = known.read_text(encoding="utf-8").splitlines()
    assert json.loads(known.read_text(encoding="utf-8"))["schema_version"] == 1
    assert [line for line in lines if "CG1" in line] == sorted(line for line in lines if "CG1" in line)
    assert sum("CG1" in line for line in lines) == 2

    moved = NEGATIVE.replace("ex:malmo a", "\n# a line more\n\nex:malmo a")
    small.write("data/cities.ttl", moved)
    done = small("validate", "--baseline", str(known))
    assert (done.code, done.out) == (0, "")
    assert document(small, "--baseline", str(known))["suppressed"][0]["reason"] == "known: known.json"

    small.write("data/cities.ttl", moved.replace("ex:lund a ex:City ;", "ex:lund a ex:City ; ex:people -7 ;"))
    done = small("validate", "-f", "concise", "--baseline", str(known))
    assert done.code == 1
    assert [line.split(" ")[1] for line in done.out.splitlines()] == ["CG150"]
    assert "note: 1 entry of the baseline is gone: civicgraph validate --update-baseline" in done.err


def test_the_baseline_can_be_set_for_the_project(small: Small) -> None:
    small.write("data/cities.ttl", NEGATIVE)
    small.write("civicgraph.toml", CONFIG + '[validation]\nbaseline = "known.json"\n')
    assert small("validate").code == 2
    assert "known.json does not exist" in small("validate").err
    assert small("validate", "--update-baseline").code == 0
    first = (small.root / "known.json").read_bytes()
    assert small("validate", "--update-baseline").code == 0
    assert (small.root / "known.json").read_bytes() == first
    assert small("validate").code == 0
    small.write("data/cities.ttl", DATA.replace("ex:lund a ex:City ;", "ex:lund a ex:City ; ex:people 1 ;"))
    assert "2 entries of the baseline are gone" in small("validate").err
    assert small("validate", "--update-baseline").code == 0
    assert json.loads((small.root / "known.json").read_text(encoding="utf-8"))["findings"] == []


def test_an_update_of_some_files_or_codes_leaves_the_others(small: Small) -> None:
    small.write("data/cities.ttl", NEGATIVE)
    small.write("data/towns.ttl", NEGATIVE.replace("malmo", "ystad").replace("lund", "sjobo"))
    option = ("--baseline", str(small.root / "known.json"))
    assert small("validate", *option, "--update-baseline").code == 0
    small.write("data/cities.ttl", DATA)
    small.write("data/towns.ttl", DATA.replace("malmo", "ystad").replace("lund", "sjobo"))
    assert "2 entries of the baseline are gone" in small("validate", *option).err
    assert "1 entry of the baseline is gone" in small("validate", str(small.root / "data" / "cities.ttl"), *option).err
    assert "gone" not in small("validate", "--select", "CG100", *option).err
    small("validate", str(small.root / "data" / "cities.ttl"), *option, "--update-baseline")
    left = json.loads((small.root / "known.json").read_text(encoding="utf-8"))["findings"]
    assert [(e["file"], e["code"]) for e in left] == [
        ("data/cities.ttl", "CG100"),
        ("data/towns.ttl", "CG100"),
        ("data/towns.ttl", "CG150"),
    ]


def test_a_second_finding_of_one_kind_is_new(small: Small) -> None:
    option = ("--baseline", str(small.root / "known.json"))
    small.write("data/cities.ttl", DATA.replace("ex:people 300515 .", "ex:people 300515 . "))
    assert small("validate", *option, "--update-baseline").code == 0
    small.write("data/cities.ttl", DATA.replace("ex:people 300515 .", "ex:people 300515 . \n"))
    assert codes(small, *option) == []
    small.write("data/cities.ttl", DATA.replace("ex:people 300515 .", "ex:people 300515 . \n  "))
    assert codes(small, *option) == ["CG504:7"]


def test_a_baseline_that_is_none(small: Small) -> None:
    known = small.root / "known.json"
    for text in ("{", "[]", '{"schema_version": 2}', '{"schema_version": 1, "findings": [{"file": 3}]}', "\xff"):
        known.write_text(text, encoding="latin-1")
        done = small("validate", "--baseline", str(known))
        assert done.code == 2, text
        assert "--update-baseline" in done.err
    assert small("validate", "--update-baseline").code == 2


def test_a_baseline_is_written_whole_or_not_at_all(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    option = ("--baseline", str(small.root / "known.json"))
    assert small("validate", *option, "--update-baseline").code == 0
    before = {p.name: p.read_bytes() for p in small.root.iterdir() if p.is_file()}
    small.write("data/cities.ttl", NEGATIVE)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    done = small("validate", *option, "--update-baseline")
    assert done.code == 2
    assert "known.json cannot be written: No space left on device" in done.err
    assert {p.name: p.read_bytes() for p in small.root.iterdir() if p.is_file()} == before


def test_nothing_is_written_while_files_do_not_parse(small: Small) -> None:
    small.write("data/cities.ttl", DATA + "ex:x")
    done = small("validate", "--baseline", str(small.root / "known.json"), "--update-baseline")
    assert done.code == 1
    assert "the baseline was not written" in done.err
    assert not (small.root / "known.json").exists()


# Reports.


def test_several_reports_of_one_run(small: Small) -> None:
    small.write("data/cities.ttl", NEGATIVE)
    names = {"sarif": "a.sarif", "junit": "b.xml", "gitlab": "c.json", "markdown": "d.md", "turtle": "e.ttl"}
    options = [o for format, name in names.items() for o in ("--report", f"{format}={small.root / name}")]
    done = small("validate", "-f", "concise", *options)
    assert done.code == 1
    assert done.out.startswith("data/cities.ttl:6:15: CG150")
    for name in names.values():
        assert "CG150" in (small.root / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("r.sarif", "{"),
        ("r.json", "{"),
        ("r.jsonl", "{"),
        ("r.xml", "<?xml"),
        ("r.md", "**"),
        ("r.ttl", "@prefix"),
        ("r", "data"),
    ],
)
def test_the_ending_of_the_file_gives_the_format(small: Small, name: str, beginning: str) -> None:
    assert small("validate", "-o", str(small.root / name)).out == ""
    assert (small.root / name).read_text(encoding="utf-8").startswith(beginning)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("-f", "xml"), 'there is no report format "xml"'),
        (("-f", "srif"), "did you mean sarif?"),
        (("--report", "srif=x"), "did you mean sarif?"),
        (("--report", "sarif"), "is not FORMAT=FILE"),
        (("--report", "sarif="), "is not FORMAT=FILE"),
        (("--report", "sarif=-"), "standard output has the report of --format"),
        (("--report", "sarif=a", "--report", "sarif=b"), "the format sarif is named twice"),
        (("--report", "sarif=a", "--report", "json=./a"), "two reports would go to"),
        (("--report", "sarif=a", "-o", "a"), "two reports would go to"),
        (("--report", "sarif=no/a"), "does not exist"),
        (("--statistics", "-f", "sarif"), "statistics have the formats text, json"),
        (("--watch", "--fix"), "what is watched is not written"),
        (("--timeout", "0"), "0.001"),
    ],
)
def test_what_cannot_be_written_is_said_before_the_work_starts(
    small: Small, options: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*_: object, **__: object) -> None:
        raise AssertionError("the work started")

    monkeypatch.setattr("civicgraph.validation.validate", work)
    monkeypatch.chdir(small.root)
    done = small("validate", *options)
    assert done.code == 2
    assert words in " ".join(done.err.replace("│", " ").split())
    assert not list(small.root.glob("[ab]"))


def test_statistics_count_the_findings_of_each_code(small: Small) -> None:
    small.write("data/cities.ttl", NEGATIVE.replace("-5 .", "-5 , -6 ."))
    done = small("validate", "--statistics")
    assert (done.code, done.out) == (1, "2  CG150  violation\n1  CG100  warning    people-shape\n")
    assert json.loads(small("validate", "--statistics", "-f", "json").out)[0] == {
        "code": "CG150",
        "name": None,
        "severity": "violation",
        "count": 2,
    }
    assert small("validate", "--statistics", "--select", "CG5").out == ""
    assert small("validate", "--statistics", "--select", "CG5", "-f", "json").out == "[]\n"


def test_names_that_steer_terminals_and_logs_are_shown_and_not_sent(small: Small) -> None:
    label = "\\u001B[2J\\n::error::forged %0A::error::forged ##[error]forged \\u202E | `"
    small.write("data/cities.ttl", NEGATIVE.replace('"Malmo"@en', f'"{label}"@en'))
    for format in ("text", "concise", "github", "markdown", "junit", "json", "sarif", "turtle", "gitlab", "jsonl"):
        out = small("validate", "-f", format).out
        assert not {"\x1b", "\u202e"} & set(out), format
        assert "##[" not in out, format
        ours = ("::error file=", "::warning file=") if format == "github" else ()
        assert not [line for line in out.splitlines() if line.lstrip().startswith("::") and not line.startswith(ours)]
    assert "%250A::error::forged" in small("validate", "-f", "github").out


def test_a_file_with_an_odd_name(small: Small) -> None:
    small.write("data/Malmö 100% {1}.ttl", NEGATIVE.replace("malmo", "ystad").replace("lund", "sjobo"))
    done = small("validate", "-f", "sarif", "--select", "CG150")
    (result,) = json.loads(done.out)["runs"][0]["results"]
    assert (
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        == "data/Malm%C3%B6%20100%25%20%7B1%7D.ttl"
    )
    assert small("query", "cities").code == 0
    assert small("validate", "-f", "turtle").code == 1


def test_a_file_name_cannot_forge_a_line_of_a_log(small: Small) -> None:
    try:
        small.write("data/x\n::error::forged.ttl", NEGATIVE + " ")
    except OSError:
        pytest.skip("this file system knows no such names")
    done = small("validate", "--fix")
    assert "fixed data/x\\x0a::error::forged.ttl" in done.err
    assert not [line for line in (done.out + done.err).splitlines() if line.startswith("::")]


def test_a_format_of_another_package(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    class Entry:
        name, value = "lines", "other:write"

        def load(self) -> object:
            return lambda report, out, color=False: out.write(f"{len(report.diagnostics)} lines\n")

    monkeypatch.setattr(
        "importlib.metadata.entry_points", lambda group: [Entry()] if group == "civicgraph.reporters" else []
    )
    assert small("validate", "-f", "lines").out == "1 lines\n"


# The Python API.


def test_the_report_of_the_api(small: Small) -> None:
    small.write("data/cities.ttl", NEGATIVE)
    graph = civicgraph.load(small.root)
    report = graph.validate(select=["CG1"])
    assert isinstance(report, civicgraph.Report)
    assert not report.ok
    assert [d.code for d in report.diagnostics] == ["CG150", "CG100"]
    assert graph.validate(ignore=["CG150"]).ok
    assert not graph.validate(ignore=["CG150"], fail_on="warning").ok
    report.write(small.root / "x.sarif")
    assert json.loads((small.root / "x.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    small("validate", "--baseline", str(small.root / "known.json"), "--update-baseline")
    assert graph.validate(baseline=small.root / "known.json").diagnostics == ()
    with pytest.raises(civicgraph.CivicGraphError, match="no code is or begins with"):
        graph.validate(select=["XX"])
    with pytest.raises(civicgraph.CivicGraphError, match='"error" is no level'):
        graph.validate(fail_on="error")


# Mending.


def test_fix_mends_what_needs_no_decision(small: Small) -> None:
    unused = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    small.write("data/cities.ttl", unused + NEGATIVE.replace("-5 .", "-5 .  ").rstrip())
    small.write("shapes/s.ttl", unused + SHAPES)
    assert "; 4 to be mended by --fix; " in small("validate").err
    done = small("validate", "--fix", "-f", "concise")
    assert done.code == 1
    assert "fixed data/cities.ttl: 1 CG503, 1 CG504, 1 CG505" in done.err
    assert "fixed shapes/s.ttl: 1 CG503" in done.err
    assert (small.root / "data" / "cities.ttl").read_text(encoding="utf-8") == NEGATIVE
    assert [line.split(" ")[1] for line in done.out.splitlines()] == ["CG150", "CG100"]
    again = small("validate", "--fix", "--select", "CG5")
    assert (again.code, again.err.splitlines()[0]) == (0, "nothing to fix")


def test_fix_keeps_to_the_files_that_are_named_and_parse(small: Small) -> None:
    small.write("data/cities.ttl", DATA + " ")
    small.write("ontology/o.ttl", ONTOLOGY.rstrip() + "  \n")
    small.write("data/broken.ttl", "ex:x  ")
    small("validate", "--fix", str(small.root / "ontology"))
    assert (small.root / "ontology" / "o.ttl").read_text(encoding="utf-8") == ONTOLOGY
    assert (small.root / "data" / "cities.ttl").read_text(encoding="utf-8") == DATA + " "
    assert small("validate", "--fix").code == 1
    assert (small.root / "data" / "broken.ttl").read_text(encoding="utf-8") == "ex:x  "


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_file_that_is_written_anew_keeps_its_permissions(small: Small) -> None:
    file, known = small.root / "data" / "cities.ttl", small.root / "known.json"
    small.write("data/cities.ttl", DATA + " ")
    file.chmod(0o640)
    before = os.umask(0o022)
    try:
        assert small("validate", "--fix", "--baseline", str(known), "--update-baseline").code == 0
    finally:
        os.umask(before)
    assert file.read_text(encoding="utf-8").startswith(DATA)
    assert (file.stat().st_mode & 0o777, known.stat().st_mode & 0o777) == (0o640, 0o644)


def test_fix_and_a_new_baseline_in_one_run(small: Small) -> None:
    small.write("data/cities.ttl", NEGATIVE.replace("-5 .", "-5 .  "))
    done = small("validate", "--fix", "--baseline", str(small.root / "known.json"), "--update-baseline")
    assert done.code == 0
    assert "CG504" not in (small.root / "known.json").read_text(encoding="utf-8")


# Time, changes, interruption: a process of its own.


def command(small: Small, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "civicgraph", "-C", str(small.root), *arguments]


def slow(small: Small) -> None:
    """A check that compares all with all, so that it takes minutes."""
    many = "".join(f"ex:c{n} ex:people {n} .\n" for n in range(400))
    small.write("data/many.ttl", "@prefix ex: <https://e.org/id/> .\n" + many)
    small.write(
        "queries/checks/cg151.rq",
        "#+ summary: All with all\n#+ code: CG151\n"
        "SELECT ?focus WHERE { ?focus ex:people ?a . ?y ex:people ?b . ?z ex:people ?c . ?w ex:people ?d "
        "FILTER(?a + ?b + ?c + ?d = -1) }\n",
    )


def test_a_limit_of_time(small: Small) -> None:
    slow(small)
    began = time.monotonic()
    done = subprocess.run(
        command(small, "validate", "--timeout", "1", "-o", str(small.root / "report.json")),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 4
    assert done.stderr == "error: not done after 1 s (--timeout)\n"
    assert time.monotonic() - began < 30
    assert not (small.root / "report.json").exists()


def test_what_is_done_in_time_is_done(small: Small) -> None:
    assert small("validate", "--timeout", "60").code == 0


def wait_for(words: str, log: Path, times: int = 1) -> str:
    for _ in range(600):
        text = log.read_text(encoding="utf-8")
        if text.count(words) >= times:
            return text
        time.sleep(0.05)
    raise AssertionError(f"{words!r} did not come: {log.read_text(encoding='utf-8')}")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_watch_checks_again_after_each_change_until_interrupted(small: Small, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("w", encoding="utf-8") as stream:
        # A report in the folder that is watched is no change of it.
        report = ("--report", f"json={small.root / 'report.json'}")
        process = subprocess.Popen(
            command(small, "validate", "--watch", "-f", "concise", *report),
            stdout=stream,
            stderr=stream,
            # Where the tests run in the background of a shell, interruptions are ignored, and that is inherited.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
    try:
        wait_for("waiting for changes", log)
        small.write("data/cities.ttl", NEGATIVE)
        text = wait_for("CG150", log)
        assert "changed: data/cities.ttl" in text
        small.write("civicgraph.toml", "broken")
        wait_for("is not TOML", log)
        small.write("civicgraph.toml", CONFIG)
        wait_for("1 violation, ", log, times=2)
        small.write("data/cities.ttl", DATA)
        wait_for("0 violations, ", log, times=2)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
    finally:
        process.kill()
        process.wait()
    assert "Traceback" not in log.read_text(encoding="utf-8")
    assert not re.search(r"changed: .*report\.json", log.read_text(encoding="utf-8"))
    assert (small.root / "report.json").is_file()


def test_watch_names_the_extra_that_it_needs(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    done = small("validate", "--watch")
    assert done.code == 2
    assert 'pip install "civicgraph[watch]"' in done.err


# Exit codes: the table of docs/reference/command-line.md. 4 and 130 are above, and 3 here as the rest is.


def test_exit_codes(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    assert small("validate").code == 0
    assert small("validate", "--fail-on", "warning").code == 1
    assert small("validate", "--format", "nothing").code == 2
    assert run(["-C", str(small.root / "nowhere"), "validate"]) == 2

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("civicgraph.validation.run_shacl", broken)
    assert small("validate").code == 3
