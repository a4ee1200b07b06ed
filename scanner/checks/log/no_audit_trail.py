"""LF-LOG-002 no-audit-trail."""

from collections.abc import Iterator

from scanner.checks.conditions import has_database, is_multi_user, is_on, runs_at_least, servers
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check

_TRAILS = (("LANGFLOW_AUDIT_ENABLED", "1.13.0"), ("LANGFLOW_AUTHZ_AUDIT_ENABLED", "1.10.0"))


@check("LF-LOG-002")
def no_audit_trail(facts: Facts) -> Iterator[Match]:
    """A server of several users that does not record who did what."""
    for unit in servers(facts):
        names = [name for name, since in _TRAILS if runs_at_least(unit, since)]
        if has_database(unit) and is_multi_user(unit) and names:
            missing = [name for name in names if not is_on(unit, name)]
            if missing:
                message = (
                    f"{unit.name} keeps no record of who did what: {', '.join(missing)} is off"
                )
                fix = written(facts, unit.location, missing[0], "true")
                yield Match(message, unit.location, fix=fix)
