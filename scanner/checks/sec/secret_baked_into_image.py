"""LF-SEC-010 secret-baked-into-image."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.credentials import is_credential
from scanner.checks.facts import Facts
from scanner.checks.match import by_reference
from scanner.checks.registry import Match, check
from scanner.deployments.images.build import Build, Variable
from scanner.deployments.model import Form, Setting
from scanner.model.place import Location
from scanner.tree.guards import is_template

_FOR_BROWSERS = re.compile(rf"(?:{values.FOR_BROWSERS})_")


_TAKEN = re.compile(r"\$\{?(\w+)")


@check("LF-SEC-010")
def secret_baked_into_image(facts: Facts) -> Iterator[Match]:
    """A build argument that is a secret: with a default, kept by an ENV, or in the history."""
    for build in facts.builds if facts.deploys_langflow else ():
        found = tuple(_of_langflow(facts, build)) if build.runs_langflow else ()
        yield from found
        if not any(match.variant == "" for match in found):
            yield from _in_history(build, {match.location for match in found})


def _of_langflow(facts: Facts, build: Build) -> Iterator[Match]:
    kept = _kept(facts, build.uri)
    declared: set[str] = set()
    for step in build.steps:
        for one in step.variables:
            if step.name == "ARG":
                declared.add(one.name)
                if _is_secret(one) and _holds_credential(one):
                    message = f"the build argument {one.name} has a credential as its default"
                    yield Match(message, one.location, "literal")
            elif _is_secret(one) and one.location in kept and _takes(one, declared):
                message = (
                    f"{one.name} is a build argument that ENV keeps in the image: whoever "
                    "pulls the image can read it"
                )
                fix = by_reference(facts, one.location, one.name)
                yield Match(message, one.location, fix=fix)


def _in_history(build: Build, reported: set[Location]) -> Iterator[Match]:
    """Secret arguments of the last stage that a command takes: it is noted with their values."""
    last = max((n for n, step in enumerate(build.steps) if step.name == "FROM"), default=0)
    stage = build.steps[last:]
    for number, step in enumerate(stage):
        commands = [later.arguments for later in stage[number:] if later.name == "RUN"]
        for one in step.variables if step.name == "ARG" else ():
            if not any(one.name in _TAKEN.findall(command) for command in commands):
                continue
            if _is_secret(one) and one.location not in reported and not is_template(one.location):
                message = (
                    f"the build argument {one.name} is noted in the image's history: whoever "
                    "pulls the image can read it"
                )
                yield Match(message, one.location, "argument")


def _is_secret(one: Variable) -> bool:
    return values.is_secret_name(one.name) and not _FOR_BROWSERS.match(one.name)


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
