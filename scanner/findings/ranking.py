"""One order for all reports: what is new, then what an outsider can do now, last what tests have.

Within a step by score, then by place. Among the first ten a rule stands once a file, so that ten
nodes of one flow do not hide what else is wrong.
"""

from collections.abc import Iterable

from scanner.model.finding import BaselineState, Finding
from scanner.model.rule import Kind, Severity
from scanner.tree.guards import is_example, is_test, knows

FIRST = 10
"""Findings that are read by everyone."""
_OPEN = ("LF-ATK-", "LF-AUTH-001", "LF-DEP-010-open", "LF-DEP-011", "LF-FLOW-001", "LF-FLOW-010")
"""Rules about what somebody without an account can do."""
_ASIDE = ("documentation", "example-folder", "tooling")


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, the most urgent first."""
    ordered = sorted(findings, key=_urgency)
    first: list[Finding] = []
    later: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    for finding in ordered:
        key = finding.rule.id, finding.location.uri
        again = len(first) < FIRST and key in seen
        seen.add(key)
        (later if again else first).append(finding)
        if len(first) == FIRST and later:
            first, later = first + later, []
    return [*first[:FIRST], *sorted((*first[FIRST:], *later), key=_urgency)]


def _urgency(finding: Finding) -> tuple[object, ...]:
    place = finding.location
    return (
        finding.baseline_state is not BaselineState.NEW,
        _is_aside(finding),
        _step(finding),
        -finding.rule.security_severity,
        place.uri,
        place.region,
        finding.rule.id,
        finding.message,
    )


def _step(finding: Finding) -> int:
    """What it is, by what can happen before anyone looks at it."""
    rule = finding.rule
    grave = finding.severity >= Severity.HIGH
    if grave and rule.id.startswith(_OPEN):
        return 0
    if grave and rule.kind is Kind.SECRETS:
        return 1
    if grave and ("known-exploited" in rule.tags or rule.id == "LF-VER-001"):
        return 2
    return 3


def _is_aside(finding: Finding) -> bool:
    """Whether it is in tests, documentation, examples or a tool's own files."""
    uri = finding.location.uri
    return is_test(uri) or is_example(uri) or any(knows(guard, uri) for guard in _ASIDE)
