"""The pages of cases: what stands on that of the small world, what `--check` finds, and whether the real ones hold."""

from __future__ import annotations

import re
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from support import ROOT, graph_with, project_with

from civicgraph.api import KnowledgeGraph
from civicgraph.cli.app import run
from civicgraph.drawing.svg import width_of
from civicgraph.graph import GraphStore
from civicgraph.pages import compare, find_cases, render, update
from civicgraph.project import open_project
from civicgraph.reasoning import derive
from civicgraph.validation import validate

WORLD = ROOT / "tests" / "graph" / "queries" / "given.ttl"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return render(graph_with(tmp_path_factory.mktemp("pages") / "p", WORLD))


@pytest.fixture(scope="module")
def page(texts: dict[str, str]) -> str:
    return texts["one.md"]


@pytest.fixture(scope="module")
def real(civic: KnowledgeGraph) -> dict[str, str]:
    return render(civic.store)


def section(page: str, title: str) -> str:
    found = re.search(rf"^#+ {re.escape(title)}.*?\n(.*?)(?=^##? |\Z)", page, re.M | re.S)
    assert found, title
    return found[1]


def row(text: str, first: str) -> list[str]:
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {first} |")]
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def item(page: str, claim: str) -> str:
    (found,) = re.findall(rf'^- <a id="claim-{claim}"></a>.*\n.*$', page, re.M)
    return str(found)


def test_the_files_of_a_case(texts: dict[str, str]) -> None:
    assert sorted(texts) == ["README.md", "one.md", "one/figure-takers.svg", "one/regions.svg", "one/timeline.svg"]


def test_the_head_says_where_who_and_how_much(page: str) -> None:
    head = page.partition("## Summary")[0]
    assert "# The case of Town\n" in head
    assert "**Place:** Town, Land" in head
    assert "**Told by:** A small study" in head
    assert "What happened in the town of the example." in head
    assert "3 disputes, 3 sources (read: 1 abstract, 1 cited only, 1 excerpt)" in head


def test_the_summary_spells_out_values_and_missing_codes(page: str) -> None:
    summary = section(page, "Summary")
    assert "**city**" in row(summary, "territorial level")[1]
    assert "Because the example needs it." in row(summary, "territorial level")[1]
    assert row(summary, "territorial level")[2] == "judgement"
    assert "*sources silent*: The sources read do not tell." in row(summary, "funding")[1]
    assert "**economic forces**" in row(summary, "framing force")[1]
    assert "**social and cultural forces**" in row(summary, "framing force")[1]
    assert "| scope |" not in summary


def test_innovations_have_years_status_region_and_realms(page: str) -> None:
    table = section(page, "Innovations examined")
    shared = row(table, "1")
    assert shared[1].startswith("**Shared budget** (Delad budget)")
    assert shared[2:] == ["since 1990 or May 1991", "resumed", "PC", "political and community"]
    assert row(table, "2")[2:] == ["to 1999; beginning: sources silent", "–", "P", "political"]
    assert "Copied budget" not in table


def test_a_claim_stands_with_its_citations_and_how_much_was_read(page: str) -> None:
    found = item(page, "one-0005")
    assert "Cy Roth led the firm. [\\[2\\]](#source-2) p. 1, read: cited only;" in found
    assert "[\\[1\\]](#source-1) p. 9, read: excerpt: “Roth led the firm.”" in found
    assert "`claim:one-0005` · high confidence" in found
    assert "also supported by [\\[2\\]](#source-2)" in item(page, "one-0043")


def test_every_claim_of_the_case_stands_once(page: str) -> None:
    numbered = set(re.findall(r"^claim:(one-\d+) a ", WORLD.read_text(encoding="utf-8"), re.M))
    shown = re.findall(r'^- <a id="claim-([^"]+)"></a>', page, re.M)
    assert set(shown) == numbered
    assert len(shown) == len(numbered)


def test_a_deprecated_claim_is_struck_through_with_the_reason(page: str) -> None:
    assert "~~5 people took part in 1990.~~" in page
    assert "**deprecated**: A slip." in item(page, "one-0035")
    assert page.count("~~") == 2 * 3


def test_a_coding_says_on_what_basis_and_why(page: str) -> None:
    assert "coded by judgement: Because the example needs it. · rests on [`claim:one-0001`]" in item(page, "one-0500")


def test_a_dispute_has_both_sides_and_the_note(page: str) -> None:
    found = section(page, '<a id="dispute-one-02"></a>Participants in 1990')
    assert "*value.* Two counts." in found
    assert "- 976 people took part in 1990. [\\[1\\]](#source-1) p. 30" in found
    assert "- 1,300 people took part in 1990. [\\[2\\]](#source-2) table" in found
    assert "in dispute: [Participants in 1990](#dispute-one-02)" in item(page, "one-0031")
    assert "in dispute" not in item(page, "one-0033")


