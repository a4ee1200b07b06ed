"""The default of a setting in a release of Langflow: `rulesets/knowledge/settings.json`."""

from collections.abc import Mapping
from functools import cache

import msgspec
from packaging.version import Version

from scanner import rules
from scanner.errors import RuleError


class _Change(msgspec.Struct, frozen=True):
    version: str
    default: str | None
    removed: bool = False


class _History(msgspec.Struct, frozen=True):
    type: str
    changes: tuple[_Change, ...]


class _Defaults(msgspec.Struct, frozen=True):
    releases: tuple[str, ...]
    bare: tuple[str, ...]
    settings: Mapping[str, _History]
    source: str = ""


@cache
def _defaults() -> _Defaults:
    try:
        return rules.decoded(rules.read_bytes("knowledge/settings.json"), _Defaults)
    except msgspec.MsgspecError as error:
        raise RuleError(f"rulesets/knowledge/settings.json: {error}") from error


def known_settings() -> frozenset[str]:
    """Every setting that some release has."""
    return frozenset(_defaults().settings)


@cache
def bare_names() -> frozenset[str]:
    """The settings that `langflow run` also takes without their prefix."""
    return frozenset(_defaults().bare)


def is_boolean(name: str) -> bool:
    """Whether a setting takes true or false; not so where it may be unset as well."""
    history = _defaults().settings.get(name)
    return history is not None and history.type == "bool"


def default_of(name: str, version: Version) -> str | None:
    """The default of a setting in a release, unquoted.

    None where the release has no such setting, and where it lies between the two known releases
    between which the default changed: which of both it has cannot be told.
    """
    history = _defaults().settings.get(name)
    if history is None:
        return None
    known = _releases()
    value: str | None = None
    for change in history.changes:
        since = Version(change.version)
        if since <= version or since == known[0]:
            value = change.default
        elif max((release for release in known if release < since), default=since) < version:
            return None
    return value.strip("'\"") if value is not None else None


@cache
def _releases() -> tuple[Version, ...]:
    return tuple(Version(release) for release in _defaults().releases)
