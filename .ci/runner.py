"""Runs the commands of workflow files as the runners of GitHub and GitLab would.

A step is a script for bash that stops at the first failure (`bash --noprofile --norc -eo pipefail`); values of `env`
come as variables. What stands in `${{ inputs.NAME }}` is put in from the inputs; other expressions are refused, since
they would run as something else here.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}\Z|\./?\Z")


def workflow_steps(path: Path) -> list[dict[str, Any]]:
    """The steps of all jobs of a workflow of GitHub, or of a composite action."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if "runs" in content:
        return list(content["runs"]["steps"])
    return [step for job in content["jobs"].values() for step in job["steps"]]


def unpinned(steps: Iterable[Mapping[str, Any]]) -> list[str]:
    """The actions that are not named by a commit."""
    return [step["uses"] for step in steps if "uses" in step and not _PINNED.match(step["uses"])]


def run_step(
    step: Mapping[str, Any], folder: Path, environment: Mapping[str, str], inputs: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs the script of a step in a folder. Raises `ValueError` where the script itself holds an expression."""
    if _EXPRESSION.search(step["run"]):
        raise ValueError(f"an expression in a script runs whatever it holds: {step['run']}")

    def value(match: re.Match[str]) -> str:
        kind, _, name = match[1].partition(".")
        if kind != "inputs" or name not in (inputs or {}):
            raise ValueError(f"no value for {match[0]}")
        return (inputs or {})[name]

    own = {name: _EXPRESSION.sub(value, str(text)) for name, text in step.get("env", {}).items()}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return _run(command, folder, {**environment, **own})


def run_gitlab_job(
    job: Mapping[str, Any], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Runs the script of a job of GitLab: its lines one after the other in one shell that stops at a failure."""
    variables = {name: str(value) for name, value in job.get("variables", {}).items()}
    return _run(["sh", "-e", "-c", "\n".join(job["script"])], folder, {**variables, **environment})


def _run(command: list[str], folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8"
    )
