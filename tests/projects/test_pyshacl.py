"""What docs/how-to/coming-from-pyshacl.md says, checked with both commands on the same files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pyshacl.cli
import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store
from support import ROOT

from civicgraph.cli.app import run

PAGE = (ROOT / "docs" / "how-to" / "coming-from-pyshacl.md").read_text(encoding="utf-8")
RESULT = NamedNode("http://www.w3.org/ns/shacl#ValidationResult")
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
PREFIXES = """\
@prefix ex: <https://e.example/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
CONFIG = """\
[project]
name = "cities"
base = "https://e.example/"

[prefixes]
ex = "https://e.example/"
owl = "http://www.w3.org/2002/07/owl#"
rdfs = "http://www.w3.org/2000/01/rdf-schema#"
sh = "http://www.w3.org/ns/shacl#"

[validation]
ignore = ["CG5"]

[imports]
"""
# What is said of shapes is left out where the results of the data are compared.
WITHOUT_LINT = ("--ignore", "CG0,CG5")
DATA = "ex:malmo a ex:City ; ex:people 5 .\nex:lund a ex:City .\nex:ystad a ex:Town .\nex:kivik ex:mayor ex:kim .\n"


def shape(*, severity: str = "Violation", target: str = "sh:targetClass ex:City", more: str = "") -> str:
    return f'ex:S a sh:NodeShape ; {target} ; {more} sh:property [ sh:path ex:people ; sh:minCount 1 ; sh:message "How many?"@en ; sh:severity sh:{severity} ] .\n'


