"""Writes the pinned term lists `ontology/vendor/*.ttl`: the names and kinds of outside terms, and nothing else.

python .ci/pin_vocabularies.py                    every list that is taken from rdflib
python .ci/pin_vocabularies.py NAME FILE [FILE]   one list from copies of the vocabulary's own files

The second way needs the files at the commit that `ORIGINS` names; a list is renewed by naming another commit there.
The lists of `popolo` and `wikidata` are kept by hand: their headers say how.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import rdflib.namespace
from pyoxigraph import NamedNode, RdfFormat, parse

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "ontology" / "vendor"
TAKEN_ON = "2026-11-24"

W3C = "W3C Document License, as documents of the W3C"
NOT_STATED = "not stated in what was read"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
KNOWN = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
# The kinds that a list tells. That a property is functional, or a term deprecated, is an axiom and stays out.
KINDS = {
    "owl:AnnotationProperty", "owl:Class", "owl:DatatypeProperty", "owl:NamedIndividual", "owl:ObjectProperty",
    "owl:OntologyProperty", "rdf:Property", "rdfs:Class", "rdfs:Datatype", "skos:Collection", "skos:Concept",
    "skos:ConceptScheme",
}  # fmt: skip
SAME_KIND = {
    "owl:DeprecatedClass": "owl:Class", "owl:DeprecatedProperty": "rdf:Property",
    "owl:FunctionalProperty": "rdf:Property", "owl:InverseFunctionalProperty": "rdf:Property",
    "owl:TransitiveProperty": "rdf:Property",
}  # fmt: skip
UNKNOWN_KIND = "rdfs:Resource"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A vocabulary: its title, its prefix in the list, its namespace, and the terms on which it is given."""

    title: str
    prefix: str
    namespace: str
    licence: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A file of a public repository."""

    repository: str
    commit: str
    path: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a list that does not come from rdflib was taken from; `used` keeps only terms that align/ names."""

    vocabulary: Vocabulary
    version: str
    files: tuple[Copy, ...]
    used: bool = False


# Name of the list, name in rdflib.namespace, what it is.
PACKAGED: dict[str, tuple[str, Vocabulary]] = {
    "dcterms": ("DCTERMS", Vocabulary("DCMI Metadata Terms", "dcterms", "http://purl.org/dc/terms/", NOT_STATED)),
    "foaf": ("FOAF", Vocabulary("FOAF", "foaf", "http://xmlns.com/foaf/0.1/", NOT_STATED)),
    "geosparql": (
        "GEO",
        Vocabulary("GeoSPARQL", "geo", "http://www.opengis.net/ont/geosparql#", "OGC licence (ogc.org/license)"),
    ),
    "org": ("ORG", Vocabulary("The Organization Ontology", "org", "http://www.w3.org/ns/org#", "PDDL 1.0")),
    "owl": ("OWL", Vocabulary("OWL 2", "owl", KNOWN["owl"], W3C)),
    "prov": ("PROV", Vocabulary("PROV-O", "prov", "http://www.w3.org/ns/prov#", W3C)),
    "qb": ("QB", Vocabulary("RDF Data Cube", "qb", "http://purl.org/linked-data/cube#", "PDDL 1.0")),
    "rdf": ("RDF", Vocabulary("RDF", "rdf", KNOWN["rdf"], W3C)),
    "rdfs": ("RDFS", Vocabulary("RDF Schema", "rdfs", KNOWN["rdfs"], W3C)),
    "shacl": ("SH", Vocabulary("SHACL", "sh", "http://www.w3.org/ns/shacl#", W3C)),
    "skos": ("SKOS", Vocabulary("SKOS", "skos", KNOWN["skos"], W3C)),
    "sosa": ("SOSA", Vocabulary("SOSA", "sosa", "http://www.w3.org/ns/sosa/", "W3C Software and Document Notice")),
    "ssn": ("SSN", Vocabulary("SSN", "ssn", "http://www.w3.org/ns/ssn/", "W3C Software and Document Notice")),
    "time": ("TIME", Vocabulary("OWL-Time", "time", "http://www.w3.org/2006/time#", "CC BY 4.0")),
    "vann": ("VANN", Vocabulary("VANN", "vann", "http://purl.org/vocab/vann/", "CC BY 1.0")),
    "void": ("VOID", Vocabulary("VoID", "void", "http://rdfs.org/ns/void#", NOT_STATED)),
    "wgs84": ("WGS", Vocabulary("WGS84 Geo", "wgs84", "http://www.w3.org/2003/01/geo/wgs84_pos#", NOT_STATED)),
    "xsd": ("XSD", Vocabulary("XML Schema Datatypes", "xsd", "http://www.w3.org/2001/XMLSchema#", W3C)),
}
# What rdflib leaves out or gives another kind: the three types at the root of XSD (XSD 1.1 part 2, section 3.2), the
# two of OWL 2 that have no kind in its list, and the properties of WGS84 Geo, which are plain ones.
CORRECTED = {
    "owl": dict.fromkeys(("rational", "real"), "rdfs:Datatype"),
    "wgs84": dict.fromkeys(("alt", "lat", "lat_long", "location", "long"), "rdf:Property"),
    "xsd": dict.fromkeys(("anyAtomicType", "anySimpleType", "anyType"), "rdfs:Datatype"),
}

