"""Judges versions and ranges of a package against the advisory data, without pip-audit."""

from collections.abc import Iterable
from dataclasses import dataclass

from packaging.specifiers import Specifier, SpecifierSet
from packaging.version import Version

from scanner.dependencies.advisories import Database, Vulnerability

_ZERO = Version("0")


@dataclass(frozen=True, slots=True)
class RangeVerdict:
    """A range that allows nothing clean."""

    newest: Version
    """The upper end of it."""
    is_published: bool
    """Whether `newest` is a release, or only a point below the bound."""
    found: tuple[Vulnerability, ...]
    """What the upper end has."""


def advised(database: Database, package: str, version: Version) -> Version | None:
    """The release to upgrade to: the newest clean one of the same major, else the lowest clean one.

    Candidates are the published releases that are not yanked, where they are bundled, else the
    releases that advisories name as fixed. A pre-release is offered only to one who uses one, and
    only where no final release is clean.
    """
    known = database.by_package.get(package, ())
    published = database.releases.get(package)
    candidates = published or tuple(sorted({v for one in known for v in one.fixes(package)}))
    clean = [v for v in candidates if v > version and database.is_clean(package, v)]
    final = [v for v in clean if not v.is_prerelease]
    clean = final or (clean if version.is_prerelease else [])
    same = [v for v in clean if v.release[:1] == version.release[:1] and v.epoch == version.epoch]
    return max(same) if same else min(clean, default=None)


def only_vulnerable(database: Database, package: str, specifier: str) -> RangeVerdict | None:
    """The verdict on a range if no version that it allows is clean.

    Exact for packages whose releases are bundled. For others it is proved over the whole range:
    it must have an upper bound, and every stretch of it must lie inside a vulnerable range.
    """
    allowed = SpecifierSet(specifier)
    published = database.releases.get(package)
    if published:
        releases = allowed_releases(database, package, specifier)
        if not releases or not all(database.of(package, release) for release in releases):
            return None
        newest = max(releases)
        return RangeVerdict(newest, True, database.of(package, newest))
    return _proved_vulnerable(database, package, allowed)


def allowed_releases(database: Database, package: str, specifier: str) -> tuple[Version, ...]:
    """The published releases that a range allows, ascending; final ones unless it has none."""
    published = database.releases.get(package, ())
    return tuple(SpecifierSet(specifier).filter(published))


def allows_any(database: Database, package: str, specifier: str) -> bool:
    """Whether some published release fits; true where releases are not known."""
    published = database.releases.get(package)
    return not published or any(True for _ in SpecifierSet(specifier).filter(published))


def _proved_vulnerable(
    database: Database, package: str, allowed: SpecifierSet
) -> RangeVerdict | None:
    low, high, inclusive = _bounds(allowed)
    if high is None or high <= low:
        return None
    known = database.by_package.get(package, ())
    inside = {low} | {b for one in known for b in one.bounds(package) if low < b < high}
    inside |= {high} if inclusive else set()
    # A range may end just after a bound (last_affected), so a point above each is looked at too.
    points = sorted(inside | {_just_above(p) for p in inside if _just_above(p) < high})
    if not all(any(one.affects(package, point) for one in known) for point in points):
        return None
    found = tuple(one for one in known if one.affects(package, points[-1]))
    return RangeVerdict(points[-1], False, found)


def _just_above(version: Version) -> Version:
    """A version over this one and under every other that an advisory would name."""
    return Version(f"{version.public}.post999") if not version.is_postrelease else version


def _bounds(allowed: Iterable[Specifier]) -> tuple[Version, Version | None, bool]:
    """The lowest and the highest version of a range, and whether the highest belongs to it."""
    low, high, inclusive = _ZERO, None, False
    for one in allowed:
        begin, end, closed = _interval(one)
        low = max(low, begin)
        if end is not None and (high is None or (end, closed) < (high, inclusive)):
            high, inclusive = end, closed
    return low, high, inclusive


def _interval(one: Specifier) -> tuple[Version, Version | None, bool]:
    """One clause as an interval, widened where it is not one (`!=`, `>`)."""
    text = one.version
    if one.operator == "==" and text.endswith(".*"):
        return Version(text[:-2]), _next(text[:-2].split(".")), False
    if one.operator in ("!=", "==="):
        return _ZERO, None, False
    version = Version(text)
    match one.operator:
        case "<" | "<=":
            return _ZERO, version, one.operator == "<="
        case ">" | ">=":
            return version, None, False
        case "==":
            return version, version, True
    return version, _next([str(part) for part in version.release[:-1]]), False


def _next(release: list[str]) -> Version:
    """The first release after all that begin so: `1.4` gives `1.5`."""
    return Version(".".join([*release[:-1], str(int(release[-1]) + 1)]))
