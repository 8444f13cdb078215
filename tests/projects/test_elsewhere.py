"""`show`, `stats` and `validate` over an endpoint say what they say of files, as far as an endpoint can tell it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from misbehaving import Misbehaving, misbehaving
from served import served
from small import CONFIG, DATA, Small

from civicgraph import load
from civicgraph.engines import elsewhere
from civicgraph.entities import Entity
from civicgraph.errors import CivicGraphError, EndpointError, EntityError
from civicgraph.http import HttpClient, Reply
from civicgraph.reports import REPORTERS

Served = Callable[..., AbstractContextManager[str]]
PLACE = re.compile(r" · (?:data|ontology)/\S+:\d+:\d+")
# What needs no file: two violations, one of a shape and one of a check, and a warning.
FAULTY = (
    DATA
    + """
ex:oslo a ex:City ; skos:prefLabel "Oslo"@en ; ex:people -3 ; ex:twin ex:lund .
ex:district a ex:City ; ex:part [ ex:note "unnamed" ] .
"""
)


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bodies of requests, or their addresses, as they are sent."""
    seen: list[str] = []
    original = HttpClient.send

    def send(self: HttpClient, method: str, url: str, **rest: object) -> Reply:
        seen.append(str(rest.get("body") or url))
        return original(self, method, url, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(HttpClient, "send", send)
    return seen


@pytest.fixture
def serve(small: Small, tmp_path: Path) -> Served:
    """Serves what `export` writes of the small project."""

    def start(format: str = "nt", *options: str) -> AbstractContextManager[str]:
        out = tmp_path / f"export.{format}"
        done = small("export", "-f", format, "-o", str(out), *options)
        assert done.code == 0, done.err
        return served(out.read_bytes(), tmp_path / "served", quads=format == "nq")

    return start


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    with misbehaving() as started:
        yield started


def bare(entity: Entity) -> Entity:
    """An entity without its places."""
    return replace(
        entity,
        span=None,
        claims=tuple(replace(c, span=None) for c in entity.claims),
        codings=tuple(replace(c, span=None) for c in entity.codings),
    )


@pytest.mark.parametrize("format", ["nt", "nq"])
def test_show_says_the_same(small: Small, serve: Served, requests: list[str], format: str) -> None:
    small.write("data/cities.ttl", FAULTY)
    with serve(format) as url:
        for thing in ("Malmö", "ex:lund", "ex:City", "ex:district"):
            here = small("show", thing)
            requests.clear()
            there = small("show", thing, "--endpoint", url)
            assert (there.code, here.code) == (0, 0)
            expected = PLACE.sub("", here.out)
            assert there.out == (expected if format == "nq" else expected.replace("  (inferred)", ""))
            assert "which tells no files and lines" in there.err
            assert ("or what was inferred" in there.err) == (format == "nt" and "Description" in there.out)
            assert 0 < len(requests) <= 10


def test_a_blank_node_has_no_name_to_show(small: Small, serve: Served) -> None:
    small.write("data/cities.ttl", FAULTY)
    assert "  ex:part: []\n" in small("show", "ex:district").out
    with serve("nq") as url:
        assert "  ex:part: []\n" in small("show", "ex:district", "--endpoint", url).out


def test_a_label_that_only_the_endpoint_has(small: Small, serve: Served) -> None:
    with serve() as url:
        small.write("data/cities.ttl", "")
        assert small("show", "Lund").code == 2
        assert "ex:near: Malmo" in small("show", "Lund", "--endpoint", url).out
        unknown = small("show", "Oslo", "--endpoint", url)
        assert (unknown.code, unknown.out) == (2, "")
        assert "nor at the endpoint" in unknown.err
        nothing = small("show", "ex:oslo", "--endpoint", url)
        assert (nothing.code, nothing.err) == (2, "error: nothing at the endpoint is called ex:oslo\n")


def test_stats_say_the_same(small: Small, serve: Served, requests: list[str]) -> None:
    with serve("nq") as url:
        here, there = json.loads(small("stats", "-f", "json").out), small("stats", "-f", "json", "--endpoint", url)
        told = json.loads(there.out)
        assert (told.pop("endpoint"), told.pop("files"), told.pop("dataset_version")) == (url, None, None)
        assert told == {key: value for key, value in here.items() if key in told}
        assert told["asserted"] > 5
        assert 0 < len(requests) <= 10


def test_stats_claim_no_more_than_the_endpoint_tells(small: Small, serve: Served) -> None:
    small.write("civicgraph.toml", CONFIG.replace("[prefixes]", '[prefixes]\ncg = "https://w3id.org/civicgraph/ont#"'))
    small.write("data/things.ttl", "@prefix cg: <https://w3id.org/civicgraph/ont#> . <https://e.org/id/x> a cg:Place .")
    with serve() as url:
        there = small("stats", "--endpoint", url)
    first, second, *rest = there.out.splitlines()
    assert first == url
    assert re.fullmatch(r"\d+ triples", second)
    assert "       1  Place" in rest
    assert "asserted" not in there.out


def test_the_endpoint_has_what_it_has(small: Small) -> None:
    for verb in (["show", "Lund"], ["stats"]):
        assert small(*verb, "--no-infer", "--endpoint", "http://127.0.0.1:1/sparql").code == 2


def findings(text: str) -> list[tuple[object, ...]]:
    keys = ("code", "severity", "message", "focus", "entity", "path", "value", "shape", "help", "fingerprint")
    return [tuple(d[key] for key in keys) for d in json.loads(text)["diagnostics"]]


@pytest.mark.parametrize(("format", "options"), [("nq", ()), ("nt", ("--no-infer",))])
def test_validate_says_the_same(
    small: Small, serve: Served, requests: list[str], format: str, options: tuple[str, ...]
) -> None:
    small.write("data/cities.ttl", FAULTY)
    here = small("validate", "-f", "json", "--select", "CG1")
    assert {code for code, *_ in findings(here.out)} == {"CG100", "CG150"}
    with serve(format, *options) as url:
        there = small("validate", "-f", "json", "--select", "CG1", "--endpoint", url)
        assert sorted(findings(there.out), key=str) == sorted(findings(here.out), key=str)
        assert (there.code, here.code) == (1, 1)
        assert all(d["file"] is None for d in json.loads(there.out)["diagnostics"])
        assert there.err.count("checks of files, such as layout and comments, were not made") == 1
        assert f" at {url} (" in there.err
        assert 0 < len(requests) <= 10
        assert small("validate", "--baseline", str(small.root / "known.json"), "--update-baseline").code == 0
        known = small("validate", "--select", "CG1", "--baseline", str(small.root / "known.json"), "--endpoint", url)
        assert (known.code, known.out) == (0, "")


def test_checks_see_the_direct_stage_where_they_do_in_files(small: Small, serve: Served) -> None:
    rule = "CONSTRUCT { ?x ex:hasTwin ?y } WHERE { ?y ex:near ?x }"
    small.write("queries/rules/direct/twin.rq", f"#+ summary: twins\n#+ origin: y\n{rule}")
    for number, over in ((151, "authored"), (152, "direct")):
        small.write(
            f"queries/checks/cg{number}.rq",
            f"#+ summary: No twins\n#+ code: CG{number}\n#+ over: {over}\nSELECT ?focus {{ ?focus ex:hasTwin ?y }}",
        )
    assert "CG152" in small("validate", "-f", "concise").out
    with serve("nq") as url:
        out = small("validate", "-f", "concise", "--endpoint", url).out
    assert ("CG151" in out, "CG152" in out) == (False, True)


def test_every_report_can_tell_of_an_endpoint(small: Small, serve: Served) -> None:
    small.write("data/cities.ttl", FAULTY)
    with serve("nt", "--no-infer") as url:
        for format in REPORTERS.names():
            done = small("validate", "-f", format, "--endpoint", url)
            assert (done.code, "CG150" in done.out) == (1, True)
            if format in ("text", "concise", "junit"):
                assert url in done.out


def test_where_inferred_triples_are_among_the_others_checks_of_what_is_written_wait(
    small: Small, serve: Served
) -> None:
    small.write("data/cities.ttl", FAULTY)
    view = "CONSTRUCT { ?x <https://w3id.org/civicgraph/simple#name> ?n } WHERE { ?x skos:prefLabel ?n }"
    small.write("queries/views/simple/names.rq", f"#+ summary: names\n{view}")
    small.write(
        "queries/checks/cg151.rq",
        "#+ summary: Nothing is called by the view\n#+ code: CG151\n#+ severity: violation\n#+ over: authored\n"
        "SELECT ?focus { ?focus <https://w3id.org/civicgraph/simple#name> ?n }",
    )
    assert "CG151" not in small("validate", "-f", "concise").out
    with serve() as url:
        done = small("validate", "-f", "concise", "--endpoint", url)
    assert {line.split(": ")[1].split()[0] for line in done.out.splitlines()} >= {"CG100", "CG150"}
    assert "CG151" not in done.out
    assert "1 check of what is written left out" in done.err


def test_comments_in_files_say_nothing_of_an_endpoint(small: Small, serve: Served) -> None:
    small.write("data/cities.ttl", FAULTY.replace("ex:people -3", "ex:people -3 # cg: ignore[CG150] a joke\n   "))
    assert "CG150" not in small("validate", "-f", "concise").out
    with serve("nt", "--no-infer") as url:
        done = small("validate", "-f", "concise", "--endpoint", url)
    assert "CG150" in done.out
    assert "CG9" not in done.out


def test_shapes_alone_judge_an_endpoint(small: Small, serve: Served) -> None:
    with serve("nt", "--no-infer") as url:
        done = small("validate", "--shapes", "shapes/*.ttl", "--endpoint", url, "-f", "concise")
    assert (done.code, "CG100 warning" in done.out) == (0, True)


@pytest.mark.parametrize(
    "options",
    [["data"], ["--changed"], ["--watch"], ["--fix"], ["--update-baseline"], ["--data", "x.ttl"]],
    ids=lambda options: options[0],
)
def test_what_needs_files_is_refused(small: Small, options: list[str]) -> None:
    done = small("validate", "--endpoint", "http://127.0.0.1:1/sparql", *options)
    assert (done.code, "has no files" in " ".join(done.err.split())) == (2, True)


def test_an_answer_that_lacks_triples_is_no_verdict(
    small: Small, serve: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = HttpClient.send

    def cut(self: HttpClient, method: str, url: str, **rest: object) -> Reply:
        reply = original(self, method, url, **rest)  # type: ignore[arg-type]
        if reply.media_type != "application/n-triples":
            return reply
        return replace(reply, body=b"".join(reply.body.splitlines(keepends=True)[:-1]))

    with serve("nt", "--no-infer") as url:
        monkeypatch.setattr(HttpClient, "send", cut)
        done = small("validate", "--endpoint", url)
    assert (done.code, done.out) == (5, "")
    assert re.search(r"sent \d+ of its \d+ triples", done.err)


def test_too_much_is_not_fetched(small: Small, serve: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewhere, "MOST_TRIPLES", 3)
    with serve("nt", "--no-infer") as url:
        done = small("validate", "--endpoint", url)
    assert (done.code, done.out) == (5, "")
    assert "no more than 3 are fetched" in done.err


@pytest.mark.parametrize("verb", [["show", "ex:lund"], ["stats"], ["validate"]], ids=lambda verb: verb[0])
@pytest.mark.parametrize("deed", ["500", "200 page", "broken", "moved away", "no type"])
def test_bad_days_end_with_code_5(small: Small, server: Misbehaving, verb: list[str], deed: str) -> None:
    server.plan = [deed]
    done = small(*verb, "--endpoint", server.url)
    assert (done.code, done.out) == (5, "")


@pytest.mark.parametrize(
    "answer",
    [
        b'{"head":{"vars":[]},"results":{"bindings":[]}}',
        b'{"head":{"vars":["n"]},"results":{"bindings":[]}}',
        b'{"head":{"vars":["n"]},"results":{"bindings":[{}]}}',
        b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"many"}}]}}',
        b'{"head":{"vars":["g"]},"results":{"bindings":[{"g":{"type":"literal","value":"odd"}}]}}',
    ],
)
def test_an_answer_to_something_else_is_none(small: Small, server: Misbehaving, answer: bytes) -> None:
    server.answer = ("application/sparql-results+json", answer)
    for verb in ("stats", "validate"):
        done = small(verb, "--endpoint", server.url)
        assert (done.code, done.out) == (5, "")


