"""Writes docs/reference/sparql-servers.md: which saved queries two real servers answer as the embedded engine does.

python .ci/write_sparql_servers.py

It takes some minutes. Without Virtuoso on this machine nothing is done, and it says so; the tests marked long compare.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "conformance")]


def main() -> int:
    from virtuoso import virtuoso_installed  # type: ignore[import-not-found]

    if not virtuoso_installed():
        print("skipped: Virtuoso is not installed (apt-get install virtuoso-opensource)")
        return 0
    import saved_elsewhere  # type: ignore[import-not-found]

    with tempfile.TemporaryDirectory() as folder:
        found = saved_elsewhere.measured(Path(folder))
    for (scope, engine), one in found.items():
        for question, word in one.otherwise.items():
            print(f"{engine}, {scope}: {question}: {word}")
    saved_elsewhere.PAGE.write_text(saved_elsewhere.servers_page(found), encoding="utf-8")
    print(f"written: {saved_elsewhere.PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
