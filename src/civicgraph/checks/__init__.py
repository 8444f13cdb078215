"""What SHACL cannot see: syntax, layout, links and rules that look at several things at once."""

from .files import check_layout, check_syntax_of
from .generated import check_generated
from .queries import Outcome, Row, run_checks
from .releases import check_release
from .suppressions import Suppression, read_suppressions
from .terms import check_asked, check_queries
from .tidiness import check_tidiness
from .vocabularies import check_outside_terms

__all__ = [
    "Outcome",
    "Row",
    "Suppression",
    "check_asked",
    "check_generated",
    "check_layout",
    "check_outside_terms",
    "check_queries",
    "check_release",
    "check_syntax_of",
    "check_tidiness",
    "read_suppressions",
    "run_checks",
]
