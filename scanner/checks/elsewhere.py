"""What else there is to say of the place a rule holds at: where the same setting stands too,
whether its value is certain, and how a credential is taken from outside.

One setting wrong in Compose, in its `env_file` and in the Dockerfile is one defect in three places.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.match import by_reference
from scanner.checks.registry import Match
from scanner.deployments.model import Deployment, Setting
from scanner.model.place import Location

_WITH_PASSWORD = ("PASSWORD", "SECRET_KEY", "_URL", "_DSN")


MAX_RELATED = 10
"""GitHub shows few; a setting has few places in one deployment."""


@dataclass(frozen=True)
class Elsewhere:
    """The settings of all units, to be found by their place."""

    facts: Facts

    @cached_property
    def _by_place(self) -> Mapping[Location, tuple[Deployment, Setting]]:
        """The first unit that a setting speaks for; settings that others hide are not in it."""
        found: dict[Location, tuple[Deployment, Setting]] = {}
        for unit in self.facts.units:
            for setting in {s.name: s for s in unit.settings}.values():
                found.setdefault(setting.location, (unit, setting))
        return found

    def add(self, match: Match) -> Match:
        """The match with the places that its setting hides, and with its doubt, if there is one."""
        found = self._by_place.get(match.location)
        if found is None:
            return match
        unit, setting = found
        known = {match.location, *match.related}
        hidden = tuple(
            replace(other.location, message=f"{other.name} is set here too, and overridden")
            for other in unit.others(setting.name)
            if other.location not in known
        )
        message = match.message
        if not setting.certain:
            message += "; this is the default of a variable, which the environment may replace"
        fix = match.fix
        if not fix and _is_credential(setting):
            fix = by_reference(self.facts, match.location, match.location.logical_name)
        related = (*match.related, *hidden)[:MAX_RELATED]
        return replace(match, message=message, related=related, fix=fix)


def _is_credential(setting: Setting) -> bool:
    named = setting.location.logical_name
    return bool(named) and (values.is_secret_name(named) or named.endswith(_WITH_PASSWORD))
