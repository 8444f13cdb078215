"""`civicgraph.toml`: what a graph project says of itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .diagnostics import Severity
from .errors import ConfigError
from .suggest import did_you_mean
from .terms import Prefixes
from .version import tool_version

FILE_NAME = "civicgraph.toml"
# The version of a dataset that names none.
UNVERSIONED = "0"

_KEYS: dict[str, dict[str, type]] = {
    "project": {"name": str, "base": str, "minimum-tool": str, "default-model": str, "repository": str},
    "dataset": {
        "title": str,
        "description": str,
        "version": str,
        "issued": str,
        "license": str,
        "creators": list,
        "languages": list,
        "keywords": list,
        "last-release": str,
    },
    "paths": {"ontology": list, "data": list, "shapes": list, "align": list, "vendor": list, "queries": str},
    "validation": {
        "profiles": list,
        "select": list,
        "ignore": list,
        "per-file-ignores": dict,
        "baseline": str,
        "fail-on": str,
    },
}
# Tables whose keys are names of the project's own.
_OPEN_TABLES = ("prefixes", "imports", "endpoints")
_ENDPOINT_KEYS = ("url", "update", "graph-store", "graph", "token-env", "user-env", "password-env")
# The name by which the graph of a store that has no name is meant.
DEFAULT_GRAPH = "default"
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]*\Z")
# The mildest finding that fails, by name.
FAIL_LEVELS: dict[str, Severity | None] = {**{str(level): level for level in reversed(Severity)}, "never": None}
_DEFAULT_GLOBS = {
    "ontology": ("ontology/**/*.ttl",),
    "data": ("data/**/*.ttl",),
    "shapes": ("shapes/**/*.ttl",),
    "align": ("ontology/align/*.ttl",),
    "vendor": ("ontology/vendor/*.ttl",),
}


@dataclass(frozen=True, slots=True)
class DatasetDescription:
    """What the dataset is called, whose it is and on what terms it may be used.

    `languages` are the tags of the languages in which everything is named, none where the configuration names none;
    `last_release` is the version that was released last, None before the first release.
    """

    title: str
    description: str
    version: str
    issued: str | None
    license: str | None
    creators: tuple[str, ...]
    languages: tuple[str, ...]
    keywords: tuple[str, ...]
    last_release: str | None = None


@dataclass(frozen=True, slots=True)
class ValidationSettings:
    """Which findings a project wants to see, and from which level on they fail.

    `profiles` are the profiles by which `validate` judges besides the project's own rules. `select` and `ignore` are
    codes or beginnings of codes; `per_file_ignores` has the same for patterns of file names,
    in which `*` stands for any text, slashes too. `baseline` is the file of known findings, relative to the project.
    """

    profiles: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    baseline: str | None = None
    fail_on: Severity | None = Severity.VIOLATION


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A SPARQL endpoint, and the names of the environment variables that hold what it wants to see of a user.

    `update` and `graph_store` are the addresses at which the same store is written to (SPARQL 1.1 Update, SPARQL 1.1
    Graph Store HTTP Protocol). `graph` is the graph that is asked and filled: an IRI, or `default`.
    """

    url: str
    update: str | None = None
    graph_store: str | None = None
    graph: str | None = None
    token_env: str | None = None
    user_env: str | None = None
    password_env: str | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a project.

    `base` is the IRI under which the project mints things; `globs` maps each role (`ontology`, `data`,
    `shapes`, `align`, `vendor`) to patterns relative to the project's root; `queries` is the folder of the
    saved queries. `repository` is the web address at which the project takes issues, without a slash at its end.
    `imports` maps the IRIs of ontologies to the files or folders that hold them, relative to the project's root.
    `endpoints` has SPARQL endpoints by their names.
    """

    name: str
    base: str
    default_model: str | None
    dataset: DatasetDescription
    prefixes: Prefixes
    globs: Mapping[str, tuple[str, ...]]
    queries: str
    repository: str | None = None
    imports: Mapping[str, str] = field(default_factory=dict)
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)
    validation: ValidationSettings = ValidationSettings()


def read_config(path: Path) -> Config:
    """The settings in a `civicgraph.toml`.

    Raises `ConfigError` where the file cannot be read, is not TOML, or says what the tool does not know.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from error
    _check_keys(table, path)
    project, dataset, paths = table.get("project", {}), table.get("dataset", {}), table.get("paths", {})
    base = project.get("base")
    if not base:
        raise ConfigError(
            f"{path}: [project] has no base", hint='add the IRI under which you mint things: base = "https://..."'
        )
    _check_tool(project.get("minimum-tool"), path)
    return Config(
        name=project.get("name", path.parent.name),
        base=base,
        default_model=project.get("default-model"),
        dataset=DatasetDescription(
            title=dataset.get("title", project.get("name", path.parent.name)),
            description=dataset.get("description", ""),
            version=dataset.get("version", UNVERSIONED),
            issued=dataset.get("issued"),
            license=dataset.get("license"),
            creators=tuple(dataset.get("creators", ())),
            languages=tuple(dataset.get("languages", ())),
            keywords=tuple(dataset.get("keywords", ())),
            last_release=dataset.get("last-release"),
        ),
        prefixes=Prefixes(_prefixes(table.get("prefixes", {}), path)),
        globs={role: tuple(paths.get(role, default)) for role, default in _DEFAULT_GLOBS.items()},
        queries=paths.get("queries", "queries"),
        repository=_repository(project.get("repository"), path),
        imports=_imports(table.get("imports", {}), path),
        endpoints=_endpoints(table.get("endpoints", {}), path),
        validation=_validation(table.get("validation", {}), path),
    )


