"""The picture of a model of three realms: how many innovations lie in each region of its diagram."""

from __future__ import annotations

from collections import Counter
from xml.sax.saxutils import escape

from pyoxigraph import DefaultGraph, NamedNode

from .errors import ConfigError
from .graph import GraphStore
from .realms import RealmModel, slug
from .terms import RDF_TYPE

# Centres and radius of the circles, and the middle of each region, in pixels; realms in the model's order.
_CENTRES = ((250, 205), (390, 205), (320, 326))
_RADIUS = 128
_PLACES = {
    (0,): (190, 178), (1,): (450, 178), (2,): (320, 402),
    (0, 1): (320, 150), (0, 2): (250, 283), (1, 2): (390, 283), (0, 1, 2): (320, 245),
}  # fmt: skip
_NAMES = ((190, 146), (450, 146), (320, 428))
_COLORS = ("#4e79a7", "#f28e2b", "#59a14f")


def region_counts(graph: GraphStore, model: RealmModel) -> Counter[str]:
    """How many innovations lie in each region of a model, by the last part of the region's IRI."""
    cg = graph.project.config.prefixes["cg"]
    innovations = {
        q.subject
        for q in graph.store.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(cg + "Innovation"), DefaultGraph())
    }
    start = graph.project.config.prefixes[f"region{model.year}"]
    return Counter(
        q.object.value[len(start) :]
        for q in graph.store.quads_for_pattern(None, NamedNode(cg + "exactRegion"), None, DefaultGraph())
        if q.subject in innovations and isinstance(q.object, NamedNode) and q.object.value.startswith(start)
    )


def draw(model: RealmModel, counts: Counter[str]) -> str:
    """The diagram as SVG. Raises `ConfigError` for a model that has not three realms."""
    if len(model.realms) != 3:
        raise ConfigError(f"{model.label} has {len(model.realms)} realms; the picture is made for three")
    total = sum(counts.values())
    undocumented = counts["not-documented"]
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 546" width="640" height="546" role="img" '
        'font-family="Helvetica, Arial, sans-serif" aria-labelledby="title desc">',
        f'<title id="title">{escape(model.label)}</title>',
        f'<desc id="desc">{escape(_description(model, counts))}</desc>',
        '<rect width="640" height="546" fill="#ffffff"/>',
        '<circle cx="320" cy="258" r="248" fill="none" stroke="#767676" stroke-width="2" stroke-dasharray="6 6"/>',
    ]
    for (x, y), color in zip(_CENTRES, _COLORS, strict=True):
        parts.append(
            f'<circle cx="{x}" cy="{y}" r="{_RADIUS}" fill="{color}" fill-opacity="0.28" '
            f'stroke="{color}" stroke-width="2"/>'
        )
    for members, (x, y) in _PLACES.items():
        number = counts[slug([model.realms[i] for i in members])]
        parts.append(
            f'<text x="{x}" y="{y}" text-anchor="middle" font-size="26" font-weight="bold" '
            f'fill="#1a1a1a">{number}</text>'
        )
    for realm, (x, y) in zip(model.realms, _NAMES, strict=True):
        name = escape(realm.name)
        parts.append(f'<text x="{x}" y="{y}" text-anchor="middle" font-size="16" fill="#1a1a1a">{name}</text>')
    parts.append(
        '<text x="320" y="482" text-anchor="middle" font-size="14" fill="#4a4a4a">'
        f"not documented: {undocumented}</text>"
    )
    parts.append(
        f'<text x="320" y="532" text-anchor="middle" font-size="14" fill="#4a4a4a">{total} innovations '
        "by the exact set of realms whose actors led them</text>"
    )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _description(model: RealmModel, counts: Counter[str]) -> str:
    said = [f"{' and '.join(r.name for r in realms)}: {counts[slug(realms)]}" for realms in model.sets(1)]
    return f"Innovations by exact region. {'; '.join(said)}; not documented: {counts['not-documented']}."
