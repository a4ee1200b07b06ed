"""What manifests and locks ask for: packages with their versions, each at its place.

Nothing is resolved, built or downloaded, and no file outside the scanned root is opened: a nested
file counts only when it was collected.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from scanner.collect import FileKind, Source, Tree, printable
from scanner.errors import ReadError
from scanner.formats import json_, pyproject, requirements, toml_lock
from scanner.formats.positions import Lines, Node
from scanner.model import Level, Location, Notification, Region

LOCKS = {
    FileKind.UV_LOCK: toml_lock.UV,
    FileKind.POETRY_LOCK: toml_lock.POETRY,
    FileKind.PDM_LOCK: toml_lock.PDM,
    FileKind.PYLOCK: toml_lock.PYLOCK,
}
MANIFESTS = (FileKind.REQUIREMENTS, FileKind.PYPROJECT, FileKind.PIPFILE_LOCK, *LOCKS)


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
    for source in tree.of(FileKind.PYPROJECT):
        _pyproject(source, found)
    for source in tree.of(*LOCKS):
        _lock(source, found)
    for source in tree.of(FileKind.PIPFILE_LOCK):
        _pipfile_lock(source, found)
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
        if isinstance(entry, requirements.Include):
            line = lines.region(entry.start, entry.end).start_line
            _include(entry, source, line, tree, found)
        else:
            _entry(entry, source, lines, found, _NAME_AND_EXTRAS)


_NAME_AND_EXTRAS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(\s*\[[^\]]*\])?")
_NOTHING = re.compile("")


def _entry(
    entry: requirements.Entry,
    source: Source,
    lines: Lines,
    found: _Collected,
    written: re.Pattern[str],
) -> None:
    """A requirement as a pin, anything else as a note at its line."""
    region = lines.region(entry.start, entry.end)
    line = region.start_line
    match entry:
        case requirements.Requirement(name, specifier, version, text):
            place = Location(source.uri, region, purl(name, version))
            asked = f"{name} {version}" if version else text
            as_written = written.match(text)
            kept = as_written.group() if as_written else ""
            found.pins.append(Pin(name, version, specifier, place, asked, kept))
        case requirements.Direct(name):
            what = f"({name}) " if name else ""
            words = f"{what}comes from a URL or a version control system and was not audited;"
            words += " use a released version"
            found.note(Level.WARNING, "requirement-not-audited", source.uri, line, words)
        case requirements.Local():
            words = "installs code of this repository, which has no released version to audit"
            found.note(Level.NOTE, "local-requirement", source.uri, line, words)
        case _:
            words = "is no requirement that can be read and was not audited; mend the line"
            found.note(Level.WARNING, "requirement-not-parsed", source.uri, line, words)


def _pyproject(source: Source, found: _Collected) -> None:
    """Its requirements; a file that only configures tools has none."""
    found.read.add(source.uri)
    try:
        entries = pyproject.read(source.text)
    except ReadError as error:
        words = f"could not be read ({error}) and was not audited; mend it"
        found.note(Level.WARNING, "manifest-not-parsed", source.uri, error.line, words)
        return
    lines = Lines(source.text)
    for entry in entries:
        _entry(entry, source, lines, found, _NOTHING)


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


def _lock(source: Source, found: _Collected) -> None:
    found.read.add(source.uri)
    try:
        lock = toml_lock.read(source.text, LOCKS[source.kind])
    except ReadError as error:
        words = f"could not be read ({error}) and was not audited; lock again"
        found.note(Level.WARNING, "lock-not-parsed", source.uri, error.line, words)
        return
    if not lock.is_known:
        shown = printable(lock.version)[:20]
        words = f"has lock version {shown}, which is not known: packages may be missing here"
        found.note(Level.WARNING, "lock-version-unknown", source.uri, 1, words)
    lines = Lines(source.text)
    for package in lock.packages:
        region = lines.region(package.start, package.end)
        if package.origin is toml_lock.Origin.LOCAL:
            continue
        if package.origin is toml_lock.Origin.DIRECT or package.version is None:
            _not_released(package.name, source.uri, region.start_line, found)
        else:
            found.pins.append(_locked(package.name, package.version, source.uri, region))


def _not_released(name: str, uri: str, line: int, found: _Collected) -> None:
    words = f"({printable(name)}) is locked to no release of an index and was not audited"
    found.note(Level.WARNING, "requirement-not-audited", uri, line, words)


def _locked(name: str, version: str, uri: str, region: Region) -> Pin:
    place = Location(uri, region, purl(name, version))
    return Pin(name, version, f"=={version}", place, f"{name} {version}")


def _pipfile_lock(source: Source, found: _Collected) -> None:
    """Pipenv's lock: `{"default": {name: {"version": "==1.2"}}, "develop": ...}`."""
    found.read.add(source.uri)
    try:
        root = json_.read(source.text)
    except ReadError as error:
        words = f"could not be read ({error}) and was not audited; lock again"
        found.note(Level.WARNING, "lock-not-parsed", source.uri, error.line, words)
        return
    lines = Lines(source.text)
    for group, packages in root.mapping.items():
        for name, package in packages.mapping.items() if group != "_meta" else ():
            _pipfile_package(name, package, packages.keys[name], source.uri, lines, found)


