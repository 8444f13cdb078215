"""Files without a `civicgraph.toml`, taken as a project."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from .config import UNVERSIONED, Config, DatasetDescription
from .errors import ConfigError
from .project import Project, matching
from .terms import OWL, RDF, RDFS, SH, SKOS, XSD, Prefixes

# What files call namespaces, in Turtle and its kin and in XML; a look-alike in a comment or a literal does no harm.
_DECLARATION = re.compile(
    rb"""(?:prefix\s+((?:[A-Za-z][\w-]*)?):\s*<([^\s<>"]+)>)|(?:xmlns:([A-Za-z][\w-]*)\s*=\s*["']([^\s<>"']+)["'])""",
    re.IGNORECASE,
)
_USUAL = {"rdf": RDF, "rdfs": RDFS, "owl": OWL, "xsd": XSD, "skos": SKOS, "sh": SH}
# Declarations stand at the beginning of a file.
_LOOKED_AT = 65_536


def loose_project(root: Path, data: Sequence[str], shapes: Sequence[str], *, elsewhere: bool = False) -> Project:
    """The files that answer to patterns, with `root` for the project's folder. No `civicgraph.toml` is read.

    A pattern is relative to `root` or absolute; a folder stands for the RDF files in it. IRIs are shortened with the
    prefixes that the files declare. Raises `ConfigError` where no data is named and it is not `elsewhere`, or where a
    pattern finds nothing.
    """
    root = root.resolve()
    if not root.is_dir():
        raise ConfigError(f"{root} is no folder")
    if not data and not elsewhere:
        raise ConfigError("the shapes have nothing to look at", hint="name the data too: --data 'data/*.ttl'")
    for option, patterns in (("data", data), ("shapes", shapes)):
        for pattern in patterns:
            if not matching(root, pattern):
                raise ConfigError(
                    f"--{option} {pattern}: there is no such file",
                    hint=f"patterns are relative to {root}; put them in quotes, so that the shell leaves them alone",
                )
    # The empty tuples keep the usual folders of a project out.
    globs = {"ontology": (), "data": tuple(data), "shapes": tuple(shapes), "align": (), "vendor": ()}
    project = Project(root, _config(root, globs, {}), "loose")
    return Project(root, _config(root, globs, _prefixes(project)), "loose")


def _config(root: Path, globs: Mapping[str, tuple[str, ...]], prefixes: Mapping[str, str]) -> Config:
    return Config(
        name=root.name,
        base="file:///",
        default_model=None,
        dataset=DatasetDescription(root.name, "", UNVERSIONED, None, None, (), ("en",), ()),
        prefixes=Prefixes(prefixes),
        globs=globs,
        # A folder of queries that lies here by chance holds no checks of ours.
        queries=".civicgraph/queries",
    )


def _prefixes(project: Project) -> dict[str, str]:
    found: dict[str, str] = dict(_USUAL)
    for file in project.files("shapes", "data"):
        with (project.root / file.path).open("rb") as stream:
            for match in _DECLARATION.finditer(stream.read(_LOOKED_AT)):
                prefix = (match[3] or match[1]).decode()
                namespace = (match[4] or match[2]).decode("utf-8", "replace")
                if prefix not in found and namespace not in found.values():
                    found[prefix] = namespace
    return found
