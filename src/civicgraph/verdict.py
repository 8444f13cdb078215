"""Which of the findings are reported: those of the chosen codes, less what comments and the baseline keep back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from .baseline import Entry, entries_of, read_baseline, write_baseline
from .checks.suppressions import Suppression, faults, read_suppressions
from .codes import codes_without_page, read_codes
from .config import FAIL_LEVELS
from .diagnostics import Code, Diagnostic, numbered, ordered
from .errors import ConfigError
from .project import Project
from .reports import Report, Suppressed
from .suggest import did_you_mean

# The files in which comments can keep back findings.
_ROLES = ("ontology", "data", "shapes", "align")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which codes count: those that begin with one of `select` (all where it is empty) and with none of `ignore`.

    `per_file` has more to ignore in files whose names fit a pattern.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def takes(self, code: str, file: str | None) -> bool:
        """Whether a finding of the code counts, in the file where it is in one."""
        here = (codes for pattern, codes in self.per_file if file is not None and fnmatchcase(file, pattern))
        ignored = (*self.ignore, *(code for codes in here for code in codes))
        return code.startswith(self.select or ("",)) and not code.startswith(tuple(ignored) or ("\0",))


class Verdict:
    """Turns what was found into what is reported. Raises `ConfigError` for unknown codes and a broken baseline."""

    def __init__(
        self,
        project: Project,
        *,
        paths: Iterable[Path] = (),
        select: Sequence[str] | None = None,
        ignore: Sequence[str] | None = None,
        baseline: Path | None = None,
        update_baseline: bool = False,
        fail_on: str | None = None,
        looked_at: Collection[str] | None = None,
    ) -> None:
        """`paths` are files and folders, `fail_on` one of `FAIL_LEVELS`; what is None is as the project sets it.

        `looked_at` are the files that were checked, None for all: of others nobody knows which findings are gone.
        """
        settings = project.config.validation
        self.project = project
        self._wanted = _wanted(project, paths)
        self.choice = Choice(
            settings.select if select is None else tuple(select),
            settings.ignore if ignore is None else tuple(ignore),
            settings.per_file_ignores,
        )
        listed = [*self.choice.select, *self.choice.ignore, *(c for _, codes in self.choice.per_file for c in codes)]
        for code in listed:
            self._check(code)
        if fail_on is not None and fail_on not in FAIL_LEVELS:
            raise ConfigError(f'"{fail_on}" is no level', hint=f"choose from: {', '.join(FAIL_LEVELS)}")
        self._fail_on = settings.fail_on if fail_on is None else FAIL_LEVELS[fail_on]
        self._looked_at = looked_at
        self._update = update_baseline
        if update_baseline and looked_at is not None:
            raise ConfigError(
                "a baseline is written from a check of everything", hint="leave out --changed or --update-baseline"
            )
        self._path = baseline or (project.root / settings.baseline if settings.baseline else None)
        self._entries: list[Entry] = []
        if update_baseline and self._path is None:
            raise ConfigError(
                "there is no baseline to update",
                hint="name its file: --baseline FILE, or baseline under [validation] in civicgraph.toml",
            )
        if self._path is not None and not (update_baseline and not self._path.exists()):
            self._entries = read_baseline(self._path)

    @cached_property
    def _codes(self) -> dict[str, Code]:
        return {code.code: code for code in read_codes(self.project)}

    @cached_property
    def _known(self) -> set[str]:
        return {*self._codes, *codes_without_page(self.project)}

    def _check(self, code: str) -> None:
        if code and any(known.startswith(code) for known in self._known):
            return
        beginnings = {known[:3] for known in self._codes}
        raise ConfigError(
            f'no code is or begins with "{code}"',
            hint=did_you_mean(code.upper(), self._known | beginnings) or "see all: civicgraph explain --list",
        )

    def syntax(self, found: Iterable[Diagnostic], *, files: int, seconds: float) -> Report:
        """The report on files that do not parse: of the rest of the graph nothing is known.

        So these faults are reported whatever codes and files were chosen, and nothing keeps them back.
        """
        notes = ["only the syntax was checked: mend it, then validate again"]
        if self._update:
            notes.append("the baseline was not written: mend the syntax first")
        return self._report(numbered(ordered(found)), [], files, 0, seconds, notes)

    def report(
        self,
        found: Iterable[Diagnostic],
        *,
        files: int,
        triples: int,
        seconds: float,
        notes: Sequence[str] = (),
        skipped: Collection[str] = (),
        endpoint: str | None = None,
    ) -> Report:
        """The report on a project whose files parse, or on a graph at an endpoint.

        `skipped` are codes that were not looked for.
        """
        kept, suppressed = self.settle(found, skipped)
        kept, known, more = self._against_baseline(kept)
        report = self._report(kept, [*suppressed, *known], files, triples, seconds, [*notes, *more])
        return replace(report, endpoint=endpoint)

    def settle(
        self, found: Iterable[Diagnostic], skipped: Collection[str] = ()
    ) -> tuple[list[Diagnostic], list[Suppressed]]:
        """The findings of the chosen codes and files, less those that comments keep back, and these apart."""
        # Of a graph at an endpoint no file was looked at, so that no comment speaks of it.
        nothing = self._looked_at is not None and not self._looked_at
        comments = [] if nothing else read_suppressions(self.project, self.project.files(*_ROLES))
        acting: dict[str, list[Suppression]] = {}
        for s in comments:
            if s.reason and s.code in self._known:
                acting.setdefault(s.span.file, []).append(s)
        kept, suppressed, used = [], [], set[Suppression]()
        for d in numbered(ordered(self._taken(found))):
            why = [s for s in acting.get(d.span.file if d.span else "", ()) if s.covers(d)]
            used |= set(why)
            if why:
                suppressed.append(Suppressed(d, why[0].reason, "comment"))
            else:
                kept.append(d)
        looked_for = {
            s
            for s in comments
            if s.code not in skipped and self.choice.takes(s.code, s.span.file) and self._was_looked_at(s.span.file)
        }
        if comments:
            kept += numbered(ordered(self._taken(faults(comments, self._known, looked_for - used))))
        kept.sort(key=lambda d: d.sort_key)
        return self._within(kept), [s for s in suppressed if self._within([s.diagnostic])]

    def new(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The findings that neither a comment nor the baseline keeps back; nothing is written."""
        known = {entry.fingerprint for entry in self._entries}
        return [d for d in self.settle(found)[0] if d.fingerprint not in known]

    def _against_baseline(self, kept: list[Diagnostic]) -> tuple[list[Diagnostic], list[Suppressed], list[str]]:
        """The findings that are not in the baseline, those that are, and what else is to be said of it."""
        if self._path is None:
            return kept, [], []
        now = entries_of(kept)
        if self._update:
            write_baseline(self._path, [*(e for e in self._entries if not self._in_reach(e)), *now])
            before = len(self._entries)
            self._entries = now
            notes = [f"the baseline {self._path.name} was written: {len(now)} findings here, {before} entries before"]
        else:
            gone = {e.fingerprint for e in self._entries if self._in_reach(e)} - {e.fingerprint for e in now}
            notes = [_gone(len(gone))] if gone else []
        known = {entry.fingerprint for entry in self._entries}
        new = [d for d in kept if d.fingerprint not in known]
        old = [d for d in kept if d.fingerprint in known]
        return new, [Suppressed(d, f"known: {self._path.name}", "baseline") for d in old], notes

    def _in_reach(self, entry: Entry) -> bool:
        """Whether a finding like the entry would be reported now, if it were there."""
        inside = not self._wanted or not entry.file or self._inside(entry.file)
        return inside and self.choice.takes(entry.code, entry.file or None) and self._was_looked_at(entry.file)

    def _was_looked_at(self, file: str) -> bool:
        return self._looked_at is None or file in self._looked_at

    def _report(
        self,
        kept: list[Diagnostic],
        suppressed: list[Suppressed],
        files: int,
        triples: int,
        seconds: float,
        notes: Sequence[str],
    ) -> Report:
        return Report(
            diagnostics=tuple(self._named(d) for d in kept),
            root=self.project.root,
            files=files,
            triples=triples,
            seconds=seconds,
            notes=tuple(notes),
            suppressed=tuple(replace(s, diagnostic=self._named(s.diagnostic)) for s in suppressed),
            fail_on=self._fail_on,
            codes=tuple(
                self._codes[code]
                for code in sorted({d.code for d in [*kept, *(s.diagnostic for s in suppressed)]})
                if code in self._codes
            ),
            base=self.project.config.base,
        )

    def _named(self, d: Diagnostic) -> Diagnostic:
        code = self._codes.get(d.code)
        return replace(d, name=code.name or None, url=d.url or code.url) if code else d

    def _taken(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        return [d for d in found if self.choice.takes(d.code, d.span.file if d.span else None)]

    def _within(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        return [d for d in found if not self._wanted or d.span is None or self._inside(d.span.file)]

    def _inside(self, file: str) -> bool:
        return any(name == "." or file == name or file.startswith(name + "/") for name in self._wanted)


def _gone(number: int) -> str:
    subject = "1 entry of the baseline is" if number == 1 else f"{number:,} entries of the baseline are"
    return f"{subject} gone: civicgraph validate --update-baseline"


def _wanted(project: Project, paths: Iterable[Path]) -> tuple[str, ...]:
    wanted = []
    named = {(project.root / file.path).resolve() for file in project.files()} if paths else set()
    for path in paths:
        full = path if path.is_absolute() else Path.cwd() / path
        if not full.exists():
            raise ConfigError(f"{path} does not exist", hint="name files or folders of the project")
        if not full.resolve().is_relative_to(project.root):
            raise ConfigError(f"{path} is not in the project {project.root}")
        if project.origin == "loose" and full.is_file() and full.resolve() not in named:
            raise ConfigError(
                f"{path} is none of the files that --data names",
                hint="put the pattern in quotes, so that the shell leaves it alone, or repeat --data",
            )
        wanted.append(full.resolve().relative_to(project.root).as_posix())
    return tuple(wanted)