def _pipfile_package(
    name: str, package: Node, key: tuple[int, int], uri: str, lines: Lines, found: _Collected
) -> None:
    version = package.get("version")
    words = f"{name}{version.text}" if version and version.text else ""
    read = requirements.read(words) if "\n" not in words else ()
    one = read[0] if len(read) == 1 else None
    if version and isinstance(one, requirements.Requirement) and one.version:
        region = lines.region(key[0] + 1, version.end - 1)
        found.pins.append(_locked(one.name, one.version, uri, region))
        return
    is_local = bool(package.mapping.keys() & {"path", "file", "editable"})
    if not is_local:
        _not_released(name, uri, lines.region(*key).start_line, found)


def _without_pinned_elsewhere(found: list[Pin], tree: Tree) -> Iterator[Pin]:
    """Open requirements only where nothing that is installed together with theirs pins the package.

    `langflow` in requirements.txt beside `-c constraints.txt` with `langflow==1.13.0` is pinned,
    and so is what pyproject.toml asks for beside or below a lock that has it.
    """
    exact: dict[str, set[str]] = {}
    for pin in found:
        if pin.version:
            exact.setdefault(pin.location.uri, set()).add(pin.name)
    together = {uri: _together(uri, tree) for uri in {pin.location.uri for pin in found}}
    for pin in found:
        files = together[pin.location.uri]
        if pin.version or not any(pin.name in exact.get(file, ()) for file in files):
            yield pin


def _together(uri: str, tree: Tree) -> frozenset[str]:
    """The files that decide together with a manifest what is installed."""
    source = tree.get(uri)
    if source is not None and source.kind is FileKind.PYPROJECT:
        locks = tree.of(FileKind.PIPFILE_LOCK, *LOCKS)
        folder = PurePosixPath(uri).parent
        above = {folder, *folder.parents}
        return frozenset({uri, *(k.uri for k in locks if PurePosixPath(k.uri).parent in above)})
    return _included_by(uri, tree)


def _included_by(uri: str, tree: Tree) -> frozenset[str]:
    """A requirements file and all that it includes."""
    seen: set[str] = set()
    waiting = [uri]
    while waiting:
        current = waiting.pop()
        source = tree.get(current)
        if current in seen or source is None or source.kind not in _PLAIN:
            continue
        seen.add(current)
        for entry in requirements.read(source.text):
            if isinstance(entry, requirements.Include) and not _SCHEME.match(entry.target):
                nested = included(current, entry.target)
                waiting += [nested] if nested else []
    return frozenset(seen)


_PLAIN = (FileKind.REQUIREMENTS, FileKind.TEXT)
