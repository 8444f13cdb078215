"""How much a query may take: time, memory, rows."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one query; None sets none.

    `timeout` is in seconds from the moment an engine gets the query until its last row is there. `max_memory` is in
    bytes, for the whole process that answers, its copy of the graph included. `max_rows` is the most rows (or triples)
    that are read, after `skip_rows` were passed over; what is beyond them is not computed.
    """

    timeout: float | None = None
    max_memory: int | None = None
    max_rows: int | None = None
    skip_rows: int = 0

    def __post_init__(self) -> None:
        """Raises `ValueError` for a limit that is none."""
        if self.timeout is not None and not self.timeout > 0:
            raise ValueError(f"a timeout is a number of seconds above 0, not {self.timeout!r}")
        if self.max_memory is not None and not self.max_memory > 0:
            raise ValueError(f"max_memory is a number of bytes above 0, not {self.max_memory!r}")
        if (self.max_rows is not None and self.max_rows < 0) or self.skip_rows < 0:
            raise ValueError("a number of rows is not below 0")

    @property
    def apart(self) -> bool:
        """Whether the query must run in a process of its own, which can be ended: no engine can be interrupted."""
        return self.max_memory is not None or (self.timeout is not None and self.timeout != inf)

    @property
    def read(self) -> int | None:
        """How many rows to read: one more than are wanted tells whether there are more."""
        return None if self.max_rows is None else self.skip_rows + self.max_rows + 1


UNLIMITED = Limits()
