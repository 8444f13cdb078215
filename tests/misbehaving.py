"""A server on this machine that does what servers do on bad days, one thing for each request.

It may stand before a real server (`upstream`): on good days it hands every request on, so that it takes and refuses what
that one does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.error import HTTPError
from urllib.request import Request, urlopen

JSON = "application/sparql-results+json"
YES = b'{"head": {}, "boolean": true}'


class Misbehaving:
    """`plan` has the names of what it does with the next requests; with an empty plan it answers well.

    `seen` has what came: method, path, body and headers.
    """

    def __init__(self, url: str, upstream: str | None = None) -> None:
        self.url, self.upstream = url, upstream
        self.plan: list[str] = []
        self.seen: list[tuple[str, str, str, dict[str, str]]] = []
        self.answer: tuple[str, bytes] = (JSON, YES)


class _Handler(BaseHTTPRequestHandler):
    owner: Misbehaving
    body = ""

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.body = body
        self.owner.seen.append((self.command, self.path, body, dict(self.headers.items())))
        name = self.owner.plan.pop(0) if self.owner.plan else "good"
        with suppress(BrokenPipeError, ConnectionResetError):  # the client went away, as it should
            _DEEDS[name](self)
        self.close_connection = True

    do_POST = do_PUT = do_DELETE = do_GET

    def hand_on(self, body: str) -> tuple[int, str, bytes]:
        """What the server behind this one answers: status, media type and body."""
        headers = {name: self.headers[name] for name in ("Accept", "Content-Type") if name in self.headers}
        url = f"{self.owner.upstream}{self.path}"
        try:
            with urlopen(Request(url, body.encode() or None, headers, method=self.command), timeout=60) as answer:
                return answer.status, answer.headers.get("Content-Type", ""), answer.read()
        except HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.headers.get("Content-Type", ""), refusal.read()

    def say(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def begin(self, kind: str = JSON, length: int | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


def _endless(handler: _Handler) -> None:
    handler.begin()
    while True:
        handler.wfile.write(b" " * 65536)


def _slow(handler: _Handler) -> None:
    handler.begin(length=len(YES) * 1000)
    while True:
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.02)


def _slow_head(handler: _Handler) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
    while True:
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.02)


def _cut_body(handler: _Handler) -> None:
    handler.begin(length=len(YES) + 100)
    handler.wfile.write(YES)


def _stall(handler: _Handler) -> None:
    handler.begin(length=len(YES))
    handler.wfile.write(YES[:5])
    handler.wfile.flush()
    handler.connection.recv(1)  # ends when the client goes


def _good(handler: _Handler) -> None:
    if handler.owner.upstream is None:
        handler.say(200, *handler.owner.answer)
    else:
        handler.say(*handler.hand_on(handler.body))


def _mangled(handler: _Handler) -> None:
    handler.say(*handler.hand_on(handler.body.replace("Malm", "Malmm")))


_PAGE = b"<!DOCTYPE html><html><script>steal()</script><h1>No \x1b[31mluck</h1>" + b" and more" * 500
_DEEDS: dict[str, Callable[[_Handler], None]] = {
    "good": _good,
    "cut": lambda h: None,
    "done and cut": lambda h: h.hand_on(h.body) and None,
    "204": lambda h: h.say(204, "", b""),
    "mangled": _mangled,
    "cut body": _cut_body,
    "429 with 7 s": lambda h: h.say(429, "text/plain", b"slow down", Retry_After="7"),
    "429 with an hour": lambda h: h.say(429, "text/plain", b"slow down", Retry_After="3600"),
    "429 without end": lambda h: h.say(429, "text/plain", b"slow down", Retry_After="9" * 400),
    "503 with a date": lambda h: h.say(503, "text/plain", b"", Retry_After=formatdate(time.time() - 5, usegmt=True)),
    "502": lambda h: h.say(502, "text/html", _PAGE),
    "500": lambda h: h.say(500, "text/plain", b"out of\nmemory"),
    "echo": lambda h: h.say(403, "text/plain", h.headers.get("Authorization", "nothing").encode()),
    "404 page": lambda h: h.say(404, "text/html", _PAGE),
    "200 page": lambda h: h.say(200, "text/html", _PAGE),
    "no type": lambda h: h.say(200, "", YES),
    "broken": lambda h: h.say(200, JSON, YES[:-3]),
    "nothing": lambda h: h.say(200, JSON, b""),
    "endless": _endless,
    "slow": _slow,
    "slow head": _slow_head,
    "stall": _stall,
    "moved here": lambda h: h.say(307, "text/plain", b"", Location="/elsewhere"),
    "see here": lambda h: h.say(303, "text/plain", b"", Location="/answer"),
    "moved away": lambda h: h.say(302, "text/plain", b"", Location="http://other.example/sparql?key=hidden"),
}


@contextmanager
def misbehaving(upstream: str | None = None) -> Iterator[Misbehaving]:
    """Such a server, until the block ends; its own address is that of `/sparql`, where no other server stands behind."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    here = f"http://127.0.0.1:{server.server_port}"
    handler.owner = Misbehaving(here if upstream else f"{here}/sparql", upstream)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield handler.owner
    finally:
        server.shutdown()
        server.server_close()
