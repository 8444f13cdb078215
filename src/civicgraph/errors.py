"""The errors of civicgraph: what failed, what to do about it, and where.

Errors are for work that could not be done. What a check finds in a graph is a
`Diagnostic`, never an exception.
"""

from __future__ import annotations

from .source import Span


class CivicGraphError(Exception):
    """The job could not be done. `hint` says what to do, `span` where the cause stands."""

    def __init__(self, message: str, *, hint: str | None = None, span: Span | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.span = span


class ConfigError(CivicGraphError):
    """`civicgraph.toml` is not usable."""


class ProjectNotFoundError(CivicGraphError):
    """No `civicgraph.toml` was found."""


class SourceSyntaxError(CivicGraphError):
    """A file of the graph does not parse."""


class QueryError(CivicGraphError):
    """A query could not be prepared or run."""


class QuerySyntaxError(QueryError):
    """A query does not parse."""


class QueryParameterError(QueryError):
    """A parameter is unknown, missing or of the wrong type."""


class UnknownQueryError(QueryError):
    """No saved query has the name."""


class EngineError(CivicGraphError):
    """A query engine failed."""


class LimitError(EngineError):
    """A query was ended at a limit of its own."""


class QueryTimeoutError(LimitError):
    """A query took longer than it may."""


class QueryMemoryError(LimitError):
    """A query took more memory than it may."""


class EndpointError(EngineError):
    """A server could not be reached, refused the request, or answered with what cannot be used."""


class ReasoningError(CivicGraphError):
    """The graph contradicts itself, or a derivation could not be made."""


class ShapesError(CivicGraphError):
    """The shapes do not load."""


class EntityError(CivicGraphError):
    """No entity, or more than one, answers to a name."""


class UnknownEntityError(EntityError):
    """Nothing answers to a name."""


class MissingExtraError(CivicGraphError):
    """A package of an optional extra is not installed."""


class ExportError(CivicGraphError):
    """An export could not be written."""
