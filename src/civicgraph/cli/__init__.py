"""The command line: one module for each verb, and no logic that is worth testing without a terminal."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line and exits with its code."""
    if sys.argv[1:] == ["--version"]:  # scripts ask for it often, and it needs no option parser
        from ..version import tool_version

        print(f"civicgraph {tool_version()}")
        return
    from .app import run
    from .limits import interruptible

    with interruptible():
        code = run(sys.argv[1:])
    sys.exit(code)
