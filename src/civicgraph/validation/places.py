"""What a check found, at its place: docs/explanation/checks.md has the rules."""

from __future__ import annotations

from functools import cached_property

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from ..diagnostics import Diagnostic, Severity
from ..graph import GraphStore
from ..labels import named
from ..paths import Path, Term, predicate_path
from ..positions import Locator, Step, as_stored, last_steps, named_owner
from ..reasoning import origins
from ..shacl import Difference, ShaclResult
from ..source import Span
from ..suggest import nearest

DANGLING, ENGINES_DIFFER = "CG201", "CG090"


class Places:
    """Turns what a check found into diagnostics with places, labels and suggestions."""

    def __init__(self, graph: GraphStore, judged: Store, direct: set[Triple]) -> None:
        self._project = graph.project
        self._prefixes = graph.project.config.prefixes
        self._store = graph.store
        self._judged = judged
        self._direct = direct
        self._locator = Locator(graph)
        self._nobody = "No file" if graph.files else "Nothing at the endpoint"

    def diagnostic(
        self,
        code: str,
        severity: Severity,
        message: str,
        focus: Term,
        path: Path | None,
        value: Term | None,
        *,
        shape: str | None = None,
        component: str | None = None,
        help: str | None = None,
        url: str | None = None,
    ) -> Diagnostic:
        suggestion = None
        if code == DANGLING and isinstance(value, NamedNode):
            message = f"{self._nobody} describes {self._prefixes.shorten(value.value)}"
            suggestion = self._suggestion(value)
        owner = named_owner(self._judged, focus) if isinstance(focus, BlankNode) else focus
        return Diagnostic(
            code=code,
            severity=severity,
            message=message,
            span=self._span(focus, path, value),
            # Names of blank nodes differ from run to run.
            focus=owner.value if isinstance(owner, NamedNode) else None,
            entity=named(self._store, self._prefixes, owner.value) if isinstance(owner, NamedNode) else None,
            path=(path.iri or str(path)) if path else None,
            value="[]" if isinstance(value, BlankNode) else getattr(value, "value", None),
            shape=shape,
            help="; ".join(part for part in (suggestion, help) if part) or None,
            url=url,
            related=self._shape_place(shape) if shape else (),
            component=component,
            term=str(value) if isinstance(value, NamedNode | Literal) else None,
        )

    def of_shacl(self, result: ShaclResult) -> Diagnostic:
        """A result of SHACL."""
        r = result
        return self.diagnostic(
            r.code, r.severity, r.message, r.focus, r.path, r.value,
            shape=r.named_shape, component=r.component, help=r.help, url=r.url,
        )  # fmt: skip

    def difference(self, found: Difference) -> Diagnostic:
        """A result that only one engine gives."""
        r = found.result
        other = "reference" if found.engine == "fast" else "fast"
        times = "" if found.times == 1 else f", {found.times} times"
        return self.diagnostic(
            ENGINES_DIFFER,
            Severity.VIOLATION,
            f"Only the {found.engine} engine says{times}: {r.code} {r.message}",
            r.focus,
            r.path,
            r.value,
            shape=r.named_shape,
            help=f"the {other} engine does not; see docs/reference/shacl-engines.md, and report it where it is new",
        )

    def _shape_place(self, shape: str) -> tuple[tuple[Span, str], ...]:
        span = self._shapes.where(NamedNode(shape))
        return ((span, "the shape"),) if span else ()

    @cached_property
    def _shapes(self) -> Locator:
        return Locator(GraphStore(self._project, roles=("shapes",)))

    def _span(self, focus: Term, path: Path | None, value: Term | None) -> Span | None:
        """Where a finding stands: docs/explanation/checks.md has the rules."""
        at_path = self._at_path(focus, path, value) if path else None
        if path and at_path is None and value == focus:
            # A query that returns no value speaks of the thing itself (SHACL, section 5.3.2).
            at_path = self._at_path(focus, path, None)
        if at_path is not None or isinstance(focus, Literal):
            return at_path or self._mention(focus)
        at_value = self._locator.any_value(focus, value) if value is not None and value != focus else None
        return at_value or self._locator.where(focus) or self._mention(focus)

    def _at_path(self, focus: Term, path: Path, value: Term | None) -> Span | None:
        """The first place of a value at the end of a path; without a value, of a property by which the path begins."""
        if value is None:
            places = [self._property(focus, NamedNode(iri)) for iri in path.first_properties]
        else:
            steps = last_steps(self._judged, focus, path).get(as_stored(value), ())
            places = [self._object(step, value) for step in steps]
        return min((place for place in places if place), default=None)

    def _property(self, focus: Term, predicate: NamedNode) -> Span | None:
        if isinstance(focus, Literal):
            return None
        steps = last_steps(self._judged, focus, predicate_path(predicate.value)).values()
        places = [self._locator.predicate(*step) or self._behind(step) for some in steps for step in some]
        return min((place for place in places if place), default=None)

    def _object(self, step: Step, value: Term) -> Span | None:
        """The object of a statement; `value` says how it is written where it is the object."""
        written = value if as_stored(value) == step.object else step.object
        return self._locator.value(step.subject, step.predicate, written) or self._behind(step)

    def _mention(self, focus: Term) -> Span | None:
        mentions = self._locator.mentions(focus)
        return mentions[0][1] if mentions else None

    def _behind(self, step: Step) -> Span | None:
        """The claim or coding from which a triple of the direct stage came: the value there, or its first line."""
        triple = Triple(*step)
        if triple not in self._direct or isinstance(step.subject, BlankNode) or isinstance(step.object, BlankNode):
            return None
        for origin in origins(self._judged, self._project, triple):
            for quad in self._store.quads_for_pattern(origin, None, step.object, DefaultGraph()):
                return self._locator.where(origin, quad.predicate, step.object)
            return self._locator.where(origin)
        return None

    def _suggestion(self, value: NamedNode) -> str | None:
        namespace = value.value[: max(value.value.rfind("/"), value.value.rfind("#")) + 1]
        known = {
            quad.subject.value[len(namespace) :]
            for quad in self._store
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(namespace)
        }
        near = nearest(value.value[len(namespace) :], known)
        return f"did you mean {self._prefixes.shorten(namespace + near)}?" if near else None
