"""LF-KEY-005 replicas-without-shared-key."""

from collections.abc import Iterator

from scanner.checks.conditions import has_database, servers
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import SECRET_KEY


@check("LF-KEY-005")
def replicas_without_shared_key(facts: Facts) -> Iterator[Match]:
    """Every replica makes a key of its own."""
    for unit in servers(facts):
        place = unit.several
        if place and has_database(unit) and unit.explicit(SECRET_KEY) is None:
            message = f"the replicas of {unit.name} share no {SECRET_KEY}: a session or credential "
            message += "of one is void for the next"
            yield Match(message, place)
