"""The graph as Python people use it: load, query, get, validate, export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from .claims import ClaimText
from .engines import ENGINES, Engine
from .entities import Entity, describe, describe_claim
from .errors import EntityError
from .graph import GraphStore
from .labels import Labels
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

    from .reports import Report
    from .statistics import Statistics


_REMOTE = "remote"


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
        return self.store.stages is not None

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
        allow_service: bool = False,
        **parameters: object,
    ) -> Answer:
        """The answer to a saved query, to a `.rq` file or to a SPARQL text.

        A text with white space is taken as SPARQL, a name that ends in `.rq` as a file. Parameters are IRIs,
        CURIEs, labels or plain Python values. With `endpoint`, the address of a SPARQL endpoint or its name in the
        project's settings, the query is asked there, for at most `timeout` seconds. A query that asks another server
        (SERVICE) is refused without `allow_service`. Raises the `QueryError` family, `EngineError`, `EndpointError`
        and `EntityError`.
        """
        from .export import write_answer_file

        text, query_name = self.prepare(
            name, parameters, endpoint=endpoint, timeout=timeout, allow_service=allow_service
        )
        answer = self._engine(engine, endpoint, timeout).query(text, name=query_name)
        return replace(answer, prefixes=self.prefixes, label=Labels(self.store.store), writer=write_answer_file)

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

        def named(value: str, class_: str | None) -> str:
            if endpoint is None:
                return resolve(self.store, value, class_)
            engine = self._engine(_REMOTE, endpoint, timeout)
            return resolve_elsewhere(self.store, value, class_, lambda text: engine.query(text).rows)

        text, query_name = self._finished(name, parameters or {}, named)
        if not allow_service:
            refuse_service(
                text,
                f"the query {query_name}".rstrip(),
                hint="allow it with --allow-service, or the parameter allow_service",
            )
        return text, query_name

    def _finished(self, name: str, parameters: dict[str, object], named: Resolver) -> tuple[str, str]:
        if any(c.isspace() for c in name.strip()):
            form_of(name)
            return with_prefixes(name.lstrip(" "), self.prefixes), ""
        query = read_query(Path(name)) if name.endswith(".rq") else find_query(self.project, name)
        text, _ = bind(query, parameters, named, self.choices)
        return with_prefixes(text, self.prefixes), query.name

    def choices(self, name: str) -> list[str]:
        """The values in the first column of a saved query, each once: what a parameter with `values_from` may be.

        Raises the `QueryError` family.
        """
        text, _ = bind(find_query(self.project, name), {}, lambda value, class_: resolve(self.store, value, class_))
        answer = self._engine("oxigraph", None, None).query(with_prefixes(text, self.prefixes), name=name)
        return list(dict.fromkeys(row[0].value for row in answer.rows if row[0] is not None))

    def get(self, entity: str) -> Entity:
        """What the graph knows of a thing, named by IRI, CURIE or label. Raises `EntityError`."""
        return describe(self.store, resolve(self.store, entity))

    def entities(self, class_: str) -> Answer:
        """The things of a class and of those below it, by their labels: columns `entity` and `entityLabel`.

        The class is named by IRI, CURIE, local name (`Case`) or label. Raises `EntityError`.
        """
        iri = resolve_class(self.store, class_)
        text = f"SELECT DISTINCT ?entity WHERE {{ ?entity a/<{RDFS}subClassOf>* <{iri}> FILTER(isIRI(?entity)) }}"
        found = self.query(text)
        label = found.label
        names = {row: label(row[0].value) if row[0] else None for row in found.rows}
        rows = sorted(found.rows, key=lambda row: ((names[row] or "\uffff").casefold(), str(row[0])))
        labelled = replace(found, rows=tuple(rows)).with_labels()
        return replace(labelled, columns=("entity", "entityLabel"))

    def series(self, indicator: str, entity: str | None = None) -> Any:
        """The figures of an indicator over time, of one thing or of all, as a tidy pandas DataFrame ready to plot.

        One row for each figure, with `year` as an integer, `value`, or `low` and `high` of a range, as floats, `target`
        (true for what was aimed at), `disputed` and the citation: the columns of the saved query `indicator-series`,
        which the project must have. Raises `MissingExtraError` without pandas, `EntityError`, and `QueryError` where
        the project has no such query.
        """
        about: dict[str, Any] = {} if entity is None else {"entity": entity}
        frame = self.query("indicator-series", indicator=indicator, **about).to_pandas()
        return frame.astype({name: "float64" for name in ("value", "low", "high") if name in frame})

    def claim(self, claim: str) -> ClaimText:
        """One claim with its citations. Raises `EntityError`."""
        try:
            iri = resolve(self.store, claim)
        except EntityError as error:
            raise EntityError(error.message, hint=error.hint or "claims are named like claim:malmo-0001") from error
        return describe_claim(self.store, iri)

    def validate(
        self,
        *,
        profiles: Iterable[str] | None = None,
        select: Sequence[str] | None = None,
        ignore: Sequence[str] | None = None,
        baseline: str | Path | None = None,
        fail_on: str | None = None,
        changed: str | None = None,
    ) -> Report:
        """The findings on the project.

        `profiles` are those by which to judge besides the project's own rules, `select` and `ignore` codes or
        beginnings of codes, `baseline` is a file of known findings, `fail_on` the level from which on `Report.ok` is
        false: violation, warning, info or never; with `changed`, a commit, only what differs from it is looked at. What
        is None is as the project's settings say. Raises `ShapesError`,
        `QueryError` and `ConfigError`.
        """
        from .validation import validate

        known = Path(baseline) if baseline is not None else None
        return validate(
            self.project,
            profiles=profiles,
            select=select,
            ignore=ignore,
            baseline=known,
            fail_on=fail_on,
            changed=changed,
        )

    def statistics(self) -> Statistics:
        """What the graph holds, counted."""
        from .statistics import count

        return count(self.store)

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

    def _engine(self, name: str, endpoint: str | None, timeout: float | None) -> Engine:
        if endpoint is not None or name == _REMOTE:
            engine: Engine = ENGINES.get(_REMOTE)(self.store, endpoint, timeout=timeout)
            return engine
        if name not in self._engines:
            self._engines[name] = ENGINES.get(name)(self.store)
        return self._engines[name]

    def __repr__(self) -> str:
        size = f"{len(self.store.store):,} triples"
        return f"<KnowledgeGraph {self.project.config.name} {self.version} from {self.project.origin}, {size}>"


def load(
    path: str | Path | None = None, *, infer: bool = True, progress: Callable[[str], None] | None = None
) -> KnowledgeGraph:
    """The graph of a project: the folder `path`, else the nearest project, else the graph bundled with the tool.

    With `infer` the derived stages are loaded too; they are derived first where they are not at hand, which
    takes some seconds. Raises `ProjectNotFoundError`, `ConfigError`, `SourceSyntaxError`, `ReasoningError`.
    """
    return open_graph(find_project(Path(path) if path is not None else None), infer=infer, progress=progress)


def open_graph(
    project: Project, *, infer: bool = True, progress: Callable[[str], None] | None = None
) -> KnowledgeGraph:
    """The graph of a project that was found before."""
    stages = None
    if infer:
        from .reasoning import ensure_stages

        stages = ensure_stages(project, progress)
    return KnowledgeGraph(GraphStore(project, stages))
