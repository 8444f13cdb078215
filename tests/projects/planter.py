"""Plants violations of every kind of constraint in a project of many files, and knows where it put them.

A fault is a list of edits of a block of text. The edit whose new text holds the mark `§` says where the finding must
stand; the mark goes, and its offset in the finished text of the file is turned into line and column here, without any
reader of Turtle.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

MARK = "§"
BASE = "https://example.org/"
CONFIG = f"""\
[project]
name = "planted"
base = "{BASE}"

[paths]
ontology = ["ontology/*.ttl"]
data = ["data/*.ttl"]
shapes = ["shapes/*.ttl"]

[prefixes]
ex = "{BASE}"
rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
rdfs = "http://www.w3.org/2000/01/rdf-schema#"
sh = "http://www.w3.org/ns/shacl#"
xsd = "http://www.w3.org/2001/XMLSchema#"
"""
PREFIXES = f"""\
@prefix ex: <{BASE}> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPES_HEAD = PREFIXES + (
    "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    f'ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "{BASE}"^^xsd:anyURI ] .\n'
)


@dataclass(frozen=True)
class Kind:
    """A kind of fault: the shape that finds it, a good block of data, and the edits that make it bad.

    In shape and block `{K}` is the name of the kind and `{N}` the number of the block. `about` has the letters of what
    the fault concerns: absent values (a), lists (l), inverse paths (i), SPARQL constraints (q). `anonymous` blocks hold
    blank nodes, which stand in files of the ontology, since data files must not have them.
    """

    name: str
    shape: str
    block: str
    edits: tuple[tuple[str, str], ...]
    about: str = ""
    anonymous: bool = False


def on(path: str, constraint: str, target: str = "sh:targetClass ex:{K}") -> str:
    return f"ex:{{K}}-shape a sh:PropertyShape ; {target} ; sh:path {path} ; {constraint} ."


def asks(query: str, path: str = "") -> str:
    head = f"a sh:PropertyShape ; sh:path {path}" if path else "a sh:NodeShape"
    return (
        f"ex:{{K}}-shape {head} ; sh:targetClass ex:{{K}} ;\n"
        f'    sh:sparql [ sh:prefixes ex:prefixes ; sh:select """{query}""" ] .'
    )


def thing(*statements: str) -> str:
    return " ;\n    ".join(["ex:{K}{N} a ex:{K}", *statements]) + " .\n"


HEAD = ("ex:{K}{N} a", "§ex:{K}{N} a")
ONE = thing("ex:p 1", "ex:q 5")
LIST = thing("ex:list ( 1 2 3 )")
GONE = ((" ;\n    ex:p 1", ""), HEAD)
OTHER = "ex:{K}{N}b ex:of ex:{K}{N} .\n"
ANY = "[ sh:zeroOrMorePath rdf:rest ]"
MEMBER = f"( ex:list {ANY} rdf:first )"
DATED = thing('ex:from "2020-01-01"^^xsd:date', 'ex:to "2021-01-01"^^xsd:date')

