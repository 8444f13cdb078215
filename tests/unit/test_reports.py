"""Every format of a report: its golden text, its schema, and that nothing in the data can break or forge it.

The golden texts are renewed by `python tests/unit/test_reports.py`; read their diff.
"""

from __future__ import annotations

import doctest
import json
import os
import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as XML

import jsonschema
import pytest
import rdflib
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pyoxigraph import Literal, RdfFormat, parse

from civicgraph import Diagnostic, Report, Severity
from civicgraph.diagnostics import Code, Edit, Fix, numbered
from civicgraph.errors import CivicGraphError
from civicgraph.reports import REPORTERS, Suppressed, escape, format_of, sarif
from civicgraph.source import Position, Span
from civicgraph.version import tool_version

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "tests" / "schemas"
GOLDEN = Path(__file__).parent / "golden"
ENDINGS = {
    "text": "txt",
    "concise": "concise",
    "json": "json",
    "jsonl": "jsonl",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab.json",
    "junit": "xml",
    "markdown": "md",
    "turtle": "ttl",
}
FILE = "data/Malmö 2.ttl"
# Below the folder of the project, so that paths from the top of the repository differ from those of the project.
LINES = """\
@prefix ex: <https://e.org/id/> .

ex:malmo a ex:City ;
\tex:names "马尔默", "Malmo" ; ex:people -5 .  \n"""
SHAPE = "https://e.org/id/people-shape"


def span(line: int, first: int, last: int, file: str = FILE) -> Span:
    return Span(file, Position(line, first), Position(line, last))


PEOPLE = Diagnostic(
    "CG150",
    Severity.VIOLATION,
    "A number of people is not negative",
    span(4, 38, 40),
    focus="https://e.org/id/malmo",
    entity="Malmö (ex:malmo)",
    path="https://e.org/id/people",
    value="-5",
    shape=SHAPE,
    help="write a positive number",
    url="https://e.org/docs/CG150",
    related=((span(3, 1, 16, "shapes/s.ttl"), "the shape"),),
    name="people-negative",
    component="http://www.w3.org/ns/shacl#MinInclusiveConstraintComponent",
    term='"-5"^^<http://www.w3.org/2001/XMLSchema#integer>',
)
SPACE = Diagnostic(
    "CG504",
    Severity.INFO,
    "White space stands at the end of the line",
    span(4, 42, 44),
    help="remove it",
    name="trailing-space",
    fix=Fix("remove the white space", (Edit(span(4, 42, 44), ""),)),
)
RELEASE = Diagnostic("CG829", Severity.WARNING, "A term of the last release is gone", value="ex:Town")
KNOWN = replace(PEOPLE, message="Another one", path="https://e.org/id/size", span=span(3, 1, 9))
CODES = (
    Code(
        "CG150",
        "people-negative",
        "violation",
        "A number of people is not negative.",
        "Nobody lives there a negative number of times.",
        "write a positive number",
        "the shape ex:people-shape",
        url="https://e.org/docs/CG150",
    ),
)


def small(root: Path) -> Report:
    """Three findings and two that are held back, in a project that is a folder of a repository."""
    (root / ".git").mkdir(parents=True, exist_ok=True)
    (root / "graph" / "data").mkdir(parents=True, exist_ok=True)
    (root / "graph" / FILE).write_text(LINES, encoding="utf-8")
    return Report(
        diagnostics=tuple(numbered([RELEASE, PEOPLE, SPACE])),
        root=root / "graph",
        files=2,
        triples=1234,
        seconds=0.25,
        notes=("CG830 does not apply: there is no release yet to compare with",),
        suppressed=(
            Suppressed(KNOWN, "the register says so", "comment"),
            Suppressed(replace(KNOWN, ordinal=2), "known: baseline.json", "baseline"),
        ),
        codes=CODES,
        base="https://e.org/",
    )


def written(report: Report, format: str) -> str:
    return report.text(format).replace(tool_version(), "VERSION") if format == "sarif" else report.text(format)


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return small(tmp_path)


@pytest.fixture(autouse=True)
def _no_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


def sarif_schema() -> dict[str, Any]:
    return read_json(SCHEMAS / "sarif-2.1.0.json")


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


SARIF = jsonschema.Draft4Validator(sarif_schema(), format_checker=jsonschema.FormatChecker())
OURS = jsonschema.Draft202012Validator(
    read_json(ROOT / "docs" / "reference" / "report.schema.json"), format_checker=jsonschema.FormatChecker()
)
FINDING = OURS.evolve(schema={"$ref": "#/$defs/finding", "$defs": OURS.schema["$defs"]})
GITLAB = jsonschema.Draft7Validator(read_json(SCHEMAS / "gitlab-codequality.json"))
JUNIT = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")


