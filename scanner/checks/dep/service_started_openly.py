"""LF-DEP-031 service-started-openly."""

import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import PurePosixPath

from scanner.checks.companions import Companion, companions
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.scripts.script import Script, whole
from scanner.model.place import Location
from scanner.tree.guards import is_development, is_documentation, is_example
from scanner.tree.source import FileKind

_EVERYWHERE = (
    r"[\"']?(?:\s*[=:,]\s*|\s+)[\"']?(?:https?://)?(?:0\.0\.0\.0|\[::\])(?::\d+)?(?![\w.])"
)
_COMMENT = re.compile(r"\s*(?:#|//|::|REM\b|--)", re.IGNORECASE)
_PLACES = 100
"""How often one file is asked for the same variable."""


@check("LF-DEP-031")
def service_started_openly(facts: Facts) -> Iterator[Match]:
    """A script or a unit that starts a product without a login for the whole network."""
    if not facts.deploys_langflow:
        return  # products of a repository that deploys no Langflow are none of ours
    for script in facts.scripts:
        yield from _of_commands(script)
        if script.source.kind is not FileKind.DOCKERFILE:  # there it is the container's network
            yield from _of_variables(script.text, script.at)
    for source in facts.tree.of(FileKind.SYSTEMD):
        yield from _of_variables(source.text, whole(source).at)


def _of_commands(script: Script) -> Iterator[Match]:
    rows = [row for row in companions() if row.serves]
    for command in script.commands:
        if not command.words:
            continue
        head, *rest = (word.text for word in command.words)
        text = " ".join((PurePosixPath(head).name, *rest))
        row = next((row for row in rows if re.search(row.serves, text)), None)
        if row is not None and not (row.command and re.search(row.command, text)):
            yield from _found(row, script.place(command, row.name), "its command")


def _of_variables(text: str, at: Callable[[int, int], Location]) -> Iterator[Match]:
    """Where the variable that says on which address a product listens says all of them."""
    for row in companions():
        if not row.address or row.address not in text:
            continue
        pattern = re.compile(rf"(?<![\w]){row.address}{_EVERYWHERE}")
        for match in islice(pattern.finditer(text), _PLACES):
            line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            if not _COMMENT.match(line):
                yield from _found(row, at(match.start(), match.end()), row.address)


def _found(row: Companion, place: Location, by: str) -> Iterator[Match]:
    if is_documentation(place) or is_example(place.uri):
        return
    message = f"{by} lets the whole network reach {row.name}, which asks for no login: {row.holds}"
    variant = "dev" if is_development(place) else "code" if row.runs_code else ""
    yield Match(message, place, variant)
