"""Each code has an example that triggers it, and no other, at the right line; the worlds without it trigger none.

The examples are those of `shapes/examples.toml`, which `civicgraph explain` shows. The world is the passing example of
every code, the edited world the failing one.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, RDFS
from support import ROOT, project_with

from civicgraph.codes import EXAMPLES, find_code, read_codes
from civicgraph.diagnostics import Diagnostic
from civicgraph.project import Project, open_project
from civicgraph.queries import read_query
from civicgraph.validation import validate

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
WORLDS = {
    "things": ROOT / "tests" / "graph" / "queries" / "given.ttl",
    "terms": ROOT / "tests" / "graph" / "shapes" / "terms.ttl",
}
TABLE = tomllib.loads((ROOT / EXAMPLES).read_text(encoding="utf-8"))
CODES = {code.code: code for code in read_codes(open_project(ROOT))}
# Proved by tests of their own: tests/unit/test_checks.py, tests/unit/test_traps.py, tests/unit/test_tidiness.py, tests/projects/test_shacl.py. The
# worlds declare prefixes for whatever an example may need, so that CG503 is left out here.
LINT = {f"CG{number:03}" for number in range(10, 22)}
ELSEWHERE = {
    *LINT, "CG090", "CG503", "CG504", "CG505", "CG601", "CG602", "CG603", "CG604", "CG610", "CG611", "CG612", "CG613", "CG829",
    "CG830", "CG831", "CG832", "CG838", "CG841",
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """A Turtle text in which each subject begins at the margin and each statement has a line."""

    lines: list[str]

    def block(self, subject: str) -> tuple[int, int]:
        """The first line of a subject's block and the line after its last, from 0."""
        first = next(i for i, line in enumerate(self.lines) if line.startswith(subject + " "))
        return first, next(i for i in range(first, len(self.lines)) if self.lines[i].endswith(" ."))

    def edited(self, subject: str, right: str, wrong: str) -> tuple[Text, int]:
        """The text with a line of a subject replaced or deleted, and the number of the line, from 0."""
        first, end = (0, len(self.lines) - 1) if subject == "@prefix" else self.block(subject)
        ended = right.removesuffix(";") + "."
        at = next(i for i in range(first, end + 1) if self.lines[i] in (right, ended))
        last = self.lines[at] == ended != right
        new = (wrong.removesuffix(";") + "." if last else wrong).split("\n") if wrong else []
        lines = [*self.lines[:at], *new, *self.lines[at + 1 :]]
        if not wrong and last:
            lines[at - 1] = lines[at - 1].removesuffix(";") + "."
        return Text(lines), at


def world_of(example: dict) -> Path:  # type: ignore[type-arg]
    name = example.get("world", "things")
    return WORLDS.get(name, ROOT / name)


def project_of(folder: Path, world: Path, text: str) -> tuple[Project, str]:
    """A project in which a file has the text, and the path of the file in it."""
    data = folder / "given.ttl"
    data.write_text(text, encoding="utf-8")
    if world == WORLDS["things"]:
        return project_with(folder / "p", data), "data/given.ttl"
    project = project_with(folder / "p", WORLDS["things"])
    ontology = project.root / "ontology"
    ontology.unlink()
    for path in (ROOT / "ontology").rglob("*"):
        if path.is_file():
            link = ontology / path.relative_to(ROOT / "ontology")
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path)
    name = "ontology/terms.ttl" if world == WORLDS["terms"] else world.relative_to(ROOT).as_posix()
    (project.root / name).unlink(missing_ok=True)
    (project.root / name).write_text(text, encoding="utf-8")
    return open_project(project.root), name


def shown(found: list[Diagnostic]) -> list[str]:
    return [f"{d.span} {d.code} {d.message}" for d in found]


def test_every_code_has_an_example() -> None:
    assert CODES.keys() - TABLE.keys() == set()
    assert TABLE.keys() - CODES.keys() == set()
    assert {code for code, example in TABLE.items() if example.get("world") == "none"} == ELSEWHERE


def test_every_code_says_what_a_person_needs() -> None:
    assert len(CODES) > 190
    for code in CODES.values():
        assert re.fullmatch(r"CG\d{3}", code.code)
        assert code.severity in ("violation", "warning", "info"), code
        assert code.finding.endswith("."), code
        assert code.why.endswith("."), code
        assert code.help, code
        assert code.right or code.wrong, code
        assert re.fullmatch(r"((S|H)\d\d ?)*", code.constraint), code


def test_an_unknown_code_names_the_nearest() -> None:
    with pytest.raises(Exception, match="no code CG4O4"):
        find_code(open_project(ROOT), "CG4O4")


def test_codes_are_not_used_twice() -> None:
    shapes = rdflib.Graph()
    for path in sorted((ROOT / "shapes").glob("*.ttl")):
        shapes.parse(path, format="turtle")
    of_shapes = [str(code) for code in shapes.objects(None, DCTERMS.identifier)]
    of_checks = [read_query(path).header["code"] for path in (ROOT / "queries" / "checks").glob("*.rq")]
    assert len(of_shapes + of_checks) == len(set(of_shapes + of_checks)) > 150


