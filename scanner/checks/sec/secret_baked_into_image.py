"""LF-SEC-010 secret-baked-into-image."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.build_steps import instructions_of, langflow_dockerfiles
from scanner.checks.credentials import is_credential
from scanner.checks.facts import Facts
from scanner.checks.match import by_reference
from scanner.checks.registry import Match, check
from scanner.deployments.model import Form, Setting
from scanner.formats import dockerfile
from scanner.formats.positions import Lines
from scanner.model.place import Location
from scanner.tree.source import FileKind

_FOR_BROWSERS = re.compile(rf"(?:{values.FOR_BROWSERS})_")


_TAKEN = re.compile(r"\$\{?(\w+)")


@check("LF-SEC-010")
def secret_baked_into_image(facts: Facts) -> Iterator[Match]:
    """A build argument that is a secret: with a default, or kept in the image by an ENV."""
    images = langflow_dockerfiles(facts)
    for source in facts.tree.of(FileKind.DOCKERFILE):
        if source.uri not in images:
            continue
        lines = Lines(source.text)
        kept = _kept(facts, source.uri)
        declared: set[str] = set()
        for instruction in instructions_of(source):
            if instruction.name not in {"ARG", "ENV"}:
                continue
            for pair in dockerfile.pairs(instruction, lines):
                place = Location(source.uri, pair.region, pair.name)
                if not values.is_secret_name(pair.name) or _FOR_BROWSERS.match(pair.name):
                    if instruction.name == "ARG":
                        declared.add(pair.name)
                elif instruction.name == "ARG":
                    declared.add(pair.name)
                    if pair.value and is_credential(Setting(pair.name, pair.value, place, "ARG")):
                        message = f"the build argument {pair.name} has a credential as its default"
                        yield Match(message, place, "literal")
                elif place in kept and declared.intersection(_TAKEN.findall(pair.value or "")):
                    message = f"{pair.name} is a build argument that ENV keeps in the image: "
                    message += "whoever pulls the image can read it"
                    yield Match(message, place, fix=by_reference(facts, place, pair.name))


def _kept(facts: Facts, uri: str) -> frozenset[Location]:
    """The places of the ENV settings that are in the image: those of its last stage."""
    return frozenset(
        setting.location
        for unit in facts.units
        if unit.form is Form.DOCKERFILE and unit.uri == uri
        for setting in unit.settings
        if setting.value is None
    )
