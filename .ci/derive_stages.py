"""Build hook: derives the stages of the bundled graph, so that a first query after installation waits for nothing."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class DeriveStages(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `civicgraph/graph/derived/` to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return  # a checkout derives its own stages and keeps them under .civicgraph/
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from civicgraph.project import open_project
        from civicgraph.reasoning import ensure_stages
        from civicgraph.stages import write_stages

        project = open_project(root)
        target = Path(tempfile.mkdtemp(prefix="civicgraph-build-")) / "derived"
        write_stages(target, ensure_stages(project, lambda message: print(message, file=sys.stderr)))
        build_data["force_include"][str(target)] = "civicgraph/graph/derived"
