"""The shapes of a project: their triples, and what a shape says of itself."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from ..errors import ShapesError
from ..paths import FIRST, PATH_PROPERTIES, REST, Node, Path, PathError, Term, read_list, read_path
from ..project import Project
from ..reading import check_syntax, parse_file
from ..terms import DC_IDENTIFIER, OWL, RDF_TYPE, RDFS, SH, XSD, Prefixes
from .sparql import ASK, SELECT, prefixes_of, prologue

NO_CODE = "CG100"
VIOLATION = SH + "Violation"
# The names that anonymous shapes have for the engines, and nowhere else.
_ANONYMOUS = "urn:civicgraph:anonymous-shape:"
_BOOLEAN = {SH + name for name in ("closed", "deactivated", "optional", "qualifiedValueShapesDisjoint", "uniqueLang")}
_TRUE, _FALSE = (Literal(word, datatype=NamedNode(XSD + "boolean")) for word in ("true", "false"))


@dataclass(frozen=True, slots=True)
class ShapeFacts:
    """What a shape says of itself.

    `code` is its `dcterms:identifier`, without one its CURIE or that of the nearest shape around it that has an IRI;
    `named` is the IRI of that shape; `severity` an IRI (SHACL, section 2.1.4).
    """

    code: str
    named: str | None
    severity: str
    message: str | None
    help: str | None
    url: str | None


class ShapesGraph:
    """The triples of a shapes graph.

    `ntriples` is what the engines get. There each anonymous shape has an IRI, since an engine gives a blank node back
    under a name of its own; `original` leads from that IRI to the blank node. Blank nodes of paths and lists stay as
    they are: an IRI in their place would be a predicate. Queries have the PREFIX lines that the shapes declare.
    """

    def __init__(self, triples: Iterable[Triple], prefixes: Prefixes) -> None:
        self.prefixes = prefixes
        self._objects: dict[Node, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._size = 0
        for triple in triples:
            subject, value = triple.subject, triple.object
            assert not isinstance(subject, Triple)
            assert not isinstance(value, Triple)
            values = self._objects[subject][triple.predicate.value]
            if value not in values:
                values.append(value)
                self._size += 1
        self._facts: dict[Node, ShapeFacts] = {}

    def __len__(self) -> int:
        return self._size

    def objects(self, node: Node, predicate: str) -> Sequence[Term]:
        """The objects of a node and a predicate, in the order of the files."""
        return self._objects[node].get(predicate, ()) if node in self._objects else ()

    def subjects(self) -> list[Node]:
        """Everything that the graph says something of."""
        return list(self._objects)

    @cached_property
    def ntriples(self) -> bytes:
        """The graph as N-Triples for the engines."""
        return serialize(self._for_engines(), format=RdfFormat.N_TRIPLES) or b""

    def _for_engines(self) -> Iterator[Triple]:
        names = self._names
        for node, statements in self._objects.items():
            for predicate, values in statements.items():
                if predicate != SH + "prefixes":
                    for value in (self._as_read(node, predicate, value) for value in values):
                        yield Triple(names.get(node) or node, NamedNode(predicate), names.get(value) or value)
            if any(predicate.startswith(SH) for predicate in statements):
                # One engine passes over a class of classes that is not rdfs:Class itself.
                for kind in self.target_classes(node):
                    yield Triple(names.get(node) or node, NamedNode(SH + "targetClass"), kind)

    def _as_read(self, node: Node, predicate: str, value: Term) -> Term:
        """A value as the specification reads it, where engines read it differently."""
        if predicate in _BOOLEAN and isinstance(value, Literal) and value != _TRUE:
            # Only the literal true switches such a parameter on; "1"^^xsd:boolean does not (SHACL, section 4.5.3).
            return _FALSE
        if predicate in (SELECT, ASK) and isinstance(value, Literal):
            # Engines collect prefixes in different places; with the lines before the query there is one way.
            return Literal(prologue(prefixes_of(node, self.objects)) + value.value)
        return value

    @cached_property
    def without_queries(self) -> bytes:
        """The same without SPARQL-based constraints: what the fast engine is asked."""
        return (
            serialize(
                (t for t in self._for_engines() if t.predicate.value != SH + "sparql"), format=RdfFormat.N_TRIPLES
            )
            or b""
        )

    def triples(self) -> Iterator[Triple]:
        """The graph as the files have it."""
        for node, statements in self._objects.items():
            for predicate, values in statements.items():
                yield from (Triple(node, NamedNode(predicate), value) for value in values)

    def path(self, shape: Node) -> Path | None:
        """The path of a property shape, None for a node shape. Raises `ShapesError` where it is not well-formed."""
        for node in self.objects(shape, SH + "path"):
            try:
                return read_path(node, self.objects)
            except PathError as error:
                raise ShapesError(f"the shapes do not load: {error}") from error
        return None

    def target_classes(self, shape: Node) -> list[Term]:
        """The classes whose instances are focus nodes; a shape that is a class is its own (SHACL, section 2.1.3.3).

        `owl:Class` counts as a class of classes, since RDFS says so and most ontologies use no other.
        """
        implicit = any(kind in self._metaclasses for kind in self.objects(shape, RDF_TYPE))
        own = [shape] if implicit and isinstance(shape, NamedNode) else []
        return [*self.objects(shape, SH + "targetClass"), *own]

    @cached_property
    def _metaclasses(self) -> set[Term]:
        found: set[Term] = set()
        waiting: list[Term] = [NamedNode(RDFS + "Class"), NamedNode(OWL + "Class")]
        while waiting:
            kind = waiting.pop()
            if kind not in found:
                found.add(kind)
                waiting += [s for s, predicate in self.referenced_by.get(kind, ()) if predicate == RDFS + "subClassOf"]
        return found

    @cached_property
    def referenced_by(self) -> dict[Term, list[tuple[Node, str]]]:
        """For each object, the subjects and predicates that lead to it."""
        found: dict[Term, list[tuple[Node, str]]] = defaultdict(list)
        for triple in self.triples():
            found[triple.object].append((triple.subject, triple.predicate.value))  # type: ignore[index, arg-type]
        return found

    def original(self, iri: str) -> Node:
        """The shape behind an IRI that an engine names."""
        return self._anonymous[iri] if iri.startswith(_ANONYMOUS) else NamedNode(iri)

    @cached_property
    def _names(self) -> dict[Term, NamedNode]:
        paths = self._path_nodes()
        skipped = {FIRST, REST, *PATH_PROPERTIES}
        return {
            node: NamedNode(f"{_ANONYMOUS}{number}")
            for number, (node, statements) in enumerate(self._objects.items())
            if isinstance(node, BlankNode) and node not in paths and statements.keys() - skipped
        }

    @cached_property
    def _anonymous(self) -> dict[str, Node]:
        return {name.value: node for node, name in self._names.items() if isinstance(node, BlankNode)}

    def _path_nodes(self) -> set[Term]:
        found: set[Term] = set()
        waiting = deque(value for statements in self._objects.values() for value in statements.get(SH + "path", ()))
        while waiting:
            node = waiting.popleft()
            if isinstance(node, BlankNode) and node not in found:
                found.add(node)
                for iri in (FIRST, REST, *PATH_PROPERTIES):
                    waiting.extend(self.objects(node, iri))
        return found

    def facts(self, shape: Node) -> ShapeFacts:
        """What a shape says of itself."""
        if shape not in self._facts:
            named = self._named(shape)
            severity = next((v.value for v in self.objects(shape, SH + "severity") if isinstance(v, NamedNode)), None)
            self._facts[shape] = ShapeFacts(
                code=self.says(shape, DC_IDENTIFIER) or self._code_of(named),
                named=named.value if named else None,
                severity=severity or VIOLATION,
                message=self.says(shape, SH + "message"),
                help=self.says(shape, SH + "description"),
                url=self.says(shape, RDFS + "seeAlso"),
            )
        return self._facts[shape]

    def _code_of(self, named: NamedNode | None) -> str:
        if named is None:
            return NO_CODE
        return self.says(named, DC_IDENTIFIER) or self.prefixes.curie(named.value) or NO_CODE

    def _named(self, shape: Node) -> NamedNode | None:
        """The shape itself where it has an IRI, otherwise the nearest shape around it that has one."""
        waiting: deque[Node] = deque([shape])
        seen: set[Node] = set()
        while waiting:
            node = waiting.popleft()
            if isinstance(node, NamedNode):
                return node
            if node not in seen:
                seen.add(node)
                waiting.extend(sorted((subject for subject, _ in self.referenced_by.get(node, ())), key=str))
        return None

    def says(self, node: Node, iri: str) -> str | None:
        """The value of a property of a node, in English where it has languages; None without one."""
        terms = [t for t in self.objects(node, iri) if isinstance(t, Literal | NamedNode)]
        best = min(terms, key=lambda t: (getattr(t, "language", None) not in ("en", None), t.value), default=None)
        return None if best is None else best.value

    def language(self, message: str) -> str | None:
        """The language of a message that stands in the shapes word by word, which an engine may leave out."""
        return self._languages.get(message)

    @cached_property
    def _languages(self) -> dict[str, str | None]:
        found = (value for statements in self._objects.values() for value in statements.get(SH + "message", ()))
        return {text.value: text.language for text in found if isinstance(text, Literal)}

    def shown(self, term: Term) -> str:
        """A term for people: a CURIE, the text of a literal, the members of a list."""
        if isinstance(term, NamedNode):
            return self.prefixes.shorten(term.value)
        if isinstance(term, Literal):
            return term.value
        members = read_list(term, self.objects)
        if members is None:
            return "[ … ]"
        return f"({' '.join(self.shown(member) for member in members)})"


def read_shapes(project: Project) -> ShapesGraph:
    """The shapes of a project. Raises `ShapesError` with the place where they do not parse."""
    triples: list[Triple] = []
    for file in project.files("shapes"):
        fault = check_syntax(project, file)
        if fault is not None:
            raise ShapesError(
                f"the shapes do not parse: {fault.message}", span=fault.span, hint="mend the shapes file first"
            )
        triples += [quad.triple for quad in parse_file(project, file)]
    return ShapesGraph(triples, project.config.prefixes)
