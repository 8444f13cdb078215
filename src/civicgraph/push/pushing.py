"""The course of a push: load, verify, swap."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ..config import DEFAULT_GRAPH, Endpoint
from ..errors import EndpointError
from ..http import shown_url
from .content import Content
from .journal import Journal, Progress
from .store import TIMEOUT, RemoteStore, check_writable, shown
from .verifying import NotAsSentError, verify

# Triples in one request, by the Graph Store Protocol and by Update: Virtuoso 7.2 reads at most 4,990 in an INSERT DATA.
CHUNK, CHUNK_OF_UPDATE = 20_000, 2_000
_KEPT = "the old graph still stands; the log of the store may say what it did not take"
_AGAIN = "somebody else may have written to it; push again"


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: `triples` are in `graph` in place of `before`; of `subjects` all statements were compared.

    `sample` is the hash of these statements, `resumed` the number of triples that an earlier push had sent, and
    `kept` whether a journal could be kept.
    """

    graph: str
    triples: int
    before: int
    subjects: int
    sample: str
    resumed: int
    kept: bool


def push(
    content: Content,
    endpoint: Endpoint,
    graph: str,
    journal: Path,
    *,
    chunk: int | None = None,
    restart: bool = False,
    timeout: float = TIMEOUT,
    progress: Callable[[str], None] = lambda message: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Pushed:
    """Makes the content all that a graph of a store says; readers see the old graph until the new one takes its place.

    `graph` is an IRI, or `default`; `journal` is the folder that remembers how far a push came, so that
    the next goes on from there, unless it is to `restart`. `timeout` is in seconds, for each request. Raises
    `EndpointError`, after which the old graph still stands, and `ConfigError`.
    """
    check_writable(endpoint)
    store = RemoteStore(endpoint, timeout=timeout, sleep=sleep)
    if endpoint.update is None:
        return _put(content, store, graph)
    size = chunk or _chunk(endpoint)
    return _Course(content, store, graph, Journal(journal, endpoint, graph), size, progress).run(restart)


def plan(content: Content, endpoint: Endpoint, graph: str, chunk: int | None = None) -> list[str]:
    """What a push would send, one line for each kind of request; nothing is sent. Raises `ConfigError`."""
    check_writable(endpoint)
    target = shown(graph)
    if endpoint.update is None:
        return [
            f"PUT {len(content):,} triples to {target} at {endpoint.graph_store}",
            f"verify {target} at {shown_url(endpoint.url)}",
        ]
    loading = shown(_loading(graph, content))
    portions = -(-len(content) // (chunk or _chunk(endpoint)))
    way = f"POST to {endpoint.graph_store}" if endpoint.graph_store else f"INSERT DATA at {endpoint.update}"
    return [
        f"DROP {loading} at {endpoint.update}",
        f"{way}: {len(content):,} triples to {loading}, in {portions:,} requests",
        f"verify {loading} at {shown_url(endpoint.url)}",
        f"MOVE {loading} TO {target} at {endpoint.update}",
    ]


class _Course:
    """One push by way of a graph beside the target."""

    def __init__(
        self,
        content: Content,
        store: RemoteStore,
        target: str,
        journal: Journal,
        chunk: int,
        progress: Callable[[str], None],
    ) -> None:
        self._content, self._store, self._target = content, store, target
        self._journal, self._chunk, self._say = journal, chunk, progress
        self._loading = _loading(target, content)

    def run(self, restart: bool) -> Pushed:
        before = self._store.count(self._target)
        at = self._begin(restart)
        resumed = min(at.sent * self._chunk, len(self._content))
        if not at.moving or self._store.count(self._loading):
            at = self._load(at)
            self._verify()
            self._journal.write(replace(at, moving=True))
            self._swap()
        subjects, sample = verify(self._store, self._target, self._content, _AGAIN)
        self._journal.finish()
        return Pushed(self._target, len(self._content), before, subjects, sample, resumed, self._journal.kept)

    def _begin(self, restart: bool) -> Progress:
        """Where to go on: what the journal says, if the store still has it; otherwise an empty graph beside the old."""
        known = self._journal.read()
        if known is not None and known.loading != self._loading:
            self._store.drop(known.loading)  # of another version
        elif known is not None and not restart and known.chunk == self._chunk and self._agrees(known):
            return known
        self._store.drop(self._loading)
        return self._journal.write(Progress(self._content.digest, self._loading, self._chunk))

    def _agrees(self, known: Progress) -> bool:
        """Whether the store holds what the journal says, and at most the portion whose answer was lost."""
        if known.moving:
            return len(self._content) in (self._store.count(self._loading), self._store.count(self._target))
        least = min(known.sent * self._chunk, len(self._content))
        return least <= self._store.count(self._loading) <= least + self._chunk

    def _load(self, at: Progress) -> Progress:
        for number, lines in enumerate(self._content.chunks(self._chunk)):
            if number >= at.sent:
                self._store.add(self._loading, lines)
                at = self._journal.advance(at)
                done = min(at.sent * self._chunk, len(self._content))
                self._say(f"{done:,} of {len(self._content):,} triples sent")
        return at

    def _verify(self) -> None:
        """Verifies the loaded graph; one that is not what was sent is removed, so that the next push begins anew."""
        try:
            verify(self._store, self._loading, self._content, _KEPT)
        except NotAsSentError:
            self._journal.finish()
            self._store.drop(self._loading)
            raise

    def _swap(self) -> None:
        """Puts the loaded graph in its place, once: where no answer comes, the store is asked whether it is gone."""
        try:
            self._store.move(self._loading, self._target)
        except EndpointError:
            if self._store.count(self._loading):
                raise


def _put(content: Content, store: RemoteStore, target: str) -> Pushed:
    before = store.count(target)
    store.put(target, "".join(content.lines))
    subjects, sample = verify(store, target, content, _AGAIN)
    return Pushed(target, len(content), before, subjects, sample, 0, True)


def _chunk(endpoint: Endpoint) -> int:
    return CHUNK if endpoint.graph_store else CHUNK_OF_UPDATE


def _loading(target: str, content: Content) -> str:
    """The name of the graph beside the target: another one for each content, so that two versions never mix."""
    return f"{'urn:civicgraph' if target == DEFAULT_GRAPH else target}-loading-{content.digest[:16]}"
