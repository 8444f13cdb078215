"""`Answer.write`: the file that `query -o` writes, whole or not at all."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from small import Small

from civicgraph import Answer, load
from civicgraph.errors import ExportError
from civicgraph.export.answers import TABLE_FORMATS, TRIPLE_FORMATS, answer_format_of

ENDINGS = (".txt", ".csv", ".tsv", ".json", ".srj", ".xml", ".srx", ".jsonl", ".md", ".parquet", ".arrow")
GRAPH = "CONSTRUCT { ?city ex:people ?people } WHERE { ?city ex:people ?people }"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_table_is_written_as_the_command_writes_it(small: Small, tmp_path: Path, ending: str) -> None:
    by_hand, by_command = tmp_path / f"one{ending}", tmp_path / f"other{ending}"
    load(small.root).query("cities").write(by_hand)
    assert small("query", "cities", "-o", str(by_command)).code == 0
    assert by_hand.read_bytes() == by_command.read_bytes()
    assert b"300515" in by_hand.read_bytes() or ending in (".parquet", ".arrow")


def test_the_endings_reach_every_format() -> None:
    found = {answer_format_of(Path(f"x{ending}")) for ending in (*ENDINGS, ".ttl", ".nt", ".jsonld", ".rdf")}
    assert found == {*TABLE_FORMATS, *TRIPLE_FORMATS}


def test_a_graph_and_a_yes_or_no_are_written(small: Small, tmp_path: Path) -> None:
    graph = load(small.root)
    graph.query(GRAPH).write(tmp_path / "cities.ttl")
    assert "ex:malmo ex:people 300515 ." in (tmp_path / "cities.ttl").read_text(encoding="utf-8")
    graph.query("ASK { ?city ex:people 1 }").write(str(tmp_path / "asked.csv"))
    assert (tmp_path / "asked.csv").read_text(encoding="utf-8") == "false\n"


def test_a_format_that_is_named_goes_before_the_ending(small: Small, tmp_path: Path) -> None:
    load(small.root).query("cities").write(tmp_path / "cities.txt", "csv")
    assert (tmp_path / "cities.txt").read_text(encoding="utf-8").splitlines()[0] == "city,people"


@pytest.mark.parametrize(
    ("name", "format", "word"),
    [
        ("cities", None, "does not tell its format"),
        ("cities.xlsx", None, "does not tell its format"),
        ("cities.csv", "excel", 'no answer format "excel"'),
        ("cities.ttl", None, "the answer is a table"),
        ("no-such-folder/cities.csv", None, "cannot be written"),
    ],
)
def test_what_cannot_be_written_leaves_what_was_there(
    small: Small, tmp_path: Path, name: str, format: str | None, word: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    if "/" not in name:
        (folder / name).write_text("before", encoding="utf-8")
    with pytest.raises(ExportError, match=word) as caught:
        load(small.root).query("cities").write(folder / name, format)
    assert caught.value.hint
    assert [path.read_text(encoding="utf-8") for path in folder.iterdir()] == ["before"] * ("/" not in name)


def test_a_writer_stays_with_the_answer(small: Small, tmp_path: Path) -> None:
    found = load(small.root).query("cities")
    for number, answer in enumerate((found.with_labels(), pickle.loads(pickle.dumps(found)), replace(found, rows=()))):
        answer.write(tmp_path / f"{number}.csv")
    assert (tmp_path / "0.csv").read_text(encoding="utf-8").splitlines()[0] == "city,cityLabel,people"
    assert (tmp_path / "1.csv").read_text(encoding="utf-8").count("\n") == 2
    assert (tmp_path / "2.csv").read_text(encoding="utf-8") == "city,people\n"


def test_an_answer_that_no_graph_gave_says_so(tmp_path: Path) -> None:
    alone = Answer(("x",), (), None, None, "", "test", 0.0, "1")
    with pytest.raises(ExportError, match="engine alone"):
        alone.write(tmp_path / "x.csv")
    assert not list(tmp_path.iterdir())