KINDS = (
    # What is absent.
    Kind("min-count", on("ex:p", "sh:minCount 1"), ONE, GONE, "a"),
    Kind("min-count-two", on("ex:p", "sh:minCount 2"), thing("ex:q 5", "ex:p 1 , 2"), (("ex:p 1 , 2", "§ex:p 1"),), "a"),
    Kind("has-value", on("ex:p", "sh:hasValue 1"), ONE, (("ex:p 1", "§ex:p 2"),), "a"),
    Kind("has-value-gone", on("ex:p", "sh:hasValue 1"), ONE, GONE, "a"),
    Kind("qualified-min", on("ex:p", "sh:qualifiedValueShape [ sh:minInclusive 1 ] ; sh:qualifiedMinCount 1"), ONE, (("ex:p 1", "§ex:p 0"),), "a"),
    Kind("qualified-min-gone", on("ex:p", "sh:qualifiedValueShape [ sh:minInclusive 1 ] ; sh:qualifiedMinCount 1"), ONE, GONE, "a"),
    Kind("sequence-gone", on("( ex:p ex:q )", "sh:minCount 1"), thing("ex:p ex:{K}{N}b") + "ex:{K}{N}b ex:q 1 .\n", ((" ;\n    ex:p ex:{K}{N}b", ""), HEAD), "a"),
    Kind("sequence-end-gone", on("( ex:p ex:q )", "sh:minCount 1"), thing("ex:p ex:{K}{N}b") + "ex:{K}{N}b ex:q 1 .\n", ((" ;\n    ex:p ex", " ;\n    §ex:p ex"), ("ex:{K}{N}b ex:q 1", "ex:{K}{N}b ex:r 1")), "a"),
    Kind("nested", "ex:{K}-outer a sh:NodeShape ; sh:targetClass ex:{K} ; sh:property [ sh:path ex:p ; sh:property ex:{K}-shape ] .\nex:{K}-shape a sh:PropertyShape ; sh:path ex:q ; sh:minCount 1 .",
         thing("ex:p ex:{K}{N}b") + "ex:{K}{N}b ex:r 1 ; ex:q 1 .\n", (("ex:{K}{N}b ex:r 1 ; ex:q 1", "§ex:{K}{N}b ex:r 1"),), "a"),
    Kind("implicit-class", "ex:{K} a rdfs:Class, sh:NodeShape ; sh:property ex:{K}-shape .\nex:{K}-shape a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 .", ONE, GONE, "a"),
    Kind("subjects-of", on("ex:p", "sh:minCount 1", "sh:targetSubjectsOf ex:{K}-has"), thing("ex:{K}-has 1", "ex:p 1"), GONE, "a"),
    Kind("in-blank-node", on("ex:name", "sh:minCount 1", "sh:targetObjectsOf ex:{K}-part"), thing('ex:{K}-part [ ex:name "a" ; ex:size 1 ]'), (('[ ex:name "a" ; ex:size 1 ]', "§[ ex:size 1 ]"),), "a", True),
    # Inverse paths.
    Kind("inverse-min", on("[ sh:inversePath ex:of ]", "sh:minCount 1"), thing("ex:q 5") + OTHER, ((OTHER, ""), HEAD), "ai"),
    Kind("inverse-max", on("[ sh:inversePath ex:of ]", "sh:maxCount 1"), thing("ex:q 5") + OTHER, ((OTHER, OTHER + "ex:{K}{N}c ex:of ex:{K}{N} .\n"), HEAD), "i"),
    Kind("inverse-class", on("[ sh:inversePath ex:of ]", "sh:class ex:Part"), thing("ex:q 5") + "ex:{K}{N}b a ex:Part ; ex:of ex:{K}{N} .\n", (("a ex:Part ; ex:of ex", "a ex:Other ; ex:of §ex"),), "i"),
    Kind("inverse-node", on("[ sh:inversePath ex:of ]", "sh:node [ sh:property [ sh:path ex:r ; sh:minCount 1 ] ]"), thing("ex:q 5") + "ex:{K}{N}b ex:r 1 ; ex:of ex:{K}{N} .\n", (("ex:r 1 ; ex:of ex", "ex:q 1 ; ex:of §ex"),), "i"),
    Kind("inverse-sequence", on("( [ sh:inversePath ex:of ] ex:r )", "sh:datatype xsd:integer"), thing("ex:q 5") + "ex:{K}{N}b ex:of ex:{K}{N} ; ex:r 1 .\n", (("ex:r 1", 'ex:r §"1"'),), "i"),
    Kind("inverse-in", on("[ sh:inversePath ex:of ]", "sh:in ( ex:one ex:two )"), thing("ex:q 5") + "ex:one ex:of ex:{K}{N} .\n", (("ex:one ex:of ex", "ex:three ex:of §ex"),), "i"),
    # Lists.
    Kind("member-datatype", on(MEMBER, "sh:datatype xsd:integer"), LIST, (("1 2 3", '1 §"2" 3'),), "l", True),
    Kind("member-range", on(MEMBER, "sh:maxInclusive 3"), LIST, (("1 2 3", "1 2 §30"),), "l", True),
    Kind("member-class", on(MEMBER, "sh:class ex:Part"), thing("ex:list ( ex:part ex:part )"), (("( ex:part ex:part )", "( ex:part §ex:other )"),), "l", True),
    Kind("member-in", on(MEMBER, "sh:in ( 1 2 3 )"), LIST, (("1 2 3", "§4 2 3"),), "l", True),
    Kind("member-kind", on(MEMBER, "sh:nodeKind sh:Literal"), LIST, (("1 2 3", "1 §ex:two 3"),), "l", True),
    Kind("second-member", on("( ex:list rdf:rest rdf:first )", "sh:minInclusive 2"), LIST, (("1 2 3", "2 §1 3"),), "l", True),
    Kind("list-length", on(f"( ex:list {ANY} )", "sh:maxCount 4"), LIST, (("1 2 3", "1 2 3 4"), ("ex:list", "§ex:list")), "l", True),
    Kind("list-empty", on("( ex:list rdf:first )", "sh:minCount 1"), LIST, (("ex:list ( 1 2 3 )", "§ex:list ()"),), "al", True),
    Kind("list-is-none", on("ex:list", f"sh:node [ sh:property [ sh:path ( {ANY} ) ; sh:hasValue rdf:nil ] ]".replace(f"( {ANY} )", ANY)), thing("ex:list ()"), (("()", "§ex:part"),), "l", True),
    # SPARQL constraints.
    Kind("query-value", asks("SELECT $this (ex:p AS ?path) ?value WHERE { $this ex:p ?value . FILTER(?value > 5) }"), ONE, (("ex:p 1", "ex:p §10"),), "q"),
    Kind("query-thing", asks("SELECT $this WHERE { $this ex:p ?p ; ex:q ?q . FILTER(?q < ?p) }"), ONE, (("ex:p 1", "ex:p 10"), HEAD), "q"),
    Kind("query-only-value", asks("SELECT $this ?value WHERE { $this ex:p|ex:q ?value . FILTER(?value > 5) }"), ONE, (("ex:q 5", "ex:q §10"),), "q"),
    Kind("query-on-path", asks("SELECT $this ?value WHERE { $this $PATH ?value . FILTER(?value > 5) }", "ex:p"), ONE, (("ex:p 1", "ex:p §10"),), "q"),
    Kind("query-dates", asks("SELECT $this (ex:to AS ?path) ?value WHERE { $this ex:from ?from ; ex:to ?value . FILTER(?value < ?from) }"), DATED, (('ex:to "2021', 'ex:to §"2019'),), "q"),
    Kind("query-absent", asks("SELECT $this (ex:p AS ?path) WHERE { FILTER NOT EXISTS { $this ex:p ?p } }"), ONE, GONE, "aq"),
    Kind("query-count", asks("SELECT $this (ex:p AS ?path) WHERE { $this ex:p ?v } GROUP BY $this HAVING (COUNT(?v) > 1)"), ONE, (("ex:p 1", "§ex:p 1 , 2"),), "q"),
    Kind("query-inverse", asks("SELECT $this ?value WHERE { ?value ex:of $this . FILTER NOT EXISTS { ?value ex:r ?r } }", "[ sh:inversePath ex:of ]"), thing("ex:q 5") + "ex:{K}{N}b ex:r 1 ; ex:of ex:{K}{N} .\n", (("ex:r 1 ; ex:of ex", "ex:q 1 ; ex:of §ex"),), "iq"),
    # Values.
    Kind("max-count", on("ex:p", "sh:maxCount 1"), ONE, (("ex:p 1", "§ex:p 1 , 2"),)),
    Kind("datatype", on("ex:p", "sh:datatype xsd:integer"), ONE, (("ex:p 1", 'ex:p §"1"'),)),
    Kind("ill-typed", on("ex:p", "sh:datatype xsd:integer"), ONE, (("ex:p 1", 'ex:p §"one"^^xsd:integer'),)),
    Kind("class", on("ex:p", "sh:class ex:Part"), thing("ex:p ex:part"), (("ex:p ex:part", "ex:p ex:part , §ex:other"),)),
    Kind("node-kind", on("ex:p", "sh:nodeKind sh:IRI"), thing("ex:p ex:part"), (("ex:p ex:part", 'ex:p §"part"'),)),
    Kind("min-inclusive", on("ex:p", "sh:minInclusive 1"), ONE, (("ex:p 1", "ex:p §0"),)),
    Kind("max-inclusive", on("ex:p", "sh:maxInclusive 1"), ONE, (("ex:p 1", "ex:p 1 , §2"),)),
    Kind("min-exclusive", on("ex:p", "sh:minExclusive 0"), ONE, (("ex:p 1", "ex:p §00"),)),
    Kind("max-exclusive", on("ex:to", 'sh:maxExclusive "2022-01-01"^^xsd:date'), DATED, (('ex:to "2021', 'ex:to §"2022'),)),
    Kind("min-length", on("ex:p", "sh:minLength 2"), thing('ex:p "long"'), (('"long"', '§"l"'),)),
    Kind("max-length", on("ex:p", "sh:maxLength 4"), thing('ex:p "long"'), (('"long"', '§"""too\nlong"""'),)),
    Kind("pattern", on("ex:p", 'sh:pattern "^[a-z]+$"'), thing('ex:p "long"'), (('"long"', '§"L𝄞ng"'),)),
    Kind("language-in", on("ex:p", 'sh:languageIn ( "en" "sv" )'), thing('ex:p "one"@en , "ett"@sv'), (('"ett"@sv', '§"eins"@de-AT'),)),
    Kind("unique-lang", on("ex:p", "sh:uniqueLang true"), thing('ex:q 1', 'ex:p "one"@en , "ett"@sv'), (('ex:p "one"@en , "ett"@sv', '§ex:p "one"@en , "1"@en'),)),
    Kind("equals", on("ex:p", "sh:equals ex:q"), thing("ex:p 1", "ex:q 1"), (("ex:q 1", "ex:q 1 , §2"),)),
    Kind("disjoint", on("ex:p", "sh:disjoint ex:q"), ONE, (("ex:p 1", "ex:p 1 , §5"),)),
    Kind("less-than", on("ex:p", "sh:lessThan ex:q"), ONE, (("ex:p 1", "ex:p §5"),)),
    Kind("less-than-or-equals", on("ex:from", "sh:lessThanOrEquals ex:to"), DATED, (('ex:from "2020', 'ex:from §"2029'),)),
    Kind("not", on("ex:p", "sh:not [ sh:datatype xsd:string ]"), ONE, (("ex:p 1", 'ex:p §"1"'),)),
    Kind("and", on("ex:p", "sh:and ( [ sh:minInclusive 1 ] [ sh:maxInclusive 3 ] )"), ONE, (("ex:p 1", "ex:p §4"),)),
    Kind("or", on("ex:p", "sh:or ( [ sh:datatype xsd:integer ] [ sh:datatype xsd:date ] )"), ONE, (("ex:p 1", "ex:p §1.5"),)),
    Kind("xone", on("ex:p", "sh:xone ( [ sh:minInclusive 2 ] [ sh:maxInclusive 3 ] )"), ONE, (("ex:p 1", "ex:p §2"),)),
    Kind("node", on("ex:p", "sh:node [ sh:property [ sh:path ex:q ; sh:minCount 1 ] ]"), thing("ex:p ex:{K}{N}b") + "ex:{K}{N}b ex:q 1 .\n", (("ex:{K}{N}b ex:q 1", "ex:{K}{N}b ex:r 1"), ("ex:p ex", "ex:p §ex"))),
    Kind("qualified-max", on("ex:p", "sh:qualifiedValueShape [ sh:minInclusive 1 ] ; sh:qualifiedMaxCount 1"), ONE, (("ex:p 1", "§ex:p 0 , 1 , 2"),)),
    Kind("closed", "ex:{K}-shape a sh:NodeShape ; sh:targetClass ex:{K} ; sh:closed true ; sh:ignoredProperties ( rdf:type ex:q ) ; sh:property [ sh:path ex:p ] .", ONE, (("ex:p 1", "ex:p 1 ; ex:extra §7"),)),
    Kind("in", on("ex:p", "sh:in ( 1 2 3 )"), ONE, (("ex:p 1", "ex:p §4"),)),
    Kind("sequence", on("( ex:p ex:q )", "sh:datatype xsd:integer"), thing("ex:p ex:{K}{N}b") + "ex:{K}{N}b ex:q 1 .\n", (("ex:q 1", 'ex:q §"1"'),)),
    Kind("alternative", on("[ sh:alternativePath ( ex:p ex:q ) ]", "sh:datatype xsd:integer"), ONE, (("ex:q 5", 'ex:q §"5"'),)),
    Kind("zero-or-more", on("( [ sh:zeroOrMorePath ex:up ] ex:p )", "sh:maxInclusive 5"), thing("ex:p 1", "ex:up ex:{K}{N}b") + "ex:{K}{N}b ex:p 2 ; ex:up ex:{K}{N} .\n", (("ex:p 2", "ex:p §20"),)),
    Kind("one-or-more", on("[ sh:oneOrMorePath ex:up ]", "sh:nodeKind sh:IRI"), thing("ex:up ex:{K}{N}b") + "ex:{K}{N}b ex:up ex:part .\n", (("ex:up ex:part", 'ex:up §"part"'),)),
    Kind("zero-or-one", on("( [ sh:zeroOrOnePath ex:up ] ex:p )", "sh:datatype xsd:integer"), thing("ex:up ex:{K}{N}b") + "ex:{K}{N}b ex:p 2 .\n", (("ex:p 2", "ex:p §2.0"),)),
)  # fmt: skip


