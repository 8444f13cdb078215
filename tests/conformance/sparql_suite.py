"""The W3C SPARQL 1.1 suite: its tests of queries and result formats, and whether an engine passes one.

A test passes where the engine gives the same solutions, each as often, whatever their order and whatever blank nodes are
called; numbers count by value, language tags without case. A test of syntax passes where the query is taken or refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)
from shacl_suite import MF, Document

from civicgraph.engines.oxigraph import OxigraphEngine
from civicgraph.engines.rdflib import RdflibEngine
from civicgraph.errors import EngineError, QueryError
from civicgraph.graph import ntriples
from civicgraph.terms import XSD, Prefixes

# Where the suite lies: beside the checkout, in sparql/sparql11 of w3c/rdf-tests.
SUITE = Path(__file__).parents[3] / "shared" / "w3c" / "sparql11"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_EVALUATED = {MF + "QueryEvaluationTest", MF + "CSVResultFormatTest"}
_SYNTAX = {MF + "PositiveSyntaxTest11": True, MF + "NegativeSyntaxTest11": False}
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float", "int", "nonPositiveInteger")}
ENGINES = ("oxigraph", "rdflib", "pyoxigraph")
# What Oxigraph does not pass, with the reason.
_OF_OXIGRAPH = {
    "aggregates/agg-empty-group-count-graph": "GRAPH with a variable does not divide an aggregate by graph",
    "aggregates/agg-groupconcat-04": "GROUP_CONCAT over texts with languages gives no simple literal",
    "aggregates/agg-groupconcat-06": "GROUP_CONCAT over texts with languages gives no simple literal",
    "bindings/graph": "GRAPH with a variable does not bind it around VALUES",
    "csv-tsv-res/tsv03": "the store keeps xsd:negativeInteger as xsd:integer",
    "functions/bnode01": "BNODE with a text gives the same node in every solution",
    "negation/graph-minus": "GRAPH with a variable binds it inside MINUS too",
    **{
        f"property-path/{name}": "a path without length finds nothing from a term that the data do not have"
        for name in ("zero_or_more_set_end", "zero_or_more_set_start", "zero_or_one_set_end", "zero_or_one_set_start")
    },
}


def _each(reason: str, folder: str, names: str) -> dict[str, str]:
    return {f"{folder}/{name}": reason for name in names.split()}


_NO_NAMES = "named graphs are not offered by the reference engine"
_TAKEN, _OTHERWISE = "a query that SPARQL forbids is taken", "the solutions differ from those of the suite"
# The same of rdflib 7.
_OF_RDFLIB = {
    **_each(_NO_NAMES, "aggregates", "agg-empty-group-count-graph"),
    **_each(_NO_NAMES, "bindings", "graph"),
    **_each(_NO_NAMES, "construct", "constructwhere04"),
    **_each(_NO_NAMES, "exists", "exists-graph-variable exists03"),
    **_each(_NO_NAMES, "negation", "graph-minus"),
    **_each(_NO_NAMES, "property-path", "pp06 pp07 pp34 pp35"),
    **_each(_NO_NAMES, "subquery", "subquery01 subquery02 subquery03 subquery04 subquery05 subquery07"),
    **_each(_TAKEN, "aggregates", "agg08 agg09 agg10 agg11 agg12"),
    **_each(_TAKEN, "grouping", "group06 group07"),
    **_each(_TAKEN, "syntax-query", "test_43 test_44 test_45 test_60 test_61a test_62a test_65"),
    **_each(_TAKEN, "syntax-query", "test_bad_values_too_few test_bad_values_too_many"),
    **_each(_TAKEN, "syntax-query", "test_codepoint_invalid_escaped_bad_06"),
    **_each(_OTHERWISE, "aggregates", "agg-empty-group-max-2 agg-err-01 agg-group-fn"),
    **_each(_OTHERWISE, "cast", "cast-bool cast-decimal cast-double cast-float cast-int cast-string"),
    **_each(_OTHERWISE, "csv-tsv-res", "tsv03"),
    **_each(_OTHERWISE, "functions", "bnode01 coalesce-empty concat-empty concat02 if02 replace-case-insensitive"),
    **_each(_OTHERWISE, "functions", "strdt01 strdt03-rdf11 timezone"),
    **_each(_OTHERWISE, "project-expression", "projexp03"),
    **_each(_OTHERWISE, "property-path", "nps_a_inverse nps_direct_and_inverse nps_inverse pp36 pp37 values_and_path"),
    **_each(_OTHERWISE, "subquery", "subquery13"),
}
MISSES: dict[str, dict[str, str]] = {
    "oxigraph": _OF_OXIGRAPH,
    "pyoxigraph": _OF_OXIGRAPH,
    "rdflib": _OF_RDFLIB,
}


@dataclass(frozen=True, slots=True)
class SparqlTest:
    """One test: `name` is its folder and local name, `accepted` tells what a test of syntax asks for."""

    name: str
    query: Path
    data: tuple[Path, ...] = ()
    named: tuple[Path, ...] = ()
    result: Path | None = None
    accepted: bool | None = None


def suite_tests(suite: Path) -> list[SparqlTest]:
    """The approved and other tests of queries and of result formats, by name; those of entailment are another matter."""
    folders = re.findall(
        r"<([\w-]+)/manifest\.ttl>", (suite / "manifest-sparql11-query.ttl").read_text(encoding="utf-8")
    )
    found = [
        t for folder in [*folders, "csv-tsv-res", "json-res"] for t in _of_manifest(suite / folder / "manifest.ttl")
    ]
    return sorted(found, key=lambda test: test.name)


def _of_manifest(path: Path) -> Iterator[SparqlTest]:
    document = Document(path)
    for kind in (*_EVALUATED, *_SYNTAX):
        for node in document.instances(kind):
            assert isinstance(node, NamedNode)
            name = f"{path.parent.name}/{node.value.rpartition('#')[2]}"
            action = document.one(node, MF + "action")
            if kind in _SYNTAX:
                yield SparqlTest(name, _file(action), accepted=_SYNTAX[kind])
                continue
            assert isinstance(action, NamedNode | BlankNode)
            yield SparqlTest(
                name,
                _file(document.one(action, QT + "query")),
                tuple(_file(term) for term in document.objects(action, QT + "data")),
                tuple(_file(term) for term in document.objects(action, QT + "graphData")),
                _file(document.one(node, MF + "result")),
            )


def _file(term: object) -> Path:
    assert isinstance(term, NamedNode)
    return Path(term.value.removeprefix("file://"))


def passes(test: SparqlTest, engine: str) -> bool:
    """Whether an engine passes a test."""
    text = test.query.read_text(encoding="utf-8")
    store = _store(test)
    if test.accepted is not None:
        return _takes(text, test.query.as_uri(), store, engine) == test.accepted
    try:
        found = _ask(text, test.query.as_uri(), store, engine)
    except (QueryError, EngineError, SyntaxError, ValueError, RuntimeError):
        return False
    assert test.result is not None
    return _matches(found, test.result)


def _store(test: SparqlTest) -> Store:
    store = Store()
    graphs = [(path, DefaultGraph()) for path in test.data] + [(path, NamedNode(path.as_uri())) for path in test.named]
    for path, graph in graphs:
        syntax = RdfFormat.from_extension(path.suffix[1:]) or RdfFormat.TURTLE
        store.load(path=str(path), format=syntax, base_iri=path.as_uri(), to_graph=graph)
    return store


def _takes(text: str, base: str, store: Store, engine: str) -> bool:
    try:
        _ask(text, base, store, engine)
    except (QueryError, SyntaxError):
        return False
    except EngineError as error:
        return "parse" not in str(error) and "Parse" not in str(error)
    except RuntimeError:
        # It was read, and then asked for a function that there is not.
        return True
    return True


@dataclass(frozen=True, slots=True)
class Found:
    """An answer of any engine: rows by variable, triples, or a truth value."""

    rows: Sequence[Mapping[str, object]] | None = None
    triples: Iterable[Triple] | None = None
    boolean: bool | None = None


def _ask(text: str, base: str, store: Store, engine: str) -> Found:
    if engine == "pyoxigraph":
        return _of_pyoxigraph(store.query(text, base_iri=base))
    default = Store()
    default.extend(store.quads_for_pattern(None, None, None, DefaultGraph()))
    graph: Any = SimpleNamespace(
        store=default,
        with_names=store,
        to_rdflib=lambda: _to_rdflib(default),
        project=SimpleNamespace(config=SimpleNamespace(dataset=SimpleNamespace(version="0"), prefixes=Prefixes({}))),
    )
    answer = {"oxigraph": OxigraphEngine, "rdflib": RdflibEngine}[engine](graph).query(f"BASE <{base}>\n{text}")
    if answer.boolean is not None:
        return Found(boolean=answer.boolean)
    if answer.triples is not None:
        return Found(triples=answer.triples)
    return Found(rows=[dict(zip(answer.columns, row, strict=True)) for row in answer.rows])


def _to_rdflib(store: Store) -> Any:
    import rdflib

    return rdflib.Graph().parse(data=ntriples(store), format="nt")


def _of_pyoxigraph(result: Any) -> Found:
    if isinstance(result, QueryBoolean):
        return Found(boolean=bool(result))
    if isinstance(result, QuerySolutions):
        names = [variable.value for variable in result.variables]
        return Found(rows=[{name: solution[name] for name in names} for solution in result])
    return Found(triples=list(result))


def _matches(found: Found, expected: Path) -> bool:
    if expected.suffix in (".ttl", ".rdf", ".nt") and found.triples is not None:
        wanted = parse(path=str(expected), base_iri=expected.as_uri())
        return _canonical(Quad(*t) for t in found.triples) == _canonical(Quad(*q.triple) for q in wanted)
    if expected.suffix == ".csv":
        return found.rows is not None and _as_csv(found.rows) == _csv(expected)
    if expected.suffix in (".ttl", ".rdf"):
        return found.rows is not None and _solutions(found.rows) == _solutions(_result_set(expected))
    formats = {".srx": QueryResultsFormat.XML, ".srj": QueryResultsFormat.JSON, ".tsv": QueryResultsFormat.TSV}
    wanted_found = _of_pyoxigraph(parse_query_results(path=str(expected), format=formats[expected.suffix]))
    if wanted_found.boolean is not None:
        return found.boolean == wanted_found.boolean
    return found.rows is not None and _solutions(found.rows) == _solutions(wanted_found.rows or ())


def _solutions(rows: Sequence[Mapping[str, object]]) -> frozenset[str]:
    """The rows as the canonical form of a graph with a node for each."""
    quads = []
    for number, row in enumerate(rows):
        node = BlankNode(f"row{number}")
        quads.append(Quad(node, NamedNode("urn:row"), Literal("row")))
        quads += [
            Quad(node, NamedNode(f"urn:{name}"), _plain(term)) for name, term in row.items() if term is not None
        ]  # fmt: skip
    return _canonical(quads)


def _canonical(quads: Iterable[Quad]) -> frozenset[str]:
    dataset = Dataset(Quad(q.subject, q.predicate, _plain(q.object)) for q in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(map(str, dataset))


def _plain(term: Any) -> Any:
    """A term in one of the spellings that mean the same."""
    if isinstance(term, Literal) and term.datatype.value in _NUMBERS:
        try:
            value = Decimal(term.value)
        except InvalidOperation:
            return term
        text = str(float(value)) if term.datatype.value in (XSD + "double", XSD + "float") else str(value.normalize())
        return Literal(text, datatype=term.datatype)
    if isinstance(term, Literal) and term.datatype.value == XSD + "boolean":
        return Literal({"0": "false", "1": "true"}.get(term.value, term.value), datatype=term.datatype)
    if isinstance(term, Literal) and term.language:
        return Literal(term.value, language=term.language.lower())
    return term


def _as_csv(rows: Sequence[Mapping[str, object]]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(sorted(f"{n}={_csv_cell(t)}" for n, t in row.items())) for row in rows)


def _csv_cell(term: Any) -> str:
    if term is None:
        return ""
    return "_:" if isinstance(term, BlankNode) else str(_plain(term).value)


def _csv(path: Path) -> Counter[tuple[str, ...]]:
    import csv

    with path.open(encoding="utf-8", newline="") as stream:
        names, *rows = csv.reader(stream)
    cells = (tuple(sorted(f"{n}={_csv_text(cell)}" for n, cell in zip(names, row, strict=True))) for row in rows)
    return Counter(cells)


def _csv_text(cell: str) -> str:
    if cell.startswith("_:"):
        return "_:"
    if re.fullmatch(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+", cell):
        return str(float(cell))
    return str(Decimal(cell).normalize()) if re.fullmatch(r"[+-]?\d+(\.\d+)?", cell) else cell


def _result_set(path: Path) -> list[dict[str, object]]:
    """Solutions that the suite writes as RDF (rs:ResultSet)."""
    document = Document(path)
    rows = []
    (results,) = document.instances(RS + "ResultSet")
    for solution in document.objects(results, RS + "solution"):
        row: dict[str, object] = {}
        for binding in document.objects(solution, RS + "binding"):  # type: ignore[arg-type]
            variable = document.one(binding, RS + "variable")
            row[getattr(variable, "value", "")] = document.one(binding, RS + "value")
        rows.append(row)
    return rows


def versions() -> dict[str, str]:
    """The packages behind the engines."""
    return {name: version(name) for name in ("pyoxigraph", "rdflib")}


def engines_page(tests: Sequence[SparqlTest]) -> str:
    """The page on what the engines pass: a table by folder, and the tests that each misses, with the reason."""
    passed = {engine: {test.name for test in tests if passes(test, engine)} for engine in ENGINES}
    folders = sorted({test.name.partition("/")[0] for test in tests})
    packages = versions()
    lines = [
        "<!-- Written by .ci/write_sparql_engines.py; do not edit. -->",
        "",
        "# SPARQL engines",
        "",
        f"What the engines of `civicgraph query` pass of the W3C suite of SPARQL 1.1: its {len(tests)} tests of queries, of",
        "their syntax and of the result formats JSON, CSV and TSV, through our own interface. `oxigraph` is the default,",
        "`rdflib` the reference; `pyoxigraph` is the library behind the default, used directly.",
        f"(pyoxigraph {packages['pyoxigraph']}, rdflib {packages['rdflib']})",
        "",
        "| part of the suite | tests | " + " | ".join(ENGINES) + " |",
        "|---|---|" + "---|" * len(ENGINES),
    ]
    for folder in folders:
        inside = {test.name for test in tests if test.name.startswith(f"{folder}/")}
        lines.append(
            f"| {folder} | {len(inside)} | " + " | ".join(str(len(inside & passed[e])) for e in ENGINES) + " |"
        )
    lines.append(f"| **all** | {len(tests)} | " + " | ".join(f"**{len(passed[e])}**" for e in ENGINES) + " |")
    for engine in ("oxigraph", "rdflib"):
        lines += ["", f"## What {engine} misses", "", "| reason | tests |", "|---|---|"]
        reasons: dict[str, list[str]] = {}
        for name in sorted({test.name for test in tests} - passed[engine]):
            reasons.setdefault(MISSES[engine].get(name, "not known yet"), []).append(f"`{name}`")
        lines += [f"| {reason} | {', '.join(names)} |" for reason, names in sorted(reasons.items())]
    return "\n".join([*lines, ""])
