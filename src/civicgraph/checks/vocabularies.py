"""Terms of outside vocabularies: whether they exist, and that nobody else's terms get axioms here.

The lists in `ontology/vendor/` say which terms a namespace has. A namespace without a list is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode

from ..diagnostics import Diagnostic, Severity
from ..errors import SourceSyntaxError
from ..graph import GraphStore
from ..project import Project, bundled_project
from ..reading import located_file, parse_file
from ..source import SourceFile, Span
from ..suggest import nearest
from ..terms import OWL, RDF, RDF_TYPE, RDFS, SKOS, XSD, Prefixes
from ..turtle import LocatedTriple

UNKNOWN_TERM, FOREIGN_AXIOM = "CG207", "CG208"
# The vocabularies whose terms are settled, so that a name that they lack is a slip in any project.
SETTLED = ("owl", "rdf", "rdfs", "skos", "xsd")

_AXIOMS = {
    *(RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")),
    *(SKOS + name for name in ("mappingRelation", "exactMatch", "closeMatch", "broadMatch", "narrowMatch")),
    SKOS + "relatedMatch",
}
# Kinds that declare a term and claim nothing of it; the others of OWL, such as owl:FunctionalProperty, are axioms.
_DECLARATIONS = {
    OWL + name
    for name in ("AnnotationProperty", "Class", "DatatypeProperty", "NamedIndividual", "ObjectProperty", "Ontology")
}
_UNWRITTEN = (XSD + "string", RDF + "langString")
_MEMBERSHIP = re.compile(re.escape(RDF) + r"_[1-9][0-9]*\Z")


class Statement(Protocol):
    """A triple, with or without the positions of its terms."""

    @property
    def subject(self) -> object: ...
    @property
    def predicate(self) -> NamedNode: ...
    @property
    def object(self) -> object: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a statement: the code, the part at which it shows, and the IRI there."""

    code: str
    part: str
    iri: str


def check_settled_terms(project: Project, files: list[SourceFile]) -> list[Diagnostic]:
    """Terms that RDF, RDFS, OWL, SKOS or XML Schema do not have (CG207), by the lists of the bundled graph."""
    bundled = bundled_project()
    lists = [file for file in bundled.files("vendor") if _name(file) in SETTLED]
    return _faults(project, files, _Rules(bundled, lists, None))


def check_outside_terms(graph: GraphStore, files: list[SourceFile]) -> list[Diagnostic]:
    """Outside terms that their vocabulary does not have (CG207), and axioms about outside terms (CG208).

    Data name outside terms as predicates, classes and datatypes; ontology, shapes and alignments wherever an IRI
    stands. Files that do not parse are left to those who report that. `graph` holds the files of data among them.
    """
    project = graph.project
    rules = _Rules(project, project.files("vendor"), project.config.base)
    suspect = _suspect_data(graph, rules)
    return _faults(project, [file for file in files if file.role != "data" or file.path in suspect], rules)


def _faults(project: Project, files: list[SourceFile], rules: _Rules) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for file in files:
        if _is_faulty(project, file, rules):
            found += _located(project, file, rules)
    return found


class _Rules:
    """Finds the faults of single statements, by lists of terms; `base` is None where axioms are not judged."""

    def __init__(self, project: Project, lists: list[SourceFile], base: str | None) -> None:
        self.own, self._base = base is not None, base
        self._terms: dict[str, set[str]] = {}
        self._names: dict[str, str] = {}
        self._judged: dict[str, bool] = {}
        for file in lists:
            for quad in parse_file(project, file):
                if isinstance(quad.subject, NamedNode):
                    namespace, term = _split(quad.subject.value)
                    self._terms.setdefault(namespace, set()).add(term)
                    self._names.setdefault(namespace, _name(file))

    def faults(self, statement: Statement, role: str) -> Iterator[Fault]:
        """The faults of a statement in a file of a role."""
        predicate = statement.predicate.value
        if self._unknown(predicate):
            yield Fault(UNKNOWN_TERM, "predicate", predicate)
        value = _named(statement.object, everywhere=role != "data" or predicate == RDF_TYPE)
        if value is not None and self._unknown(value):
            yield Fault(UNKNOWN_TERM, "object", value)
        if self._base is not None and isinstance(statement.subject, NamedNode) and _is_axiom(predicate, value):
            subject = statement.subject.value
            if not subject.startswith(self._base):
                yield Fault(FOREIGN_AXIOM, "subject", subject)

    def may_be_faulty(self, predicate: str, term: str | None) -> bool:
        """Whether a statement of data with this predicate, and this class or datatype, can have a fault."""
        return self._unknown(predicate) or (term is not None and self._unknown(term)) or _is_axiom(predicate, term)

    def vocabulary(self, iri: str) -> tuple[str, str | None]:
        """The name of the list in which a term is missing, and the nearest term of that list."""
        namespace, term = _split(iri)
        near = nearest(term, self._terms[namespace])
        return self._names[namespace], namespace + near if near else None

    def _unknown(self, iri: str) -> bool:
        judged = self._judged.get(iri)
        if judged is None:
            namespace, term = _split(iri)
            terms = self._terms.get(namespace)
            judged = terms is not None and term != "" and term not in terms and not _MEMBERSHIP.match(iri)
            self._judged[iri] = judged
        return judged


