"""LF-DEP-034 developers-server-in-use."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath

import msgspec

from scanner import rules
from scanner.checks.conditions import uses_langflow
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.images.build import Build
from scanner.deployments.model import Deployment
from scanner.deployments.scripts.script import Script
from scanner.deployments.server_command import TALKERS
from scanner.model.place import Location
from scanner.tree.guards import is_development, is_documentation, is_example
from scanner.tree.source import FileKind

_BEFORE = frozenset({"sudo", "exec", "nohup", "time", "env", "&", "start", "call", "run", "uv"})
_MARKS = re.compile(r"[\[\]\",]+")
_RUNNERS = frozenset(
    {FileKind.WORKFLOW, FileKind.GITLAB, FileKind.PIPELINE, FileKind.JENKINS, FileKind.CLOUD_BUILD}
)
"""Their machines live for a job."""
_TASKS = frozenset({FileKind.MAKEFILE, FileKind.TASKS, FileKind.PYPROJECT, FileKind.DEVCONTAINER})
"""They are for those who work on the repository."""
_LONGEST = 2_000
"""Characters of one command that are looked at."""


class Server(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `rulesets/knowledge/developer_servers.yml`, which says what its fields mean."""

    name: str
    starts: str
    serves: str
    source: str
    harmless: str = ""
    variant: str = ""


@cache
def _rows() -> tuple[Server, ...]:
    return rules.read_yaml("knowledge/developer_servers.yml", tuple[Server, ...])


@check("LF-DEP-034")
def developers_server_in_use(facts: Facts) -> Iterator[Match]:
    """Commands of scripts, images and services that start one where others reach it."""
    if not uses_langflow(facts):
        return
    for script in facts.scripts:
        if script.source.kind not in _RUNNERS:
            yield from _of_script(script)
    for build in facts.builds:
        yield from _of_build(build)
    for unit in facts.units:
        yield from _of_unit(unit)


def _of_script(script: Script) -> Iterator[Match]:
    for command in script.commands:
        words = [word.text for word in command.words]
        while words and words[0] in _BEFORE:
            del words[0]
        if words and words[0] not in TALKERS:
            text = " ".join((PurePosixPath(words[0]).name, *words[1:]))
            near = script.source.kind in _TASKS
            yield from _found(text, script.place(command, "server"), near=near)


def _of_build(build: Build) -> Iterator[Match]:
    """The command of an image, as a list or as a shell has it."""
    for step in build.steps:
        if step.name in {"CMD", "ENTRYPOINT"}:
            if build.runs_langflow and "--reload" in step.arguments:
                continue  # LF-DEP-027
            yield from _found(" ".join(_MARKS.sub(" ", step.arguments).split()), step.location)


def _of_unit(unit: Deployment) -> Iterator[Match]:
    """The command that a service gives its container."""
    words = [one for one in unit.options if one.name == "command"]
    if words:
        yield from _found(" ".join(one.value for one in words), words[0].location)


def _found(text: str, place: Location, *, near: bool = False) -> Iterator[Match]:
    text = text[:_LONGEST]
    row = next((row for row in _rows() if re.search(row.starts, text)), None)
    if row is None or (row.harmless and re.search(row.harmless, text)):
        return
    if is_documentation(place) or is_example(place.uri):
        return
    message = f"{row.name} is started where others reach it: {row.serves}"
    yield Match(message, place, "dev" if near or is_development(place) else row.variant)