def test_a_shape_has_one_constraint_and_a_page() -> None:
    shapes = rdflib.Graph()
    for path in sorted((ROOT / "shapes").glob("*.ttl")):
        shapes.parse(path, format="turtle")
    told = {
        SH.path, SH.severity, SH.message, SH.name, SH.description, RDF.type, RDFS.seeAlso, RDFS.comment,
        DCTERMS.identifier, rdflib.URIRef("http://www.w3.org/2004/02/skos/core#notation"),
    }  # fmt: skip
    property_shapes = sorted(shapes.subjects(RDF.type, SH.PropertyShape))
    assert len(property_shapes) > 90
    for shape in property_shapes:
        assert isinstance(shape, rdflib.URIRef)
        constraints = set(shapes.predicates(shape)) - told
        assert len(constraints) == 1 or constraints == {SH.qualifiedValueShape, SH.qualifiedMinCount}, shape
        assert shapes.value(shape, SH.severity) in (SH.Violation, SH.Warning)
        assert getattr(shapes.value(shape, SH.message), "language", None) == "en"
        assert str(shapes.value(shape, RDFS.seeAlso)).endswith(str(shapes.value(shape, DCTERMS.identifier)))


@pytest.mark.parametrize("path", sorted((ROOT / "queries" / "checks").glob("*.rq")), ids=lambda p: p.stem)
def test_a_check_is_named_like_its_code(path: Path) -> None:
    assert path.name.startswith(read_query(path).header["code"].lower() + "-")


@pytest.mark.parametrize("world", WORLDS)
def test_the_small_worlds_pass(tmp_path: Path, world: str) -> None:
    path = WORLDS[world]
    project, _ = project_of(tmp_path, path, path.read_text(encoding="utf-8"))
    assert shown(list(validate(project, ignore=("CG503",)).diagnostics)) == []


# Where a file does not parse, nothing else is looked at.
ALONE = {"CG001"}
# As many faults stand in one world as find no fault in each other: a check of the world costs a second.
COMPANY = 4


def subjects(example: dict) -> set[str]:  # type: ignore[type-arg]
    """The things that an example changes or at which its finding stands."""
    found = {step["subject"] for step in (example, *example.get("more", ()))} | {example.get("elsewhere", "")}
    return found - {""}


def companies() -> list[list[str]]:
    """The codes in groups that one world takes at once: no two of a group touch the same thing."""
    found: list[list[str]] = []
    for code in sorted(TABLE.keys() - ELSEWHERE):
        example = TABLE[code]
        for group in found:
            fits = len(group) < COMPANY and not {code, *group} & ALONE
            others = [TABLE[other] for other in group]
            if fits and all(world_of(o) == world_of(example) and not subjects(o) & subjects(example) for o in others):
                group.append(code)
                break
        else:
            found.append([code])
    return found


def check_examples(folder: Path, codes: list[str]) -> None:
    """All examples together give their codes and no other, each at its line."""
    world = world_of(TABLE[codes[0]])
    text = Text(world.read_text(encoding="utf-8").splitlines())
    at: dict[str, int] = {}
    for code in codes:
        example = TABLE[code]
        for step in (*example.get("more", ()), example):
            before = len(text.lines)
            text, line = text.edited(step["subject"], step["right"], step["wrong"])
            at = {other: n + (len(text.lines) - before) * (n > line) for other, n in at.items()}
        at[code] = line
    project, name = project_of(folder, world, "\n".join(text.lines) + "\n")
    found = list(validate(project, ignore=("CG503",)).diagnostics)
    also = {other for code in codes for other in TABLE[code].get("also", ())}
    assert {d.code for d in found} - also - set(codes) == set(), shown(found)
    for code in codes:
        example = TABLE[code]
        assert code in {d.code for d in found}, shown(found)
        places = [d.span for d in found if d.code == code and d.span]
        assert {span.file for span in places} == {name}, shown(found)
        if "elsewhere" in example:
            first, end = text.block(example["elsewhere"])
        elif example.get("at") == "subject":
            first = end = text.block(example["subject"])[0]
        else:
            first, end = at[code], at[code] + example["wrong"].count("\n")
        assert any(first + 1 <= span.start.line <= end + 1 for span in places), (code, shown(found), first + 1, end + 1)


@pytest.mark.parametrize("codes", companies(), ids="-".join)
def test_examples_trigger_their_codes_at_their_lines(tmp_path: Path, codes: list[str]) -> None:
    check_examples(tmp_path, codes)


@pytest.mark.long
@pytest.mark.parametrize("code", sorted(TABLE.keys() - ELSEWHERE))
def test_an_example_alone_triggers_its_code_and_no_other(tmp_path: Path, code: str) -> None:
    check_examples(tmp_path, [code])
