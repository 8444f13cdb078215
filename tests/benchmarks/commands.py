"""Runs a command and measures it: for benchmarks of whole processes."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Collection
from typing import NamedTuple


class Run(NamedTuple):
    """Wall seconds, peak resident memory in megabytes, and what was written to standard output."""

    seconds: float
    memory: float
    out: str


def run(command: list[str], codes: Collection[int] = (0,)) -> Run:
    """Runs a command to its end, which must have one of these codes.

    The memory is at least what this process takes, which a child has until it becomes the command.
    """
    with tempfile.TemporaryFile("w+") as out:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            raise SystemExit(f"{command[0]} ended with {process.returncode}")
        out.seek(0)
        return Run(seconds, usage.ru_maxrss / 1024, out.read())