CC_BY = "CC BY 4.0"
ORIGINS: dict[str, Origin] = {
    "biro": Origin(
        Vocabulary("BiRO", "biro", "http://purl.org/spar/biro/", CC_BY),
        "1.1.1 (2013-05-11)",
        (Copy("SPAROntologies/biro", "263d9fad1f10d2beb290bff1bbcbbf0045440179", "docs/current/biro.ttl"),),
    ),
    "cito": Origin(
        Vocabulary("CiTO", "cito", "http://purl.org/spar/cito/", CC_BY),
        "2.8.2 (2026-06-22)",
        (Copy("SPAROntologies/cito", "56515255e1c415976b1b9bd4070fbc5f9a1357da", "docs/current/cito.ttl"),),
    ),
    "dcat": Origin(
        Vocabulary("DCAT 3", "dcat", "http://www.w3.org/ns/dcat#", CC_BY),
        "3 (rdflib has version 2)",
        (Copy("w3c/dxwg", "4fe75d5505f337f2e6998f4d081ff26b8429ecaf", "dcat/rdf/dcat3.ttl"),),
    ),
    "fabio": Origin(
        Vocabulary("FaBiO", "fabio", "http://purl.org/spar/fabio/", CC_BY),
        "2.3 (2026-05-18)",
        (Copy("SPAROntologies/fabio", "185c1e5a567af2b8139e5e330afd6c2efb6fe7dc", "docs/current/fabio.ttl"),),
    ),
    "frapo": Origin(
        Vocabulary("FRAPO", "frapo", "http://purl.org/cerif/frapo/", CC_BY),
        "1.1.1 (2017-09-04)",
        (Copy("SPAROntologies/frapo", "60c91da58b95ebb267e9b5757bf269b0a4101c24", "docs/current/frapo.ttl"),),
    ),
    "m8g": Origin(
        Vocabulary("SEMIC core vocabularies", "m8g", "http://data.europa.eu/m8g/", CC_BY),
        "all that share the namespace: CPOV 2.1.2, CPSV-AP 3.2.0, CCCEV 2.1.0, Core Public Event 1.1.1, "
        "Core Person 2.1.2, Core Location 2.1.0, Core Business 2.3.0",
        (
            Copy(
                "SEMICeu/CPOV",
                "2e53b389c8c34ce62980c868d0e3cfcd3a5858f3",
                "releases/2.1.2/voc/core-public-organisation-ap.ttl",
            ),
            Copy("SEMICeu/CPSV-AP", "e37f5e1991cd89772165bed7d42fd64cdea8c2d4", "releases/3.2.0/rdf/cpsv-ap.ttl"),
            Copy("SEMICeu/CCCEV", "0659234c2bbf969e21f649cfad0b790506e78aae", "releases/2.1.0/voc/cccev.ttl"),
            Copy(
                "SEMICeu/Core-Public-Event-Vocabulary",
                "d85a77dba1ba7e04f8fbaffd2db8e1c24f30c243",
                "releases/1.1.1/voc/core-public-event-ap.ttl",
            ),
            Copy(
                "SEMICeu/Core-Person-Vocabulary",
                "a1b13f2bed9fd97b28420b0cef7f0032da08d148",
                "releases/2.1.2/voc/core-person-ap.ttl",
            ),
            Copy(
                "SEMICeu/Core-Location-Vocabulary",
                "d79bfb4728a0937b58db6966a8b00b98c7f7f986",
                "releases/2.1.0/voc/core-location.ttl",
            ),
            Copy(
                "SEMICeu/Core-Business-Vocabulary",
                "9ee1ab8b16515eaccd577368b17d9621e8bd04d9",
                "releases/2.3.0/voc/core-business-ap.ttl",
            ),
        ),
    ),
    "oa": Origin(
        Vocabulary("Web Annotation", "oa", "http://www.w3.org/ns/oa#", W3C),
        "Recommendation of 2017-02-23",
        (Copy("w3c/web-annotation", "74992e5d3ca3ac10b3289f6c855c876cc9b024a1", "admin/ns/oa.ttl"),),
    ),
    "qudt": Origin(
        Vocabulary("QUDT schema", "qudt", "http://qudt.org/schema/qudt/", CC_BY),
        "3.5.0",
        (
            Copy(
                "qudt/qudt-public-repo",
                "45195fa15d4a97c155397cd15fce9bc5439cf6aa",
                "src/main/rdf/schema/SCHEMA_QUDT.ttl",
            ),
        ),
    ),
    "qudt-unit": Origin(
        Vocabulary("QUDT units", "qudt-unit", "http://qudt.org/vocab/unit/", CC_BY),
        "3.5.0",
        (
            Copy(
                "qudt/qudt-public-repo",
                "45195fa15d4a97c155397cd15fce9bc5439cf6aa",
                "src/main/rdf/vocab/unit/VOCAB_QUDT-UNITS-ALL.ttl",
            ),
        ),
        used=True,
    ),
    "schema.org": Origin(
        Vocabulary("schema.org", "schema", "https://schema.org/", "Apache 2.0 (repository)"),
        "30.0, current terms",
        (
            Copy(
                "schemaorg/schemaorg",
                "cc71c8e064859e912aac8b11ec06e6bc53255b6a",
                "data/releases/30.0/schemaorg-current-https.ttl",
            ),
        ),
    ),
    "un-sdg": Origin(
        Vocabulary("Sustainable Development Goals", "un-sdg", "http://metadata.un.org/sdg/", NOT_STATED),
        "of 2020-05-28, goals, targets and indicators",
        (
            Copy(
                "UNStats/LOD4Stats",
                "0ae578bacb1f4339596f5a6a19338457e4b22ba3",
                "sdg-data/sdg-kos-goals-targets-indicators.ttl",
            ),
        ),
        used=True,
    ),
    "wikibase": Origin(
        Vocabulary("Wikibase system ontology", "wikibase", "http://wikiba.se/ontology#", "CC0 1.0"),
        "of 2026-08-19",
        (
            Copy(
                "wikimedia/mediawiki-extensions-Wikibase",
                "3ffc6928d0f455472225716263081965bc1061ac",
                "docs/ontology.owl",
            ),
        ),
    ),
}


