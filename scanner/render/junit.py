"""JUnit XML for places that show test results: Jenkins, Azure Pipelines, Bitbucket, GitLab.

A kind of check is a test suite, a finding a failed test; a kind that could not be looked at is an
error, so that no viewer shows it as passed. The form is that of Jenkins' `junit-10.xsd`.
"""

from collections.abc import Sequence
from xml.etree import ElementTree

from scanner.model.finding import Finding
from scanner.model.report import Report
from scanner.model.rule import Kind
from scanner.render.words import clean


def render(report: Report) -> str:
    """The open findings that count for the gate are failures, the others are passed tests."""
    suites = ElementTree.Element("testsuites", name="langflow-scan")
    for kind in report.kinds:
        found = [finding for finding in report.open if finding.rule.kind is kind]
        suites.append(_suite(report, kind, found))
    ElementTree.indent(suites, " ")
    text = ElementTree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(report: Report, kind: Kind, found: Sequence[Finding]) -> ElementTree.Element:
    is_incomplete = kind in report.incomplete_kinds
    counts = {
        "tests": str(max(1, len(found) + is_incomplete)),
        "failures": str(len(found)),
        "errors": str(int(is_incomplete)),
    }
    suite = ElementTree.Element("testsuite", {"name": kind.value, **counts})
    for finding in found:
        suite.append(_failure(finding))
    if is_incomplete:
        case = ElementTree.SubElement(suite, "testcase", classname=kind.value, name="complete")
        reasons = "; ".join(map(_text, report.reasons))
        ElementTree.SubElement(case, "error", message="not everything was looked at").text = reasons
    elif not found:
        ElementTree.SubElement(suite, "testcase", classname=kind.value, name="no finding")
    return suite


def _failure(finding: Finding) -> ElementTree.Element:
    place = f"{finding.location.uri}:{finding.location.region.start_line}"
    name = _text(f"{finding.rule.id} {place}")
    case = ElementTree.Element("testcase", classname=_text(finding.location.uri), name=name)
    words = {"message": _text(finding.message), "type": finding.severity.name.lower()}
    failure = ElementTree.SubElement(case, "failure", words)
    lines = [place, finding.rule.short_description, finding.message]
    lines += [f"write: {finding.fix}"] if finding.fix else []
    failure.text = "\n".join(map(_text, lines))
    return case


def _text(text: str) -> str:
    """Text that XML 1.0 takes: `clean` has made escapes of control characters and surrogates."""
    return "".join(one for one in clean(text) if one not in "\ufffe\uffff")
