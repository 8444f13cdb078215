"""Saved queries in the forms that others read: files for grlc, SHACL with examples of queries, a page of HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from io import BytesIO
from itertools import pairwise
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ..errors import ExportError
from ..project import Project
from ..queries import Parameter, SavedQuery, parse_value, substitute, tokens, with_prefixes
from ..terms import RDF_TYPE, RDFS, RDFS_LABEL, SH, XSD
from .graphs import write_triples

_XSD_LINE = f"PREFIX xsd: <{XSD}>\n"
_SCHEMA = "https://schema.org/"
_FORMS = {"select": "Select", "ask": "Ask", "construct": "Construct"}


@dataclass(frozen=True, slots=True)
class Exported:
    """Files by name, and a word on each query that the format cannot hold."""

    files: Mapping[str, bytes]
    left_out: tuple[str, ...] = ()


def export_queries(project: Project, queries: Sequence[SavedQuery], format: str, endpoint: str | None) -> Exported:
    """The queries in one of `QUERY_FORMATS`; `endpoint` is the address at which they can be asked.

    Raises `ExportError` for an unknown format.
    """
    if format not in QUERY_FORMATS:
        raise ExportError(f'there is no format "{format}" of queries', hint=f"choose from: {', '.join(QUERY_FORMATS)}")
    return QUERY_FORMATS[format](project, queries, endpoint)


def _grlc(project: Project, queries: Sequence[SavedQuery], endpoint: str | None) -> Exported:
    import yaml

    files, left_out = {}, []
    for query in queries:
        names = {p.name: _grlc_name(p, project) for p in query.parameters}
        text = _with_grlc_names(query, names)
        if text is None:
            left_out.append(
                f"{query.name}: grlc cannot put a value for a parameter that is a variable of the query too"
            )
            continue
        try:
            defaults = _defaults(query, project)
        except ExportError as error:
            left_out.append(error.message)
            continue
        header: dict[str, Any] = {"summary": query.summary, "description": query.description.strip()}
        header |= {"endpoint": endpoint} if endpoint else {}
        header |= {"tags": list(query.tags), "method": "GET"}
        header["defaults"] = [{_plain(p.name): value.value} for p, value in defaults]
        header["enumerate"] = [{_plain(p.name): list(p.values)} for p in query.parameters if p.values]
        kept = {key: value for key, value in header.items() if value}
        lines = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=100).splitlines()
        typed = any("_xsd_" in name or name.endswith("_integer") for name in names.values())
        body = with_prefixes(text, project.config.prefixes)
        body = body if not typed or _XSD_LINE in body else _XSD_LINE + body
        files[f"{query.name}.rq"] = ("".join(f"#+ {line}\n" for line in lines) + "\n" + body).encode()
    return Exported(files, tuple(left_out))


def _defaults(query: SavedQuery, project: Project) -> list[tuple[Parameter, NamedNode | Literal]]:
    """The parameters with a default, and its term: a file elsewhere knows neither CURIEs nor labels.

    Raises `ExportError` where the default is a label.
    """

    def iri(text: str, class_: str | None) -> str:
        try:
            return NamedNode(project.config.prefixes.expand(text) or text).value
        except ValueError as error:
            raise ExportError(
                f'{query.name}: the default "{text}" is a label, which a file elsewhere does not know'
            ) from error

    given = [(p, p.default) for p in query.parameters if p.default is not None]
    # Whether a default is one of its choices is no matter here: the query behind them would have to be asked.
    return [(p, parse_value(replace(p, values_from=None), text, iri)) for p, text in given]


def _plain(name: str) -> str:
    """A name of letters and digits, as grlc wants it."""
    first, *more = name.split("_")
    return first + "".join(part.capitalize() for part in more)


def _grlc_name(parameter: Parameter, project: Project) -> str:
    """The variable by which grlc knows a parameter: `?_name_type`, or `?__name_type` where it may be left out.

    One with a default counts as required: grlc shows the default in its form, and refuses a request without a value.
    """
    languages = project.config.dataset.languages
    kinds = {"entity": "iri", "iri": "iri", "string": "literal", "enum": "literal", "integer": "integer"}
    kinds["langstring"] = languages[0] if languages else "en"
    underscores = "_" if parameter.required or parameter.default is not None else "__"
    return f"?{underscores}{_plain(parameter.name)}_{kinds.get(parameter.datatype, f'xsd_{parameter.datatype}')}"


def _with_grlc_names(query: SavedQuery, names: Mapping[str, str]) -> str | None:
    """The query with grlc's variables, or None where a parameter without a value has to be a variable of the query.

    grlc puts values into the text, where BOUND would then hold no variable.
    """
    found = tokens(query.text)
    solid = [at for at, token in enumerate(found) if token.kind not in ("space", "comment")]
    new = {at: token.text for at, token in enumerate(found)}
    own = {token.text[1:] for token in found if token.kind == "variable" and token.text[0] == "?"}
    optional = {p.name for p in query.parameters if not p.required and p.default is None}
    open_: list[str] = []
    for before, at in pairwise([-1, *solid]):
        text = found[at].text
        if text in ("(", "{", "["):
            open_.append(text)
        elif text in (")", "}", "]") and open_:
            open_.pop()
        name = text[1:]
        if found[at].kind != "variable" or text[0] != "$" or name not in names:
            continue
        place = solid.index(before) if before >= 0 else -1
        if place > 0 and found[solid[place - 1]].text.upper() == "BOUND":
            new[solid[place - 1]] = ""
            new[at] = f'STR(COALESCE({names[name]}, "")) != ""'
        elif name in own & optional:
            if open_[-1:] != ["("]:
                return None
            new[at] = f"COALESCE({names[name]}, ?{name})"
        else:
            new[at] = names[name]
    return "".join(new.values())


def _runnable(query: SavedQuery, project: Project) -> str:
    """The query with its defaults in place; parameters without one stay variables."""
    terms = {parameter.name: term for parameter, term in _defaults(query, project)}
    return with_prefixes(substitute(query.text, terms), project.config.prefixes)


def _shacl(project: Project, queries: Sequence[SavedQuery], endpoint: str | None) -> Exported:
    base = f"{project.config.base}queries/"
    languages = project.config.dataset.languages
    language = languages[0] if languages else "en"
    rdf_type, home = NamedNode(RDF_TYPE), NamedNode(base.rstrip("/"))
    triples = [Triple(home, rdf_type, NamedNode("http://www.w3.org/2002/07/owl#Ontology"))]
    for number, (prefix, namespace) in enumerate(sorted(project.config.prefixes.items())):
        node = BlankNode(f"p{number}")
        triples += [
            Triple(home, NamedNode(SH + "declare"), node),
            Triple(node, NamedNode(SH + "prefix"), Literal(prefix)),
            Triple(node, NamedNode(SH + "namespace"), Literal(namespace, datatype=NamedNode(XSD + "anyURI"))),
        ]
    left_out = []
    for query in queries:
        if query.form not in _FORMS:
            left_out.append(f"{query.name}: SHACL has no {query.form.upper()}")
            continue
        try:
            text = _runnable(query, project)
        except ExportError as error:
            left_out.append(error.message)
            continue
        node_ = NamedNode(base + query.name)
        kinds = ("SPARQLExecutable", f"SPARQL{_FORMS[query.form]}Executable")
        triples += [Triple(node_, rdf_type, NamedNode(SH + kind)) for kind in kinds]
        triples += [
            Triple(node_, NamedNode(RDFS_LABEL), Literal(query.name)),
            Triple(node_, NamedNode(RDFS + "comment"), Literal(query.summary, language=language)),
            Triple(node_, NamedNode(SH + "prefixes"), home),
            Triple(node_, NamedNode(SH + query.form), Literal(text)),
            *(Triple(node_, NamedNode(_SCHEMA + "keywords"), Literal(tag)) for tag in query.tags),
        ]
        if query.description.strip():
            triples.append(
                Triple(node_, NamedNode(_SCHEMA + "description"), Literal(query.description.strip(), language=language))
            )
        if endpoint:
            triples.append(Triple(node_, NamedNode(_SCHEMA + "target"), NamedNode(endpoint)))
    out = BytesIO()
    write_triples(triples, project.config.prefixes, out)
    return Exported({"queries.ttl": out.getvalue()}, tuple(left_out))


_STYLE = (
    "body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 sans-serif}"
    "pre{overflow:auto;padding:1rem;background:#f4f4f4}"
    "td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}"
)


def _html(project: Project, queries: Sequence[SavedQuery], endpoint: str | None) -> Exported:
    title = f"Saved queries of {project.config.dataset.title or project.config.name}"
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n",
    ]
    if endpoint:
        parts.append(f'<p>Endpoint: <a href="{escape(endpoint)}">{escape(endpoint)}</a></p>\n')
    links = (f'<li><a href="#{escape(q.name)}">{escape(q.name)}</a>: {escape(q.summary)}</li>\n' for q in queries)
    parts += ["<ul>\n", *links, "</ul>\n"]
    for query in queries:
        parts.append(f'<section id="{escape(query.name)}">\n<h2>{escape(query.name)}</h2>\n')
        parts += [f"<p>{escape(text.strip())}</p>\n" for text in (query.summary, query.description) if text.strip()]
        rows = [(p.name, _kind(p), _use(p), p.description) for p in query.parameters]
        parts += _rows(("parameter", "type", "use", "meaning"), rows)
        parts += _rows(("column", "meaning"), list(query.columns.items()))
        parts.append(f"<pre><code>{escape(with_prefixes(query.text, project.config.prefixes))}</code></pre>\n")
        parts.append(f"<p>{escape(', '.join(query.tags))}</p>\n</section>\n")
    return Exported({"index.html": "".join([*parts, "</body>\n</html>\n"]).encode()})


def _kind(parameter: Parameter) -> str:
    return parameter.class_ or ", ".join(parameter.values) or parameter.datatype


def _use(parameter: Parameter) -> str:
    if parameter.required:
        return "required"
    return "optional" if parameter.default is None else f"default {parameter.default}"


def _rows(head: Iterable[str], rows: Sequence[Sequence[str]]) -> list[str]:
    if not rows:
        return []
    lines = ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in rows]
    return ["<table>\n<tr>" + "".join(f"<th>{word}</th>" for word in head) + "</tr>\n", *lines, "</table>\n"]


QUERY_FORMATS: Mapping[str, Callable[[Project, Sequence[SavedQuery], str | None], Exported]] = {
    "grlc": _grlc,
    "shacl": _shacl,
    "html": _html,
}
