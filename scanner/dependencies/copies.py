"""Copies of Langflow itself: a fork, or its source in a folder, with the release that it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from packaging.version import InvalidVersion, Version

from scanner.dependencies.family import MEMBERS
from scanner.errors import ReadError
from scanner.flows.upstream import is_upstream
from scanner.formats import toml_
from scanner.model.note import Notification
from scanner.model.place import Location
from scanner.model.rule import Level
from scanner.tree.source import FileKind, Source, Tree

LEAST_FILES = 20
"""Files of a release that make a project of that name Langflow; a namesake has none."""
_NAME = re.compile(r"[-_.]+")


@dataclass(frozen=True, slots=True)
class Copy:
    """The project file of a copy."""

    name: str
    version: Version
    location: Location
    """Of the version."""


def copies(tree: Tree) -> Iterator[Copy]:
    """One for each copy: of a project and the parts below it, the one whose number people know."""
    projects = [source for source in tree.of(FileKind.PYPROJECT) if source.name == "pyproject.toml"]
    named = [copy for source in projects if (copy := _named(source)) is not None]
    if not named:
        return
    files = _files(tree)
    told: list[PurePosixPath] = []
    for copy in sorted(named, key=lambda one: (MEMBERS.index(one.name), one.location.uri)):
        folder = PurePosixPath(copy.location.uri).parent
        count = sum(folder in PurePosixPath(uri).parents for uri in files)
        if count >= LEAST_FILES and not any(above in (folder, *folder.parents) for above in told):
            told.append(folder)
            yield copy


def nameless(tree: Tree) -> Iterator[Notification]:
    """Files of a release in which no project file gives the release: nothing judged it."""
    folders = [PurePosixPath(copy.location.uri).parent for copy in copies(tree)]
    files = [
        uri for uri in _files(tree) if not any(one in PurePosixPath(uri).parents for one in folders)
    ]
    if len(files) >= LEAST_FILES:
        words = (
            f"{len(files)} files are those of a Langflow release ({files[0]} is the first), and no "
            "pyproject.toml above them gives its version, so the release was not judged: keep "
            "Langflow's own pyproject.toml next to them, or install the package instead"
        )
        yield Notification(
            Level.WARNING, "copy-without-version", words, files[0], files=len(files), partly=True
        )


def _files(tree: Tree) -> list[str]:
    return [source.uri for source in tree.of(FileKind.PYTHON) if is_upstream(source)]


def _named(source: Source) -> Copy | None:
    """The project of a pyproject.toml, where it is Langflow or a part of it."""
    try:
        document = toml_.read(source.text)
    except ReadError:
        return None  # named where manifests are read
    for table in ("project", "tool.poetry"):
        project: object = document
        for key in table.split("."):
            project = project.get(key) if isinstance(project, dict) else None
        name, written = (
            project.get(key) if isinstance(project, dict) else None for key in ("name", "version")
        )
        place = toml_.places(source.text).get((table, "version"))
        if not (isinstance(name, str) and isinstance(written, str) and place):
            continue
        plain = _NAME.sub("-", name).lower().removesuffix("-nightly")
        try:
            version = Version(written)
        except InvalidVersion:
            continue
        if plain in MEMBERS:
            return Copy(plain, version, source.at(*place, f"{plain} {version}"))
    return None
