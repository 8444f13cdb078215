"""A case as one page of Markdown with its pictures."""

from __future__ import annotations

from collections import Counter

from ..config import DatasetDescription
from ..drawing import draw_chart, draw_timeline
from .course import timeline
from .disputes import disputes
from .figures import chart, charted, names, others
from .gaps import gaps
from .innovations import innovations, regions_picture
from .markdown import anchor, counted, listed, plain
from .page import Page
from .statements import statements
from .summary import summary

INDEX = "README.md"
_SECTIONS = ("Summary", "Innovations examined", "Timeline", "Figures", "Disputes", "Gaps", "Claims", "Sources")


def case_page(page: Page, dataset: DatasetDescription) -> dict[str, str]:
    """The page of a case and its pictures: texts by path."""
    slug = page.case.slug
    pictures: dict[str, str] = {}

    def picture(name: str, alternative: str, svg: str) -> list[str]:
        pictures[f"{slug}/{name}.svg"] = svg
        return [f"![{plain(alternative)}]({slug}/{name}.svg)", ""]

    # The order of the sections is that of the numbers of the sources.
    lines = [*summary(page), *innovations(page)]
    regions = regions_picture(page)
    if regions:
        words = "The numbers of the innovations stand in the regions of the realms whose actors led them."
        lines += [*picture("regions", f"Regions of the realms that led the innovations. {words}", regions), words, ""]
    course = timeline(page)
    if course:
        lines += ["## Timeline", ""]
        words = f"Terms of office, innovations and events: {page.case.title}"
        lines += picture("timeline", words, draw_timeline(course))
    shown, rest = charted(page)
    if shown:
        lines += ["## Figures", ""]
        for name, figures in zip(names(shown), shown, strict=True):
            drawn = chart(page, figures)
            lines += picture(f"figure-{name}", f"{drawn.title} ({drawn.unit})", draw_chart(drawn))
        lines += others(page, rest)
    lines += [*disputes(page), *gaps(page), *statements(page), *_sources(page)]
    text = "\n".join([*_head(page, lines), *lines, *_foot(page, dataset)]).rstrip() + "\n"
    return {f"{slug}.md": text, **pictures}


def _head(page: Page, lines: list[str]) -> list[str]:
    reader, case = page.reader, page.case
    where = list(dict.fromkeys(plain(reader.word(place)) for place in (case.place, case.country) if place))
    told = listed([plain(reader.word(study)) for study in case.studies])
    facts = [f"**Place:** {', '.join(where)}"] if where else []
    facts += [f"**Told by:** {told}"] if told else []
    facts.append(f"`{reader.prefixes.shorten(case.iri)}`")
    contents = [f"[{s}](#{s.lower().replace(' ', '-')})" for s in _SECTIONS if f"## {s}" in lines]
    return [
        f"# {plain(case.title)}",
        "",
        " · ".join(facts),
        "",
        *([plain(case.description), ""] if case.description else []),
        _counts(page),
        "",
        " · ".join([*contents, f"[all cases]({INDEX})"]),
        "",
    ]


def _counts(page: Page) -> str:
    case, reader = page.case, page.reader
    levels = Counter(reader.text(source, "readLevel") or "unknown" for source in page.sources)
    order = sorted(levels.items(), key=lambda pair: (-pair[1], pair[0]))
    read = ", ".join(f"{number} {plain(level)}" for level, number in order)
    text = (
        f"{counted(len(case.innovations), 'innovation')}, {counted(len(case.claims), 'claim')}, "
        f"{counted(len(case.codings), 'coding')}, {counted(len(case.disputes), 'dispute')}, "
        f"{counted(len(page.sources), 'source')}"
    )
    text += f" (read: {read})." if read else "."
    return (
        f"{text} A claim says what one source says. After it stand the number of the source, the place in the source "
        "and how much of the source was read."
    )


def _sources(page: Page) -> list[str]:
    reader = page.reader
    lines = ["## Sources", ""]
    for source, number in page.sources.items():
        parts = [reader.reference(source)]
        parts += [f"ISBN {isbn.value}." for isbn in reader.values(source, "isbn")]
        parts += [where] if (where := reader.text(source, "archiveReference")) else []
        words = plain(" ".join(parts))
        words += " **Retracted.**" if reader.text(source, "retracted") == "true" else ""
        lines.append(f"{number}. {anchor(f'source-{number}')}{words} `{reader.prefixes.shorten(source)}`")
    return [*lines, ""] if page.sources else []


def _foot(page: Page, dataset: DatasetDescription) -> list[str]:
    year = (dataset.issued or "undated")[:4]
    by = f"{', '.join(dataset.creators)} ({year})" if dataset.creators else ""
    parts = [by, f"{dataset.title}, version {dataset.version}", f"{page.case.title}, <{page.case.iri}>"]
    terms = f" Licence: <{dataset.license}>." if dataset.license else ""
    return ["---", "", f"Cite as: {'. '.join(_cited(part) for part in parts if part)}.{terms}"]


def _cited(part: str) -> str:
    """A part of the citation; what stands in angle brackets stays as it is."""
    words, _, address = part.partition("<")
    return f"{plain(words)} <{address}" if address else plain(words)
