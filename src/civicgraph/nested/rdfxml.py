"""Where the things of an RDF/XML document stand (RDF 1.1 XML Syntax, section 7)."""

from __future__ import annotations

import re
from xml.parsers import expat

from ..terms import RDF, RDF_TYPE
from ..turtle import Place
from .references import resolved
from .things import Thing, Value, as_list

_XML = "http://www.w3.org/XML/1998/namespace"
_NAMES = ("about", "ID", "nodeID")
_NOT_PROPERTIES = {RDF + name for name in (*_NAMES, "resource", "datatype", "parseType", "bagID", "aboutEach")}
_TAG = re.compile(r"<([^\s/>]*)")


def things_in_rdfxml(data: bytes, base: str) -> list[Thing]:
    """The things at the top of a document in UTF-8; none where it is not XML or in another encoding."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return []
    reader = _Reader(data, text, base)
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError:
        return []
    return reader.things


class _Property:
    """An open property element: what it says, and what has been read of its text and of the things inside."""

    def __init__(self, predicate: str, place: Place, kind: str | None, owner: Thing) -> None:
        self.predicate, self.place, self.kind, self.owner = predicate, place, kind, owner
        self.text: list[str] = []
        self.text_place: Place | None = None
        self.items: list[Thing] = []
        self.said = False


class _Reader:
    """Follows the stripes of a document: thing, property, thing, ..."""

    def __init__(self, data: bytes, text: str, base: str) -> None:
        self.things: list[Thing] = []
        self._data, self._text, self._bases = data, text, [base]
        self._open: list[Thing | _Property | None] = []
        self._literal = 0
        self._items: list[int] = []
        # Offsets of bytes seen last and of the code point there: the parser goes forward only.
        self._last = (0, 0)
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _offset(self) -> int:
        at, (seen, points) = self.parser.CurrentByteIndex, self._last
        points += len(self._data[seen:at].decode("utf-8", errors="replace"))
        self._last = (at, points)
        return points

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at = self._offset()
        if self._literal:
            self._literal += 1
            return
        iri = name.replace(" ", "")
        base = attributes.get(f"{_XML} base")
        self._bases.append(resolved(base, self._bases[-1]) if base else self._bases[-1])
        said = {key.replace(" ", ""): value for key, value in attributes.items() if not key.startswith(_XML)}
        above = self._open[-1] if self._open else None
        if iri == RDF + "RDF" and not self._open:
            self._open.append(None)
        elif isinstance(above, Thing):
            self._property(iri, said, above, at)
        else:
            self._thing(iri, said, above, at)

    def _thing(self, iri: str, said: dict[str, str], above: _Property | None, at: int) -> None:
        tag = self._tag(at)
        thing = Thing(None, tag)
        for name in _NAMES:
            if RDF + name in said:
                thing.name = self._identity(name, said[RDF + name])
                thing.place = self._attribute(at, name, said[RDF + name])
        if iri != RDF + "Description":
            thing.values.append(Value(RDF_TYPE, tag, tag, iris=(iri,), is_node=True))
        self._attributes(thing, said, at)
        if above is None:
            self.things.append(thing)
        else:
            above.items.append(thing)
        self._open.append(thing)
        self._items.append(0)

    def _property(self, iri: str, said: dict[str, str], owner: Thing, at: int) -> None:
        if iri == RDF + "li":
            self._items[-1] += 1
            iri = f"{RDF}_{self._items[-1]}"
        tag = self._tag(at)
        kind = said.get(RDF + "parseType")
        found = _Property(iri, tag, kind, owner)
        if RDF + "resource" in said:
            target = resolved(said[RDF + "resource"], self._bases[-1])
            place = self._attribute(at, "resource", said[RDF + "resource"])
            owner.values.append(Value(iri, tag, place, iris=(target,), is_node=True))
            found.said = True
        others = {key for key in said if key not in _NOT_PROPERTIES}
        inside = said.get(RDF + "nodeID") is not None or bool(others) or kind == "Resource"
        if inside and not found.said:
            thing = Thing(None, tag)
            if RDF + "nodeID" in said:
                thing.name = self._identity("nodeID", said[RDF + "nodeID"])
            self._attributes(thing, said, at)
            owner.values.append(Value(iri, tag, thing.place, is_node=True, thing=thing))
            found.said = True
            if kind == "Resource":
                self._open.append(thing)
                self._items.append(0)
                return
        if kind is not None and kind not in ("Resource", "Collection"):
            owner.values.append(Value(iri, tag, tag))
            found.said, self._literal = True, 1
        self._open.append(found)

    def _attributes(self, thing: Thing, said: dict[str, str], at: int) -> None:
        for key, value in said.items():
            if key not in _NOT_PROPERTIES:
                place = self._attribute(at, re.split("[#/]", key)[-1], value)
                is_type = key == RDF_TYPE
                iris = (resolved(value, self._bases[-1]),) if is_type else ()
                thing.values.append(Value(key, place, place, None if is_type else value, iris, is_type))

    def _characters(self, text: str) -> None:
        above = self._open[-1] if self._open else None
        if isinstance(above, _Property) and not self._literal:
            at = self._offset()
            above.text_place = (above.text_place[0] if above.text_place else at, at + len(text))
            above.text.append(text)

    def _end(self, name: str) -> None:
        if self._literal:
            self._literal -= 1
            if self._literal:
                return
        self._bases.pop()
        closed = self._open.pop()
        if isinstance(closed, Thing):
            self._items.pop()
        elif isinstance(closed, _Property) and not closed.said:
            closed.owner.values += self._said(closed)

    def _said(self, closed: _Property) -> list[Value]:
        inside = [Value(closed.predicate, closed.place, t.place, is_node=True, thing=t) for t in closed.items]
        if closed.kind == "Collection":
            return [as_list(closed.predicate, closed.place, inside, closed.place)]
        if inside:
            return inside
        return [Value(closed.predicate, closed.place, closed.text_place or closed.place, "".join(closed.text))]

    def _identity(self, name: str, value: str) -> str:
        if name == "nodeID":
            return f"_:{value}"
        return resolved(f"#{value}" if name == "ID" else value, self._bases[-1])

    def _tag(self, at: int) -> Place:
        match = _TAG.match(self._text, at)
        return match.span(1) if match else (at, at + 1)

    def _attribute(self, at: int, name: str, value: str) -> Place:
        """The place of the value of an attribute, without its quotes; the tag where it is not found."""
        written = re.compile(rf"[\s:]{re.escape(name)}\s*=\s*(\"[^\"]*\"|'[^']*')")
        end = self._text.find(">", at)
        match = written.search(self._text, at, end if end > 0 else len(self._text))
        return (match.start(1) + 1, match.end(1) - 1) if match else self._tag(at)
