"""A second process for an engine: started, heard of, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from socket import socket, socketpair
from typing import TYPE_CHECKING, Protocol

from ..errors import EngineError
from .wire import Channel
from .worker import serve

if TYPE_CHECKING:
    from .local import LocalEngine


class _Process(Protocol):
    """A process that can be ended and leaves a status, negative for a signal (as `subprocess.Popen` has it)."""

    def poll(self) -> int | None: ...
    def kill(self) -> None: ...
    def wait(self) -> int: ...


class Worker:
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


def start_worker(engine: LocalEngine, text: str) -> Worker:
    """A new process. Where it is a fork, it has what a query needs. Raises `EngineError`."""
    # The files of a store on disk do not survive a fork.
    if engine.keeps_files or not _is_alone():
        return _started(engine.name)
    engine.load(text)
    worker = _forked(engine)
    worker.ready.add(engine.store_for(text))
    return worker


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
        if self.poll() is None:
            with suppress(ProcessLookupError):
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


def _forked(engine: LocalEngine) -> Worker:
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
    return Worker(_Forked(pid), ours, shares=True)


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


def _started(engine: str) -> Worker:
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
    return Worker(process, ours, shares=False)
