"""LF-GOV-002 no-security-document."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import anchor
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.repository import has_file

_POLICY = re.compile(
    r"(^|/)(security|incident|runbook|playbook)[\w-]*(\.\w+)?$|(^|/)(runbooks?|incidents?|security)/",
    re.I,
)


@check("LF-GOV-002")
def no_security_document(facts: Facts) -> Iterator[Match]:
    """No document says whom to tell, and what to do when it happened."""
    place = anchor(facts)
    if place is not None and not has_file(facts, _POLICY):
        message = (
            "no document says whom to tell of a vulnerability and what to do after an incident"
        )
        yield Match(message, place, fix="SECURITY.md")
