"""How requests and answers travel between two processes: frames whose first byte says what they are.

Rows are SPARQL 1.1 Query Results TSV with full terms, graphs N-Triples. Both keep every term, and the labels of blank
nodes.
"""

from __future__ import annotations

import json
import time
from io import RawIOBase
from socket import socket
from typing import Any

from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from .. import errors
from ..errors import CivicGraphError, EngineError
from .results import Block

# What the one that asks sends: a store, where one is on the disk, what is to be made ready for a query, a query.
STORE, OPEN, LOAD, QUERY = b"S", b"O", b"L", b"Q"
# What the one that answers sends: the head of a result, its blocks, the end.
HEAD, ROWS, TRIPLES, DONE, FAILED = b"H", b"R", b"T", b"D", b"F"
_LENGTH = 8
_AT_ONCE = 1 << 20
# Bytes in a frame: so few that one process reads a frame while the other writes the next.
_FRAME = 1 << 14


class Channel:
    """One end of a connection, for frames: eight bytes with the length of each stand before it."""

    def __init__(self, connection: socket) -> None:
        self._socket = connection
        self._received = bytearray()

    def send(self, *frames: bytes) -> None:
        """Sends frames together. Raises `OSError` where nobody is there."""
        self._socket.settimeout(None)
        self._socket.sendall(b"".join(len(frame).to_bytes(_LENGTH, "big") + frame for frame in frames))

    def receive(self, deadline: float | None = None) -> bytes:
        """The next frame. Raises `TimeoutError` at the deadline (of `time.monotonic`), `EOFError` and `OSError`."""
        self._fill(_LENGTH, deadline)
        end = _LENGTH + int.from_bytes(self._received[:_LENGTH], "big")
        self._fill(end, deadline)
        frame = bytes(self._received[_LENGTH:end])
        del self._received[:end]
        return frame

    def close(self) -> None:
        self._socket.close()

    def _fill(self, size: int, deadline: float | None) -> None:
        while len(self._received) < size:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise TimeoutError
            self._socket.settimeout(left)
            part = self._socket.recv(_AT_ONCE)
            if not part:
                raise EOFError
            self._received += part


class Frames(RawIOBase):
    """A file whose lines go out as frames of some kind; the first line stands in each of them, where they are rows.

    `waiting` are frames that go with the next one, so that a small answer is sent, and woken up for, once.
    """

    def __init__(self, channel: Channel, kind: bytes, waiting: bytes) -> None:
        self._channel, self._kind, self._waiting = channel, kind, [waiting]
        self._title: bytes | None = None if kind == ROWS else b""
        self._text = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._text += part
        if len(self._text) >= _FRAME:
            self._pack()
            self._channel.send(*self._waiting)
            self._waiting = []
        return len(part)

    def finish(self) -> None:
        """Sends what is left, and the end."""
        self._pack()
        self._channel.send(*self._waiting, DONE)

    def _pack(self) -> None:
        start = 0
        if self._title is None:
            start = self._text.index(b"\n") + 1
            self._title = bytes(self._text[:start])
        end = self._text.rindex(b"\n") + 1 if b"\n" in self._text else 0
        if end > start:
            self._waiting.append(self._kind + self._title + self._text[start:end])
        del self._text[:end]


def pack(kind: bytes, content: dict[str, Any]) -> bytes:
    """A frame with an object of JSON."""
    return kind + json.dumps(content).encode("ascii")


def unpack(frame: bytes) -> dict[str, Any]:
    """The object in such a frame."""
    content: dict[str, Any] = json.loads(frame[1:])
    return content


def pack_rows(columns: tuple[str, ...], rows: Block) -> bytes:
    """A frame with rows."""
    head = "\t".join(["?" + column for column in columns])
    lines = ["\t".join(["" if term is None else str(term) for term in row]) for row in rows]
    return ROWS + "\n".join([head, *lines, ""]).encode()


def pack_triples(triples: Block) -> bytes:
    """A frame with triples."""
    return TRIPLES + "".join([f"{triple} .\n" for triple in triples]).encode()


def unpack_block(frame: bytes) -> Block:
    """The rows or the triples in a frame."""
    if frame[:1] == ROWS:
        return list(map(tuple, parse_query_results(frame[1:], format=QueryResultsFormat.TSV)))  # type: ignore[arg-type]
    return [quad.triple for quad in parse(frame[1:], format=RdfFormat.N_TRIPLES)]


def pack_error(error: Exception) -> bytes:
    """A frame with an error."""
    if not isinstance(error, CivicGraphError):
        error = EngineError(f"the query failed: {type(error).__name__}: {error}")
    return pack(FAILED, {"error": type(error).__name__, "message": error.message, "hint": error.hint})


def unpack_error(frame: bytes) -> CivicGraphError:
    """The error in such a frame."""
    told = unpack(frame)
    error: CivicGraphError = getattr(errors, told["error"], EngineError)(told["message"], hint=told["hint"])
    return error
