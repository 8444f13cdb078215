"""civicgraph show"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from .context import settings, terminal_width
from .elsewhere import WithEndpoint, WithTimeout, footer, graph_here_or_there
from .limits import time_limit

if TYPE_CHECKING:
    from ..claims import CitationText, ClaimText
    from ..entities import Entity

_MOST_LINES = 25


def register(app: typer.Typer) -> None:
    app.command(
        rich_help_panel="Ask",
        epilog='[bold]Examples[/bold]: civicgraph show "Malmö" · civicgraph show person:sergio-fajardo-valderrama · '
        "civicgraph show place:malmo --endpoint https://example.org/sparql",
    )(show)


def show(
    ctx: typer.Context,
    entity: Annotated[str, typer.Argument(help="IRI, CURIE (place:malmo) or quoted label of a thing.")],
    infer: Annotated[
        bool, typer.Option("--infer/--no-infer", help="With or without what was derived from the files.")
    ] = True,
    everything: Annotated[bool, typer.Option("--all", help="List all that points here, however much it is.")] = False,
    endpoint: WithEndpoint = None,
    timeout: WithTimeout = None,
) -> None:
    """One thing: names, what is known of it as sentences with citation, codings, disputes, links, file and line."""
    with time_limit(timeout):
        graph = graph_here_or_there(ctx, endpoint, infer=infer)
        found = graph.get(entity, endpoint=endpoint, timeout=timeout)
    typer.echo(entity_text(found, everything))
    told = "" if found.tells_inferred else " or what was inferred"
    settings(ctx).say(f"{len(found.claims)} claims, {len(found.codings)} codings · {footer(graph, endpoint)}{told}")


def entity_text(entity: Entity, everything: bool = False) -> str:
    """The entity as people read it; the references of all citations stand once, at the end, by number."""
    from ..reports.escape import visible

    english = next((text for text, language in entity.labels if language == "en"), entity.curie)
    others = sorted({f"{text} ({language})" for text, language in entity.labels if text != english})
    lines = [
        f"{english}  {entity.curie}",
        f"{', '.join(entity.kinds)}{' · ' + str(entity.span) if entity.span else ''}",
    ]
    if others:
        lines.append("also: " + "; ".join(others))
    if entity.description:
        lines += ["", *_wrap(entity.description, "")]
    if entity.facts:
        lines += ["", "Description"]
        facts = [f"  {name}: {value}{'  (inferred)' if inferred else ''}" for name, value, inferred in entity.facts]
        lines += _capped(facts, everything)
    numbers: dict[str, int] = {}
    for title, claims in (("What is known", entity.claims), ("How it was coded", entity.codings)):
        if claims:
            lines += ["", f"{title} ({len(claims)})"]
        for claim in claims:
            lines += claim_lines(claim, numbers)
    if entity.incoming:
        lines += ["", "What points here"]
        lines += _capped([f"  {name} ← {thing}" for name, thing in entity.incoming], everything)
    if numbers:
        lines += ["", "Sources"]
        for reference, number in numbers.items():
            lines += _wrap(f"[{number}] {reference}", "  ", "      ")
    return "\n".join(visible(line.replace("\n", " ")) for line in lines)


def claim_lines(claim: ClaimText, numbers: dict[str, int]) -> list[str]:
    """A claim in some lines: the sentence, its place, each citation, disputes, basis.

    `numbers` gives each reference its number and takes up new ones.
    """
    mark = " [deprecated]" if claim.deprecated else ""
    sure = f" · {claim.confidence} confidence" if claim.confidence else ""
    place = f" · {claim.span}" if claim.span else ""
    lines = ["", *_wrap(f"{claim.statement}{mark}", "  ", "  "), f"    {claim.curie} · {claim.kind}{sure}{place}"]
    if claim.basis or claim.justification:
        lines += _wrap(f"coded by {claim.basis or 'unknown basis'}: {claim.justification or ''}", "    ", "      ")
    for citation in claim.citations:
        number = numbers.setdefault(citation.reference, len(numbers) + 1)
        lines += _wrap(
            f"[{number}] {citation.locator} · read: {citation.read_level}{_against(citation)}", "    ", "      "
        )
    for other in claim.disagrees_with:
        lines += _wrap(f"in dispute with: {other}", "    ", "      ")
    return lines


def citation_text(citation: CitationText) -> str:
    """A citation on one line: reference, locator, how much was read."""
    return f"{citation.reference} [{citation.locator}; read: {citation.read_level}{_against(citation)}]"


def _against(citation: CitationText) -> str:
    return "" if citation.stance == "supports" else f", {citation.stance}"


def _wrap(text: str, first: str, rest: str = "") -> list[str]:
    width = terminal_width()
    if width is None:
        return [first + text]
    return textwrap.wrap(
        text,
        width=max(width, 40),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _capped(lines: list[str], everything: bool) -> list[str]:
    if everything or len(lines) <= _MOST_LINES:
        return lines
    return [*lines[:_MOST_LINES], f"  ... and {len(lines) - _MOST_LINES} more (--all shows them)"]
