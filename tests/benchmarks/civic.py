"""Makes a civic graph project of any size: the repository's own data, copied under new names.

    python tests/benchmarks/civic.py FOLDER TRIPLES

Every copy has all cases of the graph with their people, claims, citations and sources; the things of copy 12 are called
`person:ilmar-reepalu-12`, their labels end with the number as well. The last copy is cut where the number of triples is
reached, so that some of its links lead nowhere. Ontology, shapes and queries are the repository's. A copy is one Turtle
file of about 60,000 triples; the same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse

from civicgraph.project import open_project

ROOT = Path(__file__).parents[2]
_NAME = re.compile(r"(?<![\w:/-])([a-z][a-z0-9-]*):([a-z0-9][\w-]*)")
_LABEL = re.compile(r'(skos:prefLabel "[^"\n]*)"')
# Stands where the number of the copy goes; it occurs in no file.
_MARK = "\x00"


def templates() -> list[tuple[int, list[str]]]:
    """The data files of the graph: each with its number of triples, and cut where a number goes."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "data").rglob("*.ttl"))]
    graphs = [list(parse(text, format=RdfFormat.TURTLE)) for text in texts]
    own = {q.subject.value for graph in graphs for q in graph if isinstance(q.subject, NamedNode)}
    found = []
    for text, graph in zip(texts, graphs, strict=True):
        prefixes = dict(re.findall(r"^@prefix ([\w-]+): <(.*)> \.$", text, re.M))

        def marked(match: re.Match[str], prefixes: dict[str, str] = prefixes) -> str:
            return match[0] + _MARK if prefixes.get(match[1], "") + match[2] in own else match[0]

        found.append((len(graph), _LABEL.sub(rf'\1{_MARK}"', _NAME.sub(marked, text)).split(_MARK)))
    return found


def multiply(folder: Path, triples: int) -> Iterator[tuple[Path, int]]:
    """Writes the project; yields each data file with the number of triples so far, those of the ontology included."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "civicgraph.toml", folder)
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "data").mkdir()
    ontology = open_project(folder).files("ontology")
    total = sum(1 for file in ontology for _ in parse(path=folder / file.path))
    files = templates()
    for number in count(1):
        path = folder / "data" / f"copy-{number:04d}.ttl"
        with path.open("w", encoding="utf-8") as out:
            for size, parts in files:
                if total >= triples:
                    break
                out.write(f"-{number}".join(parts) + "\n")
                total += size
        yield path, total
        if total >= triples:
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("triples", type=int)
    arguments = parser.parse_args()
    for path, total in multiply(arguments.folder, arguments.triples):
        print(f"{path.name}  {total:,} triples", flush=True)


if __name__ == "__main__":
    main()
