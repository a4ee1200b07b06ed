"""What else there is to say of the place a rule holds at: where the same setting stands too.

One setting wrong in Compose, in its `env_file` and in the Dockerfile is one defect in three places.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from scanner.langflow.facts import Deployment, Setting
from scanner.langflow.match import Match
from scanner.model import Location

MAX_RELATED = 10
"""GitHub shows few; a setting has few places in one deployment."""


@dataclass(frozen=True)
class Elsewhere:
    """The settings of all units, to be found by their place."""

    units: tuple[Deployment, ...]

    @cached_property
    def _by_place(self) -> Mapping[Location, tuple[Deployment, Setting]]:
        """The first unit that a setting speaks for; settings that others hide are not in it."""
        found: dict[Location, tuple[Deployment, Setting]] = {}
        for unit in self.units:
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
        return replace(match, message=message, related=(*match.related, *hidden)[:MAX_RELATED])
