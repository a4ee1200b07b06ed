"""LF-VER-003 langflow-not-pinned."""

from collections.abc import Iterator, Sequence

from packaging.version import Version

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.dependencies import advisories, family
from scanner.dependencies.advisories import Database
from scanner.dependencies.pins import Origin, Pin, pins
from scanner.dependencies.verdicts import allowed_releases


@check("LF-VER-003")
def langflow_not_pinned(facts: Facts) -> Iterator[Match]:
    """A manifest or a command that installs one of several releases; a lock beside it pins."""
    open_ = [p for p in pins(facts.tree).pins if p.version is None and family.is_member(p.name)]
    database = advisories.of(facts.settings) if open_ else None
    for pin in open_ if database else ():
        found = _open_range(pin, database) if database else None
        if found:
            yield found


def _open_range(pin: Pin, database: Database) -> Match | None:
    """What may be installed: from the lowest allowed release to the highest.

    Ranges with nothing clean in them are findings of the audit itself.
    """
    package = family.judged_as(pin.name)
    releases = allowed_releases(database, package, pin.specifier)
    vulnerable = [one for one in releases if database.of(package, one)]
    what = "the command installs" if pin.origin is Origin.COMMAND else f"{pin.asked} installs"
    asked = f" of {pin.asked}" if pin.origin is Origin.COMMAND else ""
    if _is_open(pin.specifier):
        said = f"{what} whatever release{asked} is newest on the day"
        bounded = any(operator in pin.specifier for operator in (">", "~"))
        if bounded and vulnerable:
            said += f", and allows {_counted(vulnerable, releases, database, package)}"
        return Match(said, pin.location)
    if vulnerable and len(vulnerable) < len(releases):
        counted = _counted(vulnerable, releases, database, package)
        return Match(f"{pin.asked} allows {counted}", pin.location, "range")
    return None


def _counted(
    vulnerable: Sequence[Version], releases: Sequence[Version], database: Database, package: str
) -> str:
    """How many releases of a range are vulnerable, with its two ends."""
    lowest, highest = releases[0], releases[-1]
    ends = " to ".join(
        f"{one} ({len(database.of(package, one))} known vulnerabilities)"
        for one in dict.fromkeys((lowest, highest))
    )
    return f"{len(vulnerable)} vulnerable releases of {len(releases)}: {ends}"


def _is_open(specifier: str) -> bool:
    """Whether nothing bounds the release from above."""
    return not any(operator in specifier for operator in ("<", "==", "~="))