def test_gaps_are_named(page: str) -> None:
    gaps = page.partition("## Gaps")[2].partition("## Claims")[0]
    assert "No leading participant is documented in the managerial realm." in gaps
    assert "funding, *sources silent* (The sources read do not tell.): the case" in gaps
    assert "beginning, *sources silent*: Criticised plan" in gaps
    assert "political" not in gaps


def test_a_recorded_challenge_and_a_withdrawn_source_are_shown(page: str) -> None:
    assert "challenged on 2027-01-10: The minutes give 1991. Outcome: disputed." in item(page, "one-0021")
    assert "([discussion](https://e.org/issues/1))" in item(page, "one-0021")
    assert re.search(r"A withdrawn paper .*\*\*Retracted\.\*\*", page)


def test_the_diagram_has_numbers_in_regions_and_their_key(texts: dict[str, str]) -> None:
    picture = ET.fromstring(texts["one/regions.svg"])
    assert "1 Shared budget: political and community; 2 Criticised plan: political" in (picture[1].text or "")
    numbers = [node.text for node in picture.iter(SVG + "text")]
    assert numbers.count("1") == numbers.count("2") == 2


def test_the_timeline_has_terms_innovations_and_events(texts: dict[str, str]) -> None:
    words = [box[-1] for box in shown(ET.fromstring(texts["one/timeline.svg"]))]
    assert {"Mayor of Town", "Ana Lima", "Cy Roth", "Shared budget", "Criticised plan", "1992 Flood"} <= set(words)
    assert not any("Ben Holm:" in word for word in words), "a birth is no event of the case"


def test_the_chart_leaves_out_deprecated_figures(texts: dict[str, str]) -> None:
    picture = ET.fromstring(texts["one/figure-takers.svg"])
    assert (picture[1].text or "").startswith("6 figures from 2 sources")
    assert len([node for node in picture.iter() if node.get("class") == "dispute"]) == 2


def test_the_table_of_cases(texts: dict[str, str]) -> None:
    line = row(texts["README.md"], "[The case of Town](one.md)")
    assert line[1:5] == ["Town", "Land", "PC", "contested"]
    assert line[5:] == ["38", "38", "3"]


def test_no_link_to_challenge_without_a_repository(page: str) -> None:
    assert "challenge this claim" not in page


def test_the_link_to_challenge_fills_in_the_form(tmp_path: Path) -> None:
    project = project_with(tmp_path / "p", WORLD)
    config = project.root / "civicgraph.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace("[project]\n", '[project]\nrepository = "https://e.org/o/n/"\n', 1), encoding="utf-8"
    )
    project = open_project(project.root)
    found = render(GraphStore(project, derive(project)))["one.md"]
    (address,) = re.findall(r"\[challenge this claim\]\((\S+)\)", item(found, "one-0001"))
    parts = urlsplit(address)
    assert parts._replace(query="").geturl() == "https://e.org/o/n/issues/new"
    fields = parse_qs(parts.query)
    assert fields["claim"] == ["https://w3id.org/civicgraph/id/claim/one-0001"]
    form = ROOT / ".github" / "ISSUE_TEMPLATE" / fields["template"][0]
    ids = [field.get("id") for field in yaml.safe_load(form.read_text(encoding="utf-8"))["body"]]
    assert {"claim", "wrong", "source", "locator"} <= set(ids)
    assert yaml.safe_load(form.read_text(encoding="utf-8"))["labels"] == ["challenge"]


def test_text_of_the_graph_is_no_markup(tmp_path: Path) -> None:
    file = tmp_path / "given.ttl"
    world = WORLD.read_text(encoding="utf-8")
    file.write_text(
        world.replace("Rents rose after the plan.", "Rents <b>rose</b> by $5 | *a lot*, see [x](y)."), "utf-8"
    )
    found = item(render(graph_with(tmp_path / "p", file))["one.md"], "one-0043")
    assert "Rents \\<b\\>rose\\</b\\> by \\$5 \\| \\*a lot\\*, see \\[x\\](y)." in found


BARE = """
@prefix case: <https://w3id.org/civicgraph/id/case/> .
@prefix cg: <https://w3id.org/civicgraph/ont#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
case:bare a cg:Case ; skos:prefLabel "A bare case"@en .
"""