def test_every_format_has_a_golden_text() -> None:
    assert set(REPORTERS.names()) == set(ENDINGS)
    assert {path.name for path in GOLDEN.iterdir()} == {f"report.{ending}" for ending in ENDINGS.values()}


@pytest.mark.parametrize("format", ENDINGS)
def test_the_golden_text(report: Report, format: str) -> None:
    golden = (GOLDEN / f"report.{ENDINGS[format]}").read_bytes().decode()
    assert written(report, format) == golden


@pytest.mark.parametrize("format", ENDINGS)
def test_the_same_report_gives_the_same_text(tmp_path: Path, format: str) -> None:
    assert small(tmp_path / "a" / "one").text(format) == small(tmp_path / "b" / "one").text(format)


def clear(report: Report) -> Report:
    return replace(report, diagnostics=(), suppressed=())


def test_json_keeps_to_its_schema(report: Report) -> None:
    for one in (report, clear(report)):
        OURS.validate(json.loads(one.text("json")))
    for line in report.text("jsonl").split("\n")[:-1]:
        FINDING.validate(json.loads(line))
    assert clear(report).text("jsonl") == ""


def test_the_json_schema_is_strict(report: Report) -> None:
    jsonschema.Draft202012Validator.check_schema(OURS.schema)
    document = json.loads(report.text("json"))
    properties = OURS.schema["$defs"]["finding"]["properties"].keys() | OURS.schema["$defs"]["place"]["properties"]
    assert {key for finding in document["diagnostics"] for key in finding} == properties
    assert document["summary"].keys() == OURS.schema["properties"]["summary"]["properties"].keys()
    for key in ("code", "line", "fingerprint", "fix"):
        broken = json.loads(report.text("json"))
        del broken["diagnostics"][1][key]
        assert not OURS.is_valid(broken), key


def test_sarif_keeps_to_the_schema_of_oasis(report: Report) -> None:
    for one in (report, clear(report)):
        SARIF.validate(json.loads(one.text("sarif")))
    assert not SARIF.is_valid({"version": "2.1.0"})


