"""Documents whose writer knows where it put each term: what a reader with positions must give back, exactly.

`plant` writes a document in one of the four syntaxes by the choices of a random source. It keeps its own count of lines
and columns, and its own list of triples, so that nothing of the reader is needed to say what is right.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, RdfFormat

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
BASE = "http://example.org/dir/doc?q#f"
TYPE, FIRST, REST, NIL = (NamedNode(RDF + name) for name in ("type", "first", "rest", "nil"))

Term = NamedNode | BlankNode | Literal
Place = tuple[int, int, int, int]
"""Line and column of the first code point, and of the one after the last."""

# What stands in IRIs and names: ASCII, two bytes, three, the last of the BMP blocks of names, beyond the BMP.
LETTERS = "aZé\u03a9\u0915\u3042\uffef\U0001f600\U000efffd"
TEXTS = "ab \t\n\r\"'\\#<>.;,[]()@^é\u2028\u00a0\ufeff\U0001f600\U0010ffff\x00\x7f\ufffe"
BARE = [("integer", "007"), ("integer", "-1"), ("decimal", "+.5"), ("decimal", "1.50"), ("double", "1.e-5")]
BARE += [("double", "1E+2"), ("double", ".0e0"), ("boolean", "true"), ("boolean", "false")]
ESCAPES = {"\t": "t", "\b": "b", "\n": "n", "\r": "r", "\f": "f", '"': '"', "'": "'", "\\": "\\"}
RESERVED = "~.-!$&'()*+,;=/?#@%_"
RELATIVE = {
    "": "http://example.org/dir/doc?q",
    "#é": "http://example.org/dir/doc?q#é",
    "x/y": "http://example.org/dir/x/y",
    "../z": "http://example.org/z",
    "/r?a=b": "http://example.org/r?a=b",
    "//h/p": "http://h/p",
    "?n": "http://example.org/dir/doc?n",
    ";v": "http://example.org/dir/;v",
    "g/./h/../i": "http://example.org/dir/g/i",
}


@dataclass(frozen=True)
class Planted:
    """A triple and the places at which the writer put its terms."""

    subject: Term
    predicate: Term
    object: Term
    graph_name: NamedNode | BlankNode | DefaultGraph
    subject_place: Place
    predicate_place: Place
    object_place: Place
    graph_place: Place | None


@dataclass
class Garden:
    """A document as it grows."""

    random: Random
    syntax: RdfFormat
    pieces: list[str] = field(default_factory=list)
    line: int = 1
    column: int = 1
    last: str = ""
    triples: list[Planted] = field(default_factory=list)
    comments: list[tuple[str, Place]] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)
    labels: dict[str, BlankNode] = field(default_factory=dict)
    graph: NamedNode | BlankNode | DefaultGraph = field(default_factory=DefaultGraph)
    graph_place: Place | None = None

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def one(self, *of: str) -> str:
        return self.random.choice(of)

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def put(self, text: str) -> Place:
        """Writes a text and says where it stands."""
        line, column = self.line, self.column
        for character in text:
            if character == "\n" and self.last == "\r":
                pass
            elif character in "\r\n":
                self.line, self.column = self.line + 1, 1
            else:
                self.column += 1
            self.last = character
        self.pieces.append(text)
        return line, column, self.line, self.column

    def space(self, *, needed: bool = True) -> None:
        """White space and comments; where it is not needed, often nothing."""
        if not needed and self.chance(40):
            return
        while True:
            self.put(self.one(" ", " ", "\t", "\n", "\r\n", "\r", "   "))
            if self.chance(15):
                comment = "#" + self.one("", ' ex:a . "x', " \U0001f600 <b>", "''' [", "# cg: ignore[CG402] reason")
                self.comments.append((comment, self.put(comment)))
                self.put(self.one("\n", "\r\n", "\r"))
            if self.chance(70):
                return

    def plant(self, subject: Term, predicate: Term, value: Term, *places: Place) -> None:
        self.triples.append(Planted(subject, predicate, value, self.graph, *places, self.graph_place))


def plant(random: Random, syntax: RdfFormat, size: int) -> Garden:
    """A document of about `size` statements."""
    garden = Garden(random, syntax)
    if garden.chance(20):
        garden.pieces.append("\ufeff")
    if syntax in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS):
        for _ in range(size):
            _line(garden)
        return garden
    for _ in range(size):
        garden.space(needed=False)
        if garden.chance(15) or not garden.prefixes:
            _directive(garden)
        elif syntax == RdfFormat.TRIG and garden.chance(40):
            _block(garden)
        else:
            _statement(garden, 3)
            garden.space(needed=False)
            garden.put(".")
        garden.space()
    return garden


# Terms: each writes itself and gives back what it means and where it stands.


def _iri(garden: Garden, *, relative: bool = True) -> tuple[NamedNode, Place]:
    if relative and garden.chance(30):
        reference = garden.one(*RELATIVE)
        return NamedNode(RELATIVE[reference]), garden.put(f"<{reference}>")
    meant = written = "http://example.org/"
    for _ in range(garden.random.randrange(4)):
        letter = garden.one(*"aZ0-.~é\u3042\U0001f600/")
        meant += letter
        written += _code(garden, letter) if garden.chance(20) else letter
    return NamedNode(meant), garden.put(f"<{written}>")


def _code(garden: Garden, character: str) -> str:
    number = ord(character)
    if number < 0x10000 and garden.chance(70):
        return garden.one(f"\\u{number:04x}", f"\\u{number:04X}")
    return f"\\U{number:08X}"


def _prefixed(garden: Garden) -> tuple[NamedNode, Place]:
    prefix = garden.one(*garden.prefixes)
    meant = written = ""
    for position in range(garden.random.randrange(4)):
        kind = garden.random.randrange(6)
        if kind == 0:
            letter = garden.one(*RESERVED)
            # A percent sign by itself is part of no IRI.
            letter = letter if letter not in "%#?/" else "~"
            meant, written = meant + letter, written + "\\" + letter
        elif kind == 1:
            meant, written = meant + "%4f", written + "%4f"
        else:
            letter = garden.one(*LETTERS, *"0_:", *("-\u00b7" if position else ""))
            dots = garden.one("", "", "", ".", "..") if position else ""
            meant, written = meant + dots + letter, written + dots + letter
    return NamedNode(garden.prefixes[prefix] + meant), garden.put(f"{prefix}:{written}")


def _label(garden: Garden) -> tuple[BlankNode, Place]:
    label = garden.one("a", "0", "_", "a.b", "é-1", "\U0001f600", "x\u00b7y", "b..c", "a_")
    return garden.labels.setdefault(label, BlankNode()), garden.put(f"_:{label}")


def _name(garden: Garden) -> tuple[NamedNode, Place]:
    return _prefixed(garden) if garden.chance(60) else _iri(garden)


def _string(garden: Garden, quotes: tuple[str, ...]) -> tuple[str, Place]:
    quote = garden.one(*quotes)
    value = "".join(garden.one(*TEXTS) for _ in range(garden.random.choice((0, 1, 2, 3, 8))))
    written = ""
    for position, character in enumerate(value):
        raw = character != "\\" and (len(quote) == 3 or character not in "\r\n")
        if character == quote[0]:
            # In a long string a quotation mark is itself, unless it would be one of three or the last.
            raw = len(quote) == 3 and position < len(value) - 1 and not written.endswith(quote[0])
        if raw and garden.chance(75):
            written += character
        elif character in ESCAPES and garden.chance(60):
            written += "\\" + ESCAPES[character]
        else:
            written += _code(garden, character)
    return value, garden.put(quote + written + quote)


def _literal(
    garden: Garden, quotes: tuple[str, ...], datatype: Callable[[Garden], tuple[NamedNode, Place]]
) -> tuple[Literal, Place]:
    value, place = _string(garden, quotes)
    lines = garden.syntax in (RdfFormat.TURTLE, RdfFormat.TRIG)

    def gap() -> None:
        if lines:
            garden.space(needed=False)
        elif garden.chance(20):
            garden.put(" ")

    if garden.chance(30):
        gap()
        tag = garden.one("en", "SV", "pt-BR", "zh-min-nan", "x-a1")
        return Literal(value, language=tag), _over(place, garden.put(f"@{tag}"))
    if garden.chance(30):
        gap()
        garden.put("^^")
        gap()
        kind, end = datatype(garden)
        return Literal(value, datatype=kind), _over(place, end)
    return Literal(value), place


def _over(first: Place, last: Place) -> Place:
    return first[0], first[1], last[2], last[3]


def _bare(garden: Garden) -> tuple[Literal, Place]:
    kind, text = garden.random.choice(BARE)
    return Literal(text, datatype=NamedNode(XSD + kind)), garden.put(text)


def _object(garden: Garden, depth: int) -> tuple[Term, Place]:
    kind = garden.random.randrange(9 if depth else 7)
    if kind < 3:
        return _name(garden)
    if kind == 3:
        return _label(garden)
    if kind < 6:
        return _literal(garden, ('"', "'", '"""', "'''"), _name)
    if kind == 6:
        return _bare(garden)
    return _nested(garden, depth - 1) if kind == 7 else _collection(garden, depth - 1)


