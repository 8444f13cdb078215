"""The report as JUnit XML, for services that show tests: a suite for each file, a test case for each finding.

There is no one schema for JUnit XML; this keeps to the schema of Jenkins (junit-10.xsd of its xUnit plug-in).
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TextIO
from xml.etree import ElementTree as XML

from ..diagnostics import Diagnostic
from .escape import plural, visible
from .report import Report


def write(report: Report, out: TextIO, *, color: bool = False) -> None:
    """Writes the suites. What is as bad as the level that fails is a failure, what is milder counts as skipped.

    An all-clear is one suite with one test that passed, since services take a file without tests for a broken build.
    """
    root = XML.Element("testsuites")
    names: Counter[str] = Counter()
    for file, found in groupby(report.diagnostics, key=lambda d: d.span.file if d.span else report.place):
        _suite(root, visible(file), [(d, _name(d, names)) for d in found], report)
    if not report.diagnostics:
        suite = XML.SubElement(root, "testsuite", _counts("civicgraph validate", 1, 0, 0))
        name = f"{report.endpoint or plural(report.files, 'file')} without a finding"
        XML.SubElement(suite, "testcase", {"name": name, "classname": "civicgraph"})
    XML.indent(root)
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n' + XML.tostring(root, encoding="unicode") + "\n")


def _suite(root: XML.Element, file: str, cases: list[tuple[Diagnostic, str]], report: Report) -> None:
    failing = [report.fail_on is not None and d.severity >= report.fail_on for d, _ in cases]
    counts = _counts(file, len(cases), sum(failing), len(cases) - sum(failing))
    suite = XML.SubElement(root, "testsuite", counts)
    for (d, name), fails in zip(cases, failing, strict=True):
        case = XML.SubElement(suite, "testcase", {"name": name, "classname": file})
        attributes = {"message": visible(d.message)}
        if fails:
            attributes["type"] = d.code
        inner = XML.SubElement(case, "failure" if fails else "skipped", attributes)
        inner.text = "\n".join(
            [
                visible(f"{d.span or file}: {d.code} {d.severity} {d.message}"),
                *([visible(f"entity: {d.entity}")] if d.entity else []),
                *([visible(f"help: {d.help}")] if d.help else []),
            ]
        )


def _counts(name: str, tests: int, failures: int, skipped: int) -> dict[str, str]:
    return {
        "name": name,
        "tests": str(tests),
        "failures": str(failures),
        "errors": "0",
        "skipped": str(skipped),
    }


def _name(d: Diagnostic, names: Counter[str]) -> str:
    """A name that stays when lines move; GitLab passes over the second test of a name, so each has its own."""
    name = visible(f"{d.code} {d.name or ''}: {d.entity or d.message}".replace(" :", ":"))
    key = f"{d.span.file if d.span else ''} {name}"
    names[key] += 1
    return name if names[key] == 1 else f"{name} ({names[key]})"
