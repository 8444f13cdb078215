"""Connections that end in time, and go by the proxy of the environment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, socket
from threading import Timer
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from .words import is_loopback


@contextmanager
def cut_after(seconds: float) -> Iterator[list[socket]]:
    """A list for connections, which are cut after so many seconds: a read that waits for a byte sees no deadline."""
    opened: list[socket] = []

    def cut() -> None:
        for connection in opened:
            with suppress(OSError):
                connection.shutdown(SHUT_RDWR)

    watch = Timer(seconds, cut)
    watch.daemon = True
    watch.start()
    try:
        yield opened
    finally:
        watch.cancel()


def pool_manager(url: str, opened: list[socket]) -> urllib3.PoolManager:
    """What opens connections, by the proxy of the environment where it names one, and lists those it opens."""
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme)
    direct = proxy is None or is_loopback(url) or proxy_bypass(parts.hostname or "")
    manager = urllib3.PoolManager() if direct or proxy is None else urllib3.ProxyManager(proxy)
    pools = {"http": urllib3.HTTPConnectionPool, "https": urllib3.HTTPSConnectionPool}
    manager.pool_classes_by_scheme = {scheme: _listing(pool, opened) for scheme, pool in pools.items()}
    return manager


def _listing(pool: type[urllib3.HTTPConnectionPool], opened: list[socket]) -> type[urllib3.HTTPConnectionPool]:
    base: Any = pool.ConnectionCls

    def connect(self: Any) -> None:
        base.connect(self)
        opened.append(self.sock)

    connection = type(base.__name__, (base,), {"connect": connect})
    return type(pool.__name__, (pool,), {"ConnectionCls": connection})
