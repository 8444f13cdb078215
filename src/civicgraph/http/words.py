"""Addresses and failures as people may read them: without what is secret, and cut."""

from __future__ import annotations

import re
from http import HTTPStatus
from ipaddress import ip_address
from ssl import SSLCertVerificationError
from urllib.parse import urlsplit

from ..errors import ConfigError

# Characters of what a server says that are shown.
_SAID = 300


def check_url(url: str) -> None:
    """Raises `ConfigError` for an address that is none of the web, or that holds a password."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or re.search(r"[\s\x00-\x20\x7f]", url):
        raise ConfigError("the endpoint is no web address", hint="write it like https://example.org/sparql")
    if "@" in parts.netloc:
        raise ConfigError(
            "the address of an endpoint must hold no name or password",
            hint="name the variables that hold them in civicgraph.toml: [endpoints.NAME] user-env, password-env",
        )


def shown_url(url: str) -> str:
    """An address without what may be secret in it: name and password, query and fragment."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def is_loopback(url: str) -> bool:
    """Whether an address is one of this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def told(content: bytes, secrets: tuple[str, ...] = ()) -> str:
    """What a server says in a body, on one line: without mark-up and secrets, and cut."""
    text = content[: 16 * _SAID].decode("utf-8", "replace")
    if re.search(r"<(?:!doctype|html|\?xml)", text[:200], re.IGNORECASE):
        text = re.sub(r"(?is)<(script|style)\b.*?</\1>|<[^>]*>", " ", text)
    for secret in secrets:
        text = text.replace(secret, "***")
    line = " ".join(text.split())
    return line if len(line) <= _SAID else line[:_SAID].rstrip() + "…"


def status_words(number: int) -> str:
    """A status with its name, where it has one."""
    try:
        return f"{number} {HTTPStatus(number).phrase}"
    except ValueError:
        return str(number)


def cause(error: BaseException) -> str:
    """The innermost reason of a failed connection, in the words of the system."""
    while inner := error.__cause__ or next((e for e in error.args if isinstance(e, BaseException)), None):
        error = inner
    if isinstance(error, SSLCertVerificationError):
        return f"its certificate cannot be trusted: {error.verify_message}"
    reason = getattr(error, "strerror", None) or type(error).__name__
    return str(reason)