def test_a_case_of_which_nothing_is_told_has_a_page(tmp_path: Path) -> None:
    (tmp_path / "bare.ttl").write_text(BARE, encoding="utf-8")
    found = render(graph_with(tmp_path / "p", tmp_path / "bare.ttl"))
    assert sorted(found) == ["README.md", "bare.md"]
    page = found["bare.md"]
    assert "*not coded*" in section(page, "Summary")
    for title in ("Innovations examined", "Timeline", "Figures", "Disputes", "Claims", "Sources"):
        assert f"## {title}" not in page


def test_another_model_has_no_diagram_of_three(tmp_path: Path) -> None:
    project = project_with(tmp_path / "p", WORLD)
    config = project.root / "civicgraph.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('"m2009"', '"m2014"', 1), encoding="utf-8")
    project = open_project(project.root)
    found = render(GraphStore(project, derive(project)))
    assert "one/regions.svg" not in found
    assert "## Innovations examined" in found["one.md"]


class Project:
    """A project in a folder with the command line on it, and a folder for its pages."""

    def __init__(self, root: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.root, self.out, self._capfd = root, root / "out", capfd

    def __call__(self, *arguments: str) -> tuple[int, list[str], str]:
        self._capfd.readouterr()
        code = run(["-C", str(self.root), "pages", "-o", str(self.out), *arguments])
        out, err = self._capfd.readouterr()
        return code, out.splitlines(), err


@pytest.fixture
def small(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Project:
    return Project(project_with(tmp_path / "p", WORLD).root, capfd)


def test_check_tells_what_is_missing_stale_and_left_over(small: Project) -> None:
    code, lines, _ = small("--check")
    assert code == 1
    assert len(lines) == 5
    assert all(line.endswith(" is missing") for line in lines)
    assert not small.out.exists()
    assert small()[0] == 0
    assert small("--check")[:2] == (0, [])
    (small.out / "one.md").write_text("edited", encoding="utf-8")
    (small.out / "one" / "timeline.svg").rename(small.out / "one" / "old.svg")
    (small.out / "notes.md").write_text("mine", encoding="utf-8")
    code, lines, err = small("--check")
    assert code == 1
    assert [line.removeprefix(f"{small.out}/") for line in lines] == [
        "one.md is not current",
        "one/timeline.svg is missing",
        "one/old.svg is left over",
    ]
    assert "run the command without --check" in err
    assert small()[0] == 0
    assert not (small.out / "one" / "old.svg").exists()
    assert (small.out / "notes.md").read_text(encoding="utf-8") == "mine"
    assert small("--check")[0] == 0


def test_a_case_by_name_leaves_the_others_alone(small: Project) -> None:
    small.out.mkdir()
    for name in ("one", "case:one", "The case of Town"):
        assert small(name)[0] == 0
        assert not (small.out / "README.md").exists()
        assert (small.out / "one.md").is_file()
        assert small(name, "--check")[0] == 0
    code, _, err = small("two")
    assert code == 2
    assert '"two"' in err
    assert small("place:town")[0] == 2


def test_a_change_of_the_data_makes_pages_stale(small: Project) -> None:
    assert small()[0] == 0
    data = small.root / "data" / "given.ttl"
    data.write_text(data.read_text(encoding="utf-8").replace("Rents rose", "Rents fell"), encoding="utf-8")
    code, lines, _ = small("--check")
    assert (code, lines) == (1, [f"{small.out}/one.md is not current"])


def test_without_a_case_there_is_advice(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    empty = Project(project_with(tmp_path / "p").root, capfd)
    code, _, err = empty()
    assert code == 2
    assert "no case" in err
    assert "write-a-case.md" in err


def test_the_same_graph_gives_the_same_pages(civic: KnowledgeGraph, real: dict[str, str]) -> None:
    began = time.monotonic()
    assert render(civic.store) == real
    assert time.monotonic() - began < 10


def test_every_real_case_has_a_page_and_claims(civic: KnowledgeGraph, real: dict[str, str]) -> None:
    slugs = sorted(path.name for path in (ROOT / "data" / "cases").iterdir())
    assert sorted(name for name in real if name.endswith(".md")) == sorted(["README.md", *(f"{s}.md" for s in slugs)])
    assert find_cases(civic.store, ["malmo"]) == [civic.prefixes["case"] + "malmo"]
    for slug in slugs:
        named = set(re.findall(r'"claim-([^"]+)"', real[f"{slug}.md"]))
        files = (ROOT / "data" / "cases" / slug).glob("*.ttl")
        written = {c for f in files for c in re.findall(r"^claim:(\S+) a ", f.read_text(encoding="utf-8"), re.M)}
        assert written <= named


def slug_of(heading: str) -> str:
    """The place that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", re.sub(r"<[^>]*>", "", heading).lower()).replace(" ", "-")


def test_links_of_the_real_pages_lead_somewhere(real: dict[str, str]) -> None:
    for path, text in real.items():
        if not path.endswith(".md"):
            continue
        anchors = re.findall(r'<a id="([^"]+)"></a>', text)
        assert len(set(anchors)) == len(anchors), path
        places = set(anchors) | {slug_of(h) for h in re.findall(r"^#+ (.*)$", text, re.M)}
        for target in re.findall(r"(?<!\\)\]\(([^)\s]+)\)", text):
            if target.startswith("#"):
                assert target[1:] in places, f"{path}: {target}"
            elif not re.match(r"<?[a-z]+:", target):
                assert target in real, f"{path}: {target}"


def shown(node: ET.Element, dx: float = 0, dy: float = 0) -> list[tuple[float, float, float, float, str]]:
    """The boxes of all lines of text, from the left to the right and from the top to the base line."""
    moved = re.match(r"translate\((\S+) (\S+)\)", node.get("transform", ""))
    dx, dy = (dx + float(moved[1]), dy + float(moved[2])) if moved else (dx, dy)
    found = []
    if node.tag == SVG + "text" and node.get("aria-hidden") != "true":  # a halo stands behind its own words
        size = float(node.get("font-size", ""))
        words = "".join(node.itertext()).removeprefix("".join(t.text or "" for t in node.iter(SVG + "title")))
        width = width_of(words, size, bold=node.get("font-weight") == "bold")
        x, y = float(node.get("x", "")) + dx, float(node.get("y", "")) + dy
        left = {"middle": x - width / 2, "end": x - width}.get(node.get("text-anchor", ""), x)
        found.append((left, left + width, y - 0.72 * size, y, words))
    return found + [box for child in node for box in shown(child, dx, dy)]


def test_pictures_are_whole_and_no_labels_overlap(real: dict[str, str]) -> None:
    pictures = {path: text for path, text in real.items() if path.endswith(".svg")}
    assert len(pictures) > 60
    for path, text in pictures.items():
        picture = ET.fromstring(text)
        assert picture.get("role") == "img"
        assert [child.tag for child in picture][:2] == [SVG + "title", SVG + "desc"]
        assert (picture[0].text or "").strip()
        assert (picture[1].text or "").strip()
        assert not re.search(r"<script|href|url\((?!#)", text)
        width, height = float(picture.get("width", "")), float(picture.get("height", ""))
        assert width <= 900
        boxes = shown(picture)
        for i, (left, right, top, base, words) in enumerate(boxes):
            assert -0.5 <= left < right <= width + 0.5, (path, words)
            assert top >= 0, (path, words)
            assert base <= height, (path, words)
            for other_left, other_right, other_top, other_base, other in boxes[i + 1 :]:
                apart = right <= other_left or other_right <= left or base <= other_top or other_base <= top
                assert apart, (path, words, other)


def test_files_are_written_and_compared_as_they_are(tmp_path: Path, texts: dict[str, str]) -> None:
    update(tmp_path, texts, compare(tmp_path, texts, whole=True))
    assert not compare(tmp_path, texts, whole=True)
    for path in texts:
        assert (tmp_path / path).read_text(encoding="utf-8").startswith("<!-- Generated by `civicgraph pages`.")
    ET.parse(tmp_path / "one" / "timeline.svg")


def test_the_example_of_a_challenge_is_valid(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "how-to" / "challenge-a-claim.md").read_text(encoding="utf-8")
    whole, rank = re.findall(r"```turtle\n(.*?)```", text, re.S)
    world = WORLD.read_text(encoding="utf-8")
    block = re.compile(r"(claim:one-0035 a cg:Observation ;\n(?:.*\n)*?)(    cg:rank .*\n    cg:rankReason .*\n)")
    assert block.search(world)
    (tmp_path / "given.ttl").write_text(block.sub(lambda m: m[1] + rank, world, count=1), encoding="utf-8")
    (tmp_path / "challenges.ttl").write_text(whole, encoding="utf-8")
    project = project_with(tmp_path / "p", tmp_path / "given.ttl", tmp_path / "challenges.ttl")
    alone = {(d.code, d.message, d.focus) for d in validate(project_with(tmp_path / "w", WORLD)).diagnostics}
    found = [d for d in validate(project).diagnostics if (d.code, d.message, d.focus) not in alone]
    assert found == []
    page = render(GraphStore(project, derive(project)))["one.md"]
    assert "Outcome: accepted." in item(page, "one-0035")
    assert "Outcome: open." in item(page, "one-0043")
