"""The W3C SPARQL 1.1 suite: its tests of queries and result formats, and whether an engine passes one.

An answer of our engines is compared as our writer puts it, in the format of the file that the suite expects. A test
passes where the engine gives the same solutions, each as often, whatever their order and whatever blank nodes are called;
numbers count by value, language tags without case. A test of syntax passes where the query is taken or refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
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
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)
from shacl_suite import MF, Document
from sparql_results import BY_ENDING, solutions, written

from civicgraph.engines.oxigraph import OxigraphEngine
from civicgraph.engines.rdflib import RdflibEngine
from civicgraph.errors import EngineError, QueryError
from civicgraph.graph import ntriples
from civicgraph.queries import Answer
from civicgraph.terms import XSD, Prefixes

# Where the suite lies: beside the checkout, in sparql/sparql11 of w3c/rdf-tests.
SUITE = Path(__file__).parents[3] / "shared" / "w3c" / "sparql11"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_EVALUATED = {MF + "QueryEvaluationTest", MF + "CSVResultFormatTest"}
_SYNTAX = {MF + "PositiveSyntaxTest11": True, MF + "NegativeSyntaxTest11": False}
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float", "int", "nonPositiveInteger")}


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
    """An answer of any engine: rows by variable, triples, or a truth value; and as our engines give it."""

    rows: Sequence[Mapping[str, object]] | None = None
    triples: Iterable[Triple] | None = None
    boolean: bool | None = None
    answer: Answer | None = None


def _ask(text: str, base: str, store: Store, engine: str) -> Found:
    if engine == "pyoxigraph":
        return _of_pyoxigraph(store.query(text, base_iri=base))
    answer = _answer(text, base, store, engine)
    if answer.triples is not None:
        return Found(triples=answer.triples)
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    return Found(rows=None if answer.boolean is not None else rows, boolean=answer.boolean, answer=answer)


def answered(test: SparqlTest, engine: str) -> Answer:
    """What one of our engines answers to a test. Raises `QueryError` and `EngineError`."""
    return _answer(test.query.read_text(encoding="utf-8"), test.query.as_uri(), _store(test), engine)


def _answer(text: str, base: str, store: Store, engine: str) -> Answer:
    default = Store()
    default.extend(store.quads_for_pattern(None, None, None, DefaultGraph()))
    graph: Any = SimpleNamespace(
        store=default,
        with_names=store,
        to_rdflib=lambda: _to_rdflib(default),
        project=SimpleNamespace(config=SimpleNamespace(dataset=SimpleNamespace(version="0"), prefixes=Prefixes({}))),
    )
    return {"oxigraph": OxigraphEngine, "rdflib": RdflibEngine}[engine](graph).query(f"BASE <{base}>\n{text}")


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
        text = expected.read_text(encoding="utf-8")
        if found.answer is not None:
            return _csv(written(found.answer, BY_ENDING[".csv"]).decode()) == _csv(text)
        return found.rows is not None and _as_csv(found.rows) == _csv(text)
    if expected.suffix in (".ttl", ".rdf"):
        return found.rows is not None and _solutions(found.rows) == _solutions(_result_set(expected))
    format = BY_ENDING[expected.suffix].theirs
    wanted_found = _of_pyoxigraph(parse_query_results(path=str(expected), format=format))
    if found.answer is not None:
        found = _of_pyoxigraph(parse_query_results(written(found.answer, BY_ENDING[expected.suffix]), format=format))
    if wanted_found.boolean is not None:
        return found.boolean == wanted_found.boolean
    return found.rows is not None and _solutions(found.rows) == _solutions(wanted_found.rows or ())


def _solutions(rows: Sequence[Mapping[str, object]]) -> frozenset[str]:
    """The rows in one form for all that mean the same."""
    return solutions([{name: _plain(term) for name, term in row.items()} for row in rows])


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
    return "_:" if isinstance(term, BlankNode) else _csv_text(str(_plain(term).value))


def _csv(text: str) -> Counter[tuple[str, ...]]:
    names, *rows = csv.reader(io.StringIO(text, newline=""))
    cells = (tuple(sorted(f"{n}={_csv_text(cell)}" for n, cell in zip(names, row, strict=True))) for row in rows)
    return Counter(cells)


def _csv_text(cell: str) -> str:
    """A cell in one of the spellings that mean the same; CSV has no datatypes, so that all numbers are of one kind."""
    if cell.startswith("_:"):
        return "_:"
    return str(Decimal(cell).normalize()) if re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", cell) else cell


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
