"""Tries the installed wheel outside the checkout: the bundled graph answers, and with nothing heavy loaded.

Then, as on a runner, the workflow of a project that knows nothing of civicgraph: pip installs the wheel with its extra,
and the findings become annotations.

python .ci/smoke.py VENV EMPTY_FOLDER FOLDER_OF_THE_WHEEL
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from runner import run_step, workflow_steps

STRANGERS = Path(__file__).parent.parent / "tests" / "projects" / "strangers" / "zoo"

LOADED = """
import sys
from civicgraph.cli.app import run
code = run(["-q", "query", "innovations-by-realm", "-f", "csv"])
heavy = sorted({m.split(".")[0] for m in sys.modules} & {"rdflib", "owlrl", "pyshacl"})
sys.exit(f"a query of the bundled graph loaded {heavy}" if heavy else code)
"""
COMPARE = """
import json
from civicgraph.project import bundled_project, bundled_root
from civicgraph.reasoning import derive
from civicgraph.stages import STAGES, find_stages
project = bundled_project()
assert project.root == bundled_root(), "the wheel carries no graph"
kept, fresh = find_stages(project), derive(project)
assert kept is not None, "the wheel carries no current stages"
print(json.dumps([name for name in STAGES if kept.texts[name] != fresh.texts[name]]))
"""


def main() -> int:
    venv, folder = Path(sys.argv[1]), Path(sys.argv[2]) / "empty"
    folder.mkdir()
    command, python = str(venv / "bin" / "civicgraph"), str(venv / "bin" / "python")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, encoding="utf-8")
        if done.returncode:
            sys.exit(f"{' '.join(arguments[:4])} ended with {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    shown = run(command, "show", "Malmö")
    assert "place:malmo" in shown.stdout, shown.stdout
    assert "bundled graph" in shown.stderr, shown.stderr
    answer = run(command, "query", "disputed-figures", "-p", "place=Malmö", "-f", "json")
    assert json.loads(answer.stdout)["results"]["bindings"], "no disputed figures"
    assert "bundled graph" in answer.stderr
    run(python, "-c", LOADED)
    differing = json.loads(run(python, "-c", COMPARE).stdout)
    assert differing == [], f"the stages in the wheel differ from a fresh derivation: {differing}"
    print("the wheel answers from its bundled graph")

    zoo = Path(sys.argv[2]) / "zoo"
    shutil.copytree(STRANGERS, zoo)
    environment = {"PATH": f"{venv / 'bin'}{os.pathsep}{os.environ['PATH']}", "PIP_FIND_LINKS": sys.argv[3]}
    install, validate = (s for s in workflow_steps(zoo / ".github/workflows/validate.yml") if "run" in s)
    installed = run_step(install, zoo, environment)
    assert installed.returncode == 0, installed.stderr
    found = run_step(validate, zoo, environment)
    assert found.returncode == 1, found.stderr
    assert "::error file=data/dogs.jsonld,line=4,col=50," in found.stdout, found.stdout
    print("the workflow of a stranger's project runs from pip install to its annotations")
    return 0


if __name__ == "__main__":
    sys.exit(main())
