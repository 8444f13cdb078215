"""How long the command takes to start, beside Python doing nothing and a bare Typer app of the same verbs and texts.

    python tests/benchmarks/startup.py [RUNS]

The bare app has the verbs, options, arguments and help texts of `civicgraph` and empty bodies: what it takes is the
price of the option parser. Prints medians in milliseconds and ratios; all commands take turns in one run.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import typer.main

from civicgraph.cli.app import app

HEAD = """\
import typer
from typing import Annotated, Optional, List
app = typer.Typer(name="civicgraph", no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_enable=False,
                  context_settings={"help_option_names": ["-h", "--help"]}, help=%r, epilog=%r)
def _version(value: bool) -> None:
    if value:
        typer.echo("civicgraph 0")
        raise typer.Exit
"""


def source(command: Any) -> str:
    """A Typer app with the verbs, options and texts of a command."""
    lines = [HEAD % (command.help, command.epilog), "@app.callback()", f"def options({parameters(command)}): ..."]
    group(command, "app", lines)
    return "\n".join([*lines, 'app(prog_name="civicgraph")', ""])


def group(command: Any, name: str, lines: list[str]) -> None:
    for number, (verb, inner) in enumerate(command.commands.items()):
        panel = getattr(inner, "rich_help_panel", None)
        panel = panel if isinstance(panel, str) else None  # typer leaves a placeholder where none was given
        if hasattr(inner, "commands"):
            below = f"{name}_{number}"
            lines.append(f"{below} = typer.Typer(help={inner.help!r})")
            group(inner, below, lines)
            lines.append(f"{name}.add_typer({below}, name={verb!r}, rich_help_panel={panel!r})")
        else:
            lines.append(
                f"@{name}.command({verb!r}, help={inner.help!r}, epilog={inner.epilog!r}, rich_help_panel={panel!r})"
            )
            lines.append(f"def {name}_{number}({parameters(inner)}): ...")


def parameters(command: Any) -> str:
    found = ["ctx: typer.Context"]
    for p in command.params:
        if p.name in ("help", "install_completion", "show_completion"):
            continue
        texts = f"help={getattr(p, 'help', None)!r}, metavar={p.metavar!r}"
        kind = {"INT": "int", "FLOAT": "float", "BOOL": "bool"}.get(
            type(p.type).__name__.removesuffix("ParamType").upper(), "str"
        )
        many = p.nargs == -1 or getattr(p, "multiple", False)
        hint = f"Optional[List[{kind}]]" if many else f"Optional[{kind}]"
        if p.param_type_name == "argument":
            found.append(f"{p.name}: Annotated[{hint}, typer.Argument({texts})] = None")
        elif p.name == "version":
            found.append(
                f"version: Annotated[bool, typer.Option('--version', {texts}, callback=_version, is_eager=True)] = False"
            )
        else:
            names = (
                ", ".join(map(repr, p.opts + p.secondary_opts))
                if not p.secondary_opts
                else repr("/".join([p.opts[0], p.secondary_opts[0]]))
            )
            default = "False" if getattr(p, "is_flag", False) else "None"
            found.append(
                f"{p.name}: Annotated[{'bool' if default == 'False' else hint}, typer.Option({names}, {texts})] = {default}"
            )
    return ", ".join(found)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(source(typer.main.get_command(app)), encoding="utf-8")
        python = [sys.executable]
        ours = [str(Path(sys.executable).parent / "civicgraph")]
        commands = {
            "python -c pass": [*python, "-c", "pass"],
            "bare --version": [*python, str(bare), "--version"],
            "civicgraph --version": [*ours, "--version"],
            "bare --help": [*python, str(bare), "--help"],
            "civicgraph --help": [*ours, "--help"],
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                began = time.perf_counter()
                subprocess.run(command, cwd=folder, check=True, capture_output=True)
                seconds[name].append(time.perf_counter() - began)
    median = {name: statistics.median(values) for name, values in seconds.items()}
    for name, value in median.items():
        print(f"{name:<22} {value * 1000:6.0f} ms")
    print(
        f"--version: {median['civicgraph --version'] / median['bare --version']:.2f} of the bare app, "
        f"{median['civicgraph --version'] / median['python -c pass']:.1f} of Python"
    )
    print(f"--help: {median['civicgraph --help'] / median['bare --help']:.2f} of the bare app")


if __name__ == "__main__":
    main()
