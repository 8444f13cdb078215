"""Reading Turtle and its kin with positions: a lexer, and a reader that knows where every term stands."""

from .document import Lines, decode, read_text
from .lexer import Comment, Token, read_comments, tokenize
from .located import LocatedTriple
from .reader import read_located

__all__ = [
    "Comment",
    "Lines",
    "LocatedTriple",
    "Token",
    "decode",
    "read_comments",
    "read_located",
    "read_text",
    "tokenize",
]
