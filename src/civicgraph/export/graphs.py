"""Graphs as files: the same graph gives the same bytes.

Turtle, N-Triples, JSON-LD and RDF/XML hold the merge; N-Quads and TriG one named graph for each file and
each derived stage, and one for what is said in outside terms where that is asked for. Everything is sorted
by code point before it is written. Blank nodes, which only the ontology has, get the canonical labels of
RDFC-1.0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from ..errors import ExportError
from ..graph import GraphStore
from ..terms import RDF, RDF_TYPE, XSD, Prefixes

GRAPH_FORMATS = ("ttl", "nt", "nq", "trig", "jsonld", "rdfxml")
# The characters that XML 1.0 excludes (section 2.2).
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BY_FILE = ("nq", "trig")
_ENDINGS = {
    ".ttl": "ttl",
    ".nt": "nt",
    ".nq": "nq",
    ".trig": "trig",
    ".jsonld": "jsonld",
    ".rdf": "rdfxml",
    ".xml": "rdfxml",
}


def format_of(path: Path) -> str:
    """The graph format that a file's ending means. Raises `ExportError`."""
    try:
        return _ENDINGS[path.suffix.lower()]
    except KeyError:
        raise ExportError(
            f"{path.name} does not tell its format",
            hint=f"end it in one of {' '.join(_ENDINGS)}, or name the format with -f",
        ) from None


def write_graph(graph: GraphStore, format: str, out: BinaryIO, *, align: bool = False) -> None:
    """Writes a graph in one of `GRAPH_FORMATS`, with `align` also in the terms of outside vocabularies.

    Raises `ExportError` where the format cannot say it, or where there are no alignments.
    """
    quads = canonical(_content(graph, named=format in _BY_FILE, align=align))
    _write(quads, format, out, graph.project.config.prefixes)


def _write(quads: list[Quad], format: str, out: BinaryIO, prefixes: Prefixes) -> None:
    match format:
        case "nt":
            out.write(b"".join(f"{quad.triple} .\n".encode() for quad in quads))
        case "nq":
            out.write(b"".join(f"{quad} .\n".encode() for quad in quads))
        case "ttl" | "trig":
            serialize(
                quads if format == "trig" else [q.triple for q in quads],
                out,
                RdfFormat.TRIG if format == "trig" else RdfFormat.TURTLE,
                prefixes=dict(sorted(prefixes.items())),
            )
        case "jsonld":
            document = json_ld(quads, prefixes)
            out.write(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")
        case "rdfxml":
            out.write("".join(rdf_xml(quads, prefixes)).encode())
        case _:
            raise ExportError(f'there is no export format "{format}"', hint=f"choose from: {', '.join(GRAPH_FORMATS)}")


def _content(graph: GraphStore, *, named: bool, align: bool) -> Store:
    if align:
        from .aligned import with_alignments

        return with_alignments(graph, named=named)
    return graph.named if named else graph.store


def write_triples(triples: Iterable[Any], prefixes: Prefixes, out: BinaryIO, format: str = "ttl") -> None:
    """Writes the triples of a CONSTRUCT, sorted, with the prefixes that they use.

    Raises `ExportError` where the format cannot say it.
    """
    store = Store()
    store.extend(Quad(*triple) for triple in triples)
    quads = canonical(store)
    used = {name for quad in quads for name in _prefixes_in(quad, prefixes)}
    _write(quads, format, out, Prefixes({name: prefixes[name] for name in sorted(used)}))


def _prefixes_in(quad: Quad, prefixes: Prefixes) -> Iterable[str]:
    datatype = quad.object.datatype if isinstance(quad.object, Literal) else None
    for term in (quad.subject, quad.predicate, quad.object, datatype):
        curie = prefixes.curie(term.value) if isinstance(term, NamedNode) else None
        if curie:
            yield curie.partition(":")[0]


def canonical(store: Store) -> list[Quad]:
    """The quads of a store in the order of their N-Quads lines, blank nodes with canonical labels (RDFC-1.0)."""
    quads = list(store)
    blank = [q for q in quads if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode)]
    if blank:
        dataset = Dataset(blank)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        quads = [q for q in quads if not (isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode))] + list(
            dataset
        )
    return [quad for _, quad in sorted((f"{quad.graph_name} {quad}", quad) for quad in quads)]


