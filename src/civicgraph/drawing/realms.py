"""Pictures of a model of three realms: what lies in each region of its diagram, counted or by name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from pyoxigraph import DefaultGraph, NamedNode

from ..errors import ConfigError
from ..graph import GraphStore
from ..realms import RealmModel, slug
from ..terms import CG, RDF_TYPE
from .svg import GREY, INK, color, document, element, text, wrapped

NOT_DOCUMENTED = "not-documented"
# Centres and radius of the circles and of the ring, and the middle of each region, in pixels; realms in the model's
# order.
_CENTRES = ((250, 205), (390, 205), (320, 326))
_RADIUS = 128
_RING = (320, 258, 248)
_PLACES = {
    (0,): (190, 178), (1,): (450, 178), (2,): (320, 402),
    (0, 1): (320, 150), (0, 2): (250, 283), (1, 2): (390, 283), (0, 1, 2): (320, 245),
}  # fmt: skip
_NAMES = ((190, 146), (450, 146), (320, 428))
# For numbers instead of counts: the middle of each region, how many numbers stand in a row, how many rows there are.
_GRIDS = {
    (0,): (182, 190, 4, 4), (1,): (458, 190, 4, 4), (2,): (320, 392, 5, 3),
    (0, 1): (320, 154, 3, 3), (0, 2): (244, 284, 3, 3), (1, 2): (396, 284, 3, 3), (0, 1, 2): (320, 246, 3, 3),
}  # fmt: skip
_GRID_NAMES = ((214, 122), (426, 122), (320, 440))
_CELL = 23
_SHIFT, _LIST, _WIDTH = -64, 530, 900


def region_counts(graph: GraphStore, model: RealmModel) -> Counter[str]:
    """How many innovations lie in each region of a model, by the last part of the region's IRI."""
    innovations = {
        q.subject
        for q in graph.store.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(CG + "Innovation"), DefaultGraph())
    }
    start = graph.project.config.prefixes[f"region{model.year}"]
    return Counter(
        q.object.value[len(start) :]
        for q in graph.store.quads_for_pattern(None, NamedNode(CG + "exactRegion"), None, DefaultGraph())
        if q.subject in innovations and isinstance(q.object, NamedNode) and q.object.value.startswith(start)
    )


def draw(model: RealmModel, counts: Counter[str]) -> str:
    """The diagram with a count in each region, as SVG. Raises `ConfigError` for a model that has not three realms."""
    _check(model)
    parts = _circles()
    for members, (x, y) in _PLACES.items():
        count = str(counts[slug([model.realms[i] for i in members])])
        parts.append(text(x, y, count, 26, anchor="middle", bold=True))
    for realm, (x, y) in zip(model.realms, _NAMES, strict=True):
        parts.append(text(x, y, realm.name, 16, anchor="middle"))
    undocumented, total = counts[NOT_DOCUMENTED], sum(counts.values())
    parts.append(text(320, 482, f"not documented: {undocumented}", 14, anchor="middle", fill=GREY))
    words = f"{total} innovations by the exact set of realms whose actors led them"
    parts.append(text(320, 532, words, 14, anchor="middle", fill=GREY))
    said = [f"{' and '.join(r.name for r in realms)}: {counts[slug(realms)]}" for realms in model.sets(1)]
    description = f"Innovations by exact region. {'; '.join(said)}; not documented: {undocumented}."
    return document(640, 546, model.label, description, parts)


def draw_members(model: RealmModel, title: str, members: Sequence[tuple[str, str]]) -> str:
    """The diagram with a number for each innovation in its region, and the key to the numbers beside it.

    `members` are pairs of a name and the last part of the IRI of a region; their numbers count from 1. Raises
    `ConfigError` for a model that has not three realms.
    """
    _check(model)
    by_region: dict[str, list[int]] = defaultdict(list)
    for place, (_, region) in enumerate(members, start=1):
        by_region[region].append(place)
    diagram = _circles()
    for realm, (x, y) in zip(model.realms, _GRID_NAMES, strict=True):
        diagram.append(text(x, y, realm.name, 14, anchor="middle"))
    for realms, (x, y, columns, rows) in _GRIDS.items():
        diagram += _grid(by_region[slug([model.realms[i] for i in realms])], x, y, columns, rows)
    diagram += _grid(by_region[NOT_DOCUMENTED], 320, 471, 9, 1)
    diagram.append(text(320, 496, "not documented", 12, anchor="middle", fill=GREY))
    parts = [element("g", "\n".join(diagram), transform=f"translate({_SHIFT} 0)")]
    names = {slug(realms): " and ".join(r.name for r in realms) for realms in model.sets(1)}
    said = []
    line_at = 28.0
    for place, (name, region) in enumerate(members, start=1):
        where = names.get(region, "not documented")
        parts.append(_badge(place, _LIST + 10, line_at))
        for line in wrapped(name, _WIDTH - _LIST - 40, 13):
            parts.append(text(_LIST + 30, line_at + 4.5, line, 13))
            line_at += 16
        parts.append(text(_LIST + 30, line_at + 2.5, where, 11, fill=GREY))
        line_at += 25
        said.append(f"{place} {name}: {where}")
    return document(_WIDTH, max(514, line_at), title, "; ".join(said) + ".", parts)


def _check(model: RealmModel) -> None:
    if len(model.realms) != 3:
        raise ConfigError(f"{model.label} has {len(model.realms)} realms; the picture is made for three")


def _circles() -> list[str]:
    x, y, radius = _RING
    parts = [
        element("circle", cx=x, cy=y, r=radius, fill="none", stroke="#767676", stroke_width=2, stroke_dasharray="6 6")
    ]
    for index, (x, y) in enumerate(_CENTRES):
        parts.append(
            element(
                "circle", cx=x, cy=y, r=_RADIUS, fill=color(index), fill_opacity=0.28, stroke=color(index),
                stroke_width=2,
            )
        )  # fmt: skip
    return parts


def _grid(places: list[int], x: float, y: float, columns: int, rows: int) -> list[str]:
    """Numbers around a point, in rows; where there are more than fit, the last one says how many more."""
    shown: list[int | str] = list(places)
    if len(places) > columns * rows:
        kept = columns * rows - 1
        shown = [*places[:kept], f"+{len(places) - kept}"]
    # No more rows than are needed, and these of one length, so that a few numbers stand in the middle of the region.
    width = -(-len(shown) // max(1, -(-len(shown) // columns))) or 1
    lines = [shown[i : i + width] for i in range(0, len(shown), width)]
    found = []
    for row, line in enumerate(lines):
        for column, place in enumerate(line):
            left = x + (column - (len(line) - 1) / 2) * _CELL
            found.append(_badge(place, left, y + (row - (len(lines) - 1) / 2) * _CELL))
    return found


def _badge(place: int | str, x: float, y: float) -> str:
    circle = element("circle", cx=float(x), cy=float(y), r=10, fill=INK)
    return circle + text(x, y + 4, str(place), 11, anchor="middle", fill="#ffffff", bold=True)
