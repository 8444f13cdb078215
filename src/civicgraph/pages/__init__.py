"""Pages on cases that can be read without installing anything: Markdown with pictures."""

from .files import MARK, Difference, compare, update
from .write import find_cases, render

__all__ = ["MARK", "Difference", "compare", "find_cases", "render", "update"]
