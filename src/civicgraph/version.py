"""The version of the tool, kept once, in `pyproject.toml`."""

from __future__ import annotations

from functools import cache


@cache
def tool_version() -> str:
    """The version of the installed package."""
    from importlib.metadata import version

    return version("civicgraph")
