"""LF-SEC-014 flows-read-environment."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.conditions import is_multi_user, published_servers, runs_at_least
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check

FALLBACK = "LANGFLOW_FALLBACK_TO_ENV_VAR"


@check("LF-SEC-014")
def flows_read_environment(facts: Facts) -> Iterator[Match]:
    """A flow names a variable of the server's environment, and gets it."""
    for unit in published_servers(facts):
        effective = unit.effective(FALLBACK)
        truth = values.truth(effective.value) if effective and effective.value else None
        if effective is None or truth is not True or not is_multi_user(unit):
            continue
        everything = not runs_at_least(unit, "1.10.3")
        what = "any variable" if everything else "variables, except Langflow's own and well-known"
        message = f"accounts of {unit.name} can read {what} of the server's environment by name: "
        message += f"{FALLBACK} is on" + (" by default" if effective.is_default else "")
        fix = written(facts, effective.location, FALLBACK, "false")
        yield Match(message, effective.location, "unguarded" if everything else "", fix=fix)
