"""Queries with a limit of time or memory: asked in a process apart, which is ended at the limit.

No exception reaches a compiled engine while it works, and memory that it cannot get would end the process in which it
works. So the process is another one, and this one goes on.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Generator
from contextlib import suppress
from math import inf
from socket import socket, socketpair
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import RdfFormat

from ..errors import CivicGraphError, EngineError, QueryMemoryError, QueryTimeoutError
from .limits import Limits
from .memory import resident, shown_size
from .results import Block, Result
from .wire import DONE, FAILED, LOAD, QUERY, STORE, Channel, pack, unpack, unpack_block, unpack_error
from .worker import OUT_OF_MEMORY, serve

if TYPE_CHECKING:
    from ..graph import GraphStore
    from .local import LocalEngine


class Apart:
    """Other processes for the engine of a graph, which they know as it was when they began.

    One that is done waits for the next query. They end with this object, and with this process.
    """

    def __init__(self, graph: GraphStore) -> None:
        self._graph = graph
        self._idle: list[_Worker] = []
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
        worker = self._idle_worker(engine.store_for(text)) or _new_worker(engine, text)
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

    def _idle_worker(self, wanted: str) -> _Worker | None:
        while self._idle:
            worker = self._idle.pop()
            # A new fork has at once what this process has loaded since the last one.
            if worker.usable and (wanted in worker.ready or not worker.shares):
                return worker
            worker.end()
        return None

    def _make_ready(self, worker: _Worker, engine: LocalEngine, text: str) -> None:
        """Gives a worker that shares nothing what the query needs of the graph, before any clock runs."""
        wanted = engine.store_for(text)
        if wanted in worker.ready:
            return
        quads = getattr(self._graph, wanted).dump(format=RdfFormat.N_QUADS)
        worker.channel.send(STORE + wanted.encode("ascii") + b"\n" + quads, pack(LOAD, {"query": text}))
        frame = worker.channel.receive()
        if frame != DONE:
            raise unpack_error(frame)
        worker.ready.add(wanted)


def _new_worker(engine: LocalEngine, text: str) -> _Worker:
    if not _is_alone():
        return _started(engine.name)
    engine.load(text)
    worker = _forked(engine)
    worker.ready.add(engine.store_for(text))
    return worker


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


class _Process(Protocol):
    """A process that can be ended and leaves a status, negative for a signal (as `subprocess.Popen` has it)."""

    def poll(self) -> int | None: ...
    def kill(self) -> None: ...
    def wait(self) -> int: ...


class _Worker:
    """The other process, seen from here.

    `shares` says that it has the graph from a fork, `ready` which of its stores are loaded there.
    """

    def __init__(self, process: _Process, connection: socket, *, shares: bool) -> None:
        self.channel, self.shares = Channel(connection), shares
        self.ready: set[str] = set()
        self._process, self._owner = process, os.getpid()

    @property
    def usable(self) -> bool:
        """Whether it lives, and is ours: a process that was forked from ours must not talk to it."""
        return self._owner == os.getpid() and self._process.poll() is None

    def end(self) -> int:
        """Ends it, and tells its status."""
        self.channel.close()
        if self._owner != os.getpid():
            return 0
        self._process.kill()
        return self._process.wait()


def _end_all(workers: list[_Worker]) -> None:
    while workers:
        workers.pop().end()


def _is_alone() -> bool:
    """Whether a fork is safe: no other thread, whoever made it, may hold what the child would wait for.

    Elsewhere than on Linux nobody can tell, and on macOS libraries of the system do not survive a fork.
    """
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


class _Forked:
    """A child of our own making, with the methods of `subprocess.Popen`."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._status: int | None = None

    def poll(self) -> int | None:
        return self._waited(os.WNOHANG)

    def kill(self) -> None:
        if self._status is None:
            os.kill(self._pid, signal.SIGKILL)

    def wait(self) -> int:
        status = self._waited(0)
        return 0 if status is None else status

    def _waited(self, options: int) -> int | None:
        if self._status is None:
            try:
                pid, status = os.waitpid(self._pid, options)
            except ChildProcessError:  # somebody else has waited for it
                self._status = 0
            else:
                self._status = os.waitstatus_to_exitcode(status) if pid else None
        return self._status


def _forked(engine: LocalEngine) -> _Worker:
    ours, theirs = socketpair()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            _leave_behind(theirs.fileno())
            serve(Channel(theirs), engine, None, parent)
        finally:
            os._exit(0)
    theirs.close()
    return _Worker(_Forked(pid), ours, shares=True)


def _leave_behind(kept: int) -> None:
    """Lets go of what a child got from its parent and has no business with: handlers, files, the terminal."""
    signal.set_wakeup_fd(-1)
    for name in ("SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    for descriptor in map(int, os.listdir("/proc/self/fd")):
        if descriptor > 2 and descriptor != kept:
            with suppress(OSError):  # the one that the list was read from
                os.close(descriptor)


def _started(engine: str) -> _Worker:
    ours, theirs = socketpair()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "civicgraph.engines.worker", str(theirs.fileno()), engine, str(os.getpid())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
    except OSError as error:
        ours.close()
        raise EngineError(f"the process for the query cannot be started: {error.strerror}") from error
    finally:
        theirs.close()
    return _Worker(process, ours, shares=False)
