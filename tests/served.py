"""A real SPARQL server on this machine: Oxigraph, over files of a test's own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_READY_WITHIN = 30.0  # seconds


@contextmanager
def served(graph: bytes, folder: Path, *, quads: bool = False, union: bool = True) -> Iterator[str]:
    """The address of an endpoint over these N-Triples, or N-Quads.

    Of quads, the default graph is the union of the named ones, or empty without `union`. The test is skipped where the server is not installed.
    """
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        pytest.skip('the server oxigraph is not installed: pip install "civicgraph[dev]"')
    folder.mkdir(parents=True)
    file, store = folder / ("graph.nq" if quads else "graph.nt"), folder / "store"
    file.write_bytes(graph)
    subprocess.run(
        [program, "load", "--location", str(store), "--file", str(file)], check=True, capture_output=True, timeout=60
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            *(program, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"),
            *(["--union-default-graph"] if quads and union else []),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        server.terminate()
        server.wait(timeout=10)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended at once"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("the server does not answer")