def main(arguments: list[str]) -> int:
    TARGET.mkdir(parents=True, exist_ok=True)
    if arguments:
        name, files = arguments[0], [Path(file) for file in arguments[1:]]
        write(name, *from_files(ORIGINS[name], files))
    else:
        for name in PACKAGED:
            write(name, *from_rdflib(name))
    return 0


def from_rdflib(name: str) -> tuple[Vocabulary, dict[str, str], dict[str, set[str]]]:
    """The vocabulary, what its header says, and the kinds of each term, from the closed list that rdflib ships."""
    class_name, vocabulary = PACKAGED[name]
    listed = getattr(rdflib.namespace, class_name)
    path = Path(inspect.getfile(listed))
    text = path.read_text(encoding="utf-8")
    generated = re.findall(r"^ *(?:Generated from|Date): (\S+)", text, re.M)
    corrected = CORRECTED.get(name, {})
    origin = {
        "version": " of ".join(generated) or "as rdflib lists it",
        "taken from": f"rdflib {version('rdflib')}, rdflib/namespace/{path.name}, on {TAKEN_ON}",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "renewed by": "python .ci/pin_vocabularies.py",
    }
    if corrected:
        origin["by hand"] = "kinds of " + ", ".join(corrected)
    if str(listed._NS) != vocabulary.namespace:
        origin["note"] = f"rdflib writes the namespace {listed._NS}; the vocabulary's own is the one above"
    terms = {term: {_kind(kind)} for term, kind in _annotated(text).items()}
    terms |= {term: {UNKNOWN_KIND} for term in getattr(listed, "_extras", [])}
    return vocabulary, origin, terms | {term: {kind} for term, kind in corrected.items()}


