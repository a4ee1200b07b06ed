"""LF-AUTH-008 public-sign-up."""

from collections.abc import Iterator

from scanner.checks.conditions import is_multi_user, is_on, published_servers
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check

SIGNUP = "LANGFLOW_ENABLE_SIGNUP"


@check("LF-AUTH-008")
def public_sign_up(facts: Facts) -> Iterator[Match]:
    """Anyone who reaches the server may make an account."""
    for unit in published_servers(facts):
        effective = unit.effective(SIGNUP)
        if effective and is_multi_user(unit) and is_on(unit, SIGNUP):
            ending = "who reaches the server can make an account"
            message = f"{SIGNUP} is on in {unit.name}: anyone {ending}"
            if effective.is_default:
                message = f"{unit.name} does not set {SIGNUP}, on by default: anyone {ending}"
            fix = written(facts, effective.location, SIGNUP, "false")
            yield Match(message, effective.location, fix=fix)
