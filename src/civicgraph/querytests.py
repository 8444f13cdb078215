"""Tests of saved queries: what each must answer, on two engines that must agree.

A folder `queries/tests/NAME/` has `expected.csv` (IRIs as CURIEs) or, for a CONSTRUCT, `expected.ttl`; `params.toml`
has its parameters, `test.toml` how to compare. Folders below it hold further cases of the same query. The nearest
`given*.ttl` in the folder or above it take the place of the project's data; without any, the project's own are asked.
"""

from __future__ import annotations

import csv
import io
import os
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from glob import escape
from pathlib import Path
from typing import Any

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, parse

from .api import KnowledgeGraph, open_graph
from .errors import CivicGraphError, ConfigError, QueryError, UnknownQueryError
from .export import write_answer, write_whole
from .export.answers import cell
from .graph import GraphStore
from .project import Project
from .queries import Answer, SavedQuery, saved_queries, tokens
from .reasoning import derive
from .suggest import did_you_mean

FOLDER = "tests"
ENGINES_COMPARED = ("oxigraph", "rdflib")
_SHOWN = 5
_FILES = ("expected.csv", "expected.ttl", "params.toml", "test.toml")
_OPTIONS = {"match", "ignore_columns", "ordered"}

Table = list[list[str]]


@dataclass(frozen=True, slots=True)
class QueryTest:
    """A case: its name below the folder of tests, the query, its parameters, and how to compare.

    With `subset` further rows may be there; the columns `ignored` may hold anything; with `ordered` the first engine
    must give the rows in their order. `given` are the files that take the place of the project's data.
    """

    name: str
    query: SavedQuery
    folder: Path
    parameters: Mapping[str, object]
    given: tuple[Path, ...]
    subset: bool
    ignored: frozenset[str]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a test: lines that say what differs, none where it passed."""

    test: QueryTest
    faults: tuple[str, ...]


def read_tests(
    project: Project, folder: Path | None = None, names: Iterable[str] = (), *, new: bool = False
) -> list[QueryTest]:
    """The tests of the saved queries, or of those with the names, by name.

    `folder` is `tests` in the folder of the queries where it is None; with `new`, names that have no folder yet count
    too. Raises `UnknownQueryError` for a name or a folder with a test that no query has, and `ConfigError` for settings
    that cannot be read.
    """
    root = folder or project.queries / FOLDER
    queries = {query.name: query for query in saved_queries(project)}
    names = list(names)
    there = [path.name for path in sorted(root.iterdir()) if _has_test(path)] if root.is_dir() else []
    for name in [*names, *there]:
        if name not in queries:
            raise UnknownQueryError(f'there is no saved query "{name}"', hint=did_you_mean(name, queries))
    wanted = set(names) or set(queries)
    return [
        _read(project, root, place, query)
        for name, query in queries.items()
        if name in wanted and (name in there or (new and name in names))
        for place in _cases(root / name)
    ]


def run_tests(project: Project, tests: Sequence[QueryTest]) -> Iterator[Outcome]:
    """The outcome of each test. Raises `CivicGraphError` where the graph cannot be loaded."""
    graph_of = cache(partial(_graph, project))
    for test in tests:
        graph = graph_of(test.given)
        try:
            answers = [_answer(graph, test, engine) for engine in ENGINES_COMPARED]
            yield Outcome(test, tuple(_faults(test, graph, answers)))
        except CivicGraphError as error:
            yield Outcome(test, (error.message,))


def _answer(graph: KnowledgeGraph, test: QueryTest, engine: str) -> Answer:
    # The finished text, since a parameter may be called like an option of `query`.
    text, _ = graph.prepare(test.query.name, dict(test.parameters))
    return graph.query(f" {text}", engine=engine)


def update_tests(project: Project, tests: Sequence[QueryTest]) -> list[Path]:
    """Writes what the first engine answers now as what is expected; gives the files that changed."""
    changed = []
    graph_of = cache(partial(_graph, project))
    for test in tests:
        graph = graph_of(test.given)
        answer = _answer(graph, test, ENGINES_COMPARED[0])
        path = test.folder / ("expected.ttl" if answer.triples is not None else "expected.csv")
        buffer = io.BytesIO()
        if answer.triples is not None:
            write_answer(answer, "ttl", buffer, graph.prefixes)
        else:
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerows(_table(answer, graph))
            buffer.write(text.getvalue().encode())
        if not path.is_file() or path.read_bytes() != buffer.getvalue():
            path.parent.mkdir(parents=True, exist_ok=True)
            with write_whole(path) as stream:
                stream.write(buffer.getvalue())
            changed.append(path)
    return changed


def untested(project: Project, tests: Iterable[QueryTest]) -> list[str]:
    """The saved queries without a test."""
    tested = {test.query.name for test in tests}
    return [query.name for query in saved_queries(project) if query.name not in tested]


def _cases(folder: Path) -> list[Path]:
    return sorted({path.parent for path in folder.rglob("*") if path.name in _FILES} or {folder})


def _has_test(folder: Path) -> bool:
    return any(path.name in _FILES for path in folder.rglob("*"))


def _read(project: Project, root: Path, folder: Path, query: SavedQuery) -> QueryTest:
    options = _toml(folder / "test.toml")
    ends = [t.text.upper() for t in tokens(query.text) if t.kind == "word" or t.text == "}"]
    sorted_ = "ORDER" in ends[len(ends) - 1 - ends[::-1].index("}") :] if "}" in ends else False
    ignored = options.get("ignore_columns", [])
    wrong = sorted(options.keys() - _OPTIONS)
    if wrong or options.get("match", "exact") not in ("exact", "subset") or not isinstance(ignored, list):
        raise ConfigError(
            f"{_shown(folder / 'test.toml', project)} has a setting that nobody knows"
            + (f": {', '.join(wrong)}" if wrong else ""),
            hint='settings: match = "exact" or "subset", ignore_columns = ["column"], ordered = true or false',
        )
    given: tuple[Path, ...] = ()
    for place in (folder, *folder.parents):
        given = given or tuple(sorted(place.glob("given*.ttl")))
        if place == root:
            break
    return QueryTest(
        name=folder.relative_to(root).as_posix(),
        query=query,
        folder=folder,
        parameters=_toml(folder / "params.toml"),
        given=given,
        subset=options.get("match") == "subset",
        ignored=frozenset(str(column) for column in ignored),
        ordered=bool(options.get("ordered", sorted_)),
    )


def _toml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error


def _graph(project: Project, given: tuple[Path, ...]) -> KnowledgeGraph:
    if not given:
        return open_graph(project)
    patterns = tuple(escape(os.path.relpath(path, project.root).replace(os.sep, "/")) for path in given)
    config = replace(project.config, globs={**project.config.globs, "data": patterns})
    small = replace(project, config=config)
    return KnowledgeGraph(GraphStore(small, derive(small)))


def _faults(test: QueryTest, graph: KnowledgeGraph, answers: Sequence[Answer]) -> Iterator[str]:
    first = answers[0]
    path = test.folder / ("expected.ttl" if first.triples is not None else "expected.csv")
    if not path.is_file():
        yield f"{path.name} is missing: write it with --update"
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    if first.triples is not None:
        try:
            wanted = {quad.triple for quad in parse(text, format=RdfFormat.TURTLE)}
        except SyntaxError as error:
            raise QueryError(f"{path.name} is not Turtle: {error.msg or error}") from error
        for answer in answers:
            yield from _compared(answer.engine, canonical(answer.triples or ()), canonical(wanted), test.subset)
        return
    expected = _without(list(csv.reader(io.StringIO(text))), test.ignored)
    for answer in answers:
        found = _without(_table(answer, graph), test.ignored)
        if found[:1] != expected[:1]:
            head, wanted_head = (", ".join(rows[0]) if rows else "nothing" for rows in (found, expected))
            yield f"{answer.engine}: the columns are {head}, expected {wanted_head}"
            continue
        differing = list(_compared(answer.engine, _counted(found), _counted(expected), test.subset))
        yield from differing
        if not differing and answer is first and test.ordered and not _in_order(found[1:], expected[1:]):
            yield f"{answer.engine}: the rows stand in another order"
    one, other = (_counted(_without(_table(answer, graph), test.ignored)) for answer in answers)
    if test.subset and one != other:
        yield f"{' and '.join(ENGINES_COMPARED)} give different rows"


def _compared(
    engine: str, found: Counter[tuple[str, ...]], expected: Counter[tuple[str, ...]], subset: bool
) -> Iterator[str]:
    for sign, rows in (("-", expected - found), ("+", Counter() if subset else found - expected)):
        listed = sorted(rows.elements())
        for row in listed[:_SHOWN]:
            yield f"{engine}: {sign} {', '.join(row)}"
        if len(listed) > _SHOWN:
            yield f"{engine}: {sign} and {len(listed) - _SHOWN} more"


def _counted(table: Table) -> Counter[tuple[str, ...]]:
    return Counter(tuple(row) for row in table[1:])


def _in_order(found: Table, expected: Table) -> bool:
    """Whether the expected rows stand among those found, in their order."""
    rest = iter(found)
    return all(row in rest for row in expected)


def canonical(triples: Iterable[Triple]) -> Counter[tuple[str, ...]]:
    """The triples as texts, in a form that isomorphic graphs have in common (RDF Dataset Canonicalization)."""
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return Counter((str(quad.triple),) for quad in dataset)


def _table(answer: Answer, graph: KnowledgeGraph) -> Table:
    if answer.boolean is not None:
        return [["answer"], ["true" if answer.boolean else "false"]]
    return [list(answer.columns), *([cell(term, graph.prefixes) for term in row] for row in answer.rows)]


def _without(table: Table, ignored: frozenset[str]) -> Table:
    kept = [at for at, column in enumerate(table[0] if table else ()) if column not in ignored]
    return [[row[at] if at < len(row) else "" for at in kept] for row in table]


def _shown(path: Path, project: Project) -> str:
    return path.relative_to(project.root).as_posix() if path.is_relative_to(project.root) else str(path)
