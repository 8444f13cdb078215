from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from civicgraph.terms import Prefixes

PREFIXES = Prefixes({"id": "http://e.org/", "place": "http://e.org/place/", "entry-mode": "http://e.org/entry/"})


def test_the_longest_namespace_wins() -> None:
    assert PREFIXES.curie("http://e.org/place/malmo") == "place:malmo"
    assert PREFIXES.curie("http://e.org/x") == "id:x"


def test_what_would_need_escaping_has_no_curie() -> None:
    assert PREFIXES.curie("http://e.org/place/a/b") is None
    assert PREFIXES.shorten("http://e.org/place/a/b") == "<http://e.org/place/a/b>"
    assert PREFIXES.curie("http://e.org/place/end.") is None


def test_expanding() -> None:
    assert PREFIXES.expand("entry-mode:elected") == "http://e.org/entry/elected"
    assert PREFIXES.expand("unknown:x") is None
    assert PREFIXES.expand("Malmö") is None


@given(st.from_regex(r"[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,12}", fullmatch=True))
def test_there_and_back(local: str) -> None:
    iri = "http://e.org/place/" + local
    curie = PREFIXES.curie(iri)
    assert curie is None or PREFIXES.expand(curie) == iri
