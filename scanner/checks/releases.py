"""Releases that are odd rather than vulnerable: LF-VER-002, LF-VER-004, LF-VER-005."""

from collections.abc import Iterator, Mapping

from packaging.version import InvalidVersion, Version

from scanner.checks.match import Facts, Match, check
from scanner.dependencies import family
from scanner.dependencies.pins import Pin, pins
from scanner.deployments.model import Deployment, Form
from scanner.model.finding import Location
from scanner.tree.guards import is_development, is_documentation, is_example

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
            seen.add(_line(unit.version_location))
            file = handed or own[0].location
            yield _deaf(unit.version, unit.version_location, file)
    for pin in pins(facts.tree).pins if own else ():
        version = _release(pin.version) if pin.name == "langflow" else None
        if version and _is_deaf(version) and _line(pin.location) not in seen:
            yield _deaf(version, pin.location, own[0].location)


def _release(text: str | None) -> Version | None:
    """A pinned release; locks hold text that is no version, too."""
    try:
        return Version(text) if text else None
    except InvalidVersion:
        return None


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


@check("LF-VER-004")
def release_for_trials(facts: Facts) -> Iterator[Match]:
    """A development build or a release candidate, as an image's tag or as a pin."""
    seen: set[tuple[str, int]] = set()
    for unit in facts.units:
        place = unit.version_location
        if not unit.is_langflow or unit.version is None or unit.form is Form.DOTENV:
            continue
        if unit.version.is_prerelease and not _is_aside(place):
            seen.add(_line(place))
            yield _trial("Langflow", unit.version, place)
    for pin in pins(facts.tree).pins:
        version = _release(pin.version) if family.is_member(pin.name) else None
        if version is None:
            continue
        is_trial = version.is_prerelease or pin.name.endswith("-nightly")
        if is_trial and _line(pin.location) not in seen and not _is_aside(pin.location):
            yield _trial(pin.name, version, pin.location)


def _line(place: Location) -> tuple[str, int]:
    """One installation is read as a deployment and as a pin; both end on its line."""
    return place.uri, place.region.end_line


def _is_aside(place: Location) -> bool:
    return is_development(place) or is_documentation(place)


def _trial(name: str, version: Version, place: Location) -> Match:
    message = (
        f"{name} {version} is a build for trials: it gets no fixes, and advisories rarely name it"
    )
    return Match(message, place)


@check("LF-VER-005")
def releases_do_not_belong_together(facts: Facts) -> Iterator[Match]:
    """Langflow's own parts in releases that were never published for each other."""
    by_file: dict[str, dict[str, Pin]] = {}
    for pin in pins(facts.tree).pins:
        if pin.name in family.MEMBERS and _release(pin.version) is not None:
            by_file.setdefault(pin.location.uri, {}).setdefault(pin.name, pin)
    for found in by_file.values():
        yield from _mismatched(found)


def _mismatched(found: Mapping[str, Pin]) -> Iterator[Match]:
    whole = found.get("langflow")
    lines = {"langflow-base": _base_line, "lfx": _lfx_line}
    for name, line in lines.items():
        part = found.get(name)
        if whole is None or part is None:
            continue
        wanted = line(Version(whole.version or "0"))
        has = Version(part.version or "0").release[:2]
        if wanted is not None and has != wanted:
            message = f"{part.asked} is no part of {whole.asked}, which was published with {name} "
            message += f"{wanted[0]}.{wanted[1]}: the code that runs is that of another release"
            yield Match(message, part.location, related=(whole.location,))


def _base_line(version: Version) -> tuple[int, int] | None:
    """The numbers of langflow-base: 0.m for langflow 1.m up to 1.11, the same from 1.12 on."""
    if version < Version("1.1"):
        return None
    return (
        (0, version.minor) if version < Version("1.12.0.dev0") else (version.major, version.minor)
    )


def _lfx_line(version: Version) -> tuple[int, int] | None:
    """The numbers of lfx: 0.1 to 0.4 for langflow 1.6 to 1.9, the same from 1.10 on."""
    if version < Version("1.6.0.dev0"):
        return None
    return (0, version.minor - 5) if version.minor < 10 else (version.major, version.minor)
