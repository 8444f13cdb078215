"""What SHACL cannot see: syntax, layout, links and rules that look at several things at once."""

from .files import check_layout, check_syntax_of
from .generated import check_generated
from .imports import Imports, read_imports
from .profiles import ProfileCheck, named_with_header, profile_checks, profile_names, with_header
from .queries import OVER, Outcome, Row, run_checks, run_profile
from .releases import check_release
from .saved import check_queries
from .suppressions import Suppression, read_suppressions
from .terms import check_asked
from .tidiness import check_tidiness
from .vocabularies import check_outside_terms, check_settled_terms

__all__ = [
    "OVER",
    "Imports",
    "Outcome",
    "ProfileCheck",
    "Row",
    "Suppression",
    "check_asked",
    "check_generated",
    "check_layout",
    "check_outside_terms",
    "check_queries",
    "check_release",
    "check_settled_terms",
    "check_syntax_of",
    "check_tidiness",
    "named_with_header",
    "profile_checks",
    "profile_names",
    "read_imports",
    "read_suppressions",
    "run_checks",
    "run_profile",
    "with_header",
]
