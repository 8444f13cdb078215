"""Where the things of a JSON-LD document stand (JSON-LD 1.1).

Contexts are read as far as names need it: terms, prefixes, `@vocab`, `@base`, aliases of keywords, and contexts inside
things and terms. Contexts at an address are never fetched, and pyoxigraph refuses documents that name one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..terms import RDF_TYPE
from ..turtle import Place
from .json_places import Array, Json, Object, Scalar, read_json
from .references import resolved
from .things import Thing, Value, as_list

_INSIDE = ("@graph", "@included")


@dataclass(frozen=True, slots=True)
class _Context:
    """What names stand for. `terms` has a keyword where a term is its alias, `own` the contexts of terms."""

    base: str
    vocabulary: str = ""
    terms: dict[str, str] = field(default_factory=dict)
    own: dict[str, Json] = field(default_factory=dict)
    containers: dict[str, frozenset[str]] = field(default_factory=dict)

    def keyword(self, key: str) -> str:
        return key if key.startswith("@") else self.terms.get(key, key)

    def property(self, key: str) -> str:
        """The IRI of a key; one without a colon where it stands for none."""
        return self.terms.get(key) or self._compact(key) or (self.vocabulary + key if self.vocabulary else key)

    def identity(self, text: str) -> str:
        """What an `@id` says: an IRI, or the label of a blank node."""
        return text if text.startswith("_:") else self._compact(text) or resolved(text, self.base)

    def _compact(self, text: str) -> str | None:
        prefix, colon, rest = text.partition(":")
        if not colon:
            return None
        return self.terms[prefix] + rest if prefix in self.terms and not rest.startswith("//") else text


def things_in_jsonld(text: str, base: str) -> list[Thing]:
    """The things at the top of a document, those of its graphs among them; none where it nests too deeply to read."""
    try:
        return list(_things(read_json(text), _Context(base)))
    except (ValueError, RecursionError):
        return []


def _things(value: Json, context: _Context) -> Iterator[Thing]:
    if isinstance(value, Array):
        for item in value.items:
            yield from _things(item, context)
    elif isinstance(value, Object):
        context = _within(context, value.get("@context"))
        inside = [m for m in value.members if context.keyword(m.key) in _INSIDE]
        for member in inside:
            yield from _things(member.value, context)
        if not inside or any(context.keyword(m.key) not in (*_INSIDE, "@context", "@id") for m in value.members):
            yield from _thing(value, context)


def _thing(value: Object, context: _Context) -> list[Thing]:
    """A thing, and after it those that point at it (`@reverse`)."""
    thing, others = Thing(None, value.place), []
    for member in value.members:
        keyword = context.keyword(member.key)
        if keyword == "@id" and isinstance(member.value, Scalar) and isinstance(member.value.value, str):
            thing.name, thing.place = context.identity(member.value.value), member.value.place
        elif keyword == "@type":
            thing.values += [_type(member.place, scalar, context) for scalar in _scalars(member.value)]
        elif keyword == "@reverse" and isinstance(member.value, Object):
            others += [t for m in member.value.members for t in _things(m.value, context)]
        elif not keyword.startswith("@"):
            inner = _within(context, context.own.get(member.key))
            predicate = context.property(member.key)
            container = context.containers.get(member.key, frozenset())
            thing.values += _values(predicate, member.place, member.value, inner, container)
    return [thing, *others]


def _values(
    predicate: str, key: Place, value: Json, context: _Context, container: frozenset[str] = frozenset()
) -> list[Value]:
    if isinstance(value, Array):
        items = [found for item in value.items for found in _values(predicate, key, item, context)]
        return [as_list(predicate, key, items, value.place)] if "@list" in container else items
    if isinstance(value, Scalar):
        return [] if value.value is None else [_scalar(predicate, key, value, context)]
    context = _within(context, value.get("@context"))
    by_keyword = {context.keyword(member.key): member.value for member in value.members}
    if "@value" in by_keyword:
        return _values(predicate, key, by_keyword["@value"], context)
    if "@list" in by_keyword:
        return _values(predicate, key, by_keyword["@list"], context, frozenset({"@list"}))
    if "@set" in by_keyword:
        return _values(predicate, key, by_keyword["@set"], context)
    if container & {"@language", "@index", "@id", "@type", "@graph"}:
        return [v for member in value.members for v in _values(predicate, key, member.value, context)]
    thing = _thing(value, context)[0]
    return [Value(predicate, key, thing.place, is_node=True, thing=thing)]


def _scalar(predicate: str, key: Place, scalar: Scalar, context: _Context) -> Value:
    if not isinstance(scalar.value, str):
        return Value(predicate, key, scalar.place, scalar.written)
    return Value(
        predicate, key, scalar.place, scalar.value, (context.identity(scalar.value), context.property(scalar.value))
    )


def _type(key: Place, scalar: Scalar, context: _Context) -> Value:
    name = str(scalar.value)
    return Value(RDF_TYPE, key, scalar.place, iris=(context.property(name), context.identity(name)), is_node=True)


def _scalars(value: Json) -> list[Scalar]:
    if isinstance(value, Array):
        return [scalar for item in value.items for scalar in _scalars(item)]
    return [value] if isinstance(value, Scalar) else []


def _within(context: _Context, local: Json | None) -> _Context:
    """The context inside of a local one."""
    if isinstance(local, Array):
        for item in local.items:
            context = _within(context, item)
        return context
    if isinstance(local, Scalar) and local.value is None:
        return _Context(context.base)
    if not isinstance(local, Object):
        return context
    written = {member.key: member.value for member in local.members}
    base, vocabulary = written.get("@base"), written.get("@vocab")
    if isinstance(base, Scalar) and isinstance(base.value, str):
        context = replace(context, base=resolved(base.value, context.base))
    if isinstance(vocabulary, Scalar):
        context = replace(context, vocabulary=str(vocabulary.value or ""))
    terms, own, containers = dict(context.terms), dict(context.own), dict(context.containers)
    # A term may be told by one that is defined after it: the second round knows them all.
    for _ in range(2):
        known = replace(context, terms=terms)
        for term, meaning in written.items():
            if term.startswith("@"):
                continue
            identity = meaning.get("@id") if isinstance(meaning, Object) else meaning
            if isinstance(identity, Scalar) and isinstance(identity.value, str):
                told = identity.value
                terms[term] = told if told.startswith("@") else known.property(told)
            elif isinstance(meaning, Object) and ":" not in term and context.vocabulary:
                terms[term] = context.vocabulary + term
            elif isinstance(meaning, Object):
                terms[term] = known.property(term)
            if isinstance(meaning, Object):
                inner, container = meaning.get("@context"), meaning.get("@container")
                if inner is not None:
                    own[term] = inner
                containers[term] = frozenset(str(s.value) for s in _scalars(container)) if container else frozenset()
    return replace(context, terms=terms, own=own, containers=containers)