def _check_keys(table: Mapping[str, Any], path: Path) -> None:
    for section, content in table.items():
        if section not in _OPEN_TABLES and section not in _KEYS:
            raise ConfigError(f"{path}: unknown table [{section}]", hint=did_you_mean(section, [*_KEYS, *_OPEN_TABLES]))
        if not isinstance(content, dict):
            raise ConfigError(f"{path}: {section} must be a table: [{section}]")
        if section not in _OPEN_TABLES:
            _check_section(section, content, path)


def _check_section(section: str, content: Mapping[str, Any], path: Path) -> None:
    for key, value in content.items():
        expected = _KEYS[section].get(key)
        if expected is None:
            raise ConfigError(f"{path}: unknown key {key} in [{section}]", hint=did_you_mean(key, _KEYS[section]))
        if not isinstance(value, expected) or (isinstance(value, list) and not _are_texts(value)):
            wanted = "a list of texts" if expected is list else "a table" if expected is dict else "a text"
            raise ConfigError(f"{path}: {key} in [{section}] must be {wanted}")


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _validation(table: Mapping[str, Any], path: Path) -> ValidationSettings:
    level = table.get("fail-on", str(Severity.VIOLATION))
    if level not in FAIL_LEVELS:
        raise ConfigError(
            f'{path}: fail-on in [validation] cannot be "{level}"', hint=f"choose from: {', '.join(FAIL_LEVELS)}"
        )
    per_file = table.get("per-file-ignores", {})
    for pattern, codes in per_file.items():
        if not _are_texts(codes):
            raise ConfigError(f'{path}: "{pattern}" in per-file-ignores must be a list of codes')
    return ValidationSettings(
        profiles=tuple(table.get("profiles", ())),
        select=tuple(table.get("select", ())),
        ignore=tuple(table.get("ignore", ())),
        per_file_ignores=tuple((pattern, tuple(codes)) for pattern, codes in per_file.items()),
        baseline=table.get("baseline"),
        fail_on=FAIL_LEVELS[level],
    )


def _prefixes(table: Mapping[str, Any], path: Path) -> dict[str, str]:
    for prefix, namespace in table.items():
        if not isinstance(namespace, str) or not _IRI.match(namespace):
            raise ConfigError(f"{path}: the prefix {prefix} does not stand for an IRI: {namespace!r}")
        if not re.match(r"[A-Za-z](?:[\w-]*\w)?\Z", prefix):
            raise ConfigError(f"{path}: {prefix!r} cannot be a prefix in Turtle")
    return dict(table)


def _imports(table: Mapping[str, Any], path: Path) -> dict[str, str]:
    for iri, file in table.items():
        if not isinstance(file, str) or not file:
            raise ConfigError(
                f"{path}: [imports] must map the IRI of an ontology to a file or folder, but {iri} to {file!r}",
                hint='write it like "https://example.org/onto" = "vendor/onto.ttl"',
            )
    return dict(table)


def _endpoints(table: Mapping[str, Any], path: Path) -> dict[str, Endpoint]:
    found = {}
    for name, content in table.items():
        where = f"{path}: [endpoints.{name}]"
        if not isinstance(content, dict):
            raise ConfigError(f"{where} must be a table", hint='write it like url = "https://example.org/sparql"')
        for key, value in content.items():
            if key not in _ENDPOINT_KEYS:
                raise ConfigError(f"{where}: unknown key {key}", hint=did_you_mean(key, _ENDPOINT_KEYS))
            if not isinstance(value, str):
                raise ConfigError(f"{where}: {key} must be a text")
            if key.endswith("-env") and not re.match(r"[A-Za-z_]\w*\Z", value, re.ASCII):
                raise ConfigError(
                    f"{where}: {key} must be the name of an environment variable",
                    hint="what is secret stands in the variable, never in this file",
                )
        if "url" not in content:
            raise ConfigError(f"{where} has no url")
        check_graph(content.get("graph"), f"{where}: graph")
        if ("user-env" in content) != ("password-env" in content) or {"token-env", "user-env"} <= content.keys():
            raise ConfigError(f"{where}: name either token-env, or user-env and password-env")
        found[name] = Endpoint(**{key.replace("-", "_"): value for key, value in content.items()})
    return found


def check_graph(name: str | None, where: str) -> None:
    """Raises `ConfigError` for what names no graph; `where` says which setting it is."""
    if name is not None and name != DEFAULT_GRAPH and not _IRI.match(name):
        raise ConfigError(f"{where} must be an IRI, or {DEFAULT_GRAPH}", hint="write it like https://example.org/graph")


def _check_tool(minimum: str | None, path: Path) -> None:
    if minimum and _version(tool_version()) < _version(minimum):
        raise ConfigError(
            f"{path} asks for civicgraph {minimum} or later; this is {tool_version()}",
            hint="update with: pip install --upgrade civicgraph",
        )


def _repository(address: str | None, path: Path) -> str | None:
    if address is None:
        return None
    if not re.match(r"https?://[^\s<>\"()]+\Z", address):
        raise ConfigError(
            f"{path}: repository in [project] is no web address: {address!r}",
            hint='write it like repository = "https://github.com/OWNER/NAME"',
        )
    return address.rstrip("/")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text)[:3])
