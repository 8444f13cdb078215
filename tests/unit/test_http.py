"""The HTTP client against servers on bad days: what is tried again, what ends, and what is never told."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from misbehaving import JSON, YES, Misbehaving, misbehaving

from civicgraph.errors import CivicGraphError, ConfigError, EndpointError
from civicgraph.http import Credentials, HttpClient, Reply, told


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    with misbehaving() as started:
        yield started


def ended(client: HttpClient, url: str) -> str:
    """The message and the hint of the error that a request ends with."""
    with pytest.raises(CivicGraphError) as caught:
        client.send("GET", url)
    assert isinstance(caught.value, EndpointError | ConfigError)
    return f"{caught.value.message}\n{caught.value.hint}"


# What the client does after each deed of the server: the pause before the next try, or the end and a word of it.
PAUSES = {"cut": None, "cut body": None, "502": None, "429 with 7 s": 7.0, "503 with a date": 0.0}
ENDS = {
    "500": "500 Internal Server Error: out of memory",
    "404 page": "404 Not Found: No \x1b[31mluck and more",
    "moved away": "another server, http://other.example/sparql",
    "echo": "403 Forbidden: nothing",
}
MOVES = ("moved here", "see here")
TRIES, REDIRECTS = 4, 5


class Conversation(RuleBasedStateMachine):
    """A server with a plan, and a client whose requests, pauses and results are those of a simple model."""

    def __init__(self) -> None:
        super().__init__()
        self._context = misbehaving()
        self.server = self._context.__enter__()
        self.slept: list[float] = []
        self.client = HttpClient(sleep=self.slept.append)
        self.planned: list[str] = []

    def teardown(self) -> None:
        self._context.__exit__(None, None, None)

    @rule(deed=st.sampled_from([*PAUSES, *ENDS, *MOVES, "good"]))
    def plan(self, deed: str) -> None:
        self.planned.append(deed)

    @rule(method=st.sampled_from(["GET", "POST"]))
    def ask(self, method: str) -> None:
        requests, pauses, end = self.model(method)
        self.server.plan, self.server.seen = [*self.planned], []
        self.slept.clear()
        found = self.outcome(method)
        assert found == Reply(JSON, YES) if end is None else end in str(found)
        assert [seen[0] for seen in self.server.seen] == requests
        assert all((seen[2] == "q") == (seen[0] == "POST") for seen in self.server.seen)
        assert self.slept == pauses
        self.planned = self.planned[len(requests) :]

    def outcome(self, method: str) -> Reply | str:
        try:
            return self.client.send(method, self.server.url, body=b"q" if method == "POST" else None)
        except EndpointError as error:
            return error.message

    def model(self, method: str) -> tuple[list[str], list[float], str | None]:
        requests: list[str] = []
        pauses: list[float] = []
        tries = moves = 0
        for deed in [*self.planned, *["good"] * TRIES]:
            requests.append(method)
            tries += 1
            if deed in PAUSES:
                if tries == TRIES:
                    return requests, pauses, "cannot be read" if deed.startswith("cut") else "answered"
                pauses.append(0.5 * 2 ** (tries - 1) if PAUSES[deed] is None else PAUSES[deed])
            elif deed in MOVES:
                moves, tries = moves + 1, 0
                method = "GET" if deed == "see here" else method
                if moves > REDIRECTS:
                    return requests, pauses, "in circles"
            else:
                return requests, pauses, ENDS.get(deed)
        raise AssertionError("the model ends with a good answer")


TestConversation = Conversation.TestCase
TestConversation.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


@pytest.mark.parametrize("deed", ["cut", "502", "429 with 7 s"])
def test_what_must_not_be_done_twice_is_sent_once(server: Misbehaving, deed: str) -> None:
    slept: list[float] = []
    server.plan = [deed]
    with pytest.raises(EndpointError):
        HttpClient(sleep=slept.append).send("POST", server.url, body=b"q", once=True)
    assert (len(server.seen), slept) == (1, [])


def test_what_counts_as_done(server: Misbehaving) -> None:
    server.plan = ["204", "204"]
    assert HttpClient().send("POST", server.url, done=(200, 204)).body == b""
    with pytest.raises(EndpointError, match="answered 204 No Content"):
        HttpClient().send("POST", server.url)


def test_an_address_where_nobody_listens() -> None:
    slept: list[float] = []
    message = ended(HttpClient(sleep=slept.append), "http://127.0.0.1:1/sparql")
    assert "http://127.0.0.1:1/sparql cannot be read: Connection refused" in message
    assert slept == [0.5, 1, 2]


@pytest.mark.parametrize("deed", ["429 with an hour", "429 without end"])
def test_a_wait_past_the_limit_of_time_is_not_begun(server: Misbehaving, deed: str) -> None:
    server.plan = [deed]
    slept: list[float] = []
    message = ended(HttpClient(sleep=slept.append), server.url)
    assert "answered 429 Too Many Requests, and the next try is due in " in message
    assert (slept, len(server.seen)) == ([], 1)


@pytest.mark.parametrize("deed", ["slow", "slow head", "stall"])
def test_the_time_is_that_of_the_whole_answer(server: Misbehaving, deed: str) -> None:
    server.plan = [deed]
    assert "did not answer in full within 0.3 s" in ended(HttpClient(timeout=0.3), server.url)


def test_an_endless_answer_is_left(server: Misbehaving) -> None:
    server.plan = ["endless"]
    assert "sent more than 1,000,000 bytes\nask for less with LIMIT" in ended(HttpClient(limit=1_000_000), server.url)


@pytest.mark.parametrize("given", [Credentials.token("s3cret-t0ken"), Credentials.password("ann", "s3cret-t0ken")])
def test_credentials_are_sent_and_never_shown(
    server: Misbehaving, given: Credentials, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.plan = ["echo"]
    message = ended(HttpClient(given), server.url)
    assert "403 Forbidden: " in message
    assert "***" in message
    assert server.seen[0][3]["Authorization"] == given.header
    for secret in given.secrets:
        assert secret not in message + caplog.text + repr(given)


def test_credentials_stay_off_open_connections_and_other_servers(server: Misbehaving) -> None:
    client = HttpClient(Credentials.token("t"))
    assert "that others can read" in ended(client, "http://endpoint.example/sparql")
    server.plan = ["moved away"]
    message = ended(client, server.url)
    assert "if you trust that one, name it" in message
    assert "hidden" not in message


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("", "no web address"),
        ("ftp://e.org/", "no web address"),
        ("file:///etc/passwd", "no web address"),
        ("http://", "no web address"),
        ("http://e.org:99999/", "no web address"),
        ("http://e.org/a b", "no web address"),
        ("http://[::1/", "no web address"),
        ("https://ann:s3cret@e.org/", "must hold no name or password"),
    ],
)
def test_addresses(url: str, word: str) -> None:
    message = ended(HttpClient(), url)
    assert word in message
    assert "s3cret" not in message


def test_what_a_server_says_is_cut_and_without_mark_up() -> None:
    assert told(b"<html><style>x{}</style><p>Too   <b>long</b></p></html>") == "Too long"
    assert told(b"a < b and c > d") == "a < b and c > d"
    assert len(told(b"x" * 100_000)) == 301
    assert told(b"\xff") == "\ufffd"
