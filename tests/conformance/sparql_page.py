"""The page on the engines: what each passes of the W3C suite of queries, and how the formats of results fare."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from sparql_misses import ENGINES, MISSES
from sparql_results import FORMATS, Format, files, reads, writes
from sparql_suite import SUITE, SparqlTest, answered, passes


def versions() -> dict[str, str]:
    """The packages behind the engines."""
    return {name: version(name) for name in ("pyoxigraph", "rdflib")}


def engines_page(tests: Sequence[SparqlTest]) -> str:
    """The page on what the engines pass: a table by folder, and the tests that each misses, with the reason."""
    passed = {engine: {test.name for test in tests if passes(test, engine)} for engine in ENGINES}
    folders = sorted({test.name.partition("/")[0] for test in tests})
    packages = versions()
    lines = [
        "<!-- Written by .ci/write_sparql_engines.py; do not edit. -->",
        "",
        "# SPARQL engines",
        "",
        f"What the engines of `civicgraph query` pass of the W3C suite of SPARQL 1.1: its {len(tests)} tests of queries, of",
        "their syntax and of the result formats JSON, CSV and TSV, through our own interface. `oxigraph` is the default,",
        "`rdflib` the reference; `pyoxigraph` is the library behind the default, used directly.",
        f"(pyoxigraph {packages['pyoxigraph']}, rdflib {packages['rdflib']})",
        "",
        "| part of the suite | tests | " + " | ".join(ENGINES) + " |",
        "|---|---|" + "---|" * len(ENGINES),
    ]
    for folder in folders:
        inside = {test.name for test in tests if test.name.startswith(f"{folder}/")}
        lines.append(
            f"| {folder} | {len(inside)} | " + " | ".join(str(len(inside & passed[e])) for e in ENGINES) + " |"
        )
    lines.append(f"| **all** | {len(tests)} | " + " | ".join(f"**{len(passed[e])}**" for e in ENGINES) + " |")
    for engine in ("oxigraph", "rdflib"):
        lines += ["", f"## What {engine} misses", "", "| reason | tests |", "|---|---|"]
        reasons: dict[str, list[str]] = {}
        for name in sorted({test.name for test in tests} - passed[engine]):
            reasons.setdefault(MISSES[engine].get(name, "not known yet"), []).append(f"`{name}`")
        lines += [f"| {reason} | {', '.join(names)} |" for reason, names in sorted(reasons.items())]
    lines += ["", *_formats_section(tests)]
    return "\n".join([*lines, ""])


def read_files(format: Format) -> tuple[int, int]:
    """How many files of results of a format our reader reads as another does, and how many there are."""
    found = [reads(path) for path in files(SUITE, format)]
    return sum(found), len(found)


def written_answers(tests: Sequence[SparqlTest], format: Format) -> tuple[int, int]:
    """How many answers of the default engine come back from our writer through other readers, and how many there are."""
    answers = [answered(test, "oxigraph") for test in tests if test.accepted is None]
    found = [writes(answer, format) for answer in answers if answer.triples is None]
    return sum(found), len(found)


def _formats_section(tests: Sequence[SparqlTest]) -> list[str]:
    lines = [
        "## Result formats",
        "",
        "The tests above compare an answer as our writer puts it, in the format of the file that the suite expects. Beyond",
        "them, every file of results in the suite is read by the reader that `query --endpoint` has and by rdflib, and every",
        "answer of `oxigraph` to the tests of SELECT and ASK is written in each format and read back by pyoxigraph, and CSV by",
        "Python's own reader. Nothing is left out. CSV keeps neither datatypes nor languages, so there the texts count.",
        "",
        "| format | media type | files read the same | answers written and found again |",
        "|---|---|---|---|",
    ]
    for format in FORMATS:
        read, write = read_files(format), written_answers(tests, format)
        lines.append(
            f"| {format.name.upper()} | `{format.media_type}` | {read[0]} of {read[1]} | {write[0]} of {write[1]} |"
        )
    return lines