def _nested(garden: Garden, depth: int) -> tuple[BlankNode, Place]:
    node = BlankNode()
    begin = garden.put("[")
    garden.space(needed=False)
    if garden.chance(75):
        _predicates(garden, node, begin, depth)
        garden.space(needed=False)
    return node, _over(begin, garden.put("]"))


def _collection(garden: Garden, depth: int) -> tuple[Term, Place]:
    begin = garden.put("(")
    head: Term = NIL
    cell: BlankNode | None = None
    cell_place = begin
    for _ in range(garden.random.randrange(4)):
        garden.space()
        value, place = _object(garden, depth)
        following = BlankNode()
        if cell is None:
            head = following
        else:
            garden.plant(cell, REST, following, cell_place, place, place)
        garden.plant(following, FIRST, value, place, place, place)
        cell, cell_place = following, place
    garden.space(needed=False)
    end = garden.put(")")
    if cell is not None:
        garden.plant(cell, REST, NIL, cell_place, end, end)
    return head, _over(begin, end)


# Statements


def _predicates(garden: Garden, subject: Term, subject_place: Place, depth: int) -> None:
    for number in range(garden.random.choice((1, 1, 2, 3))):
        if number:
            for _ in range(garden.random.choice((1, 1, 1, 2))):
                garden.space(needed=False)
                garden.put(";")
        garden.space()
        predicate, predicate_place = (TYPE, garden.put("a")) if garden.chance(20) else _name(garden)
        for value_number in range(garden.random.choice((1, 1, 2))):
            if value_number:
                garden.space(needed=False)
                garden.put(",")
            garden.space()
            value, place = _object(garden, depth)
            garden.plant(subject, predicate, value, subject_place, predicate_place, place)
    if garden.chance(15):
        garden.space(needed=False)
        garden.put(";")


