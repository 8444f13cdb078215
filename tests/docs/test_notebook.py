"""The notebook of the tutorial runs from top to bottom and gives what is committed; a change that a reader sees is found."""

from __future__ import annotations

import copy
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from notebook import NOTEBOOK, Ran, committed, differences, run


@pytest.fixture(scope="module")
def expected() -> Ran:
    return committed()


def test_it_runs_and_gives_what_is_committed(expected: Ran) -> None:
    assert differences(run(expected.notebook), expected) == []


def test_a_cell_that_fails_is_no_silence(expected: Ran) -> None:
    from nbclient.exceptions import CellExecutionError

    broken = copy.deepcopy(expected.notebook)
    broken.cells = [cell for cell in broken.cells if cell.id == "load"]
    broken.cells[0].source += "\ng.query('no-such-query')"
    with pytest.raises(CellExecutionError, match="no-such-query"):
        run(broken)


def test_another_word_or_number_in_a_table_is_found(expected: Ran) -> None:
    changed = copy.deepcopy(expected.notebook)
    (cell,) = [cell for cell in changed.cells if cell.id == "q1-table"]
    html = cell.outputs[0].data["text/html"]
    cell.outputs[0].data["text/html"] = html.replace("13,000", "13,001")
    (fault,) = differences(replace(expected, notebook=changed), expected)
    assert "q1-table" in fault
    assert "13,001" in fault
    cell.outputs[0].data["text/html"] = html.replace("<td>", '<td style="x">')
    assert differences(replace(expected, notebook=changed), expected) == []
    cell.outputs.append(cell.outputs[0])
    assert differences(replace(expected, notebook=changed), expected) == ["the cell q1-table gives 2 outputs, not 1"]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("stroke: #0072b2", "stroke: #d55e00", True),
        ("≈ 40,000", "≥ 40,000", True),
        ("≥ 16,000", "≥ 16,001", True),
        ('y="243.318281"', 'y="244.318281"', True),
        ('y="243.318281"', 'y="243.4"', False),
        ('id="figure_1"', 'id="figure_2"', False),
    ],
)
def test_another_picture_is_found(expected: Ran, before: str, after: str, found: bool) -> None:
    old = expected.pictures["participants.svg"]
    new = old.replace(before, after)
    assert new != old
    other = replace(expected, pictures={**expected.pictures, "participants.svg": new})
    assert differences(other, expected) == (["the picture participants.svg is another"] if found else [])


def test_a_picture_too_few_is_found(expected: Ran) -> None:
    (fault,) = differences(replace(expected, pictures={}), expected)
    assert "participants.svg" in fault


def test_its_pictures_are_shown_beside_it_and_in_the_tutorial(expected: Ran) -> None:
    page = (NOTEBOOK.parent / "first-questions.md").read_text(encoding="utf-8")
    assert len(expected.pictures) == 2
    for name in expected.pictures:
        assert f"]({name})" in page


def test_links_lead_somewhere(expected: Ran) -> None:
    targets = [
        target
        for cell in expected.notebook.cells
        if cell.cell_type == "markdown"
        for target in re.findall(r"\]\(([^)#\s]+)", cell.source)
    ]
    assert len(targets) > 2
    for target in targets:
        assert (NOTEBOOK.parent / target).exists(), target