def test_sarif_tells_what_services_ask_for(report: Report) -> None:
    (run,) = json.loads(report.text("sarif"))["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    first, second, third, *held_back = run["results"]
    assert [r["ruleId"] for r in (first, second, third)] == ["CG150", "CG829", "CG504"]
    assert [r["level"] for r in (first, second, third)] == ["error", "warning", "note"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "graph/data/Malm%C3%B6%202.ttl"
    assert place["region"] == {"startLine": 4, "startColumn": 38, "endLine": 4, "endColumn": 40}
    assert first["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "graph/shapes/s.ttl"
    assert first["partialFingerprints"] == {"civicgraph/v1": PEOPLE.fingerprint}
    assert third["fixes"][0]["artifactChanges"][0]["replacements"][0]["deletedRegion"]["startColumn"] == 42
    assert [r["suppressions"][0]["kind"] for r in held_back] == ["inSource", "external"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    rule = next(rule for rule in rules if rule["id"] == "CG150")
    assert rule["helpUri"] == "https://e.org/docs/CG150"
    assert "Nobody lives there" in rule["fullDescription"]["text"]
    assert rule["defaultConfiguration"] == {"level": "error"}


def test_sarif_says_what_it_leaves_out(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sarif.LIMIT == 5_000
    monkeypatch.setattr(sarif, "LIMIT", 50)
    many = [replace(SPACE, span=span(n, 1, 2)) for n in range(1, 51)]
    document = json.loads(replace(report, diagnostics=tuple(numbered([*many, PEOPLE]))).text("sarif"))
    (run,) = document["runs"]
    assert len(run["results"]) == 50
    assert run["results"][0]["ruleId"] == "CG150"
    warning = run["invocations"][0]["toolExecutionNotifications"][0]
    assert (warning["level"], warning["message"]["text"][:25]) == ("warning", "3 more findings are left ")


def test_gitlab_keeps_to_its_schema_and_its_fingerprints_differ(report: Report) -> None:
    twice = replace(PEOPLE, span=span(9, 1, 2))
    listed = json.loads(replace(report, diagnostics=tuple(numbered([PEOPLE, twice, SPACE, RELEASE]))).text("gitlab"))
    for issue in listed:
        GITLAB.validate(issue)
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert not issue["location"]["path"].startswith(("/", "./"))
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in listed}) == 4
    assert json.loads(clear(report).text("gitlab")) == []


def test_junit_keeps_to_the_schema_of_jenkins(report: Report) -> None:
    for one in (report, clear(report), replace(report, fail_on=None), replace(report, fail_on=Severity.INFO)):
        text = one.text("junit")
        JUNIT.validate(text)
        suites = XML.fromstring(text)
        tests = [case for suite in suites for case in suite]
        assert len(tests) == max(len(one.diagnostics), 1)
        assert sum(int(suite.attrib["failures"]) for suite in suites) == len(suites.findall(".//failure"))
        assert bool(suites.findall(".//failure")) is not one.ok


def test_the_names_of_tests_differ(report: Report) -> None:
    twice = replace(PEOPLE, span=span(9, 1, 2))
    suites = XML.fromstring(replace(report, diagnostics=tuple(numbered([PEOPLE, twice]))).text("junit"))
    assert len({(case.attrib["classname"], case.attrib["name"]) for case in suites.iter("testcase")}) == 2


@pytest.mark.filterwarnings("ignore")
def test_turtle_is_a_validation_report_of_shacl(report: Report) -> None:
    import pyshacl

    shapes = rdflib.Graph().parse(SCHEMAS / "validation-report.ttl")
    for one in (report, clear(report)):
        graph = rdflib.Graph().parse(data=one.text("turtle"), format="turtle")
        assert len(graph) == len(set(parse(one.text("turtle"), format=RdfFormat.TURTLE)))
        conforms, _, text = pyshacl.validate(graph, shacl_graph=shapes)
        assert conforms, text
        conform = graph.value(None, rdflib.RDF.type, rdflib.SH.ValidationReport)
        assert graph.value(conform, rdflib.SH.conforms).toPython() is (not one.diagnostics)
    broken = rdflib.Graph().parse(data=report.text("turtle").replace("sh:conforms false", "sh:conforms true"))
    assert not pyshacl.validate(broken, shacl_graph=shapes)[0]


def test_turtle_tells_where_in_terms_that_exist(report: Report) -> None:
    graph = rdflib.Graph().parse(data=report.text("turtle"), format="turtle")
    rows = graph.query(
        """PREFIX earl: <http://www.w3.org/ns/earl#> PREFIX ptr: <http://www.w3.org/2009/pointers#>
        PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?file ?line ?column ?value {
          ?result sh:resultSeverity sh:Violation ; sh:value ?value ; earl:pointer/ptr:startPointer ?start .
          ?start ptr:reference/rdfs:label ?file ; ptr:lineNumber ?line ; ptr:charNumber ?column }"""
    )
    assert [tuple(cell.toPython() for cell in row) for row in rows] == [(FILE, 4, 38, -5)]
    known = rdflib.Graph().parse(ROOT / "docs" / "reference" / "report-vocabulary.ttl")
    own = "https://w3id.org/civicgraph/report#"
    used = {str(term) for triple in graph for term in triple if str(term).startswith(own)}
    assert used
    assert used <= {str(subject) for subject in known.subjects()}


# What people type, what terminals, logs, pages and parsers act on, and what is odd in Unicode.
HOSTILE = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "\n::error file=x::forged",
                "\r\n::warning::forged",
                "::set-output name=a::b",
                "%0A::error::forged",
                ",line=1,title=forged",
                "##[error]forged",
                "##vso[task.complete result=Failed;]",
                "\x1b[2J\x1b]0;title\x07",
                "\u202eevil\u2066",
                "\x9b31m",
                "\u2028",
                "\u2029",
                "]]>",
                "<script>alert(1)</script>",
                "<!--",
                "| a | b |",
                "`|`",
                "\\|",
                "\\",
                '"""',
                "[x](javascript:alert(1))",
                "@everyone",
                "#1",
                "{0}",
                "\ud800",
                "\ufffe",
                "\x00",
            ]
        ),
        st.text(st.characters(), max_size=8),
    ),
    max_size=4,
).map("".join)
# Paths come from the file system: any bytes but NUL, of which Python shows those that are not UTF-8 as halves of pairs.
NAMES = HOSTILE.map(lambda text: os.fsdecode(f"data/{text}x.ttl".replace("\x00", "").encode("utf-8", "surrogatepass")))
# Literals hold no halves of pairs: RDF 1.1 Concepts, section 3.3, knows Unicode strings only.
WORDS = HOSTILE.map(lambda text: text.encode("utf-16", "replace").decode("utf-16"))
COMMAND = re.compile(r"\A\s*::|##(?:\w*)\[")
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@st.composite
def hostile_reports(draw: st.DrawFn) -> Report:
    def one() -> Diagnostic:
        name, line, column = draw(NAMES), draw(st.integers(1, 9)), draw(st.integers(1, 30))
        place = Span(name, Position(line, column), Position(line, column + draw(st.integers(0, 5))))
        value = draw(WORDS)
        return Diagnostic(
            draw(st.sampled_from(["CG101", "CG504", "ex:shape"])),
            draw(st.sampled_from(list(Severity))),
            draw(WORDS),
            draw(st.none() | st.just(place)),
            focus=draw(st.none() | st.just("https://e.org/id/malmo")),
            entity=draw(st.none() | WORDS),
            path=draw(st.none() | st.just("https://e.org/id/people")),
            value=value,
            help=draw(st.none() | WORDS),
            related=draw(st.just(()) | st.just(((place, value),))),
            name=draw(st.none() | st.just("a-name")),
            fix=draw(st.none() | st.just(Fix(value, (Edit(place, value),)))),
            term=str(Literal(value)) if draw(st.booleans()) else None,
        )

    found = numbered([one() for _ in range(draw(st.integers(0, 4)))])
    held_back = tuple(Suppressed(d, draw(WORDS) or "why", "comment") for d in found[:1])
    return Report(tuple(found), Path("/nowhere/" + draw(NAMES)), 3, 5, 0.1, notes=(draw(WORDS),), suppressed=held_back)


