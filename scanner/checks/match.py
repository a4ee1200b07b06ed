"""How fixes are written in the syntax of the file that a finding is in."""

from scanner.checks.facts import Facts
from scanner.deployments import written as spelt
from scanner.model.place import Location


def written(facts: Facts, location: Location, name: str, value: str) -> str:
    """The line that sets `name` to `value` in the syntax of the file that `location` is in."""
    return spelt.setting(facts.tree, facts.units, location, name=name, value=value)


def by_reference(facts: Facts, location: Location, name: str) -> str:
    """The line that takes `name` from outside of the repository, in the syntax of the file."""
    return spelt.reference(facts.tree, facts.units, location, name)
