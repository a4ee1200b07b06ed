"""Which release runs, and whether it is said: LF-VER-001, LF-VER-003."""

import re
from collections.abc import Iterator, Sequence

from packaging.version import Version

from scanner.collect import FileKind
from scanner.errors import ReadError
from scanner.formats import dockerfile
from scanner.formats.positions import Lines
from scanner.langflow import advisories
from scanner.langflow.advisories import Database, Vulnerability
from scanner.langflow.facts import Form
from scanner.langflow.match import Facts, Match, check, is_documentation
from scanner.langflow.pins import pins
from scanner.langflow.scores import score
from scanner.model import Location, Severity

PACKAGE = "langflow"


@check("LF-VER-001")
def vulnerable_langflow_version(facts: Facts) -> Iterator[Match]:
    """The release of an image or an installation, judged by the bundled advisories."""
    units = [u for u in facts.units if u.is_langflow and u.version and u.form is not Form.DOTENV]
    database = advisories.load(facts.settings.advisory_db) if units else None
    for unit in units:
        if database is None or unit.version is None:
            continue
        known = database.of(PACKAGE, unit.version)
        if known:
            yield Match(
                _message(database, unit.version, known),
                unit.version_location,
                "documented" if is_documentation(unit.version_location) else _variant(known),
                fix=_repaired(unit.image.repository if unit.image else "", database, unit.version),
            )


def _variant(known: Sequence[Vulnerability]) -> str:
    """By the worst of them: exploited or critical, high, or known."""
    worst = max(Severity.of(score(one) or 6.5) for one in known)
    if worst is Severity.CRITICAL or any(one.kev_date for one in known):
        return ""
    return "high" if worst is Severity.HIGH else "known"


def _message(database: Database, version: Version, known: Sequence[Vulnerability]) -> str:
    exploited = sorted(one.id for one in known if one.kev_date)
    worst = max(known, key=lambda one: (bool(one.kev_date), score(one) or 0.0, one.id))
    plural = "vulnerability" if len(known) == 1 else "vulnerabilities"
    said = f"Langflow {version} has {len(known)} known {plural}, the worst {worst.id}"
    if exploited:
        said += f"; exploited in the wild: {', '.join(exploited)}"
    clean = lowest_clean(database, version)
    said += f"; {clean} is the lowest later release with none known" if clean else ""
    return said


def lowest_clean(database: Database, version: Version) -> Version | None:
    """The lowest final release after `version` without a known vulnerability."""
    later = (r for r in database.releases[PACKAGE] if r > version and not r.is_prerelease)
    return next((release for release in later if not database.of(PACKAGE, release)), None)


def _repaired(repository: str, database: Database, version: Version) -> str:
    clean = lowest_clean(database, version)
    return f"{repository}:{clean}" if repository and clean else ""


@check("LF-VER-003")
def langflow_not_pinned(facts: Facts) -> Iterator[Match]:
    """A manifest or an image that installs whatever release is newest; a lock beside it pins."""
    for pin in pins(facts.tree).pins:
        if pin.name in advisories.LISTED and pin.version is None and _is_open(pin.specifier):
            message = f"{pin.asked} installs whatever release is newest on the day"
            yield Match(message, pin.location)
    for source in facts.tree.of(FileKind.DOCKERFILE):
        lines = Lines(source.text)
        try:
            instructions = dockerfile.read(source.text)
        except ReadError:
            continue  # named where Dockerfiles are read as deployments
        for instruction in instructions:
            match = _INSTALLED.search(instruction.text) if instruction.name == "RUN" else None
            if match:
                at = instruction.text_start
                region = lines.region(at + match.start(1), at + match.end(1))
                message = f"the image installs whatever release of {match.group(1)} is newest"
                yield Match(message, Location(source.uri, region, match.group(1)))


_INSTALLED = re.compile(
    r"\b(?:pip3?|uv|pipx)\b[^\n;&|]*\binstall\b[^\n;&|]*[\s\"'](langflow(?:-base)?|lfx)(?:\[[^\]]*\])?"
    r"(?=[\s\"']*(?:$|[\s;&|\\]))(?!\s*[\"']?\s*[<>=~!])"
)
"""An installation by bare name; one with a version or a bound is no match."""


def _is_open(specifier: str) -> bool:
    """Whether nothing bounds the release from above."""
    return not any(operator in specifier for operator in ("<", "==", "~="))
