"""Names of implementations, loaded on first use.

Built-in ones are listed by their families (`engines`, `reporters`) as
`"module:object"`; other packages add theirs through entry points of the group
`civicgraph.<family>`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import CivicGraphError, MissingExtraError
from .suggest import did_you_mean

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

log = logging.getLogger(__name__)


class Registry:
    """One family of implementations."""

    def __init__(
        self, family: str, kind: str, builtin: Mapping[str, str], extras: Mapping[str, str] | None = None
    ) -> None:
        self.family = family
        self.kind = kind
        self._builtin = dict(builtin)
        self._extras = dict(extras or {})

    def names(self) -> list[str]:
        """All names, built-in ones first, each group in its own order."""
        outside = [entry.name for entry in self._outside()]
        return [*self._builtin, *sorted(set(outside) - set(self._builtin))]

    def get(self, name: str) -> Any:
        """The implementation called `name`.

        Raises `CivicGraphError` for an unknown name and `MissingExtraError` where a
        package that the implementation needs is not installed.
        """
        target = self._builtin.get(name)
        if target is None:
            for entry in self._outside():
                if entry.name == name:
                    return self._load_outside(entry)
            raise CivicGraphError(
                f'there is no {self.kind} "{name}"',
                hint=did_you_mean(name, self.names()) or f"choose from: {', '.join(self.names())}",
            )
        module, _, attribute = target.partition(":")
        try:
            return getattr(import_module(module), attribute)
        except ModuleNotFoundError as missing:
            if name not in self._extras:
                raise
            extra = self._extras[name]
            raise MissingExtraError(
                f'the {self.kind} "{name}" needs the package {missing.name}',
                hint=f'install it with: pip install "civicgraph[{extra}]"',
            ) from missing

    def _outside(self) -> list[EntryPoint]:
        # Looked up late: most commands ask for what is built in.
        from importlib.metadata import entry_points

        return list(entry_points(group=f"civicgraph.{self.family}"))

    def _load_outside(self, entry: EntryPoint) -> Any:
        try:
            return entry.load()
        except Exception as error:  # a stranger's plug-in may fail in any way
            log.warning("the plug-in %s of %s does not load: %s", entry.name, entry.value, error)
            raise CivicGraphError(f'the plug-in "{entry.name}" ({entry.value}) does not load: {error}') from error