def _statement(garden: Garden, depth: int) -> None:
    kind = garden.random.randrange(8)
    if kind == 0:
        before = len(garden.triples)
        subject, place = _nested(garden, depth)
        # `[ ... ] .` is a statement, `[] .` is not.
        if len(garden.triples) > before and garden.chance(50):
            return
    elif kind == 1:
        subject, place = _collection(garden, depth)
    else:
        subject, place = _label(garden) if kind == 2 else _name(garden)
    garden.space()
    _predicates(garden, subject, place, depth)


def _directive(garden: Garden) -> None:
    old = garden.chance(50)
    if garden.chance(80):
        prefix = garden.one("", "ex", "é.x", "a-1", "true")
        garden.put("@prefix" if old else garden.one("PREFIX", "prefix", "PreFix"))
        garden.space()
        garden.put(f"{prefix}:")
        garden.space(needed=False)
        namespace, _ = _iri(garden)
        garden.prefixes[prefix] = namespace.value
    else:
        # The same base again, said in another way: the table of relative IRIs stays true.
        garden.put("@base" if old else garden.one("BASE", "base"))
        garden.space(needed=False)
        garden.put(garden.one(f"<{BASE}>", "<doc?q>", "<?q#g>", "<>"))
    if old:
        garden.space(needed=False)
        garden.put(".")


def _block(garden: Garden) -> None:
    kind = garden.random.randrange(4)
    if kind:
        if garden.chance(40):
            garden.put(garden.one("GRAPH", "graph"))
            garden.space()
        if kind == 1:
            begin = garden.put("[")
            garden.space(needed=False)
            garden.graph, garden.graph_place = BlankNode(), _over(begin, garden.put("]"))
        else:
            garden.graph, garden.graph_place = _label(garden) if kind == 2 else _name(garden)
        garden.space(needed=False)
    garden.put("{")
    count = garden.random.randrange(3)
    for number in range(count):
        garden.space()
        _statement(garden, 2)
        garden.space(needed=False)
        if number < count - 1 or garden.chance(50):
            garden.put(".")
    garden.space()
    garden.put("}")
    garden.graph, garden.graph_place = DefaultGraph(), None


def _line(garden: Garden) -> None:
    """A line of N-Triples or N-Quads."""

    def gap() -> None:
        garden.put(garden.one(" ", "\t", "  "))

    def node() -> tuple[NamedNode | BlankNode, Place]:
        return _label(garden) if garden.chance(30) else _iri(garden, relative=False)

    def datatype(_: Garden) -> tuple[NamedNode, Place]:
        return _iri(garden, relative=False)

    if garden.chance(80):
        subject, subject_place = node()
        gap()
        predicate, predicate_place = _iri(garden, relative=False)
        gap()
        value: Term
        value, place = node() if garden.chance(50) else _literal(garden, ('"',), datatype)
        gap()
        if garden.syntax == RdfFormat.N_QUADS and garden.chance(50):
            garden.graph, garden.graph_place = node()
            gap()
        garden.put(".")
        garden.plant(subject, predicate, value, subject_place, predicate_place, place)
        garden.graph, garden.graph_place = DefaultGraph(), None
    if garden.chance(30):
        garden.put(" ")
        comment = "# \U0001f600 <x>"
        garden.comments.append((comment, garden.put(comment)))
    garden.put(garden.one("\n", "\r\n", "\r", "\n\n"))
