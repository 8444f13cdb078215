"""Saved queries: one `.rq` file each, with a typed header; and the answers they give."""

from .answer import Answer, Row
from .binding import bind, sparql_term
from .cells import cell, web_address
from .saved import FORMS, Parameter, SavedQuery, find_query, read_query, saved_queries
from .syntax import SparqlFault, sparql_fault
from .tokens import SparqlToken, tokens
from .traps import PARAMETER_PLACE, Trap, traps
from .used import TermUse, terms_used
from .values import Term, to_python

__all__ = [
    "FORMS",
    "PARAMETER_PLACE",
    "Answer",
    "Parameter",
    "Row",
    "SavedQuery",
    "SparqlFault",
    "SparqlToken",
    "Term",
    "TermUse",
    "Trap",
    "bind",
    "cell",
    "find_query",
    "read_query",
    "saved_queries",
    "sparql_fault",
    "sparql_term",
    "terms_used",
    "to_python",
    "tokens",
    "traps",
    "web_address",
]
