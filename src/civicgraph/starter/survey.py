"""What a folder of RDF holds: which of its files are shapes, ontology or data, and how they call things."""

from __future__ import annotations

import codecs
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, parse

from ..syntaxes import RDF_SUFFIXES, syntax_of
from ..terms import OWL, RDF, RDF_TYPE, RDFS, SH

_TERM_CLASSES = {
    OWL + name
    for name in ("Ontology", "Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "Restriction")
} | {RDFS + "Class", RDFS + "Datatype", RDF + "Property"}
# Folders that hold other people's files.
_PASSED_OVER = {"node_modules", "venv", "site-packages", "__pycache__"}


@dataclass(frozen=True, slots=True)
class Survey:
    """The RDF files of a folder by role (`shapes`, `ontology`, `data`), relative and with forward slashes.

    `unread` are those that do not parse, which count as data; `prefixes` are those that the files declare, each with
    the namespace it stands for most often; `namespaces` counts those of the subjects that have an IRI.
    """

    files: Mapping[str, tuple[str, ...]]
    unread: tuple[str, ...]
    prefixes: Mapping[str, str]
    namespaces: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many files there are."""
        return sum(map(len, self.files.values()))


def survey(folder: Path) -> Survey:
    """What the RDF files of a folder and of the folders below it hold; hidden folders are passed over."""
    by_role: dict[str, list[str]] = {"ontology": [], "data": [], "shapes": []}
    unread: list[str] = []
    declared: dict[str, Counter[str]] = {}
    namespaces: Counter[str] = Counter()
    for path in _rdf_files(folder):
        name = path.relative_to(folder).as_posix()
        content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
        parser = parse(content, format=syntax_of(path, content), base_iri="file:///")
        quads: list[Quad] = []
        try:
            quads.extend(parser)
        except (SyntaxError, ValueError):
            unread.append(name)
        by_role[_role(quads)].append(name)
        for prefix, namespace in parser.prefixes.items():
            declared.setdefault(prefix, Counter())[namespace] += 1
        namespaces.update(_namespace(s.value) for s in {q.subject for q in quads} if isinstance(s, NamedNode))
    return Survey(
        {role: tuple(names) for role, names in by_role.items()},
        tuple(unread),
        {prefix: min(count, key=lambda n: (-count[n], n)) for prefix, count in sorted(declared.items())},
        namespaces,
    )


def patterns(survey: Survey, role: str) -> list[str]:
    """Patterns that match the files of a role and none of another: whole folders where that can be, else names."""
    others = {name for other, names in survey.files.items() if other != role for name in names}
    found: list[str] = []
    left = list(survey.files[role])
    while left:
        name = left[0]
        pattern, matches = next((p, m) for p, m in _candidates(name) if not any(map(m, others)))
        left = [other for other in left if not matches(other)]
        found.append(pattern)
    return found


def _candidates(name: str) -> Iterator[tuple[str, Matcher]]:
    parts, suffix = name.split("/"), Path(name).suffix
    for depth in range(1, len(parts)):
        start = "/".join(parts[:depth]) + "/"
        yield f"{start}**/*{suffix}", Matcher(start, suffix, deep=True)
    start = "".join(part + "/" for part in parts[:-1])
    yield f"{start}*{suffix}", Matcher(start, suffix, deep=False)
    yield name, Matcher(name, "", deep=True)


@dataclass(frozen=True, slots=True)
class Matcher:
    """Whether a name begins and ends as a pattern asks; where it is not `deep`, without a folder between."""

    start: str
    suffix: str
    deep: bool

    def __call__(self, name: str) -> bool:
        inside = name.startswith(self.start) and name.endswith(self.suffix)
        return inside and (self.deep or "/" not in name[len(self.start) :])


def _rdf_files(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _PASSED_OVER)
        yield from (Path(here, name) for name in sorted(names) if Path(name).suffix.lower() in RDF_SUFFIXES)


def _role(quads: list[Quad]) -> str:
    if any(quad.predicate.value.startswith(SH) for quad in quads):
        return "shapes"
    types = [
        quad.object.value for quad in quads if quad.predicate.value == RDF_TYPE and isinstance(quad.object, NamedNode)
    ]
    terms = sum(name in _TERM_CLASSES for name in types)
    return "ontology" if OWL + "Ontology" in types or 2 * terms > len(types) else "data"


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
