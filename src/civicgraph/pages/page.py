"""What the sections of a page share: the numbers of its sources, links to claims, the link to challenge one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from ..claims import CitationText, ClaimReader
from ..realms import RealmModel
from .case import Case
from .markdown import local, plain


@dataclass(slots=True)
class Page:
    """The page of a case while it is written: sources get their numbers in the order in which they are cited.

    `repository` is the web address of the project's repository, None where it is not known; `model` the model of
    realms by which the page sorts leaders, None where the project has none.
    """

    reader: ClaimReader
    case: Case
    model: RealmModel | None = None
    repository: str | None = None
    sources: dict[str, int] = field(default_factory=dict)
    _own: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._own = frozenset([*self.case.claims, *self.case.codings])

    def number(self, source: str) -> int:
        """The number of a source on this page."""
        return self.sources.setdefault(source, len(self.sources) + 1)

    def cite(self, source: str) -> str:
        """The number of a source as a link to its reference."""
        number = self.number(source)
        return f"[\\[{number}\\]](#source-{number})"

    def cited(self, citations: Iterable[CitationText]) -> str:
        """Citations in a row: number, locator, how much was read, and the stance where it is not support."""
        return "; ".join(self._citation(c) for c in citations if c.source)

    def _citation(self, citation: CitationText) -> str:
        parts = [f"{self.cite(citation.source)} {plain(citation.locator)}".strip()]
        parts += [f"read: {plain(citation.read_level)}"] if citation.read_level else []
        parts += [plain(citation.stance)] if citation.stance != "supports" else []
        quoted = f": “{plain(citation.quote)}”" if citation.quote else ""
        return ", ".join(parts) + quoted

    def link(self, claim: str) -> str:
        """The CURIE of a claim, as a link where the claim stands on this page."""
        curie = f"`{self.reader.prefixes.shorten(claim)}`"
        return f"[{curie}](#claim-{local(claim)})" if claim in self._own else curie

    def challenge(self, claim: str) -> str | None:
        """The address of the issue form, filled in with the IRI of a claim."""
        if self.repository is None:
            return None
        title = f"Challenge: {self.reader.prefixes.shorten(claim)}"
        fields = {"template": "challenge.yml", "title": title, "claim": claim}
        return f"{self.repository}/issues/new?{urlencode(fields, quote_via=quote)}"

    def disputes_of(self, claim: str) -> list[str]:
        """The disputes in which a claim is."""
        return sorted(self.reader.pointing_at(claim, "disputedClaim"))

    def realm_of(self, thing: str, name: str) -> list[int]:
        """The places in the model of the realms that a property gives."""
        realms = [realm.iri for realm in self.model.realms] if self.model else []
        return sorted(realms.index(iri) for iri in self.reader.links(thing, name) if iri in realms)

    def region_of(self, thing: str) -> str | None:
        """The region of the model's diagram in which a thing lies, None without a model or without derived stages."""
        if self.model is None:
            return None
        regions = self.reader.links(thing, "exactRegion")
        return next((region for region in regions if self.model.iri in self.reader.links(region, "inModel")), None)

    def letters_of(self, thing: str) -> str:
        """The letters of that region, or in words that none is documented."""
        region = self.region_of(thing)
        if region is None:
            return ""
        letters = "".join(self.model.realms[i].letter for i in self.realm_of(region, "regionOf")) if self.model else ""
        return letters or "not documented"
