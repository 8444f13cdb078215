"""What all pictures share: elements as text, the width of words, colours and patterns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

FONT = "Helvetica, Arial, sans-serif"
INK, GREY, LINE, PALE = "#1a1a1a", "#555555", "#d4d4d4", "#f3f3f3"
OUTSIDE = "#8c8c8c"
# Blue, orange, green, purple and sky blue of Okabe and Ito, "Color Universal Design" (2008).
COLORS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9")
VERMILLION = "#d55e00"
# Widths of characters in em, of DejaVu Sans: the widest of the fonts that are used for "sans-serif", so that a label
# that fits in it fits in all of them.
_WIDTHS = {
    character: width
    for width, characters in (
        (0.28, "'"), (0.33, " ,.IJijl"), (0.37, "-/:;\\f|"), (0.41, "!()[]rt"), (0.46, '"'), (0.53, "*_`sz"),
        (0.57, "?Lc"), (0.62, "FPTYaekovxy"), (0.65, "$0123456789EKSbdghnpqu{}"), (0.7, "ABCRVXZ"), (0.77, "DGHNU"),
        (0.82, "&OQw"), (0.87, "#+<=>M^~"), (0.98, "%m"), (1.0, "@W"),
    )
    for character in characters
}  # fmt: skip
_BOLD = 1.12


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """An element; `_` in the name of an attribute stands for a hyphen, None leaves the attribute out."""
    shown = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(number(value) if isinstance(value, float) else str(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{shown}>{content}</{name}>" if content else f"<{name}{shown}/>"


def number(value: float) -> str:
    """A coordinate with at most two decimals."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def text(
    x: float,
    y: float,
    words: str,
    size: float = 12,
    *,
    anchor: str = "start",
    fill: str = INK,
    bold: bool = False,
    italic: bool = False,
    whole: str | None = None,
    halo: bool = False,
) -> str:
    """A line of text on the base line `y`.

    `whole` is what a reader sees who points at a line that was cut; a halo keeps words apart from lines behind them.
    """
    title = f"<title>{escape(whole)}</title>" if whole and whole != words else ""

    def line(content: str, **look: object) -> str:
        return element(
            "text",
            content,
            x=float(x),
            y=float(y),
            font_size=size,
            text_anchor=anchor if anchor != "start" else None,
            font_weight="bold" if bold else None,
            font_style="italic" if italic else None,
            **look,
        )

    # Drawn twice, because many renderers of SVG know no `paint-order` and would hide the words under their halo.
    around = {"fill": "#ffffff", "stroke": "#ffffff", "stroke_width": 3, "stroke_linejoin": "round"}
    behind = line(escape(words), aria_hidden="true", **around) if halo else ""
    return behind + line(title + escape(words), fill=fill)


def width_of(words: str, size: float = 12, *, bold: bool = False) -> float:
    """The width of a line in pixels, rather too large than too small."""
    total = 0.0
    for character in words:
        plain = unicodedata.normalize("NFD", character)[0]
        wide = unicodedata.east_asian_width(character) in "WF"
        total += _WIDTHS.get(plain, 1.05 if wide else 0.75)
    return total * size * (_BOLD if bold else 1)


def fitted(words: str, width: float, size: float = 12, *, bold: bool = False) -> str:
    """The words, cut with an ellipsis where they are wider than `width`."""
    if width_of(words, size, bold=bold) <= width:
        return words
    kept = words
    while kept and width_of(kept + "…", size, bold=bold) > width:
        kept = kept[:-1]
    return kept.rstrip(" ,;:.(") + "…"


def wrapped(words: str, width: float, size: float = 12) -> list[str]:
    """The words in lines of at most `width`; a word that is wider alone is cut."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(fitted(word, width, size))
    return lines


def document(width: int, height: float, title: str, description: str, parts: Iterable[str]) -> str:
    """A whole picture, with its title and description for those who do not see it."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {number(height)}" width="{width}" '
        f'height="{number(height)}" role="img" font-family="{FONT}" aria-labelledby="title desc">'
    )
    lines = [
        head,
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(description)}</desc>',
        element("rect", width=width, height=float(height), fill="#ffffff"),
        *parts,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def color(index: int | None) -> str:
    """The colour of a realm by its place in the model; grey for what lies outside it."""
    return OUTSIDE if index is None else COLORS[index % len(COLORS)]


def paint(index: int | None) -> str:
    """The filling of a realm: its colour under a pattern of its own, defined in `patterns`."""
    return f"url(#realm-{index})" if index is not None else "url(#outside)"


def patterns(count: int) -> str:
    """The definitions of the fillings of so many realms, and of what lies outside them."""
    marks = (
        "",
        '<path d="M-2,2 L2,-2 M0,8 L8,0 M6,10 L10,6" stroke="#ffffff" stroke-width="1.8"/>',
        '<circle cx="2" cy="2" r="1.3" fill="#ffffff"/><circle cx="6" cy="6" r="1.3" fill="#ffffff"/>',
        '<path d="M0,4 L8,4" stroke="#ffffff" stroke-width="1.8"/>',
        '<path d="M4,0 L4,8 M0,4 L8,4" stroke="#ffffff" stroke-width="1.2"/>',
    )
    looks = [(f"realm-{i}", color(i), marks[i % len(marks)]) for i in range(count)]
    looks.append(("outside", color(None), '<path d="M2,0 L2,8 M6,0 L6,8" stroke="#ffffff" stroke-width="1.2"/>'))
    found = [
        f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{tint}"/>{lines}</pattern>'
        for name, tint, lines in looks
    ]
    return element("defs", "".join(found))
