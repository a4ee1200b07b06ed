"""LF-VER-002 env-file-not-read."""

from collections.abc import Iterator

from packaging.version import Version

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.ver._releases import line_of, pinned_release
from scanner.dependencies.pins import pins
from scanner.deployments.model import Deployment, Form
from scanner.model.place import Location
from scanner.tree.guards import is_example

_DEAF = (Version("1.6.0"), Version("1.6.3"))
"""Langflow's SECURITY.md: these read no .env file."""


@check("LF-VER-002")
def env_file_not_read(facts: Facts) -> Iterator[Match]:
    """A release that ignores the .env file in which the repository keeps its settings."""
    own = [
        unit
        for unit in facts.units
        if unit.form is Form.DOTENV and unit.is_langflow and not is_example(unit.uri)
    ]
    seen: set[tuple[str, int]] = set()
    for unit in facts.units:
        handed = _handed_to_langflow(unit)
        by_itself = unit.form is Form.SCRIPT and bool(own)
        if unit.version and _is_deaf(unit.version) and (handed or by_itself):
            seen.add(line_of(unit.version_location))
            file = handed or own[0].location
            yield _deaf(unit.version, unit.version_location, file)
    for pin in pins(facts.tree).pins if own else ():
        version = pinned_release(pin.version) if pin.name == "langflow" else None
        if version and _is_deaf(version) and line_of(pin.location) not in seen:
            yield _deaf(version, pin.location, own[0].location)


def _is_deaf(version: Version) -> bool:
    return _DEAF[0] <= version <= _DEAF[1]


def _handed_to_langflow(unit: Deployment) -> Location | None:
    """Where a .env file begins that Langflow itself reads; one that Docker reads is no matter."""
    if unit.form is not Form.SCRIPT:
        return None
    return next((s.location for s in unit.settings if s.origin.startswith("env_file ")), None)


def _deaf(version: Version, place: Location, file: Location) -> Match:
    message = (
        f"Langflow {version} reads no .env file: what {file.uri} says of passwords and access "
    )
    message += "has no effect"
    return Match(message, place, related=(file,))
