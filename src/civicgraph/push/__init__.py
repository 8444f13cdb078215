"""A graph pushed into a triple store: loaded beside the old one, verified, and put in its place in one step."""

from .content import Content, content_of, content_of_file
from .pushing import Pushed, plan, push
from .store import TIMEOUT, shown

__all__ = [
    "TIMEOUT",
    "Content",
    "Pushed",
    "content_of",
    "content_of_file",
    "plan",
    "push",
    "shown",
]
