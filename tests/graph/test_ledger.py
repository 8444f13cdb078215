"""The ledger of facts: it agrees with the graph, and with the dossier where that is at hand."""

from __future__ import annotations

from collections import Counter

import pytest
import yaml
from support import ROOT, solve

from civicgraph import KnowledgeGraph
from civicgraph.coverage import claims_by_fact, ledger_text, measure, read_ledger, updated_ledger

DOSSIER = ROOT.parent / "shared" / "dossier"
NOT_FACTS = {"conf-07", "conf-08"}  # conflicts of the study whose claims carry the number of the conflict


def test_the_ledger_is_what_the_graph_says(civic: KnowledgeGraph) -> None:
    written = (ROOT / "data" / "coverage.csv").read_text(encoding="utf-8")
    assert ledger_text(updated_ledger(civic.store)) == written, "run: civicgraph coverage --update"


def test_every_fact_number_of_a_claim_is_in_the_ledger(civic: KnowledgeGraph) -> None:
    assert set(claims_by_fact(civic.store)) - NOT_FACTS == {line.fact for line in read_ledger(civic.project)}


def test_nearly_all_is_encoded_and_all_is_cited(civic: KnowledgeGraph) -> None:
    c = measure(civic.store)
    assert sum(p.encoded for p in c.parts) >= 0.95 * sum(p.facts for p in c.parts)
    assert c.cited == c.claims > 2000


def test_few_claims_are_generic_and_not_too_many_are_findings(civic: KnowledgeGraph) -> None:
    kinds = Counter(
        kind.rsplit("#", 1)[1]
        for _, kind in solve(
            civic,
            "SELECT DISTINCT ?c ?kind WHERE { ?c cg:recordedOn ?day ; a ?kind FILTER(?kind != cg:Claim && ?kind != skos:Concept) }",
        )
    )
    total = sum(kinds.values())
    assert kinds["StatementClaim"] <= 0.05 * total
    assert kinds["Finding"] + kinds["TransferPointer"] <= 0.4 * total


@pytest.mark.skipif(not DOSSIER.is_dir(), reason="the dossier is not part of the product; it lies in ../shared")
def test_the_ledger_lists_each_fact_of_the_dossier_once(civic: KnowledgeGraph) -> None:
    facts: list[str] = []
    for path in [*DOSSIER.glob("case-*.yaml"), DOSSIER / "study.yaml"]:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        facts += [fact["id"] for key in ("facts", "claims") for fact in content.get(key, ())]
    wider = yaml.safe_load((DOSSIER / "cases-wider.yaml").read_text(encoding="utf-8"))
    for group in [wider["framework"], *wider["cases"]]:
        facts += [fact["id"] for fact in group["facts"]]
    assert len(facts) == 1192
    assert sorted(facts) == sorted(line.fact for line in read_ledger(civic.project))


@pytest.mark.skipif(not DOSSIER.is_dir(), reason="the dossier is not part of the product; it lies in ../shared")
def test_a_figure_of_the_dossier_is_an_observation(civic: KnowledgeGraph) -> None:
    """A fact with a unit is an Observation, or stands in EXCEPTIONS with the reason."""
    observed = {fact for (fact,) in solve(civic, "SELECT DISTINCT ?f WHERE { ?c a cg:Observation ; cg:factNumber ?f }")}
    units = []
    for path in [*DOSSIER.glob("case-[!v]*.yaml"), DOSSIER / "cases-wider.yaml"]:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        groups = [content] if "facts" in content else [content["framework"], *content["cases"]]
        units += [fact["id"] for group in groups for fact in group["facts"] if fact.get("unit")]
    left = sorted(set(units) - observed - set(EXCEPTIONS))
    assert not left, left


EXCEPTIONS: dict[str, str] = {}
