"""SHACL validation by the package `shacl`, a compiled engine: the extra `fast`."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from ..errors import MissingExtraError, ShapesError
from ..project import Project
from .results import ShaclResult, ShapesGraph, Term, described, one_line


def available() -> bool:
    """Whether the engine is installed."""
    from importlib.util import find_spec

    return find_spec("shacl") is not None


def run(ntriples: bytes, shapes: ShapesGraph, project: Project) -> list[ShaclResult]:
    """The results of the shapes on a graph given as N-Triples, in no order.

    Raises `MissingExtraError` without the package and `ShapesError` where it refuses the shapes.
    """
    try:
        compiled = _compiled(shapes.ntriples)
        report = compiled.validate_text(ntriples.decode(), format="ntriples")
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            "the fast SHACL engine needs the package shacl", hint='install it with: pip install "civicgraph[fast]"'
        ) from error
    except ValueError as error:
        raise ShapesError(
            f"the shapes do not load: {one_line(str(error))}",
            hint=f"look in {', '.join(project.config.globs['shapes'])}",
        ) from error
    return [_result(result, shapes, project) for result in report.results]


@lru_cache(maxsize=4)
def _compiled(ntriples: bytes) -> Any:
    import shacl

    return shacl.Shapes.from_text(ntriples.decode(), format="ntriples")


def _result(result: Any, shapes: ShapesGraph, project: Project) -> ShaclResult:
    path, shape = _iri(result.path), _iri(result.source_shape)
    return described(
        shapes,
        project,
        focus=_term(result.focus_node),
        path=path,
        value=None if result.value is None else _term(result.value),
        shape=shape,
        component=result.component_iri,
        severity=result.severity_iri,
        messages=[(None, text) for text in result.messages],
    )


def _iri(text: str | None) -> str | None:
    """The IRI in angle brackets, or None for a blank node or a compound path."""
    return text[1:-1] if text and text.startswith("<") and text.endswith(">") and text.count("<") == 1 else None


def _term(text: str) -> Term:
    """A term in N-Triples syntax."""
    iri = _iri(text)
    if iri is not None:
        return NamedNode(iri)
    if text.startswith("_:"):
        return BlankNode(text[2:])
    return _literal(text)


@lru_cache(maxsize=4096)
def _literal(text: str) -> Literal:
    quad = next(iter(parse(f"<urn:s> <urn:p> {text} .", format=RdfFormat.N_TRIPLES)))
    assert isinstance(quad.object, Literal)
    return quad.object
