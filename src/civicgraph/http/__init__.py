"""The one HTTP client: it reads, within a time and a size, and tells what went wrong without telling secrets."""

from .client import LIMIT, TIMEOUT, Credentials, HttpClient, Reply
from .words import check_url, shown_url, told

__all__ = ["LIMIT", "TIMEOUT", "Credentials", "HttpClient", "Reply", "check_url", "shown_url", "told"]
