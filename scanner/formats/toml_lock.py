"""Lock files in TOML as packages with offsets: uv, Poetry, PDM and PEP 751's pylock.

Formats: https://docs.astral.sh/uv/concepts/projects/layout/ , https://peps.python.org/pep-0751/ ,
https://python-poetry.org/docs/basic-usage/ , https://pdm-project.org/latest/usage/lockfile/
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from scanner.errors import ReadError
from scanner.formats import toml_
from scanner.formats.requirements import DEVELOPMENT, elsewhere, is_development_group


class Origin(StrEnum):
    """Where the installer takes a package from."""

    REGISTRY = "registry"
    DIRECT = "direct"
    """A git repository or a URL: a version number says little about such code."""
    LOCAL = "local"
    """The project itself, a workspace member, or a folder of the repository."""


@dataclass(frozen=True, slots=True)
class Package:
    """One locked package; a lock with forks holds several of one name."""

    name: str
    """Canonical (PEP 503)."""
    version: str | None
    """None where the lock names none, or one that is not PEP 440."""
    origin: Origin
    start: int
    end: int
    """Offsets from the name to the end of the version."""
    requires: tuple[str, ...] = ()
    """What it asks for, canonical; extras and groups of the project itself included."""
    develops: frozenset[str] = frozenset()
    """What of that only the groups of development ask for."""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """What of that is asked for on another system than Linux only: name, and why in words."""
    groups: frozenset[str] = frozenset()
    """The groups that the tool says it is locked for; empty where it does not."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The packages in the file's order."""

    version: str
    """The format's version."""
    is_known: bool
    """Whether that version is one that is known to be read right."""
    packages: tuple[Package, ...]


@dataclass(frozen=True, slots=True)
class Flavour:
    """How one tool writes its lock."""

    table: str
    """Name of the array of packages."""
    version: tuple[str, ...]
    """Keys to the format's version."""
    known: tuple[str, ...]
    """Beginnings of versions that are known to be read right."""
    origin: Callable[[Mapping[str, Any]], Origin]


def read(text: str, flavour: Flavour) -> Lock:
    """The lock's packages.

    Raises:
        ReadError: not TOML, or not the shape of such a lock; with the line where that is known.
    """
    document = toml_.read(text)
    version: Any = document
    for key in flavour.version:
        version = version.get(key) if isinstance(version, dict) else None
    tables = document.get(flavour.table, [])
    if not isinstance(version, int | str) or not isinstance(tables, list):
        raise ReadError("not a lock: no format version or no list of packages")
    places = list(_places(text, flavour.table))
    if len(places) != len(tables):
        raise ReadError("the places of its packages cannot be told")
    pairs = zip(tables, places, strict=True)
    packages = tuple(_package(table, place, text, flavour) for table, place in pairs)
    return Lock(str(version), str(version).startswith(flavour.known), packages)


MAX_VERSION = 200
"""Characters: a number of thousands of digits is no version, and an error of its own to parse."""

_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_VALUE = r"""^[ \t]*{}[ \t]*=[ \t]*(["'])(?P<value>[^"'\n]*)\1"""
_NAME = re.compile(_VALUE.format("name"), re.MULTILINE)
_VERSION = re.compile(_VALUE.format("version"), re.MULTILINE)