@settings(max_examples=120, deadline=None)
@given(hostile_reports())
def test_nothing_in_the_data_breaks_or_forges_a_report(report: Report) -> None:
    texts = {format: report.text(format) for format in ENDINGS}
    number = len(report.diagnostics)
    for format, text in texts.items():
        assert not RAW.search(text), format
        text.encode()
        for line in text.split("\n"):
            assert format == "github" or not COMMAND.search(line), (format, line)
    assert len(texts["concise"].splitlines()) == number
    document = json.loads(texts["json"])
    OURS.validate(document)
    assert [d["message"] for d in document["diagnostics"]] == [d.message for d in report.diagnostics]
    assert [json.loads(line) for line in texts["jsonl"].split("\n")[:-1]] == document["diagnostics"]
    SARIF.validate(json.loads(texts["sarif"]))
    assert len(json.loads(texts["gitlab"])) == number
    JUNIT.validate(texts["junit"])
    check_commands(texts["github"], report)
    rows = cells(texts["markdown"])
    assert len(rows) == number
    for row, d in zip(rows, sorted(report.diagnostics, key=lambda d: -d.severity), strict=True):
        assert row[:3] == [squeezed(str(d.span or "")), d.code, str(d.severity)]
        assert row[3].startswith(squeezed(d.message.rstrip(".")))
    turtle = set(parse(texts["turtle"], format=RdfFormat.TURTLE))
    messages = {str(q.object.value) for q in turtle if q.predicate.value.endswith("resultMessage")}  # type: ignore[union-attr]
    assert messages == {d.message for d in report.diagnostics}


def squeezed(text: str) -> str:
    """What is seen of a text, without its white space."""
    return re.sub(r"[\s\u200b]", "", escape.visible(text))


def cells(text: str) -> list[list[str]]:
    """The cells of a Markdown table, as a reader of Markdown sees them; there is nothing but text in them."""
    rows: list[list[str]] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            children = token.children or []
            assert {child.type for child in children} <= {"text"}
            rows[-1].append(squeezed("".join(child.content for child in children)))
    return rows[1:]


def check_commands(text: str, report: Report) -> None:
    """Each line is one command, with properties that nobody but us has set, and no line is left over."""
    lines = text.split("\n")[:-1]
    grammar = re.compile(r"::(error|warning|notice) ((?:\w+=[^:,\r\n]*)(?:,\w+=[^:,\r\n]*)*)::([^\r\n]*)\Z")
    kinds = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
    assert len(lines) == len(report.diagnostics)
    expected = sorted(report.diagnostics, key=lambda d: -d.severity)
    for line, d in zip(lines, expected, strict=True):
        match = grammar.match(line)
        assert match, line
        assert match[1] == kinds[d.severity]
        assert not re.search(r"%(?!25|0A|0D|3A|2C)", match[2] + match[3])
        assert not re.search(r"##\w*\[", line)
        properties = [pair.partition("=")[0] for pair in match[2].split(",")]
        assert properties in (
            ["file", "line", "title"],
            ["file", "line", "col", "endColumn", "title"],
        )


