"""LF-DEP-028 production-profile-not-used."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import given, literal, runs_at_least, servers
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check

_FOR_PRODUCTION = re.compile(r"(?:^|[^a-z])prod(?:uction)?(?:[^a-z]|$)", re.IGNORECASE)


@check("LF-DEP-028")
def production_profile_not_used(facts: Facts) -> Iterator[Match]:
    """A deployment for production that starts without the checks of that profile."""
    name = "LANGFLOW_DEPLOYMENT_PROFILE"
    for unit in servers(facts):
        meant = _FOR_PRODUCTION.search(unit.uri) or _FOR_PRODUCTION.search(unit.name)
        setting = unit.explicit(name)
        unknown = setting is not None and not literal(setting)
        if not meant or unknown or not runs_at_least(unit, "1.12.0"):
            continue
        if given(unit, name).lower() != "prod":
            message = (
                f"{unit.name} is for production and starts with the profile for developers, which "
            )
            message += "refuses nothing"
            yield Match(message, unit.location, fix=written(facts, unit.location, name, "prod"))
