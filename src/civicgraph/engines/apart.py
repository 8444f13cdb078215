"""Queries with a limit of time or memory: asked in a process apart, which is ended at the limit.

No exception reaches a compiled engine while it works, and memory that it cannot get would end the process in which it
works. So the process is another one, and this one goes on.
"""

from __future__ import annotations

import os
import signal
import time
import weakref
from collections.abc import Generator
from math import inf
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat

from ..errors import CivicGraphError, EngineError, QueryMemoryError, QueryTimeoutError
from .limits import Limits
from .memory import resident, shown_size
from .process import Worker, start_worker
from .results import Block, Result
from .wire import DONE, FAILED, LOAD, OPEN, QUERY, STORE, pack, unpack, unpack_block, unpack_error
from .worker import OUT_OF_MEMORY

if TYPE_CHECKING:
    from ..graph import GraphStore
    from .local import LocalEngine


class Apart:
    """Other processes for the engine of a graph, which they know as it was when they began.

    One that is done waits for the next query. They end with this object, and with this process.
    """

    def __init__(self, graph: GraphStore) -> None:
        self._graph = graph
        self._idle: list[Worker] = []
        weakref.finalize(self, _end_all, self._idle)

    def run(self, engine: LocalEngine, text: str, limits: Limits) -> Result:
        """What `LocalEngine.run` gives, made by another process.

        Raises `QueryTimeoutError` and `QueryMemoryError` at a limit, as does reading the blocks, and `EngineError`
        where the other process cannot be had.
        """
        if not hasattr(os, "fork"):
            raise EngineError(
                "a limit of time or memory needs a process that can be ended, which is not supported on this platform",
                hint="civicgraph query --timeout ends the whole command",
            )
        taken = resident() or 0
        if limits.max_memory is not None and limits.max_memory < taken:
            raise QueryMemoryError(
                f"{shown_size(limits.max_memory)} of memory are less than the {shown_size(taken)} taken already",
                hint="the limit is for the whole process that answers, with its graph; allow more",
            )
        frames = self._frames(engine, text, limits)
        head = unpack(next(frames))
        return Result(tuple(head["columns"]), head["boolean"], head["graph"], _blocks(frames))

    def _frames(self, engine: LocalEngine, text: str, limits: Limits) -> Generator[bytes, None, None]:
        """The head, then the blocks. However it ends, the worker is idle again or gone."""
        worker = self._idle_worker(engine.store_for(text)) or start_worker(engine, text)
        usable = False
        try:
            self._make_ready(worker, engine, text)
            seconds = limits.timeout
            deadline = None if seconds is None or seconds == inf else time.monotonic() + seconds
            worker.channel.send(pack(QUERY, {"query": text, "read": limits.read, "memory": limits.max_memory}))
            while (frame := worker.channel.receive(deadline)) != DONE:
                if frame[:1] == FAILED:
                    usable = True
                    raise unpack_error(frame)
                yield frame
            usable = True
        except TimeoutError:
            raise QueryTimeoutError(
                f"the query was not done after {limits.timeout:g} s", hint="allow more time, or ask for less"
            ) from None
        except (EOFError, OSError) as error:
            raise _broken(worker.end(), limits.max_memory) from error
        finally:
            if usable:
                self._idle.append(worker)
            else:
                worker.end()

    def _idle_worker(self, wanted: str) -> Worker | None:
        while self._idle:
            worker = self._idle.pop()
            # A new fork has at once what this process has loaded since the last one.
            if worker.usable and (wanted in worker.ready or not worker.shares):
                return worker
            worker.end()
        return None

    def _make_ready(self, worker: Worker, engine: LocalEngine, text: str) -> None:
        """Gives a worker that shares nothing what the query needs of the graph, before any clock runs."""
        wanted = engine.store_for(text)
        if wanted in worker.ready:
            return
        store = getattr(self._graph, wanted)
        database = self._graph.database(wanted)
        if database is not None:
            given = pack(OPEN, {"store": wanted, "database": str(database)})
        else:
            given = STORE + wanted.encode("ascii") + b"\n" + store.dump(format=RdfFormat.N_QUADS)
        worker.channel.send(given, pack(LOAD, {"query": text}))
        frame = worker.channel.receive()
        if frame != DONE:
            raise unpack_error(frame)
        worker.ready.add(wanted)


def _blocks(frames: Generator[bytes, None, None]) -> Generator[Block, None, None]:
    try:
        for frame in frames:
            yield unpack_block(frame)
    finally:
        frames.close()


def _broken(code: int, ceiling: int | None) -> CivicGraphError:
    if code == OUT_OF_MEMORY:
        return QueryMemoryError(
            f"the query took more than {shown_size(ceiling) if ceiling else 'three quarters of the free'} memory",
            hint="ask for less, say how parts belong together, or allow more memory",
        )
    if code == -signal.SIGKILL:
        return QueryMemoryError("the process of the query was killed, as systems do that run out of memory")
    return EngineError(f"the process of the query ended by itself (status {code})")


def _end_all(workers: list[Worker]) -> None:
    while workers:
        workers.pop().end()
