"""The pieces for CI, run as the runners run them: action, workflows, GitLab job, pre-commit hook."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from support import ROOT

ZOO = ROOT / "tests" / "projects" / "strangers" / "zoo"
INPUTS = {"directory": ".", "data": "vocab\ndata/*", "shapes": "constraints/*.ttl", "fail-on": "violation", "sarif": ""}
# What the real pip does has its test in `.ci/smoke.py`; this one refuses all but what the pieces may ask for.
PIP = """\
#!/bin/sh
case "$*" in
  'install civicgraph[fast]'|'install --quiet civicgraph[fast]') exit 0;;
esac
echo "pip: unexpected arguments: $*" >&2
exit 1
"""


def load_runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ci_runner", ROOT / ".ci" / "runner.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


runner = load_runner()


@pytest.fixture
def zoo(tmp_path: Path) -> Path:
    shutil.copytree(ZOO, tmp_path / "zoo")
    return tmp_path / "zoo"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A PATH on which the civicgraph of this environment and a pip that installs nothing come first."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "pip").write_text(PIP)
    (folder / "pip").chmod(0o755)
    (folder / "civicgraph").symlink_to(Path(sys.executable).parent / "civicgraph")
    return {"PATH": f"{folder}:/usr/bin:/bin", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}


def validate_step() -> dict[str, Any]:
    (step,) = (s for s in runner.workflow_steps(ROOT / "action.yml") if s.get("name") == "Validate")
    return step  # type: ignore[no-any-return]


WORKFLOWS = [
    ROOT / "action.yml",
    *sorted((ROOT / ".github" / "workflows").glob("*.yml")),
    ZOO / ".github" / "workflows" / "validate.yml",
    ROOT / "src" / "civicgraph" / "starter" / "files" / "workflow.yml",
]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: str(path.relative_to(ROOT)))
def test_actions_are_pinned_and_scripts_hold_no_expressions(path: Path) -> None:
    steps = runner.workflow_steps(path)
    assert runner.unpinned(steps) == []
    assert not [step["run"] for step in steps if "${{" in step.get("run", "")]
    content = yaml.safe_load(path.read_text())
    assert "runs" in content or content["permissions"] == {"contents": "read"}


def test_the_action_shows_each_finding_at_its_line(zoo: Path, environment: dict[str, str]) -> None:
    done = runner.run_step(validate_step(), zoo, environment, INPUTS)
    assert done.returncode == 1, done.stderr
    assert re.search(r"^::error file=data/dogs\.jsonld,line=4,col=50,", done.stdout, re.M)
    assert "dogs.jsonld" in Path(environment["GITHUB_STEP_SUMMARY"]).read_text()


def test_the_action_passes_where_nothing_fails(zoo: Path, environment: dict[str, str]) -> None:
    done = runner.run_step(validate_step(), zoo, environment, INPUTS | {"fail-on": "never", "sarif": "x.sarif"})
    assert done.returncode == 0, done.stderr
    assert json.loads((zoo / "x.sarif").read_text())["version"] == "2.1.0"


@pytest.mark.parametrize("name", ["directory", "data", "shapes", "fail-on", "sarif"])
def test_what_an_input_holds_is_never_run(name: str, zoo: Path, environment: dict[str, str]) -> None:
    for text in ["$(touch pwned)", "`touch pwned`", "x; touch pwned", '"; touch pwned; "', "--debug"]:
        done = runner.run_step(validate_step(), zoo, environment, INPUTS | {name: text})
        assert done.returncode in (1, 2), done
        assert not list(zoo.rglob("pwned"))


def test_the_workflow_of_a_stranger_is_short_and_runs(zoo: Path, environment: dict[str, str]) -> None:
    path = zoo / ".github" / "workflows" / "validate.yml"
    assert len(path.read_text().splitlines()) < 15
    install, validate = (step for step in runner.workflow_steps(path) if "run" in step)
    assert runner.run_step(install, zoo, environment).returncode == 0
    done = runner.run_step(validate, zoo, environment)
    assert done.returncode == 1, done.stderr
    assert done.stdout.count("::error file=data/") == done.stdout.count("::error")
    assert "::error file=data/cats.ttl,line=4,col=1," in done.stdout


def test_the_job_for_gitlab_leaves_its_reports(zoo: Path, environment: dict[str, str]) -> None:
    job = yaml.safe_load((ROOT / ".gitlab" / "validate.yml").read_text())["civicgraph-validate"]
    options = "--data vocab --data 'data/*' --shapes 'constraints/*.ttl'"
    done = runner.run_gitlab_job(job, zoo, environment | {"CIVICGRAPH_OPTIONS": options})
    assert done.returncode == 1, done.stderr
    reports = job["artifacts"]["reports"]
    found = json.loads((zoo / reports["codequality"]).read_text())
    assert {"data/cats.ttl", "data/dogs.jsonld", "data/birds.rdf"} == {f["location"]["path"] for f in found}
    assert "<testsuite" in (zoo / reports["junit"]).read_text()


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize(
    "hook",
    [
        yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())[0],
        yaml.safe_load((ROOT / "src/civicgraph/starter/files/pre-commit.yml").read_text())["repos"][0]["hooks"][0],
    ],
    ids=["shared", "of init"],
)
def test_the_hook_stops_a_faulty_commit(hook: dict[str, Any], tmp_path: Path, environment: dict[str, str]) -> None:
    assert re.search(hook["files"], "data/x.ttl")
    assert re.search(hook["files"], "civicgraph.toml")
    assert not re.search(hook["files"], "README.md")
    folder = tmp_path / "own"
    subprocess.run(["civicgraph", "init", str(folder)], check=True, env=environment, capture_output=True)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "start")
    command = shlex.split(hook["entry"])
    clean = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert clean.returncode == 0, clean.stderr
    places = folder / "data" / "places.ttl"
    places.write_text(places.read_text().replace('    rdfs:label "A town"@en ;\n', ""))
    git(folder, "add", "-A")
    faulty = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert faulty.returncode == 1, faulty.stderr
    assert faulty.stdout.startswith("data/places.ttl:7:1: ")
