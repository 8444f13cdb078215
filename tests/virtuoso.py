"""A second real server on this machine: Virtuoso of Debian, in a folder and on ports of a test's own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_READY_WITHIN = 120.0  # seconds; it makes a new database first
# What is raised above the defaults: an answer is not cut at 10,000 rows, and no query is refused for its estimated cost.
_SETTINGS = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
ErrorLogLevel = 7
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200

[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
DirsAllowed = {folder}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
MaxClientConnections = 10
CheckpointInterval = 0
ThreadsPerQuery = 2

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 8
MaxClientConnections = 8
MaxKeepAlives = 8
KeepAliveTimeout = 5
HttpPrintWarningsInOutput = 0
Charset = UTF-8

[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 120
DefaultGraph = {graph}
"""
# What whoever reaches the port may do: the role alone does not allow what works on whole graphs.
_GRANTS = "".join(
    f'GRANT {what} TO "SPARQL";\n'
    for what in (
        "SPARQL_UPDATE",
        *(f"EXECUTE ON DB.DBA.SPARUL_{name}" for name in ("CLEAR", "CREATE", "DROP", "MOVE", "COPY")),
    )
)


@dataclass(frozen=True, slots=True)
class Virtuoso:
    """A running server: the addresses of its endpoint and its graph store, and the graph that it asks by default.

    The endpoint takes updates too; whoever reaches the port may write.
    """

    folder: Path
    sql: int
    url: str
    graph_store: str
    default_graph: str
    process: subprocess.Popen[bytes]

    def ended(self) -> bool:
        """Whether the server came to an end by itself; it is given a moment."""
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return False
        return True

    def run(self, statements: str) -> str:
        """What the server's own SQL client says to some statements. Fails the test where it names an error."""
        done = subprocess.run(
            ["isql-vt", f"127.0.0.1:{self.sql}", "dba", "dba", "VERBOSE=OFF", "PROMPT=OFF"],
            input=statements,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert "*** Error" not in done.stdout + done.stderr, done.stdout + done.stderr
        return done.stdout

    def load(self, ntriples: bytes) -> None:
        """Puts triples into the graph that is asked by default."""
        file = self.folder / "graph.nt"
        file.write_bytes(ntriples)
        self.run(f"DB.DBA.TTLP(file_open('{file}'), '', '{self.default_graph}', 0);\ncheckpoint;\n")


def virtuoso_installed() -> bool:
    """Whether the server and its SQL client are on this machine."""
    return bool(shutil.which("virtuoso-t") and shutil.which("isql-vt"))


@contextmanager
def virtuoso(folder: Path, default_graph: str = "https://e.org/graph") -> Iterator[Virtuoso]:
    """A new, empty server; the test is skipped where it is not installed."""
    if not virtuoso_installed():
        pytest.skip("the server Virtuoso is not installed: apt-get install virtuoso-opensource")
    folder.mkdir(parents=True)
    sql, http = _free_ports()
    settings = folder / "virtuoso.ini"
    settings.write_text(_SETTINGS.format(folder=folder, sql=sql, http=http, graph=default_graph), encoding="utf-8")
    process = subprocess.Popen(
        ["virtuoso-t", "+foreground", "+configfile", str(settings)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{http}"
    server = Virtuoso(folder, sql, f"{base}/sparql", f"{base}/sparql-graph-crud", default_graph, process)
    try:
        _wait_for(http, process, folder / "virtuoso.log")
        server.run(_GRANTS)
        yield server
    finally:
        process.kill()  # nothing of it is kept, so it need not write its database first
        process.wait(timeout=30)


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until:
        assert process.poll() is None, (
            f"the server ended: {log.read_text(errors='replace')[-2000:] if log.is_file() else ''}"
        )
        if log.is_file() and "Server online" in log.read_text(errors="replace"):
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        time.sleep(0.1)
    raise AssertionError("the server is not ready")
