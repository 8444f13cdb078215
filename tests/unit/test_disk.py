"""Stores on disk: whole or not there, cleared away when nobody reads them, the same answers as in memory."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store
from small import CONFIG

from civicgraph.api import open_graph
from civicgraph.disk import MOST_KEPT, KeptStore, keep, open_kept
from civicgraph.errors import SourceSyntaxError
from civicgraph.project import Project, open_project

TRIPLE = Quad(NamedNode("urn:s"), NamedNode("urn:p"), NamedNode("urn:o"))


def filled(store: Store) -> None:
    store.bulk_extend([TRIPLE])


def kept(folder: Path) -> KeptStore:
    store = keep(folder, filled)
    assert store is not None
    return store


def names(parent: Path) -> list[str]:
    return sorted(path.name for path in parent.iterdir())


def test_what_was_kept_is_opened(tmp_path: Path) -> None:
    assert open_kept(tmp_path / "a") is None
    assert set(kept(tmp_path / "a").store) == {TRIPLE}
    found = open_kept(tmp_path / "a")
    assert found is not None
    assert set(found.store) == {TRIPLE}
    with pytest.raises(RuntimeError, match="read-write"):
        found.store.add(TRIPLE)


def test_one_that_is_cut_short_is_not_opened_and_is_made_anew(tmp_path: Path) -> None:
    kept(tmp_path / "a")
    database = tmp_path / "a" / "database"
    for path in [p for p in sorted(database.iterdir()) if p.stat().st_size and not p.name.startswith("LO")]:
        whole = path.read_bytes()
        path.write_bytes(whole[:-1])
        assert open_kept(tmp_path / "a") is None, path.name
        path.unlink()
        assert open_kept(tmp_path / "a") is None, path.name
        path.write_bytes(whole)
    assert open_kept(tmp_path / "a") is not None
    (tmp_path / "a" / "manifest.json").write_text("[]", encoding="utf-8")
    assert open_kept(tmp_path / "a") is None
    assert set(kept(tmp_path / "a").store) == {TRIPLE}
    assert names(tmp_path) == ["a"]


def test_a_store_under_another_name_is_not_taken(tmp_path: Path) -> None:
    kept(tmp_path / "a")
    (tmp_path / "a").rename(tmp_path / "b")
    assert open_kept(tmp_path / "b") is None


def test_nothing_is_left_of_one_that_cannot_be_filled(tmp_path: Path) -> None:
    def fails(store: Store) -> None:
        filled(store)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        keep(tmp_path / "a", fails)
    assert names(tmp_path) == []


def test_where_the_disk_says_no_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert keep(tmp_path / "file" / "a", filled) is None


def test_the_first_one_stays_where_two_are_made_at_once(tmp_path: Path) -> None:
    readers = []

    def meanwhile(store: Store) -> None:
        filled(store)
        readers.append(kept(tmp_path / "a"))

    second = keep(tmp_path / "a", meanwhile)
    assert second is not None
    assert set(second.store) == set(readers[0].store) == {TRIPLE}
    assert names(tmp_path) == ["a"]


@pytest.mark.skipif(sys.platform == "win32", reason="there a folder in use cannot be renamed")
def test_the_oldest_go_unless_somebody_reads_them(tmp_path: Path) -> None:
    read = kept(tmp_path / "read")
    for number in range(MOST_KEPT + 2):
        kept(tmp_path / str(number))
        os.utime(tmp_path / str(number), (number, number))
    os.utime(tmp_path / "read", (0, 0))
    kept(tmp_path / "new")
    left = set(names(tmp_path))
    assert {"new", "read", str(MOST_KEPT + 1)} <= left
    assert not {"0", "1"} & left
    assert set(read.store) == {TRIPLE}


@pytest.mark.skipif(sys.platform == "win32", reason="needs locks")
def test_what_a_killed_process_left_is_removed_and_what_is_being_made_is_not(tmp_path: Path) -> None:
    def meanwhile(store: Store) -> None:
        assert any(name.startswith(".new-") for name in names(tmp_path))
        kept(tmp_path / "other")
        filled(store)

    (tmp_path / ".new-dead").mkdir()
    (tmp_path / ".new-dead" / "database").mkdir()
    assert keep(tmp_path / "a", meanwhile) is not None
    assert names(tmp_path) == ["a", "other"]


DATA = """\
@prefix ex: <https://e.org/id/> .
ex:a ex:near ex:b ; ex:is [ ex:in 2009 ] ; ex:text "Malmö"@sv .
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "data").mkdir()
    (tmp_path / "civicgraph.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "data" / "a.ttl").write_text(DATA, encoding="utf-8")
    (tmp_path / "data" / "b.ttl").write_text(DATA.replace("ex:a ", "ex:c "), encoding="utf-8")
    return open_project(tmp_path)


ASKED = [
    "SELECT ?s ?o { ?s ex:near ?o }",
    "SELECT ?t { ?s ex:text ?t }",
    "SELECT ?s ?in { ?s ex:is/ex:in ?in }",
    "SELECT ?g ?s { GRAPH ?g { ?s ex:near ?o } }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
]


@pytest.mark.parametrize("text", ASKED)
@pytest.mark.parametrize("limits", [{}, {"timeout": 20}], ids=["here", "in a process apart"])
@pytest.mark.parametrize("bulk", [False, True], ids=["small", "large"])
def test_answers_are_those_of_memory(
    project: Project, text: str, limits: dict[str, float], bulk: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if bulk:
        monkeypatch.setattr("civicgraph.graph.MOST_IN_MEMORY", 0)
    wanted = open_graph(project, infer=False, on_disk=False).query(text)
    assert len(wanted)
    for _ in range(2):
        graph = open_graph(project, infer=False, on_disk=True)
        assert graph.store.database("store") is not None
        assert Counter(graph.query(text, **limits).rows) == Counter(wanted.rows)


def test_a_fault_in_a_file_is_told_as_ever_and_nothing_is_kept(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project.root / "data" / "b.ttl"
    path.write_text(DATA + "ex:d ex:near .\n", encoding="utf-8")
    for size in (1 << 30, 0):
        monkeypatch.setattr("civicgraph.graph.MOST_IN_MEMORY", size)
        with pytest.raises(SourceSyntaxError) as raised:
            open_graph(open_project(project.root), infer=False, on_disk=True)
        assert raised.value.span is not None
        assert (raised.value.span.file, raised.value.span.start.line) == ("data/b.ttl", 3)
    assert names(project.state / "stores") == []


def test_a_change_of_a_file_is_seen(project: Project) -> None:
    assert len(open_graph(project, infer=False, on_disk=True).query(ASKED[0])) == 2
    path = project.root / "data" / "b.ttl"
    path.write_text(DATA.replace("ex:a ", "ex:c ex:near ex:d . ex:a "), encoding="utf-8")
    changed = open_project(project.root)
    assert len(open_graph(changed, infer=False, on_disk=True).query("SELECT ?s ?o { ?s ex:near ?o }")) == 2
    assert len(open_graph(changed, infer=False, on_disk=True).query("SELECT * { ex:c ex:near ex:d }")) == 1


def test_a_store_with_a_flipped_byte_is_made_anew(project: Project) -> None:
    def answer() -> Counter[object]:
        graph = open_graph(project, infer=False, on_disk=True)
        return Counter(graph.query("SELECT * { ?s ?p ?o FILTER(!isBlank(?s) && !isBlank(?o)) }").rows)

    wanted = answer()
    (folder,) = (project.state / "stores").iterdir()
    for number in range(8):
        paths = sorted((folder / "database").glob("*.sst"))
        path = paths[number % len(paths)]
        whole, made = path.read_bytes(), (folder / "manifest.json").stat().st_mtime_ns
        place = len(whole) * number // 8
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert answer() == wanted
        assert (folder / "manifest.json").stat().st_mtime_ns > made
