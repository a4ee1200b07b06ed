"""LF-DB-002 database-password-committed."""

from collections.abc import Iterator

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.tree.guards import is_template


@check("LF-DB-002")
def database_password_committed(facts: Facts) -> Iterator[Match]:
    """A literal password in a database URL that is no well-known pair: that is LF-DB-001."""
    for unit in facts.units:
        for setting in unit.settings:
            if not setting.value or not setting.name.endswith(
                ("DATABASE_URL", "REDIS_URL", "_DSN")
            ):
                continue
            pair = values.credentials(setting.value)
            if pair is None or is_template(setting.location):
                continue
            user, password = pair
            known = values.is_weak_password(password) or password == user
            if (
                not known
                and not values.is_reference(password)
                and not values.is_placeholder(password)
            ):
                message = f"{setting.location.logical_name or setting.name} holds a password"
                message += f" of {len(password)} characters"
                yield Match(message, setting.location)
