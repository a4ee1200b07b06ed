"""LF-EXE-014 assistant-writes-code."""

from collections.abc import Iterator

from scanner.checks.conditions import is_multi_user, is_off, is_on, published_servers, runs_at_least
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import CUSTOM_CODE

ASSISTANT = "LANGFLOW_AGENTIC_EXPERIENCE"


@check("LF-EXE-014")
def assistant_writes_code(facts: Facts) -> Iterator[Match]:
    """A published server of several users whose assistant writes components and runs them."""
    for unit in published_servers(facts):
        effective = unit.effective(ASSISTANT)
        if effective is None or not runs_at_least(unit, "1.11.1"):
            continue
        if not (is_on(unit, ASSISTANT) and is_multi_user(unit) and not is_off(unit, CUSTOM_CODE)):
            continue
        message = (
            f"every account of {unit.name} can have the assistant write Python, which the server "
        )
        message += "runs to try it"
        fix = written(facts, effective.location, ASSISTANT, "false")
        yield Match(message, effective.location, "default" if effective.is_default else "", fix=fix)
