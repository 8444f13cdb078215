"""The verdict on a project."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Literal

from ..diagnostics import Code, Diagnostic, Severity
from ..errors import CivicGraphError
from ..writing import write_whole


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that is not reported, the reason, and what keeps it back: a comment in its file, or the baseline."""

    diagnostic: Diagnostic
    reason: str
    by: Literal["comment", "baseline"]


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on a project: its findings in the order of the files, and what was looked at.

    `files` and `triples` count what was read; `notes` say what was not done, and why; `suppressed` are findings that
    are not reported; `fail_on` is the mildest severity that fails, None for none. `codes` tell of the codes that occur,
    and `base` is the IRI under which the project mints things. `endpoint` is the address of a graph that is in no
    files.
    """

    diagnostics: tuple[Diagnostic, ...]
    root: Path
    files: int
    triples: int
    seconds: float
    notes: tuple[str, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    fail_on: Severity | None = Severity.VIOLATION
    codes: tuple[Code, ...] = ()
    base: str = "urn:civicgraph:"
    endpoint: str | None = None

    @property
    def place(self) -> str:
        """Where a finding is that stands in no file: the endpoint, or the folder of the project."""
        return self.endpoint or self.root.name

    @property
    def ok(self) -> bool:
        """Whether no finding is as bad as the level that fails."""
        return not self.fails(self.fail_on)

    def fails(self, level: Severity | None) -> bool:
        """Whether a finding is at least as bad as the level; None never fails."""
        return level is not None and any(d.severity >= level for d in self.diagnostics)

    def text(self, format: str, *, color: bool = False) -> str:
        """The report in one of the report formats. Raises `CivicGraphError` for an unknown one."""
        from . import REPORTERS

        out = StringIO()
        REPORTERS.get(format)(self, out, color=color)
        return out.getvalue()

    def write(self, path: str | Path, format: str | None = None) -> None:
        """Writes the report to a file, in the format of its ending unless one is named.

        Raises `CivicGraphError` where the ending tells no format, and `ExportError` where the file cannot be written.
        """
        from . import SUFFIXES, format_of

        target = Path(path)
        chosen = format or format_of(target)
        if chosen is None:
            raise CivicGraphError(
                f"the name {target.name} does not tell the format of a report",
                hint=f"name the format, or use one of the endings {', '.join(SUFFIXES)}",
            )
        content = as_bytes(self.text(chosen))
        with write_whole(target) as out:
            out.write(content)

    def in_repository(self, file: str) -> str:
        """The path of a file from the top of the git work tree that holds the project, from the project without one.

        Services that show findings beside the code count paths from there.
        """
        top = next((f for f in (self.root, *self.root.parents) if (f / ".git").exists()), self.root)
        return (self.root.relative_to(top) / file).as_posix()


def as_bytes(text: str) -> bytes:
    """The text as UTF-8; what UTF-8 cannot say (halves of a pair, from odd file names) as an escape."""
    return text.encode("utf-8", "backslashreplace")
