"""The table of all cases."""

from __future__ import annotations

from collections.abc import Sequence

from ..config import DatasetDescription
from .markdown import counted, listed, plain, table
from .page import Page
from .summary import outcome


def index_page(pages: Sequence[Page], dataset: DatasetDescription) -> str:
    """All cases with place, country, region, outcome and the numbers of claims, codings and disputes."""
    rows = []
    for page in pages:
        case, reader = page.case, page.reader
        rows.append(
            [
                f"[{plain(case.title)}]({case.slug}.md)",
                plain(reader.word(case.place)) if case.place else "",
                plain(reader.word(case.country)) if case.country else "",
                page.letters_of(case.iri),
                outcome(page),
                f"{len(case.claims):,}",
                f"{len(case.codings):,}",
                f"{len(case.disputes):,}",
            ]
        )
    columns = ["case", "place", "country", "region", "outcome", "claims", "codings", "disputes"]
    number = f"{counted(len(pages), 'case')} of {plain(dataset.title)}, version {plain(dataset.version)}."
    lines = ["# Cases", "", " ".join([number, *_letters(pages)]), "", *table(columns, rows)]
    return "\n".join(lines).rstrip() + "\n"


def _letters(pages: Sequence[Page]) -> list[str]:
    """What the letters of a region mean."""
    model = next((page.model for page in pages if page.model), None)
    if model is None:
        return []
    words = listed([f"{realm.letter} {plain(realm.name)}" for realm in model.realms])
    return [
        f"A region tells which realms led the innovations of a case, all of them and no other: {words}.",
        "Not documented means that no leading participant with a coded realm is on record.",
        "A claim that names two cases stands on the page of each.",
    ]
