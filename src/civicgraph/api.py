"""The graph as Python people use it: load, query, get, validate, export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from .claims import ClaimText
from .engines import ENGINES, REMOTE, Engine, Limits, graph_at
from .entities import Entity, describe, describe_claim
from .errors import ConfigError, EntityError, UnknownEntityError
from .graph import MOST_IN_MEMORY, GraphStore, Readable
from .labels import label as label_of
from .project import Project, find_project
from .queries import (
    Answer,
    Resolver,
    SavedQuery,
    bind,
    find_query,
    form_of,
    read_query,
    refuse_service,
    saved_queries,
    with_prefixes,
)
from .resolution import resolve, resolve_class, resolve_elsewhere
from .terms import RDFS, Prefixes

if TYPE_CHECKING:
    import rdflib

    from .engines.elsewhere import Elsewhere
    from .reports import Report
    from .stages import Stages
    from .statistics import Statistics


# Seconds: no connection is waited for longer, where no limit is wanted.
_LONGEST = 1e7


class KnowledgeGraph:
    """A graph project in memory: what its files say and, unless asked otherwise, what follows from them."""

    def __init__(self, store: GraphStore) -> None:
        self.store: Final = store
        self._engines: dict[str, Engine] = {}

    @property
    def project(self) -> Project:
        return self.store.project

    @property
    def version(self) -> str:
        """The version of the dataset."""
        return self.project.config.dataset.version

    @property
    def prefixes(self) -> Prefixes:
        return self.project.config.prefixes

    @property
    def inferred(self) -> bool:
        """Whether the derived stages are part of the graph."""
        return self.store.inferred

    def queries(self) -> list[SavedQuery]:
        """The saved questions of the project, by name."""
        return saved_queries(self.project)

    def query(
        self,
        name: str,
        /,
        *,
        engine: str = "oxigraph",
        endpoint: str | None = None,
        timeout: float | None = None,
        max_memory: int | None = None,
        max_rows: int | None = None,
        skip_rows: int = 0,
        allow_service: bool = False,
        **parameters: object,
    ) -> Answer:
        """The answer to a saved query, to a `.rq` file or to a SPARQL text.

        A text with white space is taken as SPARQL, a name that ends in `.rq` as a file. Parameters are IRIs,
        CURIEs, labels or plain Python values. With `endpoint`, the address of a SPARQL endpoint or its name in the
        project's settings, the query is asked there. A query that asks another server (SERVICE) is refused without
        `allow_service`.

        `timeout` is in seconds; without it the header of a saved query sets one, or nobody (`math.inf`: nobody).
        `max_memory` is in bytes. With either of them the query runs in a process of its own, which is ended at the
        limit. At most `max_rows` rows or triples are read, after `skip_rows`; `Answer.truncated` says whether there
        were more. Raises the `QueryError` family, `QueryTimeoutError`, `QueryMemoryError`, `EngineError`,
        `EndpointError`, `EntityError`, and `ValueError` for a limit that is none.
        """
        saved = self._saved(name)
        if timeout is None and saved is not None:
            timeout = saved.timeout
        limits = Limits(timeout, max_memory, max_rows, skip_rows)
        text, query_name = self._prepared(saved or name, parameters, endpoint, timeout, allow_service)
        answer = self._engine(engine, endpoint, timeout).query(text, name=query_name, limits=limits)
        return replace(answer, writer=_write)

    def prepare(
        self,
        name: str,
        parameters: dict[str, object] | None = None,
        *,
        endpoint: str | None = None,
        timeout: float | None = None,
        allow_service: bool = False,
    ) -> tuple[str, str]:
        """The finished SPARQL text of a query, with prefixes and values in place, and the query's name.

        With `endpoint`, labels that nothing here has are looked up there.
        """
        return self._prepared(self._saved(name) or name, parameters or {}, endpoint, timeout, allow_service)

    def _prepared(
        self,
        query: SavedQuery | str,
        parameters: dict[str, object],
        endpoint: str | None,
        timeout: float | None,
        allow_service: bool,
    ) -> tuple[str, str]:
        def named(value: str, class_: str | None) -> str:
            if endpoint is None:
                return resolve(self.store, value, class_)
            return self._named_there(value, class_, graph_at(self.project, endpoint, timeout=timeout))

        text, query_name = self._finished(query, parameters, named)
        if not allow_service:
            refuse_service(
                text,
                f"the query {query_name}".rstrip(),
                hint="allow it with --allow-service, or the parameter allow_service",
            )
        return text, query_name

    def _finished(self, query: SavedQuery | str, parameters: dict[str, object], named: Resolver) -> tuple[str, str]:
        if isinstance(query, str):
            form_of(query)
            return with_prefixes(query.lstrip(" "), self.prefixes), ""
        text, _ = bind(query, parameters, named, self.choices)
        return with_prefixes(text, self.prefixes), query.name

    def _saved(self, name: str) -> SavedQuery | None:
        """The saved query with a name or in a file, or None for a text of SPARQL."""
        if name[:1].isspace() or len(name.split(None, 1)) > 1:
            return None
        return read_query(Path(name)) if name.endswith(".rq") else find_query(self.project, name)

    def timeout_of(self, name: str) -> float | None:
        """The limit of time, in seconds, in the header of a saved query; None where there is none."""
        saved = self._saved(name)
        return None if saved is None else saved.timeout

    def choices(self, name: str) -> list[str]:
        """The values in the first column of a saved query, each once: what a parameter with `values_from` may be.

        Raises the `QueryError` family.
        """
        text, _ = bind(find_query(self.project, name), {}, lambda value, class_: resolve(self.store, value, class_))
        answer = self._engine("oxigraph", None, None).query(with_prefixes(text, self.prefixes), name=name)
        return list(dict.fromkeys(row[0].value for row in answer.rows if row[0] is not None))

    def get(self, entity: str, *, endpoint: str | None = None, timeout: float | None = None) -> Entity:
        """What the graph, or that at an endpoint, knows of a thing, named by IRI, CURIE or label.

        A label that nothing here has is looked up at the endpoint. `timeout` is for each request, in seconds. Raises
        `EntityError` and `EndpointError`.
        """
        if endpoint is None:
            return describe(self.store, resolve(self.store, entity))
        there = graph_at(self.project, endpoint, timeout=timeout)
        iri = self._named_there(entity, None, there)
        found = there.read(lambda graph: describe(graph, iri))
        if found.is_empty:
            raise UnknownEntityError(f"nothing at the endpoint is called {self.prefixes.shorten(iri)}")
        return found

    def entities(self, class_: str, *, endpoint: str | None = None, timeout: float | None = None) -> Answer:
        """The things of a class and of those below it, by their labels: columns `entity` and `entityLabel`.

        The class is named by IRI, CURIE, local name (`Case`) or label. With `endpoint` they are those of the graph
        there, and a class that the project does not know is named by IRI or CURIE; `timeout` is for each request, in
        seconds. Raises `EntityError` and `EndpointError`.
        """
        iri = resolve_class(self.store, class_, elsewhere=endpoint is not None)
        text = f"SELECT DISTINCT ?entity WHERE {{ ?entity a/<{RDFS}subClassOf>* <{iri}> FILTER(isIRI(?entity)) }}"
        found = self.query(text, endpoint=endpoint, timeout=timeout)
        label: Callable[[str], str | None] = found.label
        if endpoint is not None:
            iris = [row[0].value for row in found.rows if row[0]]
            there = graph_at(self.project, endpoint, timeout=timeout)
            label = there.read(lambda graph: {iri: label_of(graph.store, iri) for iri in iris}).get
            found = replace(found, label=label)
        names = {row: label(row[0].value) if row[0] else None for row in found.rows}
        rows = sorted(found.rows, key=lambda row: ((names[row] or "\uffff").casefold(), str(row[0])))
        labelled = replace(found, rows=tuple(rows)).with_labels()
        return replace(labelled, columns=("entity", "entityLabel"))

    def series(
        self,
        indicator: str,
        entity: str | None = None,
        *,
        endpoint: str | None = None,
        timeout: float | None = None,
    ) -> Any:
        """The figures of an indicator over time, of one thing or of all, as a tidy pandas DataFrame ready to plot.

        One row for each figure, with `year` as an integer, `value`, or `low` and `high` of a range, as floats, `target`
        (true for what was aimed at), `disputed` and the citation: the columns of the saved query `indicator-series`,
        which the project must have. Raises `MissingExtraError` without pandas, `EntityError`, and `QueryError` where
        the project has no such query.
        """
        about: dict[str, Any] = {} if entity is None else {"entity": entity}
        frame = self.query(
            "indicator-series", endpoint=endpoint, timeout=timeout, indicator=indicator, **about
        ).to_pandas()
        return frame.astype({name: "float64" for name in ("value", "low", "high") if name in frame})

    def claim(self, claim: str, *, endpoint: str | None = None, timeout: float | None = None) -> ClaimText:
        """One claim with its citations, here or at an endpoint. Raises `EntityError` and `EndpointError`."""
        there = None if endpoint is None else graph_at(self.project, endpoint, timeout=timeout)
        try:
            iri = resolve(self.store, claim) if there is None else self._named_there(claim, None, there)
        except EntityError as error:
            raise EntityError(error.message, hint=error.hint or "claims are named like claim:malmo-0001") from error
        if there is None:
            return describe_claim(self.store, iri)
        return there.read(lambda graph: describe_claim(graph, iri))

    def validate(
        self,
        *,
        profiles: Iterable[str] | None = None,
        select: Sequence[str] | None = None,
        ignore: Sequence[str] | None = None,
        baseline: str | Path | None = None,
        fail_on: str | None = None,
        changed: str | None = None,
        endpoint: str | None = None,
        timeout: float | None = None,
    ) -> Report:
        """The findings on the project, or on the graph at an endpoint by the shapes and checks of the project.

        `profiles` are those by which to judge besides the project's own rules, `select` and `ignore` codes or
        beginnings of codes, `baseline` is a file of known findings, `fail_on` the level from which on `Report.ok` is
        false: violation, warning, info or never; with `changed`, a commit, only what differs from it is looked at. What
        is None is as the project's settings say. `endpoint` is an address or a name in these settings, `timeout` the
        seconds for each request; a graph there has no commits. Raises `ShapesError`, `QueryError`, `ConfigError` and
        `EndpointError`.
        """
        from .validation import validate

        known = Path(baseline) if baseline is not None else None
        if endpoint is not None:
            from .validation.elsewhere import validate_at

            if changed is not None:
                raise ConfigError("a graph at an endpoint has no commits", hint="leave out changed, or endpoint")
            return validate_at(
                self.project,
                endpoint,
                timeout=timeout,
                profiles=profiles,
                select=select,
                ignore=ignore,
                baseline=known,
                fail_on=fail_on,
            )
        return validate(
            self.project,
            profiles=profiles,
            select=select,
            ignore=ignore,
            baseline=known,
            fail_on=fail_on,
            changed=changed,
        )

    def statistics(self, *, endpoint: str | None = None, timeout: float | None = None) -> Statistics:
        """What the graph, or that at an endpoint, holds, counted.

        `timeout` is for each request, in seconds. Raises `EndpointError`.
        """
        from .statistics import named_tally, statistics_of, tally

        if endpoint is None:
            return statistics_of(self.store)
        there = graph_at(self.project, endpoint, timeout=timeout)
        extent, counts = there.extent(), tally(self.project, there.ask)

        def named(graph: Readable) -> Statistics:
            return named_tally(
                counts,
                graph.store,
                self.prefixes,
                files=None,
                triples=extent.triples,
                asserted=extent.asserted,
                inferred=extent.inferred,
            )

        return there.read(named)

    def export(self, path: str | Path, format: str | None = None, *, align: bool = False) -> None:
        """Writes the graph to a file, in the format of its ending unless one is named.

        With `align` it is also said in the terms of outside vocabularies (ORG, PROV, schema.org and others).
        """
        from .export import format_of, write_graph, write_whole

        target = Path(path)
        with write_whole(target) as out:
            write_graph(self.store, format or format_of(target), out, align=align)

    def to_rdflib(self) -> rdflib.Graph:
        """The graph as an rdflib graph."""
        return self.store.to_rdflib()

    def _named_there(self, text: str, class_: str | None, there: Elsewhere) -> str:
        return resolve_elsewhere(self.store, text, class_, there.ask)

    def _engine(self, name: str, endpoint: str | None, timeout: float | None) -> Engine:
        if endpoint is not None or name == REMOTE:
            seconds = None if timeout is None else min(timeout, _LONGEST)
            engine: Engine = ENGINES.get(REMOTE)(self.store, endpoint, timeout=seconds)
            return engine
        if name not in self._engines:
            self._engines[name] = ENGINES.get(name)(self.store)
        return self._engines[name]

    def __repr__(self) -> str:
        size = f"{len(self.store.store):,} triples"
        return f"<KnowledgeGraph {self.project.config.name} {self.version} from {self.project.origin}, {size}>"


def _write(answer: Answer, path: str | Path, format: str | None) -> None:
    """What `Answer.write` does. The formats are imported when one is wanted."""
    from .export import write_answer_file

    write_answer_file(answer, path, format)


def load(
    path: str | Path | None = None,
    *,
    infer: bool = True,
    on_disk: bool | None = None,
    progress: Callable[[str], None] | None = None,
) -> KnowledgeGraph:
    """The graph of a project: the folder `path`, else the nearest project, else the graph bundled with the tool.

    With `infer` the derived stages are loaded too; they are derived first where they are not at hand, which
    takes some seconds. With `on_disk` the stores are kept in `.civicgraph/stores/`, which saves memory and the loading
    of the next time, and makes queries slower; where nothing is said, the size of the files decides. Raises
    `ProjectNotFoundError`, `ConfigError`, `SourceSyntaxError`, `ReasoningError`.
    """
    project = find_project(Path(path) if path is not None else None)
    return open_graph(project, infer=infer, on_disk=on_disk, progress=progress)


def open_graph(
    project: Project,
    *,
    infer: bool = True,
    on_disk: bool | None = None,
    progress: Callable[[str], None] | None = None,
) -> KnowledgeGraph:
    """The graph of a project that was found before."""

    def stages() -> Stages:
        from .reasoning import ensure_stages

        return ensure_stages(project, progress)

    disk = project.size > MOST_IN_MEMORY if on_disk is None else on_disk
    return KnowledgeGraph(GraphStore(project, stages if infer else None, on_disk=disk))
