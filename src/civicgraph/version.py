"""The version of the tool, kept once, in `pyproject.toml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def tool_version() -> str:
    """The version of the installed package; of the checkout, while the package is being built from it."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("civicgraph")
    except PackageNotFoundError:
        import tomllib

        project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
        return str(project["project"]["version"])
