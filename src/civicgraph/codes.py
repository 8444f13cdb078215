"""The codes of findings: what each finds, why it matters, what to do, an example that is right and one that is wrong.

A shape, a query check or a module of this tool makes the findings of a code. The examples stand in
`shapes/examples.toml`, where the tests of the graph prove each of them.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from .diagnostics import Code
from .errors import CivicGraphError, ConfigError
from .graph import load_file
from .project import Project
from .queries import read_query
from .suggest import did_you_mean
from .terms import DC_IDENTIFIER, RDFS, SH, SKOS

EXAMPLES = "shapes/examples.toml"
# The code of a finding whose shape has neither a code nor a CURIE.
NO_CODE = "CG100"


def read_codes(project: Project) -> list[Code]:
    """All codes of a project, in their order. Raises `ConfigError` for broken examples."""
    found = {code.code: code for code in (*BUILT_IN, *_of_shapes(project), *_of_queries(project))}
    for code, example in _examples(project).items():
        if code in found:
            found[code] = replace(found[code], right=example.get("right", ""), wrong=example.get("wrong", ""))
    return [found[code] for code in sorted(found)]


def known_codes(project: Project) -> set[str]:
    """All that can stand as the code of a finding: the codes, and for shapes without one their CURIE."""
    store = _shapes(project)
    coded = {quad.subject for quad in store.quads_for_pattern(None, NamedNode(DC_IDENTIFIER), None, DefaultGraph())}
    bare = {q.subject.value for q in store if isinstance(q.subject, NamedNode) and q.subject not in coded}
    curies = {project.config.prefixes.curie(iri) for iri in bare} - {None}
    return {code.code for code in read_codes(project)} | {str(curie) for curie in curies} | {NO_CODE}


def find_code(project: Project, code: str) -> Code:
    """What one code means. Raises `CivicGraphError` for an unknown code."""
    codes = {c.code: c for c in read_codes(project)}
    if code.upper() not in codes:
        raise CivicGraphError(
            f"there is no code {code}", hint=did_you_mean(code.upper(), codes) or "see all: civicgraph explain --list"
        )
    return codes[code.upper()]


def _shapes(project: Project) -> Store:
    store = Store()
    for file in project.files("shapes"):
        load_file(store, project, file)
    return store


def _of_shapes(project: Project) -> list[Code]:
    store = _shapes(project)

    def text(subject: NamedNode, iri: str) -> str:
        found = store.quads_for_pattern(subject, NamedNode(iri), None, DefaultGraph())
        terms = [q.object for q in found if isinstance(q.object, Literal | NamedNode)]
        return " ".join(min((t.value for t in terms), default="").split())

    return [
        Code(
            code=getattr(quad.object, "value", ""),
            name=quad.subject.value.rsplit("#", 1)[-1].rsplit("/", 1)[-1],
            severity=text(quad.subject, SH + "severity").rsplit("#", 1)[-1].lower() or "violation",
            finding=text(quad.subject, SH + "message"),
            why=text(quad.subject, RDFS + "comment"),
            help=text(quad.subject, SH + "description"),
            maker=f"the shape {project.config.prefixes.shorten(quad.subject.value)}",
            constraint=text(quad.subject, SKOS + "notation"),
            url=text(quad.subject, RDFS + "seeAlso") or None,
        )
        for quad in store.quads_for_pattern(None, NamedNode(DC_IDENTIFIER), None, DefaultGraph())
        if isinstance(quad.subject, NamedNode)
    ]


def _of_queries(project: Project) -> list[Code]:
    found = []
    for path in project.query_files("checks"):
        check = read_query(path, project.root)
        header = check.header
        found.append(
            Code(
                code=header.get("code", ""),
                name=path.stem.partition("-")[2],
                severity=header.get("severity", "violation"),
                finding=check.summary.rstrip(".") + ".",
                why=" ".join(check.description.split()),
                help=header.get("help", ""),
                maker=f"the check {path.relative_to(project.root).as_posix()}",
                constraint=header.get("constraint", ""),
            )
        )
    return found


def _examples(project: Project) -> dict[str, dict[str, str]]:
    path = project.root / EXAMPLES
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{EXAMPLES} is not TOML: {error}") from error
    return {str(code): example for code, example in table.items() if isinstance(example, dict)}


_READER, _TERMS, _RELEASES = "the reader of files", "the check of terms", "the comparison with the last release"
_COMMENTS = "the reader of comments"
_PAGES = "https://w3id.org/civicgraph/docs/codes/"
_BUILT_IN = (
    Code(
        "CG001",
        "not-turtle",
        "violation",
        "A file is not Turtle.",
        "Nothing else can be said of a file that does not parse. What RDF 1.2 adds is refused too, since SHACL 1.0 and "
        "many tools do not know it.",
        "mend the place that the message names",
        _READER,
    ),
    Code(
        "CG207",
        "unknown-outside-term",
        "violation",
        "An outside term is not in the pinned list of its vocabulary.",
        "A misspelt term of another vocabulary is found by nobody, here or elsewhere.",
        "correct the name; where the vocabulary is newer than the list, renew the list in ontology/vendor/",
        _TERMS,
        "H26",
    ),
    Code(
        "CG208",
        "foreign-axiom",
        "violation",
        "An axiom has an outside term as its subject.",
        "Whoever loads the graph would get our opinion on other people's words.",
        "say it of a term of this project that is below or close to the outside one, in ontology/align/",
        _TERMS,
        "H27",
    ),
    Code(
        "CG210",
        "blank-node",
        "violation",
        "A data file holds a blank node.",
        "What has no IRI cannot be cited, challenged or compared between versions.",
        "give the thing an IRI",
        _READER,
        "H36",
    ),
    Code(
        "CG501",
        "prefix-differs",
        "violation",
        "A prefix stands for another namespace than in civicgraph.toml.",
        "The same short name would mean two things in two files.",
        "use the namespace of civicgraph.toml, or another prefix",
        _READER,
    ),
    Code(
        "CG502",
        "other-prefix",
        "warning",
        "A namespace has another prefix in civicgraph.toml.",
        "The same thing should have the same short name in all files.",
        "use the prefix of civicgraph.toml",
        _READER,
    ),
    Code(
        "CG503",
        "unused-prefix",
        "warning",
        "A file declares a prefix that it does not use.",
        "Who reads the head of a file expects to meet there what the file speaks of.",
        "remove the declaration, or let civicgraph validate --fix do it",
        _READER,
    ),
    Code(
        "CG504",
        "trailing-space",
        "info",
        "White space stands at the end of a line.",
        "Nobody sees it, and editors that remove it make changes which nobody meant.",
        "remove it, or let civicgraph validate --fix do it",
        _READER,
    ),
    Code(
        "CG505",
        "no-final-newline",
        "info",
        "The last line of a file has no end.",
        "A line that is added behind it shows as a change of two lines.",
        "end the file with a line break, or let civicgraph validate --fix do it",
        _READER,
    ),
    Code(
        "CG601",
        "not-sparql",
        "violation",
        "A saved query does not parse.",
        "A question that does not run answers nothing.",
        "mend the place that the message names",
        "the check of queries",
        "H32",
    ),
    Code(
        "CG829",
        "released-term-gone",
        "violation",
        "A term of the last release is gone.",
        "Somebody's data and queries use it.",
        "put it back with owl:deprecated true, dcterms:isReplacedBy and cg:deprecatedIn",
        _RELEASES,
        "H29",
    ),
    Code(
        "CG830",
        "changed-without-version",
        "violation",
        "The ontology differs from that of the last release and still has its version.",
        "Two ontologies under one version cannot be told apart.",
        "raise owl:versionInfo and owl:versionIRI",
        _RELEASES,
        "H30",
    ),
    Code(
        "CG831",
        "term-not-asked",
        "warning",
        "No saved query uses a term of the ontology.",
        "A term that no question needs is a promise without a use.",
        'write a question that needs it, or say why it is there: cg:waiver "H31: ..."@en',
        "the check of queries",
        "H31",
    ),
    Code(
        "CG832",
        "unknown-name-in-query",
        "violation",
        "A saved query uses a name that nothing describes.",
        "A slip of the pen in a query gives no error, only an empty answer.",
        "correct the name",
        "the check of queries",
        "H32",
    ),
    Code(
        "CG837",
        "generated-file-stale",
        "violation",
        "A generated file is not what follows from the files that it is made of.",
        "Overlaps and axioms must follow from the models, and from nothing else.",
        "run: civicgraph realms build",
        "the check of generated files",
        "S52 H37",
    ),
    Code(
        "CG901",
        "unused-suppression",
        "warning",
        "A comment keeps back a finding that is not there.",
        "What was mended needs no excuse, and a comment on the wrong line hides nothing.",
        "remove the comment, or put it on the line of the finding",
        _COMMENTS,
    ),
    Code(
        "CG902",
        "suppression-without-reason",
        "violation",
        "A comment keeps back a finding and does not say why.",
        "The next person cannot tell a decision from a shortcut; such a comment has no effect.",
        "write the reason behind the brackets",
        _COMMENTS,
    ),
    Code(
        "CG903",
        "suppression-of-unknown-code",
        "violation",
        "A comment keeps back a code that does not exist, or names none.",
        "A slip in the code would let the finding through, or hide it from the one who looks for it.",
        "write the code of the finding in brackets",
        _COMMENTS,
    ),
)
BUILT_IN = tuple(replace(code, url=_PAGES + code.code) for code in _BUILT_IN)