def json_ld(quads: Iterable[Quad], prefixes: Prefixes) -> dict[str, Any]:
    """The default graph as compacted JSON-LD 1.1: one node object for each subject, keys and values sorted."""
    nodes: dict[str, dict[str, Any]] = {}
    for quad in quads:
        subject = _json_id(quad.subject, prefixes)
        node = nodes.setdefault(subject, {"@id": subject})
        if quad.predicate.value == RDF_TYPE and isinstance(quad.object, NamedNode):
            node.setdefault("@type", []).append(_json_id(quad.object, prefixes))
        else:
            node.setdefault(_compact(quad.predicate.value, prefixes), []).append(_json_value(quad.object, prefixes))
    context = {
        "@version": 1.1,
        **{prefix: {"@id": namespace, "@prefix": True} for prefix, namespace in sorted(prefixes.items())},
    }
    return {"@context": context, "@graph": [nodes[key] for key in sorted(nodes)]}


def _compact(iri: str, prefixes: Prefixes) -> str:
    return prefixes.curie(iri) or iri


def _json_id(term: Any, prefixes: Prefixes) -> str:
    return f"_:{term.value}" if isinstance(term, BlankNode) else _compact(term.value, prefixes)


def _json_value(term: Any, prefixes: Prefixes) -> dict[str, str]:
    if not isinstance(term, Literal):
        return {"@id": _json_id(term, prefixes)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == XSD + "string":
        return {"@value": term.value}
    return {"@value": term.value, "@type": _compact(term.datatype.value, prefixes)}


def rdf_xml(quads: Iterable[Quad], prefixes: Prefixes) -> Iterable[str]:
    """The default graph as RDF/XML 1.1: one description for each subject, one line for each statement."""
    quads = list(quads)
    names = _element_names(sorted({q.predicate.value for q in quads}), prefixes)
    namespaces = {"rdf": RDF, **{prefix: namespace for prefix, namespace, _ in names.values()}}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF'
    for prefix, namespace in sorted(namespaces.items()):
        yield f"\n    xmlns:{prefix}={quoteattr(namespace)}"
    yield ">\n"
    current = None
    for quad in quads:
        if quad.subject != current:
            if current is not None:
                yield "  </rdf:Description>\n"
            current = quad.subject
            assert not isinstance(current, Triple)
            blank = isinstance(current, BlankNode)
            yield f"  <rdf:Description rdf:{'nodeID' if blank else 'about'}={quoteattr(current.value)}>\n"
        prefix, _, local = names[quad.predicate.value]
        yield f"    {_xml_statement(f'{prefix}:{local}', quad.object)}\n"
    if current is not None:
        yield "  </rdf:Description>\n"
    yield "</rdf:RDF>\n"


def _element_names(properties: Iterable[str], prefixes: Prefixes) -> dict[str, tuple[str, str, str]]:
    """For each property the prefix, namespace and local name of its element; the local name is an XML name."""
    by_namespace = {RDF: "rdf", **{namespace: prefix for prefix, namespace in sorted(prefixes.items())}}
    names = {}
    for iri in properties:
        match = re.fullmatch(r"(.*?)([^\W\d][\w.-]*)", iri)
        if match is None:
            raise ExportError(f"RDF/XML has no element name for the property <{iri}>", hint="use another format")
        prefix = by_namespace.setdefault(match[1], f"ns{len(by_namespace)}")
        names[iri] = (prefix, match[1], match[2])
    return names


def _xml_statement(name: str, term: Any) -> str:
    if isinstance(term, NamedNode):
        return f"<{name} rdf:resource={quoteattr(term.value)}/>"
    if isinstance(term, BlankNode):
        return f"<{name} rdf:nodeID={quoteattr(term.value)}/>"
    if NOT_XML.search(term.value):
        raise ExportError(f"RDF/XML cannot hold the control character in {term.value!r}", hint="use another format")
    # A carriage return or tab written as itself would come back as another character (XML 1.0, section 2.11).
    text = escape(term.value, {"\r": "&#13;"})
    if term.language:
        return f"<{name} xml:lang={quoteattr(term.language)}>{text}</{name}>"
    if term.datatype.value == XSD + "string":
        return f"<{name}>{text}</{name}>"
    return f"<{name} rdf:datatype={quoteattr(term.datatype.value)}>{text}</{name}>"
