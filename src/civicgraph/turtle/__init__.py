"""Reading Turtle with positions: a lexer, and a reader that knows where every term stands."""

from .lexer import Lines, Token, tokenize
from .spans import LocatedTriple, TurtlePositionError, read_located

__all__ = ["Lines", "LocatedTriple", "Token", "TurtlePositionError", "read_located", "tokenize"]
