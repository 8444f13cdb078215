"""Traps in queries that parse: what gives another answer than it seems to, or another one on another engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .patterns import Group, Part, Select, selects
from .saved import parameters_out_of_place
from .tokens import SparqlToken, words

UNUSED_PREFIX, PARAMETER_PLACE = "CG602", "CG603"
LIMIT_WITHOUT_ORDER, YEAR_ORDER, UNBOUND_IN_CONCAT, PRODUCT = "CG610", "CG611", "CG612", "CG613"
_YEARS = ("gYear", "gYearMonth")
_ROWS = ("triples", "group", "optional", "values", "select")


@dataclass(frozen=True, slots=True)
class Trap:
    """A trap: its code, its offsets in the text, what it is, and what to write instead."""

    code: str
    start: int
    end: int
    message: str
    help: str


def traps(text: str, has_years: Callable[[str], bool] = lambda name: False) -> list[Trap]:
    """The traps in the text of a query that parses, by place.

    `has_years` says whether a property, named as the query names it, has values of `xsd:gYear` or `xsd:gYearMonth`.
    """
    found = words(text)
    result = [*_unused_prefixes(found), *_parameters(found), *_year_orders(found, has_years)]
    for select in selects(found):
        result += [*_limits(select), *_concats(select), *_products(select.where)]
    return sorted(result, key=lambda trap: (trap.start, trap.code))


def _trap(code: str, token: SparqlToken, message: str, help: str) -> Trap:
    return Trap(code, token.start, token.start + len(token.text), message, help)


def _unused_prefixes(found: Sequence[SparqlToken]) -> Iterator[Trap]:
    declared: dict[str, SparqlToken] = {}
    for before, token in pairwise(found):
        if token.kind == "name":
            if before.kind == "word" and before.text.upper() == "PREFIX":
                declared[token.text] = token
            else:
                declared.pop(token.text.partition(":")[0] + ":", None)
    for name, token in declared.items():
        yield _trap(UNUSED_PREFIX, token, f"Nothing in this query uses the prefix {name}", "remove its declaration")


def _parameters(found: Sequence[SparqlToken]) -> Iterator[Trap]:
    for token in parameters_out_of_place(found):
        yield _trap(
            PARAMETER_PLACE,
            token,
            f"The parameter {token.text} stands where SPARQL wants a variable",
            f"write BIND({token.text} AS ?value) in the pattern, and ?value here",
        )


def _year_orders(found: Sequence[SparqlToken], has_years: Callable[[str], bool]) -> Iterator[Trap]:
    """Order comparisons with a literal of a year, and comparing or sorting by a variable that holds one."""
    bare = [token for at, token in enumerate(found) if token.text in ("<", ">") for token in _sides(found, at)]
    bare = [token for token in [*bare, *_sorted_by(found)] if token.kind == "variable"]
    wanted = {token.text[1:] for token in bare}
    years = {
        token.text[1:]
        for before, token in pairwise(found)
        if token.kind == "variable" and token.text[1:] in wanted and before.kind in ("name", "iri")
        if has_years(before.text)
    }
    help = "compare what engines agree on: SUBSTR(STR(?year), 1, 4), or a derived integer"
    for token in bare:
        if token.text[1:] in years:
            yield _trap(YEAR_ORDER, token, f"Engines do not agree how {token.text}, a year, is ordered", help)
    for at, token in enumerate(found):
        if token.text in ("<", ">") and _beside_a_year(found, at):
            yield _trap(YEAR_ORDER, token, "Engines do not agree how values of xsd:gYear are compared", help)


def _sides(found: Sequence[SparqlToken], at: int) -> Sequence[SparqlToken]:
    """The tokens before and behind a comparison."""
    right = at + 2 if found[at + 1].text == "=" else at + 1
    return found[at - 1], found[right]


def _beside_a_year(found: Sequence[SparqlToken], at: int) -> bool:
    """Whether a comparison has a literal of a year on one side, such as "2009"^^xsd:gYear."""
    right = at + 2 if found[at + 1].text == "=" else at + 1
    return any(
        token.text.strip("<>").replace(":", "#").rpartition("#")[2] in _YEARS and found[i - 1].text == "^"
        for i, token in ((at - 1, found[at - 1]), *((right + 3, t) for t in found[right + 3 : right + 4]))
    )


def _sorted_by(found: Sequence[SparqlToken]) -> Iterator[SparqlToken]:
    """The variables that stand alone in an ORDER BY, or in its ASC and DESC."""
    for first, token in enumerate(found):
        if token.kind != "word" or token.text.upper() != "ORDER":
            continue
        depth = 0
        for at in range(first + 2, len(found)):
            word = found[at].text.upper()
            if word in ("LIMIT", "OFFSET", "VALUES", "}"):
                break
            depth += (word == "(") - (word == ")")
            plain = depth == 0 or (depth == 1 and found[at - 2].text.upper() in ("ASC", "DESC"))
            if found[at].kind == "variable" and plain and found[min(at + 1, len(found) - 1)].text not in "+-*/=<>!|&":
                yield found[at]


def _limits(select: Select) -> Iterator[Trap]:
    words = [token for token in select.modifiers if token.kind == "word"]
    if any(token.text.upper() == "ORDER" for token in words):
        return
    for token in words:
        if token.text.upper() in ("LIMIT", "OFFSET"):
            yield _trap(
                LIMIT_WITHOUT_ORDER,
                token,
                f"{token.text.upper()} without ORDER BY: which rows are left is up to the engine",
                "put an ORDER BY that leaves no ties before it",
            )
            return


def _concats(select: Select) -> Iterator[Trap]:
    """Variables in GROUP_CONCAT that may be unbound: the whole text has no value then, or on rdflib only that part."""
    found = (*select.projection, *select.modifiers)
    for at, token in enumerate(found):
        if token.kind != "word" or token.text.upper() != "GROUP_CONCAT":
            continue
        depth, guarded = 0, 0
        for i in range(at + 1, len(found)):
            text = found[i].text
            depth += (text == "(") - (text == ")")
            if depth == 0:
                break
            if text.upper() in ("COALESCE", "BOUND", "IF") and not guarded:
                guarded = depth + 1
            elif guarded and text == ")" and depth < guarded:
                guarded = 0
            elif found[i].kind == "variable" and not guarded and text[1:] not in select.where.bound:
                yield _trap(
                    UNBOUND_IN_CONCAT,
                    found[i],
                    f"{text} may be unbound here, and then the whole GROUP_CONCAT has no value",
                    f'write COALESCE({text}, ""), or bind it in each row',
                )


def _products(group: Group, outer: frozenset[str] = frozenset()) -> Iterator[Trap]:
    """Parts of a group that nothing joins: each row of one is paired with each row of the other.

    Variables of the groups around it (`outer`) join too, and so does a filter or MINUS that speaks of both.
    """
    used = Counter(name for part in group.parts for name in part.variables)
    clusters: list[tuple[frozenset[str], list[Part]]] = [(outer, [])]
    for part in group.parts:
        # A BIND joins only where something reads what it gives; most only make a text.
        idle = part.kind == "bind" and used[part.target] < 2
        if part.single or idle or not part.variables:
            continue
        names, members = part.variables, [part] if part.kind in _ROWS else []
        apart = []
        for other, others in clusters:
            if other.isdisjoint(names):
                apart.append((other, others))
            else:
                names, members = names | other, [*others, *members]
        clusters = [*apart, (names, members)]
    # What the groups around it join is no surprise; of the others the later ones are.
    clusters.sort(key=lambda cluster: (cluster[0].isdisjoint(outer), min((p.start for p in cluster[1]), default=0)))
    for part in [min(members, key=lambda p: p.start) for _, members in clusters if members][1:]:
        shown = ", ".join(f"?{name}" for name in sorted(part.variables) if not name.startswith("_:"))
        yield Trap(
            PRODUCT,
            part.start,
            part.end,
            f"Nothing joins {shown or 'this'} with the rest: each row is paired with each",
            "use a variable of the one in the other, or ask two questions",
        )
    for part in group.parts:
        beside = frozenset[str]().union(*(other.variables for other in group.parts if other is not part))
        for below in part.inner:
            yield from _products(below, outer | beside)
