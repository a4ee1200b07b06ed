"""Parts of the bill of materials: packages with what is known against them, and images."""

from collections.abc import Iterable, Iterator, Sequence

from packaging.version import Version

from scanner.dependencies import scores
from scanner.dependencies.advisories import Database, Vulnerability
from scanner.deployments.model import Deployment
from scanner.model.package import KnownVulnerability, Package

_LANGFLOW = "langflow"


def known(
    found: Sequence[Vulnerability], package: str, version: Version, absent: Sequence[Vulnerability]
) -> tuple[KnownVulnerability, ...]:
    """What is known against a part; the code of `absent` ones is in another part, past them."""
    return tuple(
        KnownVulnerability(
            id=one.id,
            aliases=one.ids[1:],
            summary=scores.summary(one),
            score=scores.score(one),
            cwe=scores.rule(one).cwe,
            url=scores.rule(one).help_uri,
            fixed_in=fixed_in(one, package, version),
            absent=one in absent,
        )
        for one in sorted(found, key=lambda one: one.id)
    )


def fixed_in(one: Vulnerability, package: str, version: Version) -> str:
    """The lowest later release that an advisory names as fixed, or empty."""
    return next((str(fix) for fix in one.fixes(package) if fix > version), "")


def of_deployments(units: Iterable[Deployment], database: Database) -> Iterator[Package]:
    """The release of Langflow that each image or installation runs, and the images of its stack.

    A pin of a manifest is listed where the manifest is read.
    """
    for unit in units:
        if unit.is_langflow and unit.version is not None and not unit.by_manifest:
            found = database.of(_LANGFLOW, unit.version)
            told = known(found, _LANGFLOW, unit.version, ())
            yield Package(_LANGFLOW, str(unit.version), unit.version_location, told)
        image = unit.image
        if image is not None and unit.in_stack and image.certain and image.repository:
            version = image.digest or image.tag or "latest"
            yield Package(image.repository, version, image.location, type="docker")
