"""What is pushed: triples in a fixed order, without blank nodes, cut into chunks, and a sample of their subjects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Triple, parse

from ..errors import ExportError

# Subjects whose statements are compared one by one after loading.
SAMPLE = 100


@dataclass(frozen=True)
class Content:
    """Triples as N-Triples lines, each once, sorted by code point; no line holds a blank node.

    So a chunk that was sent twice is there once, which is what makes it safe to send it again.
    """

    lines: Sequence[str]

    def __len__(self) -> int:
        return len(self.lines)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the lines: the same triples have the same digest."""
        total = hashlib.sha256()
        for line in self.lines:
            total.update(line.encode())
        return total.hexdigest()

    def chunks(self, size: int) -> Iterator[str]:
        """The lines in portions of `size` triples."""
        for start in range(0, len(self.lines), size):
            yield "".join(self.lines[start : start + size])

    @cached_property
    def sample(self) -> dict[str, set[Triple]]:
        """The statements of up to `SAMPLE` subjects, by the IRI of the subject.

        Which ones depends on the content: another version has another sample, the same version the same.
        """
        salt = self.digest.encode()
        subjects = {line[1 : line.index(">")] for line in self.lines}
        chosen = set(sorted(subjects, key=lambda iri: hashlib.sha256(salt + iri.encode()).digest())[:SAMPLE])
        found: dict[str, set[Triple]] = {iri: set() for iri in chosen}
        text = "".join(line for line in self.lines if line[1 : line.index(">")] in chosen)
        for quad in parse(text, format=RdfFormat.N_TRIPLES):
            assert isinstance(quad.subject, NamedNode)
            found[quad.subject.value].add(quad.triple)
        return found


def content_of(triples: Iterable[Triple | Quad], base: str) -> Content:
    """Triples as what is pushed, with Skolem IRIs in place of blank nodes (RDF 1.1 Concepts, section 3.5).

    The names of graphs are left out. `base` is the IRI whose authority mints the Skolem IRIs. Raises `ExportError`
    where there are no triples.
    """
    plain, blank = set(), []
    for found in triples:
        triple = found.triple if isinstance(found, Quad) else found
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            blank.append(Quad(*triple))
        else:
            plain.add(f"{triple} .\n")
    plain |= _skolemised(blank, base)
    if not plain:
        raise ExportError("there is not one triple to push", hint="an empty graph would only erase what is there")
    return Content(sorted(plain))


def content_of_file(path: Path, base: str) -> Content:
    """The merge of an N-Quads or N-Triples file as what is pushed. Raises `ExportError` where it cannot be read."""
    try:
        return content_of(parse(path=path, format=RdfFormat.N_QUADS), base)
    except (OSError, SyntaxError) as error:
        raise ExportError(f"{path} cannot be read as N-Quads: {error}") from error


def _skolemised(quads: list[Quad], base: str) -> set[str]:
    """Statements on blank nodes with an IRI for each node: the same statements get the same IRIs."""
    if not quads:
        return set()
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad.triple} .\n" for quad in dataset)
    # The canonical label tells nodes of one graph apart, the digest those of different graphs.
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()[:16]
    parts = urlsplit(base)
    root = f"{parts.scheme}://{parts.netloc}/.well-known/" if parts.netloc else base
    minted = f"{root}genid/{digest}/"

    def term(node: object) -> str:
        return f"<{minted}{node.value}>" if isinstance(node, BlankNode) else str(node)

    return {f"{term(q.subject)} {q.predicate} {term(q.object)} .\n" for q in dataset}
