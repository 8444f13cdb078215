"""The W3C SHACL test suite: its tests by manifest, and whether an engine passes one through our adapter.

A test passes where the engine gives the same verdict and the same results, each as often: focus node, path, value,
severity, component and source shape. Blank nodes must be the very same where the report stands in the file of the
data and shapes; where it stands in another file, all blank nodes are alike. An expected failure passes where our
adapter raises `ShapesError`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse, serialize
from shacl_differences import KNOWN

from civicgraph.errors import EngineError, ShapesError
from civicgraph.paths import Node, Term, read_list, read_path
from civicgraph.shacl import ShapesGraph, plain_term, run_shacl
from civicgraph.terms import RDF_TYPE, SH, Prefixes

# Where the suite lies: beside the checkout, in data-shapes-test-suite/tests of w3c/data-shapes.
SUITE = Path(__file__).parents[3] / "shared" / "w3c" / "shacl"
_COMPONENTS = "SPARQL-based constraint components are handed to the reference engine, so that `fast` alone refuses them"
# The tests that an engine does not pass, with the reason.
MISSES = {
    **{
        ("fast", f"sparql/component/{name}"): _COMPONENTS
        for name in ("nodeValidator-001", "optional-001", "propertyValidator-select-001", "validator-001")
    },
    ("reference", "sparql/pre-binding/shapesGraph-001"): "pySHACL refuses `$shapesGraph`, which processors may",
}
MF, SHT = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#", "http://www.w3.org/ns/shacl-test#"
PARTS = ("core", "sparql")
Key = tuple[str, ...]


class Document:
    """A file of the suite: its triples, and the objects of a node and a predicate."""

    def __init__(self, path: Path) -> None:
        quads = parse(path=str(path), format=RdfFormat.TURTLE, base_iri=path.as_uri())
        self.triples: tuple[Triple, ...] = tuple(quad.triple for quad in quads)
        self._objects: dict[tuple[Node, str], list[Term]] = {}
        for t in self.triples:
            self._objects.setdefault((t.subject, t.predicate.value), []).append(t.object)  # type: ignore[arg-type]

    def objects(self, node: Node, predicate: str) -> Sequence[Term]:
        return self._objects.get((node, predicate), ())

    def one(self, node: Term, predicate: str) -> Term | None:
        assert isinstance(node, NamedNode | BlankNode)
        return next(iter(self.objects(node, predicate)), None)

    def instances(self, iri: str) -> list[Node]:
        return [t.subject for t in self.triples if t.predicate.value == RDF_TYPE and t.object == NamedNode(iri)]  # type: ignore[misc]


@cache
def document(path: Path) -> Document:
    """A file of the suite, read once, so that its blank nodes are the same wherever it is used."""
    return Document(path)


@dataclass(frozen=True, slots=True)
class SuiteTest:
    """A test: its name in the suite, the files of its data, shapes and manifest, and the node of what is expected."""

    part: str
    name: str
    data: Path
    shapes: Path
    manifest: Path
    expected: Term

    @property
    def fails(self) -> bool:
        """Whether a failure is what is expected."""
        return self.expected == NamedNode(SHT + "Failure")


def suite_tests(root: Path) -> list[SuiteTest]:
    """The tests of both parts, by name.

    Every file with entries counts: nodeValidator-001 lies in its folder, and no manifest includes it.
    """
    return [
        test for part in PARTS for path in sorted((root / part).rglob("*.ttl")) for test in _tests(part, path, root)
    ]


def _tests(part: str, path: Path, root: Path) -> Iterator[SuiteTest]:
    doc = document(path)
    for t in doc.triples:
        if t.predicate.value != MF + "entries":
            continue
        for entry in read_list(t.object, doc.objects) or ():  # type: ignore[arg-type]
            action, expected = doc.one(entry, MF + "action"), doc.one(entry, MF + "result")
            assert action is not None
            assert expected is not None
            data, shapes = doc.one(action, SHT + "dataGraph"), doc.one(action, SHT + "shapesGraph")
            name = path.relative_to(root).with_suffix("").as_posix()
            yield SuiteTest(part, name, _file(data), _file(shapes), path, expected)


def _file(iri: Term | None) -> Path:
    assert isinstance(iri, NamedNode)
    from urllib.parse import unquote, urlparse

    return Path(unquote(urlparse(iri.value).path))


def judge(test: SuiteTest, engine: str) -> str | None:
    """None where the engine passes the test; otherwise what it got wrong."""
    shapes = ShapesGraph(document(test.shapes).triples, Prefixes({}))
    data = serialize((Quad(*t) for t in document(test.data).triples), format=RdfFormat.N_TRIPLES)
    assert data is not None
    try:
        results = run_shacl(data, shapes, engine).results
    except ShapesError as error:
        return None if test.fails else f"refused: {error}"
    except EngineError as error:
        return f"not done: {error}"
    if test.fails:
        return f"a failure was expected, and {len(results)} results came"
    same = test.data == test.shapes == test.manifest
    got = Counter(tuple(_masked(part, same) for part in result.key) for result in results)
    conforms, wanted = _expected(test, same)
    if conforms != (not results):
        return f"conforms is {not results} and should be {conforms}"
    missing, surplus = wanted - got, got - wanted
    if missing or surplus:
        return f"missing {sorted(missing.elements())}, too many {sorted(surplus.elements())}"
    return None


def passes(engine: str, tests: Sequence[SuiteTest]) -> dict[str, int]:
    """How many tests of each part an engine passes."""
    return {part: sum(judge(t, engine) is None for t in tests if t.part == part) for part in PARTS}


def engines_page(tests: Sequence[SuiteTest]) -> str:
    """docs/reference/shacl-engines.md: what each engine passes, and what is known to be wrong with it."""
    total = {part: sum(test.part == part for test in tests) for part in PARTS}
    used = {name: f"`{name}` {version(name)}" for name in ("shacl", "pyshacl", "pyoxigraph")}
    engines = {
        "auto": f"the default: `fast` where it is installed, `reference` for what it cannot do ({used['shacl']})",
        "fast": f"{used['shacl']}, with SPARQL-based constraints on {used['pyoxigraph']}",
        "reference": used["pyshacl"],
    }
    lines = [_HEAD, "| `--engine` | what runs | core | SPARQL |", "|---|---|---|---|"]
    for engine, what in engines.items():
        passed = passes(engine, tests)
        lines.append(f"| `{engine}` | {what} | " + " | ".join(f"{passed[p]} of {total[p]}" for p in PARTS) + " |")
    lines += ["", "Not passed:", ""]
    by_reason: dict[tuple[str, str], list[str]] = {}
    for (engine, name), why in MISSES.items():
        by_reason.setdefault((engine, why), []).append(f"`{name}`")
    lines += [f"- `{engine}`: {', '.join(names)}. {why}." for (engine, why), names in by_reason.items()]
    lines += ["", _DIFFERENCES]
    for known in KNOWN:
        cure = known.cure[:1].upper() + known.cure[1:] if known.cure else "The difference remains"
        lines += [
            f"### {known.name}\n",
            f"`{known.engine}` (section {known.section} of SHACL): {known.what}"
            f" Right: {_results(known.right)}; it gives {_results(known.alone)}. {cure}.\n",
            f"```turtle\n# Shapes\n{known.shapes}\n\n# Data\n{known.data}\n```\n",
        ]
    return "\n".join(lines).rstrip() + "\n"


def says_the_same(one: str, other: str) -> bool:
    """Whether two states of the page differ in no more than the versions with which they were made."""
    version_number = re.compile(r"(` )[\d.]+\w*")
    return version_number.sub(r"\1", one) == version_number.sub(r"\1", other)


def _results(number: int | None) -> str:
    return "a refusal" if number is None else f"{number} result{'' if number == 1 else 's'}"


_HEAD = """\
<!-- Generated by .ci/write_shacl_engines.py. Do not edit. -->

