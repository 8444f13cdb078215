"""Agreement of coders: published and simple values of Krippendorff's alpha, and codings in a graph."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import graph_with

from civicgraph.agreement import agreement, krippendorff_alpha

# Four coders, twelve units, some left out: the example of Krippendorff, Computing Krippendorff's Alpha-Reliability (2011).
PUBLISHED = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]


def test_the_published_example() -> None:
    coders = [line.split() for line in PUBLISHED]
    units = [[value for value in column if value != "."] for column in zip(*coders, strict=True)]
    alpha = krippendorff_alpha(units)
    assert alpha == pytest.approx(0.743, abs=0.0005)


def test_perfect_and_none() -> None:
    assert krippendorff_alpha([["a", "a"], ["b", "b"]]) == 1
    assert krippendorff_alpha([["a", "a"], ["a", "a"]]) is None
    assert krippendorff_alpha([["a"], []]) is None


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=8))
def test_alpha_is_at_most_one_and_blind_to_order(units: list[list[str]]) -> None:
    alpha = krippendorff_alpha(units)
    assert alpha is None or alpha <= 1
    assert krippendorff_alpha([sorted(unit) for unit in reversed(units)]) == pytest.approx(alpha)


CODINGS = """\
@prefix cg: <https://w3id.org/civicgraph/ont#> .
@prefix claim: <https://w3id.org/civicgraph/id/claim/> .
@prefix claim-rank: <https://w3id.org/civicgraph/scheme/claim-rank/> .
@prefix case: <https://w3id.org/civicgraph/id/case/> .
@prefix dimension: <https://w3id.org/civicgraph/scheme/dimension/> .
@prefix direction: <https://w3id.org/civicgraph/scheme/direction/> .
@prefix framing-force: <https://w3id.org/civicgraph/scheme/framing-force/> .
@prefix organisation: <https://w3id.org/civicgraph/id/organisation/> .

"""


def coding(number: int, coder: str, unit: str, dimension: str, value: str, rank: str = "") -> str:
    return (
        f"claim:x-{number:04} a cg:Coding ; cg:codedUnit case:{unit} ; cg:dimension dimension:{dimension} ; "
        f"cg:codeValue {value} ; cg:coder organisation:{coder}{rank} .\n"
    )


def test_codings_in_a_graph(tmp_path: Path) -> None:
    lines = [
        coding(1, "one", "a", "outcome", "direction:positive"),
        coding(2, "two", "a", "outcome", "direction:positive"),
        coding(3, "one", "b", "outcome", "direction:positive"),
        coding(4, "two", "b", "outcome", "direction:mixed"),
        coding(5, "one", "c", "outcome", "direction:mixed"),
        coding(6, "two", "c", "outcome", "direction:mixed"),
        coding(7, "two", "c", "outcome", "direction:negative", " ; cg:rank claim-rank:deprecated"),
        # Sets of values: the same two forces in another order agree, one force more does not.
        coding(8, "one", "a", "framing-force", "framing-force:social"),
        coding(9, "one", "a", "framing-force", "framing-force:economic"),
        coding(10, "two", "a", "framing-force", "framing-force:economic"),
        coding(11, "two", "a", "framing-force", "framing-force:social"),
        coding(12, "one", "b", "framing-force", "framing-force:social"),
        coding(13, "two", "b", "framing-force", "framing-force:social"),
        coding(14, "one", "a", "scale", "direction:neutral"),
    ]
    file = tmp_path / "codings.ttl"
    file.write_text(CODINGS + "".join(lines), encoding="utf-8")
    found = {a.dimension: a for a in agreement(graph_with(tmp_path / "p", file))}
    assert found["outcome"].alpha == pytest.approx(4 / 9)
    assert (found["outcome"].units, found["outcome"].coders, found["outcome"].shared) == (3, 2, 3)
    assert found["framing-force"].alpha == 1
    assert found["scale"].verdict == "single-coded"
    assert found["evaluation"].verdict == "not coded"
