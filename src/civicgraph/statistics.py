"""What a graph holds, counted by a few queries, which files and endpoints answer alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import Literal, NamedNode, QuerySolutions

from .errors import EndpointError
from .graph import GraphStore, Statements
from .labels import label
from .project import Project
from .queries import Row, Term, to_count
from .terms import CG, PREF_LABEL, RDFS, Prefixes


class Ask(Protocol):
    """Gives the rows of a SELECT, with these columns."""

    def __call__(self, text: str, *columns: str) -> Sequence[Row]: ...


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of a graph.

    `triples` are all of them, `asserted` those that files state and `inferred` those of each stage that adds any. Of a
    graph at an endpoint there are no `files`, and it may not tell what was `asserted` (None). `things` and `claims` map
    class labels to numbers of members, each counted under the most specific of these classes; `cited` are claims that
    have a citation of their own or rest on one that has; `regions` counts innovations by their region in the default
    model of realms, and is empty where none was inferred; `languages` counts preferred labels for each language.
    """

    files: int | None
    triples: int
    asserted: int | None
    inferred: dict[str, int]
    things: dict[str, int]
    claims: dict[str, int]
    cited: int
    disputes: int
    sources_by_read_level: dict[str, int]
    regions: dict[str, int]
    languages: dict[str, int]

    @property
    def total_claims(self) -> int:
        return sum(self.claims.values())


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a graph by IRI, and of labels by language."""

    classes: Mapping[str, int]
    cited: int
    read_levels: Mapping[str, int]
    regions: Mapping[str, int]
    languages: Mapping[str, int]


def statistics_of(graph: GraphStore) -> Statistics:
    """The statistics of the files of a project and what was inferred from them."""

    def ask(text: str, *columns: str) -> Sequence[Row]:
        solutions = graph.store.query(text)
        assert isinstance(solutions, QuerySolutions)
        return [tuple(solution[name] for name in columns) for solution in solutions]

    lines = {name: text.count(b"\n") for name, text in graph.stages.texts.items()} if graph.stages else {}
    inferred = {name: number for name, number in lines.items() if number}
    triples = len(graph.store)
    return named_tally(
        tally(graph.project, ask),
        graph.store,
        graph.project.config.prefixes,
        files=len(graph.files),
        triples=triples,
        # A stage holds what neither the files nor an earlier stage says.
        asserted=triples - sum(inferred.values()),
        inferred=inferred,
    )


def tally(project: Project, ask: Ask) -> Tally:
    """The counts of a graph, by five queries at most; `ask` gives the rows of a SELECT there.

    Raises what `ask` raises, and `EndpointError` where an answer holds no numbers.
    """
    model = project.config.prefixes.expand(f"model:{project.config.default_model}")
    kinds = (*THING_KINDS, *CLAIM_KINDS, "Dispute")
    by = f"({_c('citedSource')}|{_c('hasCitation')})"
    # As FILTER EXISTS, with the paths in one, Oxigraph takes a hundred times as long.
    cited = f"{{ {{ ?x {by} ?source }} UNION {{ ?x {_c('restsOn')}/{by} ?source }} }} {_of(CLAIM_KINDS)}"

    def counted(key: str, pattern: str) -> dict[str, int]:
        text = f"SELECT ?{key} (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }} GROUP BY ?{key}"
        return {term.value: _number(number) for term, number in ask(text, key, "n") if isinstance(term, NamedNode)}

    region = f"{_of(('Innovation',))} ?x {_c('exactRegion')} ?region . ?region {_c('inModel')} <{model}> ."
    totals = ask(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {cited} }}", "n")
    return Tally(
        classes=counted("class", _of(kinds)),
        cited=_number(totals[0][0] if len(totals) == 1 else None),
        read_levels=counted("level", f"{_of(('Source',))} ?x {_c('readLevel')} ?level . FILTER(ISIRI(?level))"),
        regions=counted("region", region) if model else {},
        languages=_languages(ask),
    )


def named_tally(
    counts: Tally,
    store: Statements,
    prefixes: Prefixes,
    *,
    files: int | None,
    triples: int,
    asserted: int | None,
    inferred: dict[str, int],
) -> Statistics:
    """The statistics that a tally and the sizes of a graph make; `store` tells what things are called."""

    def sizes(kinds: Sequence[str]) -> dict[str, int]:
        return {label(store, CG + k) or k: counts.classes[CG + k] for k in kinds if counts.classes.get(CG + k)}

    def names(of: Mapping[str, int]) -> dict[str, int]:
        total = Counter[str]()
        for iri, number in of.items():
            total[label(store, iri) or prefixes.shorten(iri)] += number
        return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))

    return Statistics(
        files=files,
        triples=triples,
        asserted=asserted,
        inferred=inferred,
        things=sizes(THING_KINDS),
        claims=sizes(CLAIM_KINDS),
        cited=counts.cited,
        disputes=counts.classes.get(CG + "Dispute", 0),
        sources_by_read_level=names(counts.read_levels),
        regions=names(counts.regions),
        languages=dict(sorted(counts.languages.items())),
    )


THING_KINDS = (
    "Case", "Study", "Innovation", "Place", "Organisation", "PublicOrganisation", "Partnership", "Person", "Post",
    "Event", "Indicator", "Source",
)  # fmt: skip
CLAIM_KINDS = (
    "LeadershipRole", "Participation", "Observation", "EventClaim", "StatusClaim", "RelationClaim", "DateClaim",
    "Finding", "TransferPointer", "StatementClaim", "Coding",
)  # fmt: skip


def _c(name: str) -> str:
    return f"<{CG}{name}>"


def _of(kinds: Sequence[str]) -> str:
    """The pattern of the things `?x` of some kinds, with the most specific `?class` among all that are counted.

    What was inferred makes a public organisation an organisation as well.
    """
    values = " ".join(map(_c, kinds))
    among = ", ".join(map(_c, (*THING_KINDS, *CLAIM_KINDS)))
    below = f"?x a ?sub . ?sub <{RDFS}subClassOf> ?class . FILTER(?sub != ?class && ?sub IN ({among}))"
    return f"VALUES ?class {{ {values} }} ?x a ?class . FILTER(ISIRI(?x)) FILTER NOT EXISTS {{ {below} }}"


def _languages(ask: Ask) -> dict[str, int]:
    """Preferred labels by language; tags are compared without case (RDF 1.1 Concepts, section 3.3)."""
    each = f"SELECT DISTINCT ?x ?label WHERE {{ ?x <{PREF_LABEL}> ?label }}"
    rows = ask(
        f'SELECT ?language (COUNT(*) AS ?n) WHERE {{ {{ {each} }} FILTER(ISLITERAL(?label) && LANG(?label) != "") '
        "BIND(LCASE(LANG(?label)) AS ?language) } GROUP BY ?language",
        "language",
        "n",
    )
    return {term.value: _number(number) for term, number in rows if isinstance(term, Literal)}


def _number(term: Term | None) -> int:
    number = to_count(term)
    if number is None:
        raise EndpointError("a count was asked for, and no number came")
    return number
