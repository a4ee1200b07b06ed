"""LF-AUTH-009 superuser-command-enabled."""

from collections.abc import Iterator

from scanner.checks.conditions import is_on, published_servers
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check


@check("LF-AUTH-009")
def superuser_command_enabled(facts: Facts) -> Iterator[Match]:
    """`langflow superuser` creates superusers for whoever starts a command in the container."""
    name = "LANGFLOW_ENABLE_SUPERUSER_CLI"
    for unit in published_servers(facts):
        effective = unit.effective(name)
        if effective and is_on(unit, name):
            said = "does not turn off" if effective.is_default else "turns on"
            message = f"{unit.name} {said} {name}: a command inside of the container makes "
            message += "superusers"
            fix = written(facts, effective.location, name, "false")
            yield Match(message, effective.location, fix=fix)
