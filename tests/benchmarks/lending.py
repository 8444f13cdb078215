"""Generates a graph project of any size: libraries, their members, books and loans, with 25 shapes and planted faults.

    python tests/benchmarks/lending.py FOLDER TRIPLES [--faulty N]

The same arguments give the same bytes. The data knows nothing of civic leadership and has no blank nodes; it lies in
files of about 5,000 triples each. In one file of N (20 where nothing is said, 1 for all files) each shape finds one
fault. Beside the files stands `merged.ttl`, for tools that take one file.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from pathlib import Path

BASE = "https://example.org/lending/"
PREFIXES = f"""\
@prefix ex: <{BASE}ont#> .
@prefix id: <{BASE}id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CONFIG = f"""\
[project]
name = "lending"
base = "{BASE}"

[paths]
ontology = ["ontology.ttl"]
data = ["data/*.ttl"]
shapes = ["shapes.ttl"]

[prefixes]
ex = "{BASE}ont#"
id = "{BASE}id/"
rdfs = "http://www.w3.org/2000/01/rdf-schema#"
xsd = "http://www.w3.org/2001/XMLSchema#"
"""
ONTOLOGY = """
ex:Agent a rdfs:Class .
ex:Library a rdfs:Class ; rdfs:subClassOf ex:Agent .
ex:Member a rdfs:Class ; rdfs:subClassOf ex:Agent .
ex:Book a rdfs:Class .
ex:Loan a rdfs:Class .
"""
# Each shape: its name, target, path and constraint, and the fault that it finds in a block of data (old text, new text).
SHAPES: list[tuple[str, str, str, str, str, str]] = [
    ("library-name", "Library", "rdfs:label", "sh:minCount 1", '    rdfs:label "Library {0}"@en , "Bibliotek {0}"@sv ;\n', ""),
    ("library-name-languages", "Library", "rdfs:label", "sh:uniqueLang true", '"Bibliotek {0}"@sv', '"Bibliotek {0}"@en'),
    ("library-name-language", "Library", "rdfs:label", 'sh:languageIn ( "en" "sv" )', '"Bibliotek {0}"@sv', '"Bibliothek {0}"@de'),
    ("library-postcode", "Library", "ex:postcode", 'sh:pattern "^[0-9]{5}$"', 'ex:postcode "', 'ex:postcode "x'),
    ("library-kind", "Library", "ex:kind", "sh:in ( ex:Public ex:School ex:Mobile )", "ex:kind ex:Public", "ex:kind ex:Private"),
    ("library-opened", "Library", "ex:opened", "sh:datatype xsd:date", '"^^xsd:date ;\n    ex:seats', '" ;\n    ex:seats'),
    ("library-seats", "Library", "ex:seats", "sh:minInclusive 1", "ex:seats ", "ex:seats -"),
    ("library-members", "Library", "[ sh:inversePath ex:memberOf ]", "sh:minCount 1", "", ""),
    ("member-email", "Member", "ex:email", "sh:maxCount 1", "    ex:email ", '    ex:email "second@example.org" , '),
    ("member-email-form", "Member", "ex:email", 'sh:pattern "@"', "{0}@example.org", "{0}.example.org"),
    ("member-name", "Member", "rdfs:label", "sh:minLength 3", 'rdfs:label "Member {0}"', 'rdfs:label "M"'),
    ("member-library", "Member", "ex:memberOf", "sh:class ex:Library", "ex:memberOf id:library-", "ex:memberOf id:book-"),
    ("member-left", "Member", "ex:joined", "sh:lessThan ex:left", 'ex:left "20', 'ex:left "19'),
    ("member-iri", "Member", "ex:homepage", "sh:nodeKind sh:IRI", "ex:homepage <https://example.org/{0}>", 'ex:homepage "none"'),
    ("member-level", "Member", "ex:level", "sh:or ( [ sh:in ( 1 2 3 ) ] [ sh:datatype xsd:string ] )", "ex:level 2", "ex:level 7"),
    ("book-title", "Book", "rdfs:label", "sh:maxLength 60", 'rdfs:label "Book {0}"', 'rdfs:label "' + "long " * 15 + '"'),
    ("book-isbn", "Book", "ex:isbn", 'sh:pattern "^97[89]-[0-9]+$"', 'ex:isbn "978-', 'ex:isbn "977-'),
    ("book-year", "Book", "ex:year", "sh:maxInclusive 2026", "ex:year 19", "ex:year 29"),
    ("book-language", "Book", "ex:language", "sh:not [ sh:hasValue ex:Unknown ]", "ex:language ex:Swedish", "ex:language ex:Unknown"),
    ("loan-member", "Loan", "ex:borrower", "sh:minCount 1", "    ex:borrower id:member-{1} ;\n", ""),
    ("loan-book", "Loan", "ex:book", "sh:node ex:any-book", "ex:book id:book-", "ex:book id:library-"),
    ("loan-library", "Loan", "( ex:borrower ex:memberOf )", "sh:maxCount 1", "", ""),
    ("loan-renewals", "Loan", "ex:renewals", "sh:maxExclusive 10", "ex:renewals ", "ex:renewals 1"),
    ("loan-dates", "Loan", "", "SELECT $this (ex:due AS ?path) ?value WHERE { $this ex:start ?start ; ex:due ?value . FILTER(?value < ?start) }",
     'ex:due "20', 'ex:due "19'),
    ("loan-of-left-member", "Loan", "", "SELECT $this (ex:borrower AS ?path) ?value WHERE { $this ex:start ?start ; ex:borrower ?value . ?value ex:left ?left . FILTER(?start > ?left) }",
     'ex:start "20', 'ex:start "21'),
]  # fmt: skip


