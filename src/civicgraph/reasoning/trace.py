"""From a triple of the direct stage back to the claims and codings that it came from.

A rule names the variable of its origin in its header (`#+ origin: coding`). To trace a triple, the rule's
pattern is asked again with the triple's terms in the place of the template's variables.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pyoxigraph import NamedNode, QuerySolutions, Store, Triple, Variable

from ..project import Project
from ..queries import read_query, sparql_term, tokens


def origins(store: Store, project: Project, triple: Triple) -> list[NamedNode]:
    """The claims and codings behind a triple of the direct stage, by IRI; empty where no rule gives it."""
    nodes = {node for found in traced(store, project, triple).values() for node in found}
    return sorted(nodes, key=lambda node: node.value)


def traced(store: Store, project: Project, triple: Triple) -> dict[Path, set[NamedNode]]:
    """The rules of the direct stage that give a triple, each with the claims and codings that it gives it for."""
    found: dict[Path, set[NamedNode]] = {}
    for path in sorted((project.queries / "rules" / "direct").glob("*.rq")):
        origin, template, pattern = _rule(path)
        if origin is None:
            continue
        for step in template:
            if len(step) != 3:
                continue
            text = pattern
            fits = True
            for part, term in zip(step, triple, strict=True):
                assert not isinstance(term, Triple)
                if part.startswith("?"):
                    text = _put(text, part, sparql_term(term))
                else:
                    fits = fits and _iri(part, project) == getattr(term, "value", None)
            if fits:
                question = f"{project.config.prefixes.sparql()}SELECT DISTINCT ?{origin} {text}"
                result = store.query(question)
                assert isinstance(result, QuerySolutions)
                nodes = {s[Variable(origin)] for s in result if isinstance(s[Variable(origin)], NamedNode)}
                if nodes:
                    found.setdefault(path, set()).update(nodes)
    return found


@lru_cache(maxsize=256)
def _rule(path: Path) -> tuple[str | None, tuple[tuple[str, ...], ...], str]:
    """A rule's origin variable, the triples of its template, and its text from WHERE on."""
    rule = read_query(path)
    found = [t for t in tokens(rule.text) if t.kind not in ("space", "comment")]
    begin = next(i for i, t in enumerate(found) if t.text == "{")
    end = next(i for i, t in enumerate(found) if t.text == "}")
    steps: list[tuple[str, ...]] = [()]
    for token in found[begin + 1 : end]:
        if token.text == ".":
            steps.append(())
        else:
            steps[-1] = (*steps[-1], token.text)
    return rule.header.get("origin"), tuple(s for s in steps if s), rule.text[found[end].start + 1 :]


def _put(text: str, variable: str, term: str) -> str:
    """The pattern with a variable fixed. `VALUES` keeps it usable where BIND assigns it."""
    brace = text.index("{")
    return f"{text[: brace + 1]} FILTER({variable} = {term}) {text[brace + 1 :]}"


def _iri(part: str, project: Project) -> str | None:
    from ..terms import RDF_TYPE

    if part == "a":
        return RDF_TYPE
    return part[1:-1] if part.startswith("<") else project.config.prefixes.expand(part)
