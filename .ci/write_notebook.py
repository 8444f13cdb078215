"""Runs the notebook of the tutorial and writes what it gave: its outputs, and its pictures beside it.

python .ci/write_notebook.py [--check]

`--check` only compares, by what a reader sees. Read the difference before you commit it: the sentences between the
cells speak of what the cells give.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "docs"))


def main() -> int:
    import notebook  # type: ignore[import-not-found]

    committed = notebook.committed()
    found = notebook.run(committed.notebook)
    faults = notebook.differences(found, committed)
    if "--check" in sys.argv:
        print("\n".join([*faults, "run `python .ci/write_notebook.py`"]) if faults else "the notebook is current")
        return 1 if faults else 0
    notebook.NOTEBOOK.write_text(found.text, encoding="utf-8")
    for name, text in found.pictures.items():
        (notebook.NOTEBOOK.parent / name).write_text(text, encoding="utf-8")
    print(f"written: {notebook.NOTEBOOK.relative_to(ROOT)} and {len(found.pictures)} pictures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
