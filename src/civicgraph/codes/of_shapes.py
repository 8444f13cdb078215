"""The codes of findings about shapes, and of what SHACL engines differ on."""

from __future__ import annotations

from ..diagnostics import Code

_LINT = "the shape lint"
LINT = (
    Code(
        "CG010",
        "unknown-shacl-term",
        "violation",
        "A shapes file uses a term that SHACL does not have.",
        "Engines pass over what they do not know: a misspelt constraint checks nothing, in silence.",
        "correct the name",
        _LINT,
    ),
    Code(
        "CG011",
        "idle-target",
        "warning",
        "The target of a shape matches nothing, and no file describes it.",
        "A shape without focus nodes finds nothing, whatever the data say. A class of the ontology that has "
        "no instances yet is no mistake.",
        "correct the name, or describe the class or property in the ontology",
        _LINT,
    ),
    Code(
        "CG012",
        "shape-query-not-sparql",
        "violation",
        "The query of a shape does not parse.",
        "The constraint cannot be checked.",
        "mend the place that the message names",
        _LINT,
    ),
    Code(
        "CG013",
        "shape-query-prefix",
        "violation",
        "The query of a shape uses a prefix that no sh:prefixes declares.",
        "Queries of shapes know none of the prefixes of the file (SHACL, section 5.2.1). Some engines guess, "
        "others fail.",
        "point sh:prefixes at a node that declares the prefix with sh:declare",
        _LINT,
    ),
    Code(
        "CG014",
        "shape-query-forbidden",
        "violation",
        "The query of a shape uses what SHACL forbids there: MINUS, VALUES, SERVICE, a new value for $this, "
        "or a sub-query without it.",
        "Such a query means different things in different engines (SHACL, appendix A).",
        "write FILTER NOT EXISTS, or FILTER with IN, and let sub-queries return $this",
        _LINT,
    ),
    Code(
        "CG015",
        "shape-query-without-this",
        "violation",
        "The query of a constraint does not return $this, or has the wrong form.",
        "Its solutions cannot be traced to the thing at fault.",
        "write SELECT $this for sh:select, ASK for sh:ask",
        _LINT,
    ),
    Code(
        "CG016",
        "broken-path",
        "violation",
        "A property shape has no path or more than one, or its path is not well-formed.",
        "The shape has nothing to check, and engines refuse it or pass over it.",
        "give it one sh:path: a property, or a path after section 2.3.1 of SHACL",
        _LINT,
    ),
    Code(
        "CG017",
        "wrong-parameter",
        "violation",
        "A parameter of a constraint has a value that it cannot have.",
        "Engines refuse such shapes, or take the value for something else.",
        "correct the value: section 4 of SHACL says what each parameter takes",
        _LINT,
    ),
    Code(
        "CG018",
        "shape-switched-off",
        "info",
        "A shape is switched off by sh:deactivated.",
        "It finds nothing, which is easily forgotten.",
        "take sh:deactivated away when the reason has gone",
        _LINT,
    ),
    Code(
        "CG019",
        "severity-without-effect",
        "warning",
        "A severity stands at a SPARQL constraint and not at its shape.",
        "The severity of a result is that of its shape (SHACL, section 2.1.4); engines differ on others.",
        "move sh:severity to the shape",
        _LINT,
    ),
    Code(
        "CG020",
        "not-evaluated",
        "violation",
        "A shapes file uses SHACL Advanced Features or SHACL-JS.",
        "No engine here evaluates them, or only one does: what they demand is not checked.",
        "say it with SHACL Core or a SPARQL constraint, or as a query in queries/checks/",
        _LINT,
    ),
    Code(
        "CG021",
        "bound-without-order",
        "warning",
        "A bound has a datatype that SPARQL does not put in order.",
        "Engines differ: with xsd:gYear one reports every value and another some that are right.",
        "compare integers, decimals, dates or date-times",
        _LINT,
    ),
    Code(
        "CG090",
        "engines-differ",
        "violation",
        "Only one of the two SHACL engines gives a result.",
        "One of them is wrong, and without the other nobody would know.",
        "decide by the specification which is right; docs/reference/shacl-engines.md lists what is known",
        "the two SHACL engines, compared",
    ),
)