@dataclass(order=True, frozen=True)
class Expected:
    """Where a finding must stand, and its code."""

    file: str
    line: int
    column: int
    code: str


@dataclass
class Planted:
    """What was planted: the findings that must come, and for how many of them `about` is not empty."""

    expected: list[Expected] = field(default_factory=list)
    hard: int = 0


def shapes() -> str:
    return SHAPES_HEAD + "".join(f"{kind.shape.replace('{K}', kind.name)}\n" for kind in KINDS)


def block(kind: Kind, number: int, *, faulty: bool) -> str:
    """A block of a kind with its edits where it is faulty, the mark in it."""
    text = kind.block
    if faulty:
        for old, new in kind.edits:
            assert text.count(old) >= 1, (kind.name, old)
            text = text.replace(old, new, 1)
        assert text.count(MARK) == 1, (kind.name, text)
    return text.replace("{K}", kind.name).replace("{N}", str(number))


def plant(root: Path, violations: int, good_blocks: int, seed: int) -> Planted:
    """Writes a project with so many violations and so many blocks without one, in files of 25 blocks."""
    chance = random.Random(seed)
    (root / "civicgraph.toml").parent.mkdir(parents=True)
    (root / "civicgraph.toml").write_text(CONFIG, encoding="utf-8")
    for name in ("shapes", "data", "ontology"):
        (root / name).mkdir()
    (root / "shapes" / "shapes.ttl").write_text(shapes(), encoding="utf-8")
    (root / "data" / "parts.ttl").write_text(
        PREFIXES + "ex:part a ex:Part .\nex:other a ex:Other .\n", encoding="utf-8"
    )
    planted = Planted()
    kinds = [KINDS[number % len(KINDS)] for number in range(violations)]
    good = [chance.choice(KINDS) for _ in range(good_blocks)]
    blocks = [(kind, number, True) for number, kind in enumerate(kinds)]
    blocks += [(kind, violations + number, False) for number, kind in enumerate(good)]
    chance.shuffle(blocks)
    for folder, some in (
        ("ontology", [b for b in blocks if b[0].anonymous]),
        ("data", [b for b in blocks if not b[0].anonymous]),
    ):
        for number, start in enumerate(range(0, len(some), 25)):
            _write(root, f"{folder}/{number:02}.ttl", some[start : start + 25], chance, planted)
    planted.expected.sort()
    return planted


def _write(
    root: Path, name: str, blocks: list[tuple[Kind, int, bool]], chance: random.Random, planted: Planted
) -> None:
    text, codes = PREFIXES, []
    for kind, number, faulty in blocks:
        text += chance.choice(["", "\n", "# a remark\n", f'ex:n{number} rdfs:label "⟨ö𝄞⟩ # ; ."@sv .\n', "\n\n"])
        made = block(kind, number, faulty=faulty)
        if chance.random() < 0.3:
            made = made.replace(" ;\n    ", " ; ")
        if chance.random() < 0.3:
            made = f'ex:m{number} rdfs:comment "𝄞" . {made}'
        text += made
        if faulty:
            codes.append(f"ex:{kind.name}-shape")
            planted.hard += bool(kind.about)
    if chance.random() < 0.3:
        text = text.replace("\n", "\r\n")
    for code in codes:
        at = text.index(MARK)
        text = text.replace(MARK, "", 1)
        line = text.count("\n", 0, at) + 1
        planted.expected.append(Expected(name, line, at - (text.rfind("\n", 0, at) + 1) + 1, code))
    (root / name).write_text(text, encoding="utf-8", newline="")
