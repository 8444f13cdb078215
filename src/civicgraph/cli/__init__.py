"""The command line: one module for each verb, and no logic that is worth testing without a terminal."""

from .app import main

__all__ = ["main"]
