"""Writes docs/reference/shacl-engines.md: what each SHACL engine passes of the W3C suite, and its known faults.

python .ci/write_shacl_engines.py [--check]

`--check` only compares. Without the suite beside the checkout nothing is done, and it says so.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "conformance"))


def main() -> int:
    import shacl_suite  # type: ignore[import-not-found]

    if not shacl_suite.SUITE.is_dir():
        print(f"skipped: the W3C SHACL suite is not at {shacl_suite.SUITE}")
        return 0
    page = ROOT / "docs" / "reference" / "shacl-engines.md"
    text = shacl_suite.engines_page(shacl_suite.suite_tests(shacl_suite.SUITE))
    current = page.is_file() and shacl_suite.says_the_same(page.read_text(encoding="utf-8"), text)
    if "--check" in sys.argv:
        print("shacl-engines.md is current" if current else "not current, run `python .ci/write_shacl_engines.py`")
        return 0 if current else 1
    page.write_text(text, encoding="utf-8")
    print(f"written: {page.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
