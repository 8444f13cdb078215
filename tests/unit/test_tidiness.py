"""What can be tidied in a Turtle file: found at its place, and mended without a change to any triple."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Triple, parse

from civicgraph.checks import check_tidiness
from civicgraph.diagnostics import Diagnostic
from civicgraph.errors import CivicGraphError
from civicgraph.fixing import fix
from civicgraph.project import Project, open_project
from civicgraph.verdict import Verdict

ROOT = Path(__file__).parents[2]
CONFIG = '[project]\nbase = "https://e.org/"\n'
EXAMPLES = tomllib.loads((ROOT / "shapes" / "examples.toml").read_text(encoding="utf-8"))


class Folder:
    """A project with one data file."""

    def __init__(self, root: Path) -> None:
        self.path = root / "data" / "a.ttl"
        self.path.parent.mkdir(parents=True)
        (root / "civicgraph.toml").write_text(CONFIG, encoding="utf-8")

    def project(self, text: str) -> Project:
        self.path.write_bytes(text.encode())
        return open_project(self.path.parents[1])

    def found(self, text: str) -> list[Diagnostic]:
        project = self.project(text)
        return check_tidiness(project, project.files("data"))

    def fixed(self, text: str, **choice: tuple[str, ...]) -> tuple[str, dict[str, int]]:
        """The text after the fixes, and how many there were of each code."""
        project = self.project(text)
        done = fix(project, Verdict(project, **choice))
        return self.path.read_bytes().decode(), dict(done.get("data/a.ttl", {}))


@pytest.fixture(name="folder")
def folder_(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture(scope="module", name="shared")
def shared_(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("shared") / "p")


def example(code: str, kind: str) -> str:
    """The example of a code as a file: marks for what is not seen made real."""
    text = str(EXAMPLES[code][kind])
    if code == "CG503":
        return f"{text}\n"
    body = f'@prefix place: <urn:p:> . @prefix cg: <urn:c:> .\nplace:malmo cg:old "x" ;\n{text}'
    body = body.replace("place:malmo a cg:Place ;", "place:malmo a cg:Place ;").replace("␠", " ")
    if code == "CG504":
        return body.replace('place:malmo cg:old "x" ;\n', "") + '\n cg:countryCode "SE" .\n'
    return body.replace("⏎", "\n")


@pytest.mark.parametrize("code", ["CG503", "CG504", "CG505"])
def test_the_example_triggers_its_code_and_its_fix_mends_it(folder: Folder, code: str) -> None:
    assert folder.found(example(code, "right")) == []
    wrong = folder.found(example(code, "wrong"))
    assert code in {d.code for d in wrong}
    fixed, done = folder.fixed(example(code, "wrong"))
    assert done[code] == 1
    assert folder.found(fixed) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@prefix ex: <urn:x:> .\nex:a ex:b ex:c .\n", []),
        ("@prefix ex: <urn:x:> .\n<urn:a> <urn:b> <urn:c> .\n", [("CG503", "1:9")]),
        ("PREFIX ex: <urn:x:>\n<urn:a> <urn:b> <urn:c> . # ex:a\n", [("CG503", "1:8")]),
        ('@prefix ex: <urn:x:> .\n<urn:a> <urn:b> "ex:c" .\n', [("CG503", "1:9")]),
        ("@prefix ex: <urn:x:> .\n<urn:a> <urn:b> 'it is \"ex:c' .\n", [("CG503", "1:9")]),
        ('@prefix ex: <urn:x:> .\n<urn:a> <urn:b> "1"^^ex:c .\n', []),
        ('@prefix ex: <urn:x:> .\n<urn:a> <urn:b> """\nex:c\n""" .\n', [("CG503", "1:9")]),
        ("@prefix : <urn:x:> .\n<urn:a> <urn:b> <urn:c> .\n", [("CG503", "1:9")]),
        ("@prefix : <urn:x:> .\n:a :b :c .\n", []),
        ("@prefix a: <urn:x:> .\n@prefix b: <urn:y:> .\na:b a:c <urn:b:c> .\n", [("CG503", "2:9")]),
        ("@prefix a: <urn:x:> .\n@prefix a: <urn:y:> .\na:b a:c a:d .\n", [("CG503", "1:9")]),
        ('@prefix prefix: <urn:x:> .\n<urn:a> <urn:b> "c"@prefix .\n', [("CG503", "1:9")]),
        ("@prefix a: <urn:x:> .\na:b\\#c a:d\\'e a:f .\n", []),
        ("<urn:a> <urn:b> <urn:c> .  \n", [("CG504", "1:26")]),
        ("<urn:a> <urn:b> <urn:c> . # said\t\r\n", [("CG504", "1:33")]),
        ('<urn:a> <urn:b> """x  \n  y""" .\n', []),
        ("<urn:a> <urn:b> <urn:c> .", [("CG505", "1:26")]),
        ("<urn:a> <urn:b> <urn:c> . ", [("CG504", "1:26"), ("CG505", "1:27")]),
        ("", []),
    ],
)
def test_where_it_is_found(folder: Folder, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(d.code, str(d.span).removeprefix("data/a.ttl:")) for d in folder.found(text)] == expected


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("@prefix ex: <urn:x:> .\n\n<urn:a> <urn:b> 1 .\n", "\n<urn:a> <urn:b> 1 .\n"),
        ("@prefix ex: <urn:x:> . <urn:a> <urn:b> 1 .\n", " <urn:a> <urn:b> 1 .\n"),
        ("PREFIX ex: <urn:x:>\r\n<urn:a> <urn:b> 1 .\r\n", "<urn:a> <urn:b> 1 .\r\n"),
        ("@prefix ex: <urn:x:> . # why\n<urn:a> <urn:b> 1 .\n", " # why\n<urn:a> <urn:b> 1 .\n"),
        ("\ufeff@prefix ex: <urn:x:> .\n<urn:a> <urn:b> 1 .  ", "\ufeff<urn:a> <urn:b> 1 .\n"),
        ("<urn:a> <urn:b> 1  ", "<urn:a> <urn:b> 1  "),
        ("<urn:a>  \n  <urn:b>\t\n1 . ", "<urn:a>\n  <urn:b>\n1 .\n"),
        ("@prefix ex: <urn:x:> .  \n<urn:a> <urn:b> 1 .\n", "<urn:a> <urn:b> 1 .\n"),
    ],
)
def test_what_the_fix_writes(folder: Folder, text: str, fixed: str) -> None:
    assert folder.fixed(text)[0] == fixed


def test_only_what_is_chosen_is_fixed(folder: Folder) -> None:
    text = "@prefix ex: <urn:x:> .\n<urn:a> <urn:b> 1 . "
    assert folder.fixed(text, select=("CG504",))[0] == "@prefix ex: <urn:x:> .\n<urn:a> <urn:b> 1 ."
    assert folder.fixed(text, ignore=("CG5",)) == (text, {})


def test_what_a_comment_keeps_back_is_not_fixed(folder: Folder) -> None:
    text = "@prefix ex: <urn:x:> . # cg: ignore[CG503] for those who add to this file\n<urn:a> <urn:b> 1 .\n"
    assert folder.fixed(text) == (text, {})


def test_a_fix_that_would_change_a_triple_is_not_written(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    from civicgraph import fixing

    def wrong(text: str, edits: object) -> tuple[str, dict[str, int]]:
        return text.replace("1", "2"), {"CG505": 1}

    monkeypatch.setattr(fixing, "_applied", wrong)
    with pytest.raises(CivicGraphError, match="would change what it says"):
        folder.fixed("<urn:a> <urn:b> 1 .")
    assert folder.path.read_bytes() == b"<urn:a> <urn:b> 1 ."


def test_what_lies_outside_of_the_project_is_left_alone(
    folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "b.ttl"
    outside.write_text("<urn:a> <urn:b> 1 . ", encoding="utf-8")
    try:
        (folder.path.parent / "b.ttl").symlink_to(outside)
    except OSError:
        pytest.skip("this file system has no links")
    project = folder.project("<urn:a> <urn:b> 2 .\n")
    assert {d.span.file for d in check_tidiness(project, project.files("data")) if d.span} == {"data/b.ttl"}
    assert fix(project, Verdict(project)) == {}
    assert outside.read_text(encoding="utf-8") == "<urn:a> <urn:b> 1 . "


SPACE = st.sampled_from(["", " ", "\t", "  \t"])
BREAK = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Turtle that uses some of the prefixes that it declares, and speaks of others where that is no use."""
    prefixes = draw(st.lists(st.sampled_from(["", "a", "ab", "b-c", "prefix", "é"]), max_size=4))
    parts = []
    for number, prefix in enumerate(prefixes):
        form = draw(st.sampled_from(["@prefix {}: <urn:{}:> .", "PREFIX {}: <urn:{}:>", "prefix {}:<urn:{}:>"]))
        parts.append(form.format(prefix, number))
    used = st.sampled_from([*prefixes, *prefixes, None])
    name = used.map(lambda p: "<urn:x#a:b>" if p is None else f"{p}:x")
    talk = st.sampled_from(["a:x", "ab:", "# b-c:y", ":z", "<a:b>", "@prefix a: ", "é:e", "it's", "\\u0041:", ""])
    space = st.sampled_from(["", " ", "  "])
    for _ in range(draw(st.integers(0, 4))):
        value = draw(
            st.one_of(
                name,
                talk.map(lambda t: f'"{t}"'),
                talk.map(lambda t: "'" + t.replace("'", "\\'") + "'@en"),
                st.tuples(talk, space, BREAK, talk).map(lambda t: '"""' + "".join(t) + '"""'),
                st.tuples(talk, name).map(lambda t: f'"{t[0]}"^^{t[1]}'),
            )
        )
        comment = draw(st.none() | talk)
        parts.append(f"{draw(name)} {draw(name)} {value} ." + (f" #{comment}" if comment is not None else ""))
    return "".join(part + draw(SPACE) + draw(BREAK) for part in parts) + draw(st.sampled_from(["", "#", " "]))


def triples(text: str) -> list[Triple]:
    return [q.triple for q in parse(text.encode(), format=RdfFormat.TURTLE)]


@settings(max_examples=150, deadline=None)
@given(text=documents())
def test_a_fixed_file_says_the_same_and_is_tidy(shared: Folder, text: str) -> None:
    before = triples(text)
    fixed, done = shared.fixed(text)
    assert triples(fixed) == before
    assert shared.found(fixed) == []
    assert bool(done) is (fixed != text)
    assert shared.fixed(fixed) == (fixed, {})


@settings(max_examples=300, deadline=None)
@given(text=documents())
def test_the_cheap_look_overlooks_nothing(text: str) -> None:
    from civicgraph.checks.tidiness import _plainly_tidy, _untidy

    untidy: Callable[[str, str], object] = _untidy
    assert not (_plainly_tidy(text) and list(untidy("a.ttl", text)))  # type: ignore[call-overload]
