"""Reading Turtle and its kin with positions: a lexer, and a reader that knows where every term stands."""

from .declarations import seeming_declarations
from .document import Document, Lines, decode, read_text
from .iris import resolve
from .lexer import Comment, Token, read_comments, tokenize
from .located import LocatedTriple, Place
from .reader import read_located

__all__ = [
    "Comment",
    "Document",
    "Lines",
    "LocatedTriple",
    "Place",
    "Token",
    "decode",
    "read_comments",
    "read_located",
    "read_text",
    "resolve",
    "seeming_declarations",
    "tokenize",
]
