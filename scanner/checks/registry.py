"""What a check says, and the registry of checks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scanner.checks.facts import Facts
from scanner.model.finding import Comparison
from scanner.model.place import Location


@dataclass(frozen=True, slots=True)
class Match:
    """A rule holds at a place."""

    message: str
    location: Location
    variant: str = ""
    """The rule's variant, without the id: `local`."""
    related: tuple[Location, ...] = ()
    path: tuple[Location, ...] = ()
    fix: str = ""
    changes: Comparison | None = None


Check = Callable[[Facts], Iterator[Match]]


CHECKS: dict[str, Check] = {}
"""By rule id, in the order of the modules that `checks` imports."""


def check(rule_id: str) -> Callable[[Check], Check]:
    """Register a check for the rule of that id (`rulesets/langflow/<id>.yaml`)."""

    def register(function: Check) -> Check:
        CHECKS[rule_id] = function
        return function

    return register
