"""LF-VER-001 vulnerable-langflow-version."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from packaging.version import Version

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.dependencies import advisories, family, reachability
from scanner.dependencies.advisories import Database, Vulnerability
from scanner.dependencies.copies import Copy, copies
from scanner.dependencies.pins import Origin, Pin, pins
from scanner.dependencies.scores import score
from scanner.dependencies.verdicts import advised, only_vulnerable
from scanner.deployments.model import Form
from scanner.deployments.pipelines import workflow_images
from scanner.model.place import Location
from scanner.model.rule import Severity
from scanner.tree.guards import is_documentation

PACKAGE = "langflow"


@check("LF-VER-001")
def vulnerable_langflow_version(facts: Facts) -> Iterator[Match]:
    """The release of an image or an installation, judged by the bundled advisories."""
    units = [
        unit
        for unit in facts.units
        if unit.is_langflow
        and unit.version
        and not unit.by_manifest
        and unit.form is not Form.DOTENV
    ]
    commands = list(_installed(facts))
    run = [image for image in workflow_images.images(facts.tree) if image.version]
    own = list(copies(facts.tree))
    if not units and not commands and not run and not own:
        return
    database = advisories.of(facts.settings)
    judged = _Judged(database)
    around = reachability.surroundings(facts.tree)
    places = set()
    for unit in units:
        assert unit.version is not None  # noqa: S101 - chosen above
        places.add(_line(unit.version_location))
        release = judged.release(unit.version)
        if release is not None:
            known, words = release.known, release.words
            repository = unit.image.repository if unit.image else ""
            documented = is_documentation(unit.version_location)
            open_ = () if documented else reachability.opened(around, known)
            yield Match(
                f"{words}; {reachability.told_all(open_)}" if open_ else words,
                unit.version_location,
                "documented" if documented else release.variant,
                related=reachability.related_all(open_),
                fix=release.fix(repository),
            )
    for image in run:
        release = judged.release(image.version or Version("0"))
        if release is not None:
            fix = release.fix(image.repository)
            yield Match(release.words, image.location, release.variant, fix=fix)
    for copy in own:
        yield from _copied(copy, database)
    for pin in commands:
        if _line(pin.location) not in places:
            yield from _command(pin, database)


@dataclass(frozen=True)
class _Release:
    """What is known against one release of Langflow."""

    known: Sequence[Vulnerability]
    words: str
    variant: str
    clean: Version | None

    def fix(self, repository: str) -> str:
        """The image that has none of it; empty for none."""
        return f"{repository}:{self.clean}" if repository and self.clean else ""


@dataclass(frozen=True)
class _Judged:
    """The releases that were asked for so far: a thousand services of one are judged once."""

    database: Database
    _found: dict[Version, _Release | None] = field(default_factory=dict)

    def release(self, version: Version) -> _Release | None:
        """The judgement of a release; None where nothing is known against it."""
        if version not in self._found:
            self._found[version] = self._judge(version)
        return self._found[version]

    def _judge(self, version: Version) -> _Release | None:
        known = self.database.of(PACKAGE, version)
        if not known:
            return None
        words = _message("Langflow", PACKAGE, version, known, self.database)
        clean = advised(self.database, PACKAGE, version)
        return _Release(known, words, _variant(known), clean)


def _copied(copy: Copy, database: Database) -> Iterator[Match]:
    """A fork or vendored source: it may have taken fixes over, which no version number says."""
    known = database.of(copy.name, copy.version)
    if known:
        name = copy.name.capitalize() if copy.name == PACKAGE else copy.name
        words = _message(f"this copy of {name}", copy.name, copy.version, known, database)
        words = words.replace("upgrade to", "take over the changes up to", 1)
        yield Match(words, copy.location, "copy")


def _command(pin: Pin, database: Database) -> Iterator[Match]:
    """An installation at a version, or in a range that allows nothing but vulnerable ones."""
    package = family.judged_as(pin.name)
    shown, version = pin.name, Version(pin.version) if pin.version else None
    if version is None:
        verdict = only_vulnerable(database, package, pin.specifier)
        if verdict is None:
            return
        version = verdict.newest
        shown = f"{pin.asked} allows only vulnerable releases; the newest, {pin.name}"
    known = database.of(package, version)
    if known:
        words = _message(shown, package, version, known, database)
        yield Match(words, pin.location, _variant(known))


def _installed(facts: Facts) -> Iterator[Pin]:
    """Langflow and its parts, as commands install them."""
    for pin in pins(facts.tree).pins:
        if pin.origin is Origin.COMMAND and family.is_member(pin.name):
            yield pin


def _line(location: Location) -> tuple[str, int]:
    return location.uri, location.region.end_line


def _variant(known: Sequence[Vulnerability]) -> str:
    """By the worst of them: exploited or critical, high, or known."""
    worst = max(Severity.of(score(one) or 6.5) for one in known)
    if worst is Severity.CRITICAL or any(one.kev_date for one in known):
        return ""
    return "high" if worst is Severity.HIGH else "known"


def _message(
    shown: str, package: str, version: Version, known: Sequence[Vulnerability], database: Database
) -> str:
    """What to do in one sentence; the ids behind it."""
    exploited = sorted(one.id for one in known if one.kev_date)
    worst = max(known, key=lambda one: (bool(one.kev_date), score(one) or 0.0, one.id))
    plural = "vulnerability" if len(known) == 1 else "vulnerabilities"
    how_many = f", {len(exploited)} of them exploited in the wild" if exploited else ""
    clean = advised(database, package, version)
    advice = f"upgrade to {clean}" if clean else "no release without one is known"
    ids = ", ".join(exploited) if exploited else worst.id
    return (
        f"{shown} {version} has {len(known)} known {plural}{how_many}: {advice}. "
        f"{'Exploited' if exploited else 'The worst'}: {ids}"
    )
