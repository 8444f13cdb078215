"""A code of findings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means.

    `maker` is the shape, the file of the query or the part of the tool that makes the finding; `constraint` the numbers
    of the design's constraints (S01, H06). `right` and `wrong` are lines of Turtle, empty where there is no example; a
    `wrong` line that is empty stands for one that is missing.
    """

    code: str
    name: str
    severity: str
    finding: str
    why: str
    help: str
    maker: str
    constraint: str = ""
    right: str = ""
    wrong: str = ""
