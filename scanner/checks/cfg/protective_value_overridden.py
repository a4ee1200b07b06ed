"""LF-CFG-003 protective-value-overridden."""

from collections.abc import Iterator
from dataclasses import replace

from scanner import values
from scanner.checks.cfg._values import PROTECTIVE
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment, Setting
from scanner.tree.guards import is_template


@check("LF-CFG-003")
def protective_value_overridden(facts: Facts) -> Iterator[Match]:
    """A value that protects in one file, and one that does not in another file that wins."""
    for unit in facts.units:
        for name, wanted in PROTECTIVE.items():
            winner = unit.explicit(name) if wanted is not None else None
            if winner is None or _truth(winner) is not (not wanted):
                continue
            for hidden in _protecting(unit, winner, wanted=bool(wanted)):
                value = "false" if wanted else "true"
                message = f"{name} protects here, but {winner.origin} sets it to {value} and wins"
                why = replace(winner.location, message="the value that wins")
                yield Match(message, hidden.location, related=(why,))


def _protecting(unit: Deployment, winner: Setting, *, wanted: bool) -> Iterator[Setting]:
    """The values of other files that would have protected."""
    for other in unit.others(winner.name):
        elsewhere = other.location.uri != winner.location.uri
        if elsewhere and _truth(other) is wanted and not is_template(other.location):
            yield other


def _truth(setting: Setting) -> bool | None:
    return None if setting.value is None else values.truth(setting.value)
