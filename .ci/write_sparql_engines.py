"""Writes docs/reference/sparql-engines.md: what each SPARQL engine passes of the W3C suite.

python .ci/write_sparql_engines.py [--check]

`--check` only compares. Without the suite beside the checkout nothing is done, and it says so.
"""

from __future__ import annotations

import logging
import sys
import warnings
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "conformance"))


def main() -> int:
    import sparql_page  # type: ignore[import-not-found]
    import sparql_suite  # type: ignore[import-not-found]

    if not sparql_suite.SUITE.is_dir():
        print(f"skipped: the W3C SPARQL suite is not at {sparql_suite.SUITE}")
        return 0
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    page = ROOT / "docs" / "reference" / "sparql-engines.md"
    text = sparql_page.engines_page(sparql_suite.suite_tests(sparql_suite.SUITE))
    current = page.is_file() and page.read_text(encoding="utf-8") == text
    if "--check" in sys.argv:
        print("sparql-engines.md is current" if current else "not current, run `python .ci/write_sparql_engines.py`")
        return 0 if current else 1
    page.write_text(text, encoding="utf-8")
    print(f"written: {page.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
