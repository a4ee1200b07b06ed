"""What a finding of the code engines weighs where nothing is deployed: in tests.

A rule that guards what runs in production says nothing there. What harms whoever builds, or gives a
credential away, stays, and is never over medium: a SARIF rule of its own, since GitHub reads one
score a rule.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

from scanner.code.defects import defects
from scanner.model.rule import Rule, Severity
from scanner.tree.guards import is_test


class Context(StrEnum):
    """What a file is there for, where that changes how much a finding matters."""

    TESTS = "tests"
    EXAMPLES = "examples"
    SCRIPTS = "scripts"


MOST = 6.9
"""The highest score of medium."""
SUFFIX = "-test"


def weighed(rule: Rule, uri: str) -> Rule | None:
    """The rule to report under in a file, or nothing where it does not matter there."""
    if not is_test(uri):
        return rule
    return _in_tests(rule) if rule.id in defects().kept_in_tests else None


def with_variants(rules: Iterable[Rule]) -> Iterator[Rule]:
    """The rules, and those that some of them become in tests."""
    for rule in rules:
        yield rule
        if rule.id in defects().kept_in_tests and (inside := _in_tests(rule)) != rule:
            yield inside


def _in_tests(rule: Rule) -> Rule:
    if rule.severity <= Severity.MEDIUM:
        return rule
    return replace(
        rule,
        id=f"{rule.id}{SUFFIX}",
        name=f"{rule.name}{SUFFIX}",
        short_description=f"{rule.short_description} (in a test)",
        security_severity=MOST,
    )
