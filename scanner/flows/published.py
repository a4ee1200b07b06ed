"""The sources that Langflow and its bundles have published, by their digests.

The table is `rulesets/knowledge/components.json`, built by `python -m tools.build_components`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import msgspec
from packaging.version import Version

from scanner import rules
from scanner.errors import RuleError

FILE = "knowledge/components.json"


SHORT = 12
"""Digits of the `code_hash` that Langflow writes (lfx/custom/utils.py:43-67)."""


STARTER = "starter project"
"""In place of a module, for code that is known from Langflow's own flows alone."""


@dataclass(frozen=True, slots=True)
class Official:
    """A component source that Langflow released."""

    module: str
    """`lfx.components.input_output.chat`; of several the newest."""
    first: str
    last: str
    """The releases that have it: of Langflow (`1.13.0`), or of a distribution (`lfx-ibm 0.2.1`)."""
    types: frozenset[str] = frozenset()
    """The type keys that its components have."""
    is_current: bool = True
    """Whether the newest release of Langflow, or of the bundle, still has it."""


Entry = tuple[tuple[str, ...], tuple[tuple[str, str, str], ...]]
"""Type keys, then module, first and last release of each file it was."""


class Table(msgspec.Struct, frozen=True):
    """`components.json`: what was published, and up to which build the table knows it."""

    releases: tuple[str, ...]
    sources: Mapping[str, Entry]
    """By digest."""
    bundles: Mapping[str, str] = {}
    """The newest release of each bundle that the table knows."""
    builds: Mapping[str, str] = {}
    """The newest build, pre-releases included, of each distribution of Langflow's own."""


@cache
def table() -> Table:
    """The table, read once.

    Raises:
        RuleError: the file is missing or damaged.
    """
    try:
        return rules.decoded(rules.read_bytes(FILE), Table)
    except msgspec.MsgspecError as error:
        raise RuleError(f"rulesets/{FILE}: {error}", hint="reinstall langflow-scan") from error


def digest(code: str) -> str:
    """SHA-256 of a component's code, as its file in the wheel has it."""
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()


def official(code: str) -> Official | None:
    """The release that this code is from, byte for byte; None for anyone else's."""
    return of_digest(digest(code))


@cache
def of_digest(full: str) -> Official | None:
    """The source of a full SHA-256."""
    document = table()
    entry = document.sources.get(full)
    if entry is None:
        return None
    return told(entry)


def told(entry: Entry, claimed: str = "") -> Official:
    """A source under the module that is claimed for it, else under its newest."""
    types, places = entry
    module, first, last = max(places, key=lambda place: (place[0] == claimed, age(place[2])))
    return Official(module, first, last, frozenset(types), any(_is_newest(p[2]) for p in places))


def age(label: str) -> tuple[bool, Version, str]:
    """Releases of Langflow before those of a distribution, whose numbers are others."""
    name, _, number = label.rpartition(" ")
    return bool(name), Version(number), name


def _is_newest(label: str) -> bool:
    name, _, number = label.rpartition(" ")
    document = table()
    newest_of = {**document.builds, **document.bundles}
    return number == (newest_of.get(name) if name else document.releases[-1])


def collides(code: str) -> bool:
    """Whether the short hash is that of an official source and the full one is not."""
    full = digest(code)
    return full not in table().sources and full[:SHORT] in _short_digests()


def is_module(name: str) -> bool:
    """Whether some release has a component file of that module name."""
    return name in _modules()


def newest() -> Version:
    """The newest release that the table knows."""
    return Version(table().releases[-1])


def is_newer(version: Version) -> bool:
    """Whether a release or build is newer than all that the table knows."""
    known = (Version(table().builds.get(name, "0")) for name in ("langflow-base", "lfx"))
    return version > max(newest(), *known)


@cache
def _short_digests() -> frozenset[str]:
    return frozenset(full[:SHORT] for full in table().sources)


@cache
def _modules() -> frozenset[str]:
    places = (place for _, found in table().sources.values() for place in found)
    return frozenset(module for module, *_ in places) - {STARTER}


@cache
def _types() -> frozenset[str]:
    """The type keys of all official components."""
    return frozenset(key for types, _ in table().sources.values() for key in types)
