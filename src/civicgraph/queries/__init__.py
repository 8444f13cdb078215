"""Saved queries: one `.rq` file each, with a typed header; and the answers they give."""

from .answer import Answer, Row, to_python
from .binding import bind, parse_value, sparql_term, substitute, with_prefixes
from .saved import FORMS, Parameter, SavedQuery, find_query, read_query, saved_queries
from .syntax import SparqlFault, sparql_fault
from .tokens import SparqlToken, tokens
from .traps import PARAMETER_PLACE, Trap, traps
from .used import TermUse, terms_used

__all__ = [
    "FORMS",
    "PARAMETER_PLACE",
    "Answer",
    "Parameter",
    "Row",
    "SavedQuery",
    "SparqlFault",
    "SparqlToken",
    "TermUse",
    "Trap",
    "bind",
    "find_query",
    "parse_value",
    "read_query",
    "saved_queries",
    "sparql_fault",
    "sparql_term",
    "substitute",
    "terms_used",
    "to_python",
    "tokens",
    "traps",
    "with_prefixes",
]