def with_prefixes(text: str) -> str:
    """The text behind the declarations of the prefixes that it uses."""
    lines = PREFIXES.splitlines(keepends=True)
    return "".join(line for line in lines if re.search(rf"(?<![\w]){line.split()[1]}", text)) + text


def shapes() -> str:
    """The shapes as Turtle."""
    lines = ["@prefix sh: <http://www.w3.org/ns/shacl#> .\n"]
    lines.append('ex:shapes sh:declare [ sh:prefix "ex" ; sh:namespace "' + BASE + 'ont#"^^xsd:anyURI ] .\n')
    lines.append("ex:any-book a sh:NodeShape ; sh:property ex:any-book-isbn .\n")
    lines.append("ex:any-book-isbn a sh:PropertyShape ; sh:path ex:isbn ; sh:minCount 1 .\n")
    for name, target, path, constraint, _, _ in SHAPES:
        head = f'ex:shape-{name} sh:targetClass ex:{target} ; sh:message "{name}"@en ;'
        if path:
            lines.append(f"{head} a sh:PropertyShape ; sh:path {path} ; {constraint} .\n")
        else:
            query = f'[ sh:select "{constraint}" ; sh:prefixes ex:shapes ; sh:message "{name}"@en ]'
            lines.append(f"{head} a sh:NodeShape ; sh:sparql {query} .\n")
    return with_prefixes("\n".join(lines))


def block(number: int, chance: random.Random) -> tuple[str, str, str, str]:
    """A library, a member, a book and a loan, of 7, 8, 6 and 6 triples."""
    year = chance.randrange(2001, 2015)
    joined, left = f"{year}-0{chance.randrange(1, 9)}-1{chance.randrange(9)}", f"{year + 8}-01-01"
    start, due = f"{year + 2}-03-0{chance.randrange(1, 9)}", f"{year + 2}-04-0{chance.randrange(1, 9)}"
    library = (
        f'id:library-{number} a ex:Library ;\n    rdfs:label "Library {number}"@en , "Bibliotek {number}"@sv ;\n'
        f'    ex:postcode "{chance.randrange(10000, 99999)}" ;\n    ex:kind ex:Public ;\n'
        f'    ex:opened "19{chance.randrange(10, 99)}-05-01"^^xsd:date ;\n    ex:seats {chance.randrange(5, 400)} .\n'
    )
    member = (
        f'id:member-{number} a ex:Member ;\n    rdfs:label "Member {number}" ;\n    ex:email "{number}@example.org" ;\n'
        f"    ex:memberOf id:library-{number} ;\n"
        f'    ex:joined "{joined}"^^xsd:date ;\n    ex:left "{left}"^^xsd:date ;\n'
        f"    ex:homepage <https://example.org/{number}> ;\n    ex:level 2 .\n"
    )
    book = (
        f'id:book-{number} a ex:Book ;\n    rdfs:label "Book {number}" ;\n    ex:isbn "978-{number}" ;\n'
        f"    ex:year 19{chance.randrange(10, 99)} ;\n    ex:language ex:Swedish ;\n"
        f"    ex:pages {chance.randrange(40, 900)} .\n"
    )
    loan = (
        f"id:loan-{number} a ex:Loan ;\n    ex:borrower id:member-{number} ;\n    ex:book id:book-{number} ;\n"
        f'    ex:start "{start}"^^xsd:date ;\n    ex:due "{due}"^^xsd:date ;\n'
        f"    ex:renewals {chance.randrange(1, 9)} .\n"
    )
    return library, member, book, loan


KINDS = ("Library", "Member", "Book", "Loan")
PER_BLOCK, PER_FILE = 27, 185  # triples of a block, blocks of a file


def file(first: int, blocks: int, chance: random.Random, *, faulty: bool) -> tuple[str, int]:
    """A file of data, and how many faults were planted in it."""
    texts, planted = [], 0
    faults = [shape for shape in SHAPES if shape[4]] if faulty else []
    for number in range(first, first + blocks):
        parts = list(block(number, chance))
        if faults:
            _, target, _, _, old, new = faults.pop()
            at = KINDS.index(target)
            changed = parts[at].replace(old.format(number, number), new.format(number, number), 1)
            assert changed != parts[at], old
            parts[at], planted = changed, planted + 1
        texts += parts
    return PREFIXES + "\n" + "\n".join(texts), planted


def generate(folder: Path, triples: int, faulty: int = 20) -> Iterator[str]:
    """Writes the project; gives a word on what was written. `faulty`: faults in one file of so many."""
    (folder / "data").mkdir(parents=True)
    (folder / "civicgraph.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "ontology.ttl").write_text(with_prefixes(ONTOLOGY), encoding="utf-8")
    (folder / "shapes.ttl").write_text(shapes(), encoding="utf-8")
    chance = random.Random(triples)
    blocks, number, planted = max(triples // PER_BLOCK, 1), 0, 0
    with (folder / "merged.ttl").open("w", encoding="utf-8") as merged:
        merged.write(PREFIXES + ONTOLOGY)
        for index, first in enumerate(range(0, blocks, PER_FILE)):
            text, faults = file(first, min(PER_FILE, blocks - first), chance, faulty=index % faulty == 0)
            (folder / "data" / f"lending-{index:04}.ttl").write_text(text, encoding="utf-8")
            merged.write(text.removeprefix(PREFIXES))
            number, planted = index + 1, planted + faults
    yield f"{blocks * PER_BLOCK:,} triples in {number} files, {planted} faults planted"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("triples", type=int)
    parser.add_argument("--faulty", type=int, default=20)
    arguments = parser.parse_args()
    for line in generate(arguments.folder, arguments.triples, arguments.faulty):
        print(line)
