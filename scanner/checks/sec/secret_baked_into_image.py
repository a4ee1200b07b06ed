"""LF-SEC-010 secret-baked-into-image."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.credentials import is_credential
from scanner.checks.facts import Facts
from scanner.checks.match import by_reference
from scanner.checks.registry import Match, check
from scanner.deployments.images.build import Variable
from scanner.deployments.model import Form, Setting
from scanner.model.place import Location

_FOR_BROWSERS = re.compile(rf"(?:{values.FOR_BROWSERS})_")


_TAKEN = re.compile(r"\$\{?(\w+)")


@check("LF-SEC-010")
def secret_baked_into_image(facts: Facts) -> Iterator[Match]:
    """A build argument that is a secret: with a default, or kept in the image by an ENV."""
    for build in facts.builds:
        if not build.runs_langflow:
            continue
        kept = _kept(facts, build.uri)
        declared: set[str] = set()
        for step in build.steps:
            for one in step.variables:
                is_secret = values.is_secret_name(one.name) and not _FOR_BROWSERS.match(one.name)
                if step.name == "ARG":
                    declared.add(one.name)
                    if is_secret and _holds_credential(one):
                        message = f"the build argument {one.name} has a credential as its default"
                        yield Match(message, one.location, "literal")
                elif is_secret and one.location in kept and _takes(one, declared):
                    message = (
                        f"{one.name} is a build argument that ENV keeps in the image: whoever "
                        "pulls the image can read it"
                    )
                    fix = by_reference(facts, one.location, one.name)
                    yield Match(message, one.location, fix=fix)


def _holds_credential(one: Variable) -> bool:
    return bool(one.value) and is_credential(Setting(one.name, one.value, one.location, "ARG"))


def _takes(one: Variable, declared: set[str]) -> bool:
    return bool(declared.intersection(_TAKEN.findall(one.value or "")))


def _kept(facts: Facts, uri: str) -> frozenset[Location]:
    """The places of the ENV settings that are in the image: those of its last stage."""
    return frozenset(
        setting.location
        for unit in facts.units
        if unit.form is Form.DOCKERFILE and unit.uri == uri
        for setting in unit.settings
        if setting.value is None
    )