def test_labels_from_elsewhere_do_not_steer_the_terminal(small: Small, tmp_path: Path) -> None:
    name = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    lines = [
        f'<https://e.org/id/lund> {name} "Lund\\u001B[31m\\n::error::\\u202Eforged"@en .',
        "<https://e.org/id/lund> <https://e.org/id/near> <https://e.org/id/malmo> .",
        f'<https://e.org/id/malmo> {name} "##[error]x\\u0007"@en .',
        "<https://e.org/id/lund> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://e.org/id/City> .",
    ]
    with served("\n".join(lines).encode(), tmp_path / "served") as url:
        for verb in (["show", "ex:lund"], ["stats"], ["validate", "-f", "text"]):
            out = small(*verb, "--endpoint", url).out
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]|^::|##\\[", out, re.MULTILINE)
        assert "Lund\\x1b[31m ::error::\\u202eforged" in small("show", "ex:lund", "--endpoint", url).out


def test_the_same_from_python(small: Small, serve: Served, server: Misbehaving) -> None:
    small.write("ontology/o.ttl", "<https://e.org/id/City> a <http://www.w3.org/2002/07/owl#Class> .")
    graph = load(small.root)
    with serve("nq") as url:
        assert graph.get("Lund", endpoint=url) == bare(graph.get("Lund"))
        assert list(graph.entities("City", endpoint=url)) == list(graph.entities("City"))
        assert [row["entityLabel"] for row in graph.entities("City", endpoint=url)] == ["Lund", "Malmo"]
        assert replace(graph.statistics(), files=None) == graph.statistics(endpoint=url)
        assert [d.code for d in graph.validate(endpoint=url).diagnostics] == ["CG100"]
        with pytest.raises(EntityError, match="is no claim"):
            graph.claim("ex:lund", endpoint=url)
        with pytest.raises(EntityError, match="no class"):
            graph.entities("Village", endpoint=url)
        assert list(graph.entities("ex:Village", endpoint=url)) == []
        with pytest.raises(CivicGraphError, match="no commits"):
            graph.validate(endpoint=url, changed="HEAD")
    server.plan = ["500"]
    with pytest.raises(EndpointError, match="out of memory"):
        graph.get("ex:lund", endpoint=server.url)
