"""civicgraph validate"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .changed import WithChanged
from .context import error_text, judged_files, judged_project, settings
from .elsewhere import WithEndpoint
from .limits import time_limit
from .outputs import Outputs, parse_outputs

if TYPE_CHECKING:
    from ..project import Project
    from ..reports import Report
    from .context import Settings

EPILOG = """\
[bold]Examples[/bold]

civicgraph validate

civicgraph validate data/cases/malmo --fail-on warning --select CG4

civicgraph validate -f github --report sarif=civicgraph.sarif --report junit=civicgraph.xml

civicgraph validate --changed

civicgraph validate --changed main --watch

civicgraph validate --profile skos --profile ontology

civicgraph validate --data 'data/*.ttl' --shapes 'shapes/*.ttl'

civicgraph validate --baseline known.json --update-baseline

civicgraph validate --fix

civicgraph validate --endpoint https://example.org/sparql

With --data and --shapes no civicgraph.toml is needed, and none is read. A comment keeps a finding back on its line:
# cg: ignore[CG402] reason

Exit code 0: nothing at or above the level of --fail-on; 1: findings; 2: the check could not be made; 4: --timeout;
5: the endpoint.
"""


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel="Graph", epilog=EPILOG, cls=WithChanged)(validate)


@dataclass(frozen=True, slots=True)
class _Run:
    """What was asked for, in the form in which it can be done again and again."""

    paths: tuple[Path, ...]
    engine: str
    profiles: tuple[str, ...] | None
    select: tuple[str, ...] | None
    ignore: tuple[str, ...] | None
    baseline: Path | None
    update_baseline: bool
    fail_on: str | None
    changed: str | None
    outputs: Outputs
    endpoint: str | None
    timeout: float | None

    def once(self, project: Project, s: Settings) -> Report:
        report = self._report(project, s) if self.endpoint is None else self._report_on(self.endpoint, project, s)
        self.outputs.write(report, s)
        return report

    def _report(self, project: Project, s: Settings) -> Report:
        from ..validation import validate as run

        return run(
            project,
            self.paths,
            s.progress,
            engine=self.engine,
            profiles=self.profiles,
            select=self.select,
            ignore=self.ignore,
            baseline=self.baseline,
            update_baseline=self.update_baseline,
            fail_on=self.fail_on,
            changed=self.changed,
        )

    def _report_on(self, endpoint: str, project: Project, s: Settings) -> Report:
        from ..validation.elsewhere import validate_at

        return validate_at(
            project,
            endpoint,
            s.progress,
            timeout=self.timeout,
            engine=self.engine,
            profiles=self.profiles,
            select=self.select,
            ignore=self.ignore,
            baseline=self.baseline,
            fail_on=self.fail_on,
        )

    def fix(self, project: Project, s: Settings) -> None:
        from ..fixing import fix
        from ..verdict import Verdict

        chosen = Verdict(
            project,
            paths=self.paths,
            select=self.select,
            ignore=self.ignore,
            baseline=self.baseline,
            update_baseline=self.update_baseline,
        )
        done = fix(project, chosen)
        for file, codes in sorted(done.items()):
            s.say(f"fixed {file}: " + ", ".join(f"{number} {code}" for code, number in sorted(codes.items())))
        if not done:
            s.say("nothing to fix")


def validate(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Only findings in these files and folders.", show_default=False)
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="text (the default), concise, json, jsonl, sarif, github, gitlab, junit, markdown or turtle.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the report to a file; its ending gives the format."),
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option("--report", metavar="FORMAT=FILE", help="Write a further report to a file; can be repeated."),
    ] = None,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="How many findings of each code, instead of the findings.")
    ] = False,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="CODE", help="Only these codes, or codes that begin so (CG1); with commas."),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="CODE", help="Not these codes, or codes that begin so; wins over --select."),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="violation|warning|info|never",
            help="The mildest finding that fails; violation unless the project says otherwise.",
        ),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE", help="The findings in this file are known and not reported."),
    ] = None,
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Write the findings of now into the baseline.")
    ] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="First mend what can be mended without a change to any triple.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Check again after each change (the extra watch).")] = False,
    timeout: Annotated[
        float | None, typer.Option("--timeout", metavar="SECONDS", min=0.001, help="Stop after this time, exit code 4.")
    ] = None,
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            metavar="auto|reference|fast|both",
            help="pySHACL (reference), the extra fast, or both compared; auto takes the fastest there is.",
        ),
    ] = "auto",
    changed: Annotated[
        str | None,
        typer.Option(
            "--changed",
            metavar="[REF]",
            help="Look only at what differs from a commit (the last, where none is named) and what shapes tie to it.",
        ),
    ] = None,
    profile: Annotated[
        list[str] | None,
        typer.Option(
            "--profile",
            metavar="NAME",
            help="Judge by the general rules for a kind of vocabulary too: ontology, skos. Repeatable; in place of "
            "profiles in civicgraph.toml.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        list[str] | None,
        typer.Option("--data", metavar="GLOB", help="Check these files, which need no project (repeatable)."),
    ] = None,
    shapes: Annotated[
        list[str] | None,
        typer.Option("--shapes", metavar="GLOB", help="With the shapes in these files (repeatable)."),
    ] = None,
    endpoint: WithEndpoint = None,
) -> None:
    """Check the project: Turtle syntax, shapes, links, sources. Each finding has file, line and column."""
    from ..config import FAIL_LEVELS
    from ..shacl import ENGINES

    # Many terms are made and hardly a cycle: to look for cycles at every 700 of them would only take time.
    gc.set_threshold(100_000, 20, 20)
    outputs = parse_outputs(format, out, report or (), statistics)
    if fail_on is not None and fail_on not in FAIL_LEVELS:
        raise typer.BadParameter(f"choose from: {', '.join(FAIL_LEVELS)}", param_hint="--fail-on")
    if engine not in ENGINES:
        raise typer.BadParameter(f"choose from: {', '.join(ENGINES)}", param_hint="--engine")
    if watch and (fix or update_baseline):
        raise typer.BadParameter("what is watched is not written: leave out --fix and --update-baseline")
    if endpoint is not None and (paths or data or changed or watch or fix or update_baseline):
        raise typer.BadParameter(
            "a graph at an endpoint has no files: leave out paths, --data, --changed, --watch, --fix and "
            "--update-baseline",
            param_hint="--endpoint",
        )
    run = _Run(
        tuple(paths or ()),
        engine,
        tuple(profile) if profile else None,
        _codes(select),
        _codes(ignore),
        baseline,
        update_baseline,
        fail_on,
        changed,
        outputs,
        endpoint,
        timeout,
    )
    s = settings(ctx)

    def opened() -> Project:
        if data or shapes:
            return judged_files(ctx, data, shapes, elsewhere=endpoint is not None)
        return judged_project(ctx)

    project = opened()
    if watch:
        _watch(run, opened, s, timeout)
        return
    with time_limit(timeout):
        if fix:
            run.fix(project, s)
            project = opened()
        verdict = run.once(project, s)
    if not verdict.ok:
        raise typer.Exit(1)


def _codes(options: list[str] | None) -> tuple[str, ...] | None:
    return None if options is None else tuple(c.strip() for option in options for c in option.split(",") if c.strip())


def _watch(run: _Run, opened: Callable[[], Project], s: Settings, timeout: float | None) -> None:
    """Checks now and after each change, until interrupted; an error does not end it."""
    from ..errors import CivicGraphError
    from .watching import changes

    for names in changes(opened().root, written=run.outputs.files):
        if names:
            s.say(f"changed: {', '.join(names)}")
        try:
            with time_limit(timeout):
                run.once(opened(), s)
        except CivicGraphError as error:
            print(error_text(error), file=sys.stderr)
        s.say("waiting for changes (Ctrl-C ends)")