def _annotated(text: str) -> dict[str, str]:
    """The names that a class of rdflib declares, each with the IRI in the comment line above its group."""
    groups = {number: line.strip()[2:] for number, line in enumerate(text.splitlines(), 1) if line.startswith("    # ")}
    found = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id[0] != "_":
            above = [number for number in groups if number < node.lineno]
            # What stands above all groups are the datatypes of XML Schema; no other class has such names.
            found[node.target.id] = groups[max(above)] if above else KNOWN["rdfs"] + "Datatype"
    return found


def from_files(origin: Origin, files: list[Path]) -> tuple[Vocabulary, dict[str, str], dict[str, set[str]]]:
    """The same from copies of the vocabulary's own files, given in the order of `origin.files`."""
    if [Path(copy.path).name for copy in origin.files] != [file.name for file in files]:
        raise SystemExit(f"give copies of: {' '.join(copy.path for copy in origin.files)}")
    namespace = origin.vocabulary.namespace
    wanted = _aligned(namespace) if origin.used else None
    terms: dict[str, set[str]] = {}
    for file in files:
        for quad in parse(path=str(file), format=RdfFormat.from_extension(file.suffix[1:]) or RdfFormat.RDF_XML):
            if not (isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(namespace)):
                continue
            term = quad.subject.value[len(namespace) :]
            if re.fullmatch(r"[\w.-]*\w", term) and (wanted is None or term in wanted):
                kind = _kind(getattr(quad.object, "value", "")) if quad.predicate == RDF_TYPE else UNKNOWN_KIND
                terms.setdefault(term, set()).add(kind)
    if wanted is not None and wanted - terms.keys():
        raise SystemExit(f"not in the files: {sorted(wanted - terms.keys())}")
    header = {
        "version": origin.version + ("; only the terms that ontology/align/ names" if origin.used else ""),
        "taken on": TAKEN_ON,
        "renewed by": "python .ci/pin_vocabularies.py with the name of this list and copies of these files:",
    }
    for number, (copy, file) in enumerate(zip(origin.files, files, strict=True), 1):
        header[f"file {number}"] = f"{copy.repository} at {copy.commit}, {copy.path}"
        header[f"sha256 {number}"] = hashlib.sha256(file.read_bytes()).hexdigest()
    return origin.vocabulary, header, terms


def _aligned(namespace: str) -> set[str]:
    """The local names of a namespace that the alignments use."""
    found = set()
    for path in sorted((ROOT / "ontology" / "align").glob("*.ttl")):
        for quad in parse(path=str(path), format=RdfFormat.TURTLE):
            value = getattr(quad.object, "value", "")
            if isinstance(quad.object, NamedNode) and value.startswith(namespace):
                found.add(value[len(namespace) :])
    return found


def _kind(iri: str) -> str:
    for prefix, namespace in KNOWN.items():
        if iri.startswith(namespace):
            kind = f"{prefix}:{iri[len(namespace) :]}"
            kind = SAME_KIND.get(kind, kind)
            return kind if kind in KINDS else UNKNOWN_KIND
    return UNKNOWN_KIND


def write(name: str, vocabulary: Vocabulary, origin: Mapping[str, str], terms: Mapping[str, Iterable[str]]) -> None:
    """Writes a list: its header, its prefixes, and one line for each term, sorted."""
    lines = []
    for term, kinds in sorted(terms.items()):
        known = sorted(set(kinds) - {UNKNOWN_KIND}) or [UNKNOWN_KIND]
        lines.append(f"{vocabulary.prefix}:{term} a {' , '.join(known)} ; rdfs:isDefinedBy {vocabulary.prefix}: .")
    used = {vocabulary.prefix: vocabulary.namespace}
    used |= {prefix: iri for prefix, iri in KNOWN.items() if any(f" {prefix}:" in line for line in lines)}
    about = {"namespace": vocabulary.namespace, **origin, "licence": vocabulary.licence, "terms": str(len(terms))}
    head = [f"# Pinned terms of {vocabulary.title}: names and kinds, without any text or axiom of the vocabulary.", "#"]
    head += [f"# {key + ':':<12}{value}" for key, value in about.items()]
    prefixes = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in sorted(used.items())]
    (TARGET / f"{name}.ttl").write_text("\n".join([*head, "", *prefixes, "", *lines]) + "\n", encoding="utf-8")
    print(f"{name}: {len(terms)} terms")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
