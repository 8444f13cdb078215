"""What SHACL cannot see: syntax, layout, links and rules that look at several things at once."""

from .files import check_layout, check_syntax_of
from .queries import Outcome, Row, run_checks
from .vocabularies import check_outside_terms

__all__ = ["Outcome", "Row", "check_layout", "check_outside_terms", "check_syntax_of", "run_checks"]