# SHACL engines

`civicgraph validate --engine` takes `auto` (the default), `fast`, `reference` or `both`. `reference` is pySHACL and is
always there; `fast` comes with `pip install "civicgraph[fast]"`. Where `fast` fails or cannot be trusted with the shapes,
`auto` takes `reference` and says so below the findings. `both` runs the two and makes a finding (CG090) of each result
that only one of them gives.

## W3C test suite

The tests of the W3C working group (w3c/data-shapes), through the adapter that `validate` uses. A test passes where verdict
and results are the same: focus node, path, value, severity, component and source shape, each as often.
"""
_DIFFERENCES = """\
## What is known to be wrong with an engine

Found by running the engines on the same shapes and data: the W3C suite, the graph of this project and its mutants, and
graphs made by chance (`tests/conformance`). Each example below is a test: it fails as soon as the engine is mended. None of
what remains occurs in the graph of this project.

With `fast`, the queries of shapes run on a store that keeps the value of a number and not its spelling: there 1 and 01 are
the same, which they are not for pySHACL. A result names a value as the files write it if they write it in one way only.

Where a query gives solutions that are alike in all they return, the specification has a result for each; here they count
once, with every engine.
"""


def _masked(part: str, same: bool) -> str:
    return "_:" if part.startswith("_:") and not same else part


def _expected(test: SuiteTest, same: bool) -> tuple[bool, Counter[Key]]:
    doc = document(test.manifest)
    conforms = doc.one(test.expected, SH + "conforms")
    found: Counter[Key] = Counter()
    assert isinstance(test.expected, NamedNode | BlankNode)
    for result in doc.objects(test.expected, SH + "result"):
        path = doc.one(result, SH + "resultPath")
        key = (
            plain_term(doc.one(result, SH + "focusNode")),
            "" if path is None else str(read_path(path, doc.objects)),
            plain_term(doc.one(result, SH + "value")),
            getattr(doc.one(result, SH + "sourceConstraintComponent"), "value", ""),
            getattr(doc.one(result, SH + "resultSeverity"), "value", ""),
            plain_term(doc.one(result, SH + "sourceShape")),
        )
        found[tuple(_masked(part, same) for part in key)] += 1
    return getattr(conforms, "value", None) in ("true", "1"), found
