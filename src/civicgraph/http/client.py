"""The client: requests within a time and a size, and what is tried again."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, SSLError

from ..errors import ConfigError, EndpointError
from ..version import tool_version
from .connections import cut_after, pool_manager
from .words import cause, check_url, is_loopback, shown_url, status_words, told

# Seconds from the request to the last byte, with all that is tried again; bytes of an answer after decompression.
TIMEOUT, LIMIT = 60.0, 256 * 2**20
# What a server says when it may be able to answer later (RFC 9110, RFC 6585).
_LATER = (429, 502, 503, 504)
_TRIES, _REDIRECTS = 4, 5
_FIRST_WAIT, _CHUNK = 0.5, 65536


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a server wants to see of a user; never shown."""

    header: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)

    @classmethod
    def token(cls, token: str) -> Credentials:
        """A bearer token (RFC 6750)."""
        return cls(f"Bearer {token}", (token,))

    @classmethod
    def password(cls, user: str, password: str) -> Credentials:
        """A name and a password (RFC 7617)."""
        pair = b64encode(f"{user}:{password}".encode()).decode("ascii")
        return cls(f"Basic {pair}", (pair, password))


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its media type in lower case without parameters, and its bytes."""

    media_type: str
    body: bytes


class HttpClient:
    """Sends requests that may be sent again, since they only read or since doing them twice is doing them once.

    A connection that fails and the statuses 429, 502, 503 and 504 are tried again, after the time that the server
    names or after a growing pause, as long as `timeout` (seconds, for all tries together) allows. `limit` is the
    largest answer in bytes.
    """

    def __init__(
        self,
        credentials: Credentials | None = None,
        *,
        timeout: float = TIMEOUT,
        limit: int = LIMIT,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._credentials = credentials
        self._timeout, self._limit, self._sleep = timeout, limit, sleep

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        done: Collection[int] = (HTTPStatus.OK,),
        once: bool = False,
    ) -> Reply:
        """The answer to a request, with one of the statuses `done`; sent only `once` where it must not be done twice.

        Raises `EndpointError`, and `ConfigError` for an address that cannot be used.
        """
        check_url(url)
        if self._credentials and urlsplit(url).scheme == "http" and not is_loopback(url):
            raise ConfigError(
                f"{shown_url(url)} would get a password over a connection that others can read",
                hint="use the https:// address of the endpoint",
            )
        sent = {"User-Agent": f"civicgraph/{tool_version()}", "Accept-Encoding": "gzip", **(headers or {})}
        if self._credentials:
            sent["Authorization"] = self._credentials.header
        deadline = time.monotonic() + self._timeout  # before the cut, so that no cut answer passes for a whole one
        with cut_after(self._timeout) as opened, pool_manager(url, opened) as pool:
            return _Exchange(self, pool, deadline, done, 1 if once else _TRIES).reply(method, url, sent, body)


class _Exchange:
    """One request with its redirects and further tries, up to a deadline."""

    def __init__(
        self, client: HttpClient, pool: urllib3.PoolManager, deadline: float, done: Collection[int], most: int
    ) -> None:
        self._client, self._pool, self._deadline = client, pool, deadline
        self._done, self._most = done, most

    def reply(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        redirects = 0
        tries = 0
        while True:
            tries += 1
            try:
                response = self._pool.request(
                    method,
                    url,
                    headers=headers,
                    body=body,
                    timeout=self._left(url),
                    retries=False,
                    redirect=False,
                    preload_content=False,
                )
                try:
                    place = response.get_redirect_location()
                    content = b"" if place else self._read(response, url)
                finally:
                    response.close()
            except (HTTPError, OSError, ValueError) as error:
                if tries == self._most or isinstance(error, SSLError):
                    raise self._failure(url, error) from error
                self._wait(url, _FIRST_WAIT * 2 ** (tries - 1), f"failed ({cause(error)})")
                continue
            if place:
                redirects += 1
                url = self._followed(url, place, redirects)
                if response.status == HTTPStatus.SEE_OTHER:
                    method, body = "GET", None
                tries = 0
            elif response.status in _LATER and tries < self._most:
                named = _retry_after(response)
                pause = _FIRST_WAIT * 2 ** (tries - 1) if named is None else named
                self._wait(url, pause, f"answered {status_words(response.status)}")
            elif response.status in self._done:
                return Reply(media_type(response), content)
            else:
                raise self._refusal(url, response, content)

    def _read(self, response: urllib3.BaseHTTPResponse, url: str) -> bytes:
        """The body; of a refusal only the beginning."""
        parts, size = [], 0
        while chunk := response.read1(_CHUNK):
            size += len(chunk)
            parts.append(chunk)
            self._left(url)
            if response.status not in self._done and size >= _CHUNK:
                break
            if size > self._client._limit:
                raise EndpointError(
                    f"{shown_url(url)} sent more than {self._client._limit:,} bytes", hint="ask for less with LIMIT"
                )
        self._left(url)  # what was cut looks complete
        return b"".join(parts)

    def _left(self, url: str) -> float:
        """The seconds that are left. Raises `EndpointError` where none are."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise EndpointError(
                f"{shown_url(url)} did not answer in full within {self._client._timeout:g} s",
                hint="allow more with --timeout, or ask for less",
            )
        return left

    def _wait(self, url: str, seconds: float, why: str) -> None:
        if seconds >= self._left(url):
            raise EndpointError(
                f"{shown_url(url)} {why}, and the next try is due in {seconds:g} s, after the limit of time",
                hint="try again later, or allow more with --timeout",
            )
        self._client._sleep(seconds)

    def _followed(self, url: str, place: str, redirects: int) -> str:
        """Where to go after a redirect: only to the same server, or from http to https of the same host."""
        target = urljoin(url, place)
        before, after = urlsplit(url), urlsplit(target)
        secured = (before.scheme, after.scheme) == ("http", "https") and before.hostname == after.hostname
        if (before.scheme, before.netloc) != (after.scheme, after.netloc) and not secured:
            raise EndpointError(
                f"{shown_url(url)} sends the query on to another server, {shown_url(target)}",
                hint="if you trust that one, name it as the endpoint",
            )
        if redirects > _REDIRECTS:
            raise EndpointError(f"{shown_url(url)} sends the query round in circles")
        try:
            check_url(target)
        except ConfigError as error:
            raise EndpointError(f"{shown_url(url)} sends the query on to what is no web address") from error
        return target

    def _failure(self, url: str, error: Exception) -> EndpointError:
        self._left(url)  # a connection that was cut at the deadline fails too
        return EndpointError(f"{shown_url(url)} cannot be read: {cause(error)}", hint="is the address right?")

    def _refusal(self, url: str, response: urllib3.BaseHTTPResponse, content: bytes) -> EndpointError:
        hint = None
        if response.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            hint = "name the variables that hold the credentials in civicgraph.toml: [endpoints.NAME] token-env = ..."
        elif response.status == HTTPStatus.NOT_FOUND:
            hint = "is the address that of the SPARQL endpoint?"
        secrets = self._client._credentials.secrets if self._client._credentials else ()
        said = told(content, secrets)
        words = f"{shown_url(url)} answered {status_words(response.status)}"
        return EndpointError(f"{words}: {said}" if said else words, hint=hint)


def media_type(response: urllib3.BaseHTTPResponse) -> str:
    """The media type of an answer in lower case, without parameters."""
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _retry_after(response: urllib3.BaseHTTPResponse) -> float | None:
    """Seconds that the server asks to wait (RFC 9110, section 10.2.3), None where it names none."""
    value = response.headers.get("Retry-After")
    try:
        return None if value is None else float(max(0, urllib3.Retry().parse_retry_after(value)))
    except (HTTPError, ValueError, OverflowError):
        return None
