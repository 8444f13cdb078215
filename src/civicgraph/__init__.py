"""civicgraph: a knowledge graph of civic leadership, and the tool that reads it.

>>> import civicgraph as cg                                   # doctest: +SKIP
>>> g = cg.load()                                             # doctest: +SKIP
>>> g.query("disputed-figures", place="Malmö").to_pandas()    # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import load as load
    from .diagnostics import Diagnostic as Diagnostic
    from .diagnostics import Severity as Severity
    from .entities import Entity as Entity
    from .errors import CivicGraphError as CivicGraphError
    from .queries import Answer as Answer
    from .queries import SavedQuery as SavedQuery
    from .reports import Report as Report
    from .source import Position as Position
    from .source import Span as Span

# Loaded on first use, so that `import civicgraph` costs nothing.
_PUBLIC = {
    "Answer": "queries",
    "CivicGraphError": "errors",
    "Diagnostic": "diagnostics",
    "Entity": "entities",
    "KnowledgeGraph": "api",
    "Position": "source",
    "Report": "reports",
    "SavedQuery": "queries",
    "Severity": "diagnostics",
    "Span": "source",
    "load": "api",
}
__all__ = ["__version__", *sorted(_PUBLIC)]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from .version import tool_version

        return tool_version()
    if name in _PUBLIC:
        return getattr(import_module(f"{__name__}.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_PUBLIC])
