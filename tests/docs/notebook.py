"""The notebook of the tutorial, run from top to bottom, and how what it gave compares with what is committed.

Compared is what a reader sees: the words of tables and texts, and of a picture its words and its numbers, which may differ
by `TOLERANCE`, since another release of matplotlib may round in another way.
"""

from __future__ import annotations

import copy
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "docs" / "tutorial" / "three-questions.ipynb"
# Points by which a place in a picture may differ.
TOLERANCE = 0.5
_SECONDS = 120
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SVG = "image/svg+xml"


@dataclass(frozen=True, slots=True)
class Ran:
    """The notebook with the outputs that it gave, as a file holds them, and the pictures that it wrote, by name."""

    notebook: Any
    pictures: dict[str, str]

    @property
    def text(self) -> str:
        import nbformat

        return str(nbformat.writes(self.notebook)) + "\n"


def committed() -> Ran:
    """The notebook and the pictures as they lie in docs/tutorial."""
    import nbformat

    pictures = {path.name: path.read_text(encoding="utf-8") for path in NOTEBOOK.parent.glob("*.svg")}
    return Ran(nbformat.read(NOTEBOOK, as_version=4), pictures)


def run(notebook: Any) -> Ran:
    """The notebook run from top to bottom in an empty folder; what was committed as output is not looked at.

    Raises `nbclient.exceptions.CellExecutionError` where a cell fails.
    """
    from nbclient import NotebookClient

    fresh = copy.deepcopy(notebook)
    with tempfile.TemporaryDirectory() as place:
        os.environ.update(dict.fromkeys(("IPYTHONDIR", "JUPYTER_RUNTIME_DIR"), place))
        client = NotebookClient(
            fresh,
            timeout=_SECONDS,
            kernel_name="python3",
            resources={"metadata": {"path": place}},
            record_timing=False,
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
        )
        client.execute()
        pictures = {path.name: path.read_text(encoding="utf-8") for path in Path(place).glob("*.svg")}
    fresh.metadata["language_info"] = {"name": "python"}  # without the version of the Python that ran it
    return Ran(fresh, pictures)


def differences(found: Ran, expected: Ran) -> list[str]:
    """What a reader would see otherwise, a line each."""
    faults = []
    cells = [cell for cell in found.notebook.cells if cell.cell_type == "code"]
    wanted = [cell for cell in expected.notebook.cells if cell.cell_type == "code"]
    for cell, other in zip(cells, wanted, strict=True):
        here, there = list(_seen(cell)), list(_seen(other))
        if len(here) != len(there) or not all(map(_same, here, there)):
            faults.append(f"the cell {cell.id} gives {_first_difference(here, there)}")
    if found.pictures.keys() != expected.pictures.keys():
        faults.append(f"the pictures are {sorted(found.pictures)}, not {sorted(expected.pictures)}")
    faults += [
        f"the picture {name} is another"
        for name in sorted(found.pictures.keys() & expected.pictures.keys())
        if not _same(found.pictures[name], expected.pictures[name])
    ]
    return faults


def _seen(cell: Any) -> Iterator[str]:
    """What a reader sees below a cell."""
    for output in cell.outputs:
        if output.output_type == "stream":
            yield output.text
            continue
        data = output.data
        if _SVG in data:
            yield data[_SVG]
        elif "text/html" in data:
            yield " ".join(unescape(re.sub(r"<[^>]*>", " ", data["text/html"])).split())
        else:
            yield data.get("text/markdown", data["text/plain"])


def _same(one: str, other: str) -> bool:
    """Whether two texts are the same, or two pictures with their numbers within the tolerance."""
    if "<svg" not in one or "<svg" not in other:
        return one == other
    one, other = _drawing(one), _drawing(other)
    if _NUMBER.sub("#", one) != _NUMBER.sub("#", other):
        return False
    pairs = zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True)
    return all(abs(float(a) - float(b)) <= TOLERANCE for a, b in pairs)


def _drawing(svg: str) -> str:
    """A picture without what is said about it and without the names of its parts."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg, flags=re.S)
    return re.sub(r"(?<=[ :]id=\")[^\"]*|(?<=href=\"#)[^\"]*|(?<=url\(#)[^)]*", "", svg)


def _first_difference(here: list[str], there: list[str]) -> str:
    for one, other in zip(here, there, strict=False):
        if not _same(one, other):
            at = next(
                (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
            )
            return f"...{one[max(0, at - 40) : at + 60]!r}, not ...{other[max(0, at - 40) : at + 60]!r}"
    return f"{len(here)} outputs, not {len(there)}"
