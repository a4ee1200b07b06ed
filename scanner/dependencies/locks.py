"""Lock files as pins and as graphs; locks of other languages as things that were not audited."""

from collections.abc import Callable
from dataclasses import dataclass

from scanner.dependencies import lock_asides
from scanner.dependencies.pin import Collected, Graph
from scanner.errors import ReadError
from scanner.formats import json_, requirements, toml_lock, yaml_
from scanner.formats.positions import Lines, Node
from scanner.model.rule import Level
from scanner.tree.source import FileKind, Source
from scanner.tree.text import printable

FLAVOURS = {
    FileKind.UV_LOCK: toml_lock.UV,
    FileKind.POETRY_LOCK: toml_lock.POETRY,
    FileKind.PDM_LOCK: toml_lock.PDM,
    FileKind.PYLOCK: toml_lock.PYLOCK,
}
KINDS = (FileKind.PIPFILE_LOCK, FileKind.CONDA_LOCK, FileKind.PEX_LOCK, *FLAVOURS)


def read(source: Source, found: Collected) -> None:
    """The packages of one lock."""
    found.read.add(source.uri)
    try:
        _READERS.get(source.kind, _toml_lock)(source, found)
    except ReadError as error:
        words = f"could not be read ({error}) and was not audited; lock again"
        found.note(Level.WARNING, "lock-not-parsed", source.uri, error.line, words)


def name_npm_lock(source: Source, found: Collected) -> None:
    """A lock of JavaScript packages: our advisories are about Python, and that is said."""
    words = "locks JavaScript packages, which were not audited: the `dependencies` kind is about"
    words += " Python. Let Dependabot, `npm audit` or osv-scanner look at it"
    found.note(Level.NOTE, "javascript-lock-not-audited", source.uri, None, words)


def _toml_lock(source: Source, found: Collected) -> None:
    lock = toml_lock.read(source.text, FLAVOURS[source.kind])
    if not lock.is_known:
        shown = printable(lock.version)[:20]
        words = f"has lock version {shown}, which is not known: packages may be missing here"
        found.note(Level.WARNING, "lock-version-unknown", source.uri, 1, words)
    lines = Lines(source.text)
    requires: dict[str, list[str]] = {}
    roots: set[str] = set()
    asides = lock_asides.of(lock.packages)
    seen: set[tuple[str, str]] = set()
    for package in lock.packages:
        region = lines.region(package.start, package.end)
        if package.origin is toml_lock.Origin.LOCAL:
            roots.update(package.requires)
            continue
        requires.setdefault(package.name, []).extend(package.requires)
        if package.origin is toml_lock.Origin.DIRECT or package.version is None:
            _not_released(package.name, source.uri, region.start_line, found)
        elif (package.name, package.version) not in seen:  # again for extras or a platform
            seen.add((package.name, package.version))
            aside = asides.get(package.name, "")
            found.locked(package.name, package.version, source.uri, region, aside)
    asked = {name: tuple(dict.fromkeys(names)) for name, names in requires.items()}
    found.graphs[source.uri] = Graph(asked, frozenset(roots))


def _not_released(name: str, uri: str, line: int, found: Collected) -> None:
    words = f"({printable(name)}) is locked to no release of an index and was not audited"
    found.note(Level.WARNING, "requirement-not-audited", uri, line, words)


def _pipfile_lock(source: Source, found: Collected) -> None:
    """Pipenv's lock: `{"default": {name: {"version": "==1.2"}}, "develop": ...}`."""
    root = json_.read(source.text)
    if not root.mapping:
        raise ReadError("not a lock: no groups of packages")
    lines = Lines(source.text)
    used = (root.get("default") or root).mapping.keys()
    for group, packages in root.mapping.items():
        is_aside = requirements.is_development_group(group)
        aside = requirements.DEVELOPMENT if is_aside else ""
        for name, package in packages.mapping.items() if group != "_meta" else ():
            place = _KeyPlace(source.uri, lines, packages.keys[name])
            _pipfile_package(name, package, place, found, "" if name in used else aside)


@dataclass(frozen=True, slots=True)
class _KeyPlace:
    """Where the key of a package stands."""

    uri: str
    lines: Lines
    key: tuple[int, int]


def _pipfile_package(
    name: str, package: Node, place: _KeyPlace, found: Collected, aside: str
) -> None:
    uri, lines, key = place.uri, place.lines, place.key
    version = package.get("version")
    words = f"{name}{version.text}" if version and version.text else ""
    read_ = requirements.read(words) if "\n" not in words else ()
    one = read_[0] if len(read_) == 1 else None
    if version and isinstance(one, requirements.Requirement) and one.version:
        region = lines.region(key[0] + 1, version.end - 1)
        found.locked(one.name, one.version, uri, region, aside)
        return
    is_local = bool(package.mapping.keys() & {"path", "file", "editable"})
    if not is_local:
        _not_released(name, uri, lines.region(*key).start_line, found)


def _conda_lock(source: Source, found: Collected) -> None:
    """conda-lock's unified lock: `package: [{name, version, manager: conda | pip, platform}]`.

    Format: https://conda.github.io/conda-lock/ . One package stands there once for each platform.
    """
    lines = Lines(source.text)
    seen: set[tuple[str, str]] = set()
    for document in yaml_.read(source.text):
        listed = document.get("package")
        for package in listed.items if listed else ():
            name, version = package.get("name"), package.get("version")
            if name is not None and version is not None:
                _named_version(source.uri, lines, name, version, seen, found)


def _pex_lock(source: Source, found: Collected) -> None:
    """A lock of Pex or Pants: JSON below comments, `locked_resolves[].locked_requirements[]`."""
    lines = Lines(source.text)
    root = json_.read(json_.without_comments(source.text))
    seen: set[tuple[str, str]] = set()
    for resolve in (root.get("locked_resolves") or Node([], 0, 0)).items:
        for one in (resolve.get("locked_requirements") or Node([], 0, 0)).items:
            name, version = one.get("project_name"), one.get("version")
            if name is not None and version is not None:
                _named_version(source.uri, lines, name, version, seen, found)


def _named_version(
    uri: str,
    lines: Lines,
    name: Node,
    version: Node,
    seen: set[tuple[str, str]],
    found: Collected,
) -> None:
    """A package whose name and version stand apart, once each."""
    words = f"{name.text}=={version.text}"
    read_ = requirements.read(words) if "\n" not in words else ()
    one = read_[0] if len(read_) == 1 else None
    region = lines.region(min(name.start, version.start), max(name.end, version.end))
    if not isinstance(one, requirements.Requirement) or not one.version:
        _not_released(name.text, uri, region.start_line, found)
    elif (one.name, one.version) not in seen:
        seen.add((one.name, one.version))
        found.locked(one.name, one.version, uri, region)


_READERS: dict[FileKind, Callable[[Source, Collected], None]] = {
    FileKind.PIPFILE_LOCK: _pipfile_lock,
    FileKind.CONDA_LOCK: _conda_lock,
    FileKind.PEX_LOCK: _pex_lock,
}
