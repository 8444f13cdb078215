"""The process apart: it answers one query after the other, and can be ended at any moment.

It comes from a fork, which shares the graph, or is a new interpreter, `python -m civicgraph.engines.worker`, which is
sent a copy.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from functools import cached_property
from socket import socket
from typing import TYPE_CHECKING, Any

from pyoxigraph import RdfFormat, Store, parse

from . import ENGINES
from .memory import MemoryWatch
from .results import without_triple_terms
from .wire import (
    DONE,
    HEAD,
    LOAD,
    OPEN,
    ROWS,
    STORE,
    TRIPLES,
    Channel,
    Frames,
    pack,
    pack_error,
    pack_rows,
    pack_triples,
    unpack,
)

if TYPE_CHECKING:
    import rdflib

    from .local import LocalEngine

# The exit code that says: the ceiling of memory was hit.
OUT_OF_MEMORY = 77


class CopiedGraph:
    """The stores of a graph in another process, as far as they were sent."""

    def __init__(self) -> None:
        self.stores: dict[str, Store] = {}

    @property
    def store(self) -> Store:
        return self.stores["store"]

    @property
    def with_names(self) -> Store:
        return self.stores["with_names"]

    @cached_property
    def _rdflib(self) -> rdflib.Graph:
        import rdflib

        from ..graph import ntriples

        return rdflib.Graph().parse(data=ntriples(self.store), format="nt")

    def to_rdflib(self) -> rdflib.Graph:
        """The merge as an rdflib graph."""
        return self._rdflib

    def receive(self, frame: bytes) -> None:
        """Fills a store from a frame; blank nodes keep their labels."""
        name, _, quads = frame[1:].partition(b"\n")
        store = self.stores[name.decode("ascii")] = Store()
        store.bulk_extend(parse(quads, format=RdfFormat.N_QUADS))

    def open(self, name: str, database: str) -> None:
        """Opens a store that the other process has on the disk, which nobody changes."""
        self.stores[name] = Store.read_only(database)


def serve(channel: Channel, engine: LocalEngine, copy: CopiedGraph | None, parent: int) -> None:
    """Answers queries until nobody asks any more: the other end was closed, or process `parent` is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that asks; it ends this process
    # To look for cycles in what is shared would make copies of it.
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)

    def out_of_memory(ceiling: int) -> None:
        os._exit(OUT_OF_MEMORY)

    def orphaned() -> None:
        if os.getppid() != parent:
            os._exit(1)

    watch = MemoryWatch(out_of_memory, orphaned)
    while True:
        try:
            frame = channel.receive()
        except EOFError:
            return
        if frame[:1] == STORE and copy is not None:
            copy.receive(frame)
            continue
        request = unpack(frame)
        if frame[:1] == OPEN and copy is not None:
            copy.open(request["store"], request["database"])
            continue
        watch.begin(request.get("memory"))
        try:
            if frame[:1] == LOAD:
                engine.load(request["query"])
                channel.send(DONE)
            else:
                _answer(channel, engine, request)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except Exception as error:
            with suppress(OSError):  # the one that asks has hung up
                channel.send(pack_error(error))
        watch.end()


def _answer(channel: Channel, engine: LocalEngine, request: dict[str, Any]) -> None:
    """Sends an answer. A frame waits for the next one, so that a small answer is sent, and woken up for, once."""
    result = engine.run(request["query"], request["read"])
    head = pack(HEAD, {"columns": result.columns, "boolean": result.boolean, "graph": result.graph})
    # A dump costs half of what the blocks do, but looks ahead: where rows are wanted one by one, it would not stop.
    if result.dump is not None and request["read"] is None:
        frames = Frames(channel, TRIPLES if result.graph else ROWS, head)
        result.dump(frames)
        frames.finish()
        return
    waiting = [head]
    for block in without_triple_terms(result):
        if len(waiting) > 1:
            channel.send(*waiting)
            waiting = []
        waiting.append(pack_triples(block) if result.graph else pack_rows(result.columns, block))
    channel.send(*waiting, DONE)


def main(descriptor: str, engine: str, parent: str) -> None:
    """A new interpreter that answers: over an open descriptor, with an engine, for a process."""
    graph = CopiedGraph()
    serve(Channel(socket(fileno=int(descriptor))), ENGINES.get(engine)(graph), graph, int(parent))


if __name__ == "__main__":
    main(*sys.argv[1:])
