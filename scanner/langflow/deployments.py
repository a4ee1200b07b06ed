"""All deployments of the tree, from every format, and the files that could not be read."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from scanner.collect import FileKind, Source, Tree
from scanner.errors import ReadError
from scanner.formats import dotenv
from scanner.langflow import compose, dockerfile, facts
from scanner.langflow.facts import Deployment, Form, Setting
from scanner.model import Level, Location, Notification, Region


@dataclass(frozen=True)
class Deployments:
    """Units in the order of their claim on a setting: services, then images, then lone files."""

    units: tuple[Deployment, ...]
    notifications: tuple[Notification, ...]


_READING = threading.Lock()


def deployments(tree: Tree) -> Deployments:
    """Every deployment of the tree, read once."""
    with _READING:
        return _deployments(tree)


@lru_cache(maxsize=1)
def _deployments(tree: Tree) -> Deployments:
    units: list[Deployment] = []
    notes: list[Notification] = []
    taken_in: set[str] = set()
    for source in tree.of(FileKind.COMPOSE):
        try:
            services, env_files = compose.deployments(tree, source)
        except ReadError as error:
            notes.append(_not_parsed(source, error, "a Compose file"))
            continue
        units.extend(services)
        taken_in.update(env_files)
    for source in tree.of(FileKind.DOCKERFILE):
        try:
            built = dockerfile.deployment(source)
        except ReadError as error:
            notes.append(_not_parsed(source, error, "a Dockerfile"))
            continue
        units.extend([built] if built else [])
    for source in tree.of(FileKind.DOTENV):
        unit, bad_lines = _lone(source)
        notes.extend(_bad_line(source, line) for line in bad_lines)
        if source.uri not in taken_in:
            units.append(unit)
    return Deployments(tuple(units), tuple(notes))


def _lone(source: Source) -> tuple[Deployment, tuple[int, ...]]:
    """A .env file on its own: settings without a known server; and its lines that do not parse."""
    assignments, bad_lines = dotenv.read(source.text)
    is_langflow = any(a.name.upper().startswith("LANGFLOW_") for a in assignments)
    settings = tuple(_settings(source, assignments, is_langflow))
    unit = Deployment(
        name=source.name,
        form=Form.DOTENV,
        uri=source.uri,
        location=Location(source.uri, Region(1, 1, 1, 1)),
        settings=settings,
        is_langflow=is_langflow,
        in_stack=is_langflow,
    )
    return unit, bad_lines


def _settings(
    source: Source, assignments: tuple[dotenv.Assignment, ...], is_langflow: bool
) -> Iterator[Setting]:
    for assignment in assignments:
        name = facts.canonical(assignment.name, in_langflow=is_langflow)
        place = Location(source.uri, assignment.region, assignment.name)
        yield Setting(name, assignment.value, place, source.uri)


def _not_parsed(source: Source, error: ReadError, what: str) -> Notification:
    words = f"{source.uri}:{error.line or 1} could not be read as {what}: {error}; mend the file, "
    words += "or exclude it if it is something else"
    return Notification(Level.WARNING, "file-not-parsed", words, source.uri, error.line)


def _bad_line(source: Source, line: int) -> Notification:
    words = f"{source.uri}:{line} is no NAME=value and was not read as a setting; mend the line"
    return Notification(Level.WARNING, "line-not-parsed", words, source.uri, line)
