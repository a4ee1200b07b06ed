"""uv's lock file as packages with offsets (https://docs.astral.sh/uv/concepts/projects/layout/)."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from scanner.errors import ReadError

KNOWN_VERSION = 1


class Origin(StrEnum):
    """Where uv takes a package from."""

    REGISTRY = "registry"
    DIRECT = "direct"
    """A git repository or a URL: a version number says little about such code."""
    LOCAL = "local"
    """The project itself, a workspace member, or a folder of the repository."""


@dataclass(frozen=True, slots=True)
class Package:
    """One `[[package]]`; a lock with forks holds several of one name."""

    name: str
    """Canonical (PEP 503)."""
    version: str | None
    """None where the lock names none, or one that is not PEP 440."""
    origin: Origin
    start: int
    end: int
    """Offsets from the name to the end of the version."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The packages in the file's order."""

    version: int
    """The format's version; only `KNOWN_VERSION` is known to be read right."""
    packages: tuple[Package, ...]


_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_PACKAGE = re.compile(r"^[ \t]*\[\[[ \t]*package[ \t]*\]\][ \t]*(#.*)?$", re.MULTILINE)
_VALUE = r"""^[ \t]*{}[ \t]*=[ \t]*(["'])(?P<value>[^"'\n]*)\1"""
_NAME = re.compile(_VALUE.format("name"), re.MULTILINE)
_VERSION = re.compile(_VALUE.format("version"), re.MULTILINE)


def read(text: str) -> Lock:
    """The lock's packages.

    Raises:
        ReadError: not TOML, or not the shape of a uv lock; with the line where that is known.
    """
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        raise ReadError("not valid TOML", line=int(line.group(1)) if line else None) from error
    tables = document.get("package", [])
    version = document.get("version")
    if not isinstance(version, int) or not isinstance(tables, list):
        raise ReadError("not a uv lock: no format version or no list of packages")
    places = list(_places(text))
    if len(places) != len(tables):
        raise ReadError("the places of its packages cannot be told")
    packages = (_package(table, place, text) for table, place in zip(tables, places, strict=True))
    return Lock(version, tuple(packages))


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the body of each `[[package]]`, up to the next table."""
    for header in _PACKAGE.finditer(text):
        following = _TABLE.search(text, header.end())
        yield header.end(), following.start() if following else len(text)


def _package(table: Any, place: tuple[int, int], text: str) -> Package:
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
    return Package(canonicalize_name(name["value"]), _valid(locked), _origin(table), first, last)


def _valid(version: object) -> str | None:
    try:
        return str(Version(version)) if isinstance(version, str) else None
    except InvalidVersion:
        return None


def _origin(table: dict[str, Any]) -> Origin:
    source = table.get("source")
    keys = set(source) if isinstance(source, dict) else set()
    if keys & {"editable", "virtual", "directory", "path"}:
        return Origin.LOCAL
    return Origin.REGISTRY if "registry" in keys else Origin.DIRECT
