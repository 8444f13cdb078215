"""Saved queries: one `.rq` file each, with a typed header; and the answers they give."""

from .answer import Answer, Row
from .binding import Resolver, bind, parse_value, sparql_term, substitute, with_prefixes
from .cells import cell, web_address
from .parameters import Parameter
from .patterns import is_sorted
from .reach import check_syntax, refuse_service
from .saved import FORMS, SavedQuery, find_query, form_of, read_query, saved_queries
from .syntax import SparqlFault, sparql_fault
from .tokens import SparqlToken, tokens, words
from .traps import PARAMETER_PLACE, Trap, traps
from .used import TermUse, terms_used
from .values import Term, to_count, to_python

__all__ = [
    "FORMS",
    "PARAMETER_PLACE",
    "Answer",
    "Parameter",
    "Resolver",
    "Row",
    "SavedQuery",
    "SparqlFault",
    "SparqlToken",
    "Term",
    "TermUse",
    "Trap",
    "bind",
    "cell",
    "check_syntax",
    "find_query",
    "form_of",
    "is_sorted",
    "parse_value",
    "read_query",
    "refuse_service",
    "saved_queries",
    "sparql_fault",
    "sparql_term",
    "substitute",
    "terms_used",
    "to_count",
    "to_python",
    "tokens",
    "traps",
    "web_address",
    "with_prefixes",
    "words",
]
