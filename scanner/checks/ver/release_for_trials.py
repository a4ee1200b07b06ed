"""LF-VER-004 release-for-trials."""

from collections.abc import Iterator

from packaging.version import Version

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.checks.ver._releases import line_of, pinned_release
from scanner.dependencies import family
from scanner.dependencies.pins import pins
from scanner.deployments.model import Form
from scanner.model.place import Location
from scanner.tree.guards import is_development, is_documentation


@check("LF-VER-004")
def release_for_trials(facts: Facts) -> Iterator[Match]:
    """A development build or a release candidate, as an image's tag or as a pin."""
    seen: set[tuple[str, int]] = set()
    for unit in facts.units:
        place = unit.version_location
        if not unit.is_langflow or unit.version is None or unit.form is Form.DOTENV:
            continue
        if unit.version.is_prerelease and not _is_aside(place):
            seen.add(line_of(place))
            yield _trial("Langflow", unit.version, place)
    for pin in pins(facts.tree).pins:
        version = pinned_release(pin.version) if family.is_member(pin.name) else None
        if version is None:
            continue
        is_trial = version.is_prerelease or pin.name.endswith("-nightly")
        if is_trial and line_of(pin.location) not in seen and not _is_aside(pin.location):
            yield _trial(pin.name, version, pin.location)


def _is_aside(place: Location) -> bool:
    return is_development(place) or is_documentation(place)


def _trial(name: str, version: Version, place: Location) -> Match:
    message = (
        f"{name} {version} is a build for trials: it gets no fixes, and advisories rarely name it"
    )
    return Match(message, place)
