"""Writing graphs and answers in the formats that others read."""

from ..writing import write_whole
from .answers import ANSWER_FORMATS, answer_format_of, write_answer, write_answer_file
from .graphs import GRAPH_FORMATS, format_of, write_graph
from .saved import QUERY_FORMATS, export_queries

__all__ = [
    "ANSWER_FORMATS",
    "GRAPH_FORMATS",
    "QUERY_FORMATS",
    "answer_format_of",
    "export_queries",
    "format_of",
    "write_answer",
    "write_answer_file",
    "write_graph",
    "write_whole",
]
