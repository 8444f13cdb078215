from __future__ import annotations

from pathlib import Path

import pytest

from civicgraph.config import read_config
from civicgraph.errors import ConfigError, ProjectNotFoundError
from civicgraph.project import find_project


def config(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "civicgraph.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('[project]\nbase = "https://e.org/"\nnmae = "x"', "did you mean name"),
        ('[projct]\nbase = "https://e.org/"', "did you mean project"),
        ('[project]\nname = "x"', "no base"),
        ('[project]\nbase = "https://e.org/"\n[paths]\ndata = "data"', "must be a list"),
        ('[project]\nbase = "https://e.org/"\n[paths]\nalign = "ontology/align"', "must be a list"),
        ('[project]\nbase = "https://e.org/"\n[prefixes]\nex = "not an iri"', "does not stand for an IRI"),
        ('[project]\nbase = "https://e.org/"\nminimum-tool = "99.0"', "asks for civicgraph 99.0"),
        ('[project]\nbase = "https://e.org/"\nrepository = "e.org/o/n"', "is no web address"),
        ('[project]\nbase = "https://e.org/"\n[endpoints]\nx = "https://e.org/sparql"', "must be a table"),
        ('[project]\nbase = "https://e.org/"\n[endpoints.x]\ntoken-env = "X"', "[endpoints.x] has no url"),
        ('[project]\nbase = "https://e.org/"\n[endpoints.x]\nurl = "u"\ntoken = "X"', "did you mean token-env"),
        ('[project]\nbase = "https://e.org/"\n[endpoints.x]\nurl = "u"\nuser-env = "X"', "user-env and password-env"),
        ('[project]\nbase = "https://e.org/"\n[endpoints.x]\nurl = "u"\ntoken-env = "a-b c"', "never in this file"),
        ('[project]\nbase = "https://e.org/"\n[endpoints.x]\nurl = 1', "must be a text"),
        (
            '[project]\nbase = "https://e.org/"\n[endpoints.x]\nurl = "u"\ngraph = "a b"',
            "graph must be an IRI, or default",
        ),
        ('[project]\nbase = "https://e.org/"\n[endpoints.x]\nurl = "u"\ngraphstore = "u"', "did you mean graph-store"),
        ("[project\n", "is not TOML"),
    ],
)
def test_faults_are_named(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_config(config(tmp_path, text))
    assert word in f"{caught.value.message} {caught.value.hint}"


def test_the_nearest_project_upwards_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config(tmp_path, '[project]\nbase = "https://e.org/"')
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    monkeypatch.delenv("CIVICGRAPH_PROJECT", raising=False)
    assert find_project().root == tmp_path.resolve()


def test_a_folder_without_a_project_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CIVICGRAPH_PROJECT", raising=False)
    with pytest.raises(ProjectNotFoundError):
        find_project(bundled=False)
    with pytest.raises(ProjectNotFoundError):
        find_project(tmp_path)


def test_the_variable_names_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config(tmp_path, '[project]\nbase = "https://e.org/"')
    monkeypatch.setenv("CIVICGRAPH_PROJECT", str(tmp_path))
    assert find_project().origin == "folder"