class Both:
    """The same data, shapes and ontology for both commands; each gives its exit code and its number of results."""

    def __init__(self, root: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.root, self._capfd = root, capfd
        self.given(DATA, shape())

    def given(self, data: str, shapes: str, ontology: str = "ex:City a owl:Class .\n", imports: str = "") -> Both:
        for name, text in {"data/d.ttl": data, "shapes/s.ttl": shapes, "ontology/o.ttl": ontology}.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(PREFIXES + text, encoding="utf-8")
        (self.root / "civicgraph.toml").write_text(CONFIG + imports, encoding="utf-8")
        return self

    def pyshacl(self, *options: str, ontology: bool = True) -> tuple[int, int]:
        out = self.root / "report.nt"
        extra = ["-e", str(self.root / "ontology" / "o.ttl")] if ontology else []
        words = ["-s", str(self.root / "shapes" / "s.ttl"), *extra, "-f", "nt", "-o", str(out), *options]
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(sys, "argv", ["pyshacl", *words, str(self.root / "data" / "d.ttl")])
            with pytest.raises(SystemExit) as ended:
                pyshacl.cli.main()
        self._capfd.readouterr()
        store = Store()
        store.load(path=str(out), format=RdfFormat.N_TRIPLES)
        assert isinstance(ended.value.code, int)
        return ended.value.code, sum(1 for _ in store.quads_for_pattern(None, TYPE, RESULT, DefaultGraph()))

    def pyshacl_that_fails(self) -> tuple[int, str]:
        """The exit code and the messages, from a process of its own: it leaves files open."""
        done = subprocess.run(
            [sys.executable, "-m", "pyshacl", "-s", "shapes/s.ttl", "data/d.ttl"],
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stderr

    def ours(self, *options: str) -> tuple[int, int]:
        self._capfd.readouterr()
        code = run(["-C", str(self.root), "validate", "-f", "json", *options])
        out = self._capfd.readouterr().out
        return code, len(json.loads(out)["diagnostics"]) if code < 2 else 0


@pytest.fixture
def both(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Both:
    return Both(tmp_path / "p", capfd)


def test_the_same_violations(both: Both) -> None:
    assert both.pyshacl() == both.ours() == (1, 1)
    both.given(DATA.replace("ex:lund a ex:City", "ex:lund a ex:City ; ex:people 9"), shape())
    assert both.pyshacl() == both.ours() == (0, 0)
    both.given(DATA, shape(target="sh:targetClass ex:City , ex:Town"))
    assert both.pyshacl() == both.ours() == (1, 2)


@pytest.mark.parametrize(
    ("severity", "options", "code"),
    [
        ("Warning", ([], ["--fail-on", "info"]), 1),
        ("Warning", (["--allow-infos"], ["--fail-on", "warning"]), 1),
        ("Warning", (["--allow-warnings"], []), 0),
        ("Info", ([], ["--fail-on", "info"]), 1),
        ("Info", (["--allow-infos"], ["--fail-on", "warning"]), 0),
        ("Info", (["--allow-warnings"], []), 0),
        ("Violation", (["--allow-warnings"], []), 1),
    ],
)
def test_severities(both: Both, severity: str, options: tuple[list[str], list[str]], code: int) -> None:
    both.given(DATA, shape(severity=severity))
    theirs, ours = options
    assert both.pyshacl(*theirs) == both.ours(*ours) == (code, 1)


def test_the_ontology_tells_subclasses(both: Both) -> None:
    both.given(DATA, shape(), "ex:City a owl:Class .\nex:Town rdfs:subClassOf ex:City .\n")
    assert both.pyshacl() == both.ours() == (1, 2)
    assert both.pyshacl(ontology=False) == (1, 1)


def test_domains_are_not_read_as_classes(both: Both) -> None:
    both.given(DATA, shape(), "ex:City a owl:Class .\nex:mayor rdfs:domain ex:City .\n")
    assert both.pyshacl("-i", "rdfs") == (1, 2)
    assert both.pyshacl() == both.ours() == (1, 1)
    # What the page says to do instead: a target that asks for the property.
    both.given(DATA, shape(target="sh:targetClass ex:City ; sh:targetSubjectsOf ex:mayor"))
    assert both.pyshacl() == both.ours() == (1, 2)


def test_constraints_in_sparql_need_no_option(both: Both) -> None:
    constraint = """\
ex:S a sh:NodeShape ; sh:targetClass ex:City ; sh:sparql [ sh:message "Too small" ; sh:select
  "SELECT $this WHERE { $this <https://e.example/people> ?n . FILTER(?n < 10) }" ] .
"""
    both.given(DATA, constraint)
    assert both.pyshacl() == both.ours() == (1, 1)


def test_rules_of_shapes_do_not_run(both: Both) -> None:
    rule = """\
ex:R a sh:NodeShape ; sh:targetClass ex:Town ; sh:rule [ a sh:TripleRule ;
  sh:subject sh:this ; sh:predicate <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ; sh:object ex:City ] .
"""
    both.given(DATA, shape() + rule)
    assert both.pyshacl("-a") == (1, 2)
    assert both.pyshacl() == both.ours(*WITHOUT_LINT) == (1, 1)
    # What the page says to do instead: a rule of the project.
    path = both.root / "queries" / "rules" / "direct" / "towns.rq"
    path.parent.mkdir(parents=True)
    path.write_text(
        "#+ summary: Towns are cities\n#+ origin: town\nCONSTRUCT { ?town a ex:City } WHERE { ?town a ex:Town }\n",
        encoding="utf-8",
    )
    assert both.ours(*WITHOUT_LINT) == (1, 2)


def test_imports(both: Both) -> None:
    imported = both.root / "imported.ttl"
    imported.write_text(PREFIXES + "ex:Town rdfs:subClassOf ex:City .\n", encoding="utf-8")
    # pySHACL follows the imports of the ontology graph whose IRI is the base of its file.
    ontology = f"@base <https://e.example/o> .\n<> a owl:Ontology ; owl:imports <{imported.as_uri()}> .\n"
    both.given(DATA, shape(), ontology, imports=f'"{imported.as_uri()}" = "imported.ttl"\n')
    assert both.pyshacl("--imports") == both.ours() == (1, 2)
    assert both.pyshacl() == (1, 1)
    both.given(DATA, shape(), ontology)
    # Without an entry the import is left out, and a notice says so.
    assert both.ours() == (1, 2)
    assert both.ours("--fail-on", "info")[0] == 1


def test_a_shape_that_is_switched_off(both: Both) -> None:
    both.given(DATA, shape(more="sh:deactivated true ;"))
    assert both.pyshacl() == both.ours(*WITHOUT_LINT) == (0, 0)


def test_what_cannot_be_checked(both: Both) -> None:
    both.given(DATA, shape().replace("sh:minCount 1", 'sh:minCount "one"'))
    # A parameter with a value that it cannot have is a finding of the lint here.
    assert both.pyshacl_that_fails()[0] == 2
    assert both.ours() == (1, 1)
    # Data that is no Turtle is a finding here, with its place.
    both.given(DATA.replace("ex:people 5 .", "ex:people 5"), shape())
    assert both.ours() == (1, 1)
    code, messages = both.pyshacl_that_fails()
    assert code == 1
    assert "Traceback" in messages


def test_abort_stops_at_the_first_and_we_do_not(both: Both) -> None:
    both.given(DATA, shape() + shape(target="sh:targetClass ex:Town").replace("ex:S ", "ex:T "))
    assert both.pyshacl() == (1, 2)
    assert both.pyshacl("--abort") == (1, 1)
    assert both.ours() == (1, 2)


def test_focus_is_answered_by_naming_files(both: Both) -> None:
    both.given(DATA, shape(target="sh:targetClass ex:City , ex:Town"))
    (both.root / "data" / "more.ttl").write_text(PREFIXES + "ex:eslov a ex:Town .\n", encoding="utf-8")
    assert both.pyshacl("--focus", "https://e.example/ystad") == (1, 1)
    assert both.ours() == (1, 3)
    assert both.ours(str(both.root / "data" / "more.ttl")) == (1, 1)


def test_the_page_speaks_of_every_option_of_pyshacl() -> None:
    told = set(re.findall(r"`(--?[a-z-]+)", PAGE, re.I))
    for action in pyshacl.cli.parser._actions:
        if action.option_strings:
            assert told & set(action.option_strings), action.option_strings
            assert set(action.option_strings) - {"--shacl", "--allow-info", "--allow-warning"} <= told, (
                action.option_strings
            )
