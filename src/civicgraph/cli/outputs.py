"""Where the reports of a check go: one to standard output or a file, others to files beside it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .context import Settings, output

if TYPE_CHECKING:
    from ..reports import Report


@dataclass(frozen=True, slots=True)
class Outputs:
    """The format and file of the report (None: standard output), and those of the further ones."""

    format: str
    out: Path | None
    further: tuple[tuple[str, Path], ...]
    statistics: bool

    @property
    def files(self) -> list[Path]:
        """The files that are written."""
        return [*(path for _, path in self.further), *([self.out] if self.out and str(self.out) != "-" else [])]

    def write(self, report: Report, s: Settings) -> None:
        """Writes all of them, and on standard error what else is to be said."""
        from ..reports import as_bytes
        from ..reports.statistics import write as write_statistics
        from ..reports.text import summary

        for format, path in self.further:
            report.write(path, format)
        with output(self.out) as stream:
            if self.statistics:
                buffer = StringIO()
                write_statistics(report, buffer, self.format)
                stream.write(as_bytes(buffer.getvalue()))
            else:
                color = self.format == "text" and self.out is None and s.colored(sys.stdout)
                stream.write(as_bytes(report.text(self.format, color=color)))
        for note in report.notes:
            s.say(f"note: {note}")
        s.say(summary(report))


def parse_outputs(format: str | None, out: Path | None, further: Sequence[str], statistics: bool) -> Outputs:
    """The outputs that the options name.

    Raises `typer.BadParameter` for what could not be written later, and `CivicGraphError` for an unknown format.
    """
    from ..reports import REPORTERS, format_of
    from ..reports.statistics import FORMATS

    chosen = format or (format_of(out) if out else None) or "text"
    REPORTERS.get(chosen)
    if statistics and chosen not in FORMATS:
        raise typer.BadParameter(f"statistics have the formats {', '.join(FORMATS)}", param_hint="--statistics")
    pairs = []
    for option in further:
        name, equals, file = option.partition("=")
        if not equals or not file:
            raise typer.BadParameter(f'"{option}" is not FORMAT=FILE', param_hint="--report")
        REPORTERS.get(name)
        if file == "-":
            raise typer.BadParameter("standard output has the report of --format", param_hint="--report")
        pairs.append((name, Path(file)))
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise typer.BadParameter(f"the format {twice} is named twice", param_hint="--report")
    outputs = Outputs(chosen, out, tuple(pairs), statistics)
    places = [os.path.realpath(path) for path in outputs.files]
    for path, place in zip(outputs.files, places, strict=True):
        if places.count(place) > 1:
            raise typer.BadParameter(f"two reports would go to {path}", param_hint="--report")
        if not path.parent.is_dir():
            raise typer.BadParameter(f"the folder of {path} does not exist", param_hint="--report")
    return outputs
