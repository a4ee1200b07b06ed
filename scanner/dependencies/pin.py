"""A package that a file asks for, and what is gathered while files are read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePosixPath

from scanner.formats import requirements
from scanner.formats.positions import Lines
from scanner.formats.requirements import is_development_group
from scanner.model.note import Notification
from scanner.model.place import Location, Region
from scanner.model.rule import Level
from scanner.tree.source import Source
from scanner.tree.text import printable


class Origin(Enum):
    """What sort of place asks for it."""

    MANIFEST = "manifest"
    """Written by people: direct requirements."""
    LOCK = "lock"
    """Written by a tool: everything that is installed."""
    COMMAND = "command"
    """A `pip install` somewhere."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One package that a file asks for."""

    name: str
    """Canonical (PEP 503)."""
    version: str | None
    """The one version it allows, or None for a range or a bare name."""
    specifier: str
    location: Location
    asked: str
    """As a person would say it: `langflow 1.7.2`, `langflow>=1,<1.5`, `langflow`."""
    written: str = ""
    """Name and extras as written, where the file takes `name==version`; empty in a lock."""
    origin: Origin = Origin.MANIFEST
    aside: str = ""
    """Why it is not installed where the program runs, in words; empty for what is."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Who asks for whom in one lock."""

    requires: Mapping[str, tuple[str, ...]]
    roots: frozenset[str]
    """What the project itself asks for; empty where the lock does not say."""


@dataclass(frozen=True, slots=True)
class Pins:
    """All packages of a tree, and what could not be told."""

    pins: tuple[Pin, ...]
    notifications: tuple[Notification, ...]
    files: int
    graphs: Mapping[str, Graph] = field(default_factory=dict)
    """By the path of the lock."""
    direct: Mapping[str, tuple[Pin, ...]] = field(default_factory=dict)
    """Every pin and range that a manifest asks for, by name; also those that a lock pins."""
    mutable: tuple[tuple[str, Location], ...] = ()
    """What comes from a place whose content may change: the name, or empty, and where."""


@dataclass
class Collected:
    """Pins and notes as they come."""

    pins: list[Pin] = field(default_factory=list)
    notes: list[Notification] = field(default_factory=list)
    mutable: list[tuple[str, Location]] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    graphs: dict[str, Graph] = field(default_factory=dict)
    included: dict[str, set[str]] = field(default_factory=dict)
    """The requirements files that commands of a file name with `-r` and `-c`."""

    def note(self, level: Level, identifier: str, uri: str, line: int | None, words: str) -> None:
        """A notification that begins with its place."""
        shown = printable(uri)
        place = f"{shown}:{line}" if line else shown
        self.notes.append(Notification(level, identifier, f"{place} {words}", shown, line))

    def entry(
        self,
        entry: requirements.Entry,
        source: Source,
        lines: Lines,
        *,
        written: bool = False,
        origin: Origin = Origin.MANIFEST,
    ) -> None:
        """A requirement as a pin, anything else as a note at its line.

        `written`: whether `name==version` may stand there, so that a fix can be given.
        """
        region = lines.region(entry.start, entry.end)
        match entry:
            case requirements.Requirement(name, specifier, version, text, aside=aside):
                place = Location(source.uri, region, purl(name, version))
                asked = f"{name} {version}" if version else text
                kept = _name_and_extras(text) if written else ""
                if origin is Origin.MANIFEST and _is_of_developers(source.uri):
                    aside = requirements.DEVELOPMENT
                pin = Pin(name, version, specifier, place, asked, kept, origin, aside)
                self.pins.append(pin)
            case requirements.Direct(name, is_fixed=is_fixed):
                if not is_fixed:
                    self.mutable.append((name, Location(source.uri, region, purl(name, None))))
                what = f"({name}) " if name else ""
                words = f"{what}comes from a URL or a version control system and was not audited;"
                words += " use a released version"
                line = region.start_line
                self.note(Level.WARNING, "requirement-not-audited", source.uri, line, words)
            case requirements.Local():
                if origin is not Origin.COMMAND:
                    words = "installs code of this repository, which has no released version"
                    words += " to audit"
                    self.note(Level.NOTE, "local-requirement", source.uri, region.start_line, words)
            case _:
                words = "is no requirement that can be read and was not audited; fix the line"
                line = region.start_line
                self.note(Level.WARNING, "requirement-not-parsed", source.uri, line, words)

    def locked(self, name: str, version: str, uri: str, region: Region, aside: str = "") -> None:
        """A package of a lock; `aside` as in `Pin`."""
        place = Location(uri, region, purl(name, version))
        asked = f"{name} {version}"
        pin = Pin(name, version, f"=={version}", place, asked, origin=Origin.LOCK, aside=aside)
        self.pins.append(pin)


def _is_of_developers(uri: str) -> bool:
    """Whether a requirements file is named after work on the program: `requirements-dev.txt`."""
    path = PurePosixPath(uri.lower())
    stem = re.sub(r"\.(txt|in|lock)$", "", path.name).replace(".", "-")
    in_folder = path.parent.name in {"requirements", "constraints"}
    named = "requirement" in stem or in_folder
    return path.suffix in {".txt", ".in", ".lock"} and named and is_development_group(stem)


def purl(name: str, version: str | None) -> str:
    """The package URL (https://github.com/package-url/purl-spec), as logical name."""
    return f"pkg:pypi/{name}@{version}" if version else f"pkg:pypi/{name}"


def _name_and_extras(text: str) -> str:
    head = text
    for operator in ("<", ">", "=", "!", "~", ";", " @"):
        head = head.partition(operator)[0]
    return head.strip()