def _name(file: SourceFile) -> str:
    return file.path.rsplit("/", 1)[-1].removesuffix(".ttl")


def _split(iri: str) -> tuple[str, str]:
    end = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:end], iri[end:]


def _named(term: object, *, everywhere: bool) -> str | None:
    """The IRI of an object that names a term: a datatype always, an IRI where IRIs are terms."""
    if isinstance(term, Literal):
        return term.datatype.value
    return term.value if isinstance(term, NamedNode) and everywhere else None


def _is_axiom(predicate: str, value: str | None) -> bool:
    if predicate == RDF_TYPE:
        return value is not None and value.startswith(OWL) and value not in _DECLARATIONS
    return predicate in _AXIOMS or predicate.startswith(OWL)


def _suspect_data(graph: GraphStore, rules: _Rules) -> set[str]:
    """The files of data that may have a fault, as a look at the distinct terms of the graph tells."""
    terms = f"BIND(IF(isLiteral(?o), DATATYPE(?o), IF(?p = <{RDF_TYPE}>, ?o, ?none)) AS ?term)"
    found: set[str] = set()
    for row in graph.store.query(f"SELECT DISTINCT ?p ?term {{ ?s ?p ?o {terms} }}"):  # type: ignore[union-attr]
        predicate, term = row["p"].value, getattr(row["term"], "value", None)
        if rules.may_be_faulty(predicate, term):
            # The datatype of a plain text is not written.
            written = [f"<{iri}>".encode() for iri in (predicate, term) if iri and iri not in _UNWRITTEN]
            found |= {
                file.path
                for file in graph.project.files("data")
                if all(iri in graph.written[file.path] for iri in written)
            }
    return found


def _is_faulty(project: Project, file: SourceFile, rules: _Rules) -> bool:
    try:
        statements = parse_file(project, file)
        return any(True for statement in statements for _ in rules.faults(statement, file.role))
    except SyntaxError:
        return False


def _located(project: Project, file: SourceFile, rules: _Rules) -> Iterator[Diagnostic]:
    try:
        statements = located_file(project, file)
    except SourceSyntaxError:
        return
    for statement in statements:
        for fault in rules.faults(statement, file.role):
            yield _diagnostic(fault, statement, rules, project.config.prefixes)


def _diagnostic(fault: Fault, statement: LocatedTriple, rules: _Rules, prefixes: Prefixes) -> Diagnostic:
    spans = {"subject": statement.subject_span, "predicate": statement.predicate_span, "object": statement.object_span}
    span: Span = spans[fault.part]
    shown = prefixes.shorten(fault.iri)
    if fault.code == UNKNOWN_TERM:
        name, near = rules.vocabulary(fault.iri)
        message = f"{shown} is no term of {name}"
        listed = f"its terms are listed in vendor/{name}.ttl" if rules.own else f"see the reference of {name}"
        help = f"did you mean {prefixes.shorten(near)}?" if near else listed
    else:
        message = f"{shown} is not a term of this project, and an axiom about it is not ours to make"
        help = "say it of a term of this project that is below or close to it"
    subject = statement.subject
    return Diagnostic(
        code=fault.code,
        severity=Severity.VIOLATION,
        message=message,
        span=span,
        focus=subject.value if not isinstance(subject, BlankNode) else None,
        path=statement.predicate.value,
        value=fault.iri,
        help=help,
    )
