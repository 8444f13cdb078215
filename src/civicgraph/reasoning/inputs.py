"""What the stages are made from, told by what the files say and not by their bytes.

Comments and layout leave all stages as they are, labels and figures leave the closure. A file is parsed for this only
where its bytes are new; what was found of the others is kept with the stages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..project import Project
from ..reading import as_written


@dataclass(frozen=True, slots=True)
class Inputs:
    """Digests of the inputs: for each file all that it says and what axioms can read of it, and of all together."""

    files: Mapping[str, tuple[str, str]]
    whole: str

    def of_closure(self, direct: bytes) -> str:
        """The digest of what the closure is made from, with the direct stage as N-Triples."""
        return _digest([*sorted({read for _, read in self.files.values()}), _digest(_read(direct.splitlines()))])


def inputs_of(project: Project, known: Mapping[str, tuple[str, str]]) -> Inputs:
    """The inputs of a project, where `known` has what was found of files before.

    Raises `SourceSyntaxError` where a file does not parse.
    """
    files = {}
    for file in project.files("ontology", "data"):
        # Relative IRIs depend on the name of the file.
        key = f"{file.digest} {file.path}"
        found = known.get(key)
        if found is None:
            text = as_written(project, file)
            # Blank nodes have other names at each reading.
            unnamed = b"_:" in text
            found = (key, key) if unnamed else (_digest([text]), _digest(_read(text.splitlines())))
        files[key] = found
    return Inputs(files, _digest([project.rules_digest, *sorted({whole for whole, _ in files.values()})]))


def _read(lines: Iterable[bytes]) -> Iterable[bytes]:
    """The lines of N-Triples that axioms can speak of: those without literals, and cardinalities."""
    return (line for line in lines if not line.split(b" ", 2)[2].startswith(b'"') or b"ardinality> " in line)


def _digest(parts: Iterable[str | bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        total.update(part.encode() if isinstance(part, str) else part)
        total.update(b"\n")
    return total.hexdigest()
