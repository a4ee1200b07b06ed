"""What manifests and locks ask for: packages with their versions, each at its place.

Nothing is resolved, built or downloaded, and no file outside the scanned root is opened: a nested
file counts only when it was collected.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scanner.collect import FileKind, Source, Tree, printable
from scanner.errors import ReadError
from scanner.formats import requirements, uv_lock
from scanner.formats.positions import Lines
from scanner.model import Level, Location, Notification

MANIFESTS = (FileKind.REQUIREMENTS, FileKind.UV_LOCK)


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


@dataclass(frozen=True, slots=True)
class Pins:
    """All packages of a tree, and what could not be told."""

    pins: tuple[Pin, ...]
    notifications: tuple[Notification, ...]
    files: int


@dataclass
class _Collected:
    pins: list[Pin] = field(default_factory=list)
    notes: list[Notification] = field(default_factory=list)
    read: set[str] = field(default_factory=set)

    def note(self, level: Level, identifier: str, uri: str, line: int | None, words: str) -> None:
        shown = printable(uri)
        place = f"{shown}:{line}" if line else shown
        self.notes.append(Notification(level, identifier, f"{place} {words}", shown, line))


def pins(tree: Tree) -> Pins:
    """Every package that a manifest or a lock of the tree names."""
    found = _Collected()
    for source in tree.of(FileKind.REQUIREMENTS):
        _requirements(source, tree, found)
    for source in tree.of(FileKind.UV_LOCK):
        _uv_lock(source, found)
    ordered = sorted(found.pins, key=lambda pin: (pin.location.uri, pin.location.region))
    return Pins(
        tuple(_without_pinned_elsewhere(ordered, tree)), tuple(found.notes), len(found.read)
    )


def purl(name: str, version: str | None) -> str:
    """The package URL (https://github.com/package-url/purl-spec), as logical name."""
    return f"pkg:pypi/{name}@{version}" if version else f"pkg:pypi/{name}"


def _requirements(source: Source, tree: Tree, found: _Collected) -> None:
    """One file and, once each, the files it includes."""
    if source.uri in found.read:
        return
    found.read.add(source.uri)
    lines = Lines(source.text)
    for entry in requirements.read(source.text):
        region = lines.region(entry.start, entry.end)
        line = region.start_line
        match entry:
            case requirements.Requirement(name, specifier, version, text):
                place = Location(source.uri, region, purl(name, version))
                asked = f"{name} {version}" if version else text
                found.pins.append(Pin(name, version, specifier, place, asked))
            case requirements.Include():
                _include(entry, source, line, tree, found)
            case requirements.Direct(name):
                what = f"({name}) " if name else ""
                words = f"{what}comes from a URL or a version control system and was not audited;"
                words += " use a released version"
                found.note(Level.WARNING, "requirement-not-audited", source.uri, line, words)
            case requirements.Local():
                words = "installs code of this repository, which has no released version to audit"
                found.note(Level.NOTE, "local-requirement", source.uri, line, words)
            case requirements.Unparsed():
                words = "is no requirement that can be read and was not audited; mend the line"
                found.note(Level.WARNING, "requirement-not-parsed", source.uri, line, words)


_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def _include(
    entry: requirements.Include, source: Source, line: int, tree: Tree, found: _Collected
) -> None:
    """Follow `-r` and `-c` inside the root; an address may hold a password: it is not repeated."""

    def refuse(words: str) -> None:
        found.note(Level.WARNING, "include-not-read", source.uri, line, words)

    if _SCHEME.match(entry.target):
        refuse("includes a remote file, which was not read; commit a copy of it")
        return
    uri = included(source.uri, entry.target)
    if uri is None:
        refuse("includes a file outside of the scanned folder, which was not read")
        return
    nested = tree.get(uri)
    if nested is None or nested.kind is FileKind.BINARY:
        refuse(f"includes {printable(uri)}, which is not a text file of the scanned folder")
        return
    _requirements(nested, tree, found)


def included(uri: str, target: str) -> str | None:
    """The path of a nested file relative to the root, or None when it leaves the root."""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(uri), target))
    outside = posixpath.isabs(target) or joined == ".." or joined.startswith("../")
    return None if outside else joined


def _uv_lock(source: Source, found: _Collected) -> None:
    found.read.add(source.uri)
    try:
        lock = uv_lock.read(source.text)
    except ReadError as error:
        words = f"could not be read ({error}) and was not audited; run `uv lock` again"
        found.note(Level.WARNING, "lock-not-parsed", source.uri, error.line, words)
        return
    if lock.version != uv_lock.KNOWN_VERSION:
        words = f"has lock version {lock.version}, which is not known: packages may be missing here"
        found.note(Level.WARNING, "lock-version-unknown", source.uri, 1, words)
    lines = Lines(source.text)
    for package in lock.packages:
        region = lines.region(package.start, package.end)
        if package.origin is uv_lock.Origin.LOCAL:
            continue
        if package.origin is uv_lock.Origin.DIRECT or package.version is None:
            words = f"({package.name}) is locked to no release of an index and was not audited"
            line = region.start_line
            found.note(Level.WARNING, "requirement-not-audited", source.uri, line, words)
            continue
        place = Location(source.uri, region, purl(package.name, package.version))
        asked = f"{package.name} {package.version}"
        pin = Pin(package.name, package.version, f"=={package.version}", place, asked)
        found.pins.append(pin)


def _without_pinned_elsewhere(found: list[Pin], tree: Tree) -> Iterator[Pin]:
    """Open requirements only where no file that is installed together with theirs pins the package.

    `langflow` in requirements.txt beside `-c constraints.txt` with `langflow==1.13.0` is pinned.
    """
    exact: dict[str, set[str]] = {}
    for pin in found:
        if pin.version:
            exact.setdefault(pin.location.uri, set()).add(pin.name)
    for pin in found:
        uri = pin.location.uri
        open_ended = pin.version is None
        if not open_ended or not any(pin.name in exact.get(f, ()) for f in _together(uri, tree)):
            yield pin


def _together(uri: str, tree: Tree) -> frozenset[str]:
    """A requirements file and all that it includes."""
    seen: set[str] = set()
    waiting = [uri]
    while waiting:
        current = waiting.pop()
        source = tree.get(current)
        if current in seen or source is None or source.kind is FileKind.UV_LOCK:
            continue
        seen.add(current)
        for entry in requirements.read(source.text):
            if isinstance(entry, requirements.Include) and not _SCHEME.match(entry.target):
                nested = included(current, entry.target)
                waiting += [nested] if nested else []
    return frozenset(seen)