def _places(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Offsets of the body of each `[[package]]`, up to the next table."""
    header = re.compile(rf"^[ \t]*\[\[[ \t]*{name}[ \t]*\]\][ \t]*(#.*)?\r?$", re.MULTILINE)
    for found in header.finditer(text):
        following = _TABLE.search(text, found.end())
        yield found.end(), following.start() if following else len(text)


def _package(table: Any, place: tuple[int, int], text: str, flavour: Flavour) -> Package:
    """One table with its offsets, proved by comparing what stands there with what was parsed."""
    start, end = place
    name = _NAME.search(text, start, end)
    if not isinstance(table, dict) or not name or name["value"] != table.get("name"):
        raise ReadError("a package without a name, or one whose place cannot be told")
    version = _VERSION.search(text, start, end)
    locked = table.get("version")
    if (version["value"] if version else None) != locked:
        raise ReadError("a version whose place cannot be told")
    spans = [found.span("value") for found in (name, version) if found]
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    name_ = canonicalize_name(name["value"])
    asked, aside, foreign = _requires(table)
    return Package(
        name_,
        _valid(locked),
        flavour.origin(table),
        first,
        last,
        asked,
        aside,
        foreign,
        _groups(table),
    )


_REQUIRED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def _groups(table: Mapping[str, Any]) -> frozenset[str]:
    """`groups` of PDM and of Poetry 2, `category` of Poetry 1."""
    listed = table.get("groups", table.get("category"))
    listed = [listed] if isinstance(listed, str) else listed
    return frozenset(one for one in listed or () if isinstance(one, str))


def _requires(
    table: Mapping[str, Any],
) -> tuple[tuple[str, ...], frozenset[str], Mapping[str, str]]:
    """Names, however a tool lists them: tables with a name, PEP 508 strings, or keys.

    Then those that only development asks for, and those that only another system needs.
    """
    groups = [("", table.get("dependencies"))]
    for key, own in (("optional-dependencies", ""), ("dev-dependencies", "dev-")):
        group = table.get(key)
        groups += [(own + k, v) for k, v in group.items()] if isinstance(group, dict) else []
    asked: dict[str, set[str]] = {}
    for group, listed in groups:
        aside = DEVELOPMENT if is_development_group(group) else ""
        for one in listed if isinstance(listed, list | dict) else ():
            written = one.get("name") if isinstance(one, dict) else one
            name = _REQUIRED.match(written) if isinstance(written, str) else None
            if name:
                why = aside or elsewhere(_marker(one))
                asked.setdefault(canonicalize_name(name.group()), set()).add(why)
    alone = {name: why for name, (why, *more) in asked.items() if why and not more}
    develops = frozenset(name for name, why in alone.items() if why == DEVELOPMENT)
    foreign = {name: why for name, why in alone.items() if name not in develops}
    return tuple(asked), develops, foreign


def _marker(one: Any) -> str:
    """The marker of an entry: a key of uv's tables, the end of a PEP 508 string."""
    written = one.get("marker", one.get("markers")) if isinstance(one, dict) else one
    if not isinstance(written, str):
        return ""
    return written if isinstance(one, dict) else written.partition(";")[2].strip()


def _valid(version: object) -> str | None:
    try:
        fits = isinstance(version, str) and len(version) <= MAX_VERSION
        return str(Version(str(version))) if fits else None
    except InvalidVersion:
        return None


def _of_uv(table: Mapping[str, Any]) -> Origin:
    source = table.get("source")
    keys = set(source) if isinstance(source, dict) else set()
    if keys & {"editable", "virtual", "directory", "path"}:
        return Origin.LOCAL
    return Origin.REGISTRY if "registry" in keys else Origin.DIRECT


def _of_poetry(table: Mapping[str, Any]) -> Origin:
    source = table.get("source")
    kind = source.get("type") if isinstance(source, dict) else None
    if kind in ("directory", "file"):
        return Origin.LOCAL
    return Origin.DIRECT if kind in ("git", "url", "hg", "svn") else Origin.REGISTRY


def _by_keys(
    direct: frozenset[str], local: frozenset[str]
) -> Callable[[Mapping[str, Any]], Origin]:
    def origin(table: Mapping[str, Any]) -> Origin:
        if local & table.keys():
            return Origin.LOCAL
        return Origin.DIRECT if direct & table.keys() else Origin.REGISTRY

    return origin


_PDM = _by_keys(frozenset({"git", "hg", "svn", "url"}), frozenset({"path"}))
_PYLOCK = _by_keys(frozenset({"vcs", "archive"}), frozenset({"directory"}))

UV = Flavour("package", ("version",), ("1",), _of_uv)
POETRY = Flavour("package", ("metadata", "lock-version"), ("1.", "2."), _of_poetry)
PDM = Flavour("package", ("metadata", "lock_version"), ("4.",), _PDM)
PYLOCK = Flavour("packages", ("lock-version",), ("1.",), _PYLOCK)