def test_github_shows_the_worst_first_and_counts_the_rest(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = (PEOPLE, replace(PEOPLE, severity=Severity.WARNING), SPACE)
    many = numbered(replace(kind, span=span(n, 1, 2)) for kind in kinds for n in range(1, 13))
    lines = replace(report, diagnostics=tuple(many)).text("github").splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 10
    assert lines[-1] == "::notice title=civicgraph::7 more findings are not shown here"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    lines = replace(report, diagnostics=tuple(many)).text("github").splitlines()
    assert lines[-1] == "::notice title=civicgraph::7 more findings are in the step summary"
    assert (tmp_path / "summary.md").read_text(encoding="utf-8").count("\n| ") == 37


def test_markdown_stays_below_the_limit_of_a_comment(report: Report) -> None:
    many = numbered(replace(SPACE, message="x" * 900, span=span(n, 1, 2)) for n in range(1, 200))
    text = replace(report, diagnostics=(*many, PEOPLE)).text("markdown")
    assert 50_000 < len(text) < 60_000
    rows = text.count("\n| ") - 1
    assert "CG150" in text.splitlines()[4]
    assert f"{200 - rows} more findings did not fit here." in text


def test_a_long_line_is_cut_around_the_place(report: Report) -> None:
    long = f'ex:malmo ex:text "{"å" * 5_000}" ; ex:people -5 .\n'
    (report.root / FILE).write_text(long, encoding="utf-8")
    at = long.index("-5") + 1
    text = replace(report, diagnostics=(replace(PEOPLE, span=span(1, at, at + 2)),)).text("text")
    shown, caret = text.splitlines()[1:3]
    assert len(shown) < 140
    assert shown.startswith("  1 | …")
    assert shown[caret.index("^") : caret.rindex("^") + 1] == "-5"


@pytest.mark.parametrize(
    ("before", "cells"),
    [("ab ", 3), ("\t", 4), ("马尔", 4), ("e\u0301 ", 2), ("Ｍ ", 3), ("\u200b ", 1), ("\x1b ", 5), ("👍 ", 3)],
)
def test_the_caret_stands_below_the_place(report: Report, before: str, cells: int) -> None:
    (report.root / FILE).write_text(f"{before}-5 .\n", encoding="utf-8")
    at = len(before) + 1
    text = replace(report, diagnostics=(replace(PEOPLE, span=span(1, at, at + 2)),)).text("text")
    assert text.splitlines()[2] == "    | " + " " * cells + "^^"


def test_colours_on_request_only(report: Report) -> None:
    assert "\x1b[31;1mviolation\x1b[0m" in report.text("text", color=True)
    assert "\x1b" not in report.text("text")


def test_the_ending_gives_the_format(report: Report, tmp_path: Path) -> None:
    for name in ("a.txt", "a.json", "a.jsonl", "a.sarif", "a.sarif.json", "a.xml", "a.md", "a.ttl", "A.JSON"):
        format = format_of(Path(name))
        assert format is not None
        report.write(tmp_path / name)
        assert (tmp_path / name).read_bytes().decode() == report.text(format)
    assert format_of(Path("report")) is None
    with pytest.raises(CivicGraphError, match="does not tell the format"):
        report.write(tmp_path / "report")
    report.write(tmp_path / "report", "concise")
    assert (tmp_path / "report").read_text(encoding="utf-8") == report.text("concise")
    with pytest.raises(CivicGraphError, match="cannot be written"):
        report.write(tmp_path / "no" / "report.json")


def test_fingerprints() -> None:
    moved = replace(PEOPLE, span=span(40, 1, 3), message="Put otherwise", severity=Severity.INFO)
    assert moved.fingerprint == PEOPLE.fingerprint
    others = [replace(PEOPLE, **{key: "other"}) for key in ("code", "focus", "path", "value")]
    assert len({d.fingerprint for d in (PEOPLE, *others)}) == 5
    assert replace(SPACE, span=span(9, 1, 2)).fingerprint == SPACE.fingerprint
    assert replace(SPACE, span=span(9, 1, 2, "data/b.ttl")).fingerprint != SPACE.fingerprint
    first, second, other = numbered([PEOPLE, moved, SPACE])
    assert (first.ordinal, second.ordinal, other.ordinal) == (1, 2, 1)
    assert second.fingerprint == f"{first.fingerprint}-2"
    assert [d.ordinal for d in numbered([second, first])] == [1, 2]


def test_the_examples_of_the_docstrings() -> None:
    failed, tried = doctest.testmod(escape)
    assert (failed, tried > 0) == (0, True)


if __name__ == "__main__":
    place = Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/golden")
    shutil.rmtree(place, ignore_errors=True)
    for format, ending in ENDINGS.items():
        (GOLDEN / f"report.{ending}").write_bytes(written(small(place), format).encode())
