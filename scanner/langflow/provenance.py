"""Where the code of a component comes from: a release of Langflow, or somebody else.

The full SHA-256 decides, never the 12 digits of the export's `code_hash`: a second preimage of
those was shown in minutes (langflow-ai/langflow issue 13496), and the author writes them anyway.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import msgspec
from packaging.version import Version

from scanner import rules
from scanner.errors import RuleError
from scanner.langflow.flow import Component, Flow
from scanner.settings import Settings

FILE = "langflow/components.json"
SHORT = 12
"""Digits of the `code_hash` that Langflow writes (lfx/custom/utils.py:43-67)."""
STARTER = "starter project"
"""In place of a module, for code that is known from Langflow's own flows alone."""
TEMPLATES = frozenset({"CustomComponent", "Custom Component"})
"""Types whose code is there to be replaced: what a node of them carries is its author's own."""


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


class Origin(StrEnum):
    """Where a component's own code is from: exactly one of these."""

    OFFICIAL = "official"
    OUTDATED = "outdated"
    """Official, and no longer in the newest release."""
    MODIFIED = "modified"
    """An official source that somebody has changed, or code that says it is one."""
    RELABELLED = "relabelled"
    """Official, under the type of another component."""
    COLLISION = "collision"
    """Made to have the short hash of an official source."""
    CUSTOM = "custom"
    ACCEPTED = "accepted"
    """Not official, and reviewed: its SHA-256 is in the configuration."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of where a component's code is from."""

    kind: Origin
    digest: str
    """SHA-256 of the code."""
    lines: int
    source: Official | None = None
    """The official source that it is, or that it is nearest to."""
    similarity: float = 0.0
    """To the source: 1 for the same lines."""


class _Document(msgspec.Struct, frozen=True):
    releases: tuple[str, ...]
    sources: Mapping[str, tuple[tuple[str, ...], tuple[tuple[str, str, str], ...]]]
    """By digest: type keys, then module, first and last release of each file it was."""
    bundles: Mapping[str, str] = {}
    """The newest release of each bundle that the table knows."""


@cache
def _document() -> _Document:
    try:
        return msgspec.json.decode(rules.read_bytes(FILE), type=_Document)
    except msgspec.MsgspecError as error:
        raise RuleError(f"rulesets/{FILE}: {error}", hint="reinstall langflow-scan") from error


def verdict(component: Component, flow: Flow, settings: Settings) -> Verdict | None:
    """The one verdict on a component's own code; None for a component without code."""
    field = next((field for field in component.code_fields if field.name == "code"), None)
    if field is None:
        return None
    full, lines = digest(field.code), field.code.count("\n") + 1
    known = official(field.code)
    if known is not None:
        return Verdict(_official_kind(component, known), full, lines, known, 1.0)
    if collides(field.code):
        return Verdict(Origin.COLLISION, full, lines)
    if full in settings.components:
        return Verdict(Origin.ACCEPTED, full, lines)
    if is_module(claimed_module(component)):
        return Verdict(Origin.MODIFIED, full, lines)
    return Verdict(Origin.CUSTOM, full, lines)


def _official_kind(component: Component, known: Official) -> Origin:
    """A label of the author's own is not another component's; only that misleads."""
    if known.types and component.type not in known.types and component.type in _types():
        return Origin.RELABELLED
    return Origin.OFFICIAL if known.is_current else Origin.OUTDATED


def claimed_module(component: Component) -> str:
    """`metadata.module` without the class at its end; empty in exports before 1.6."""
    module = component.node.get("data", "node", "metadata", "module")
    return module.text.rpartition(".")[0] if module else ""


def digest(code: str) -> str:
    """SHA-256 of a component's code, as its file in the wheel has it."""
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()


def official(code: str) -> Official | None:
    """The release that this code is from, byte for byte; None for anybody else's."""
    return _official(digest(code))


@cache
def _official(full: str) -> Official | None:
    document = _document()
    entry = document.sources.get(full)
    if entry is None:
        return None
    types, places = entry
    module, first, last = max(places, key=lambda place: _age(place[2]))
    return Official(module, first, last, frozenset(types), any(_is_newest(p[2]) for p in places))


def _age(label: str) -> tuple[bool, Version, str]:
    """Releases of Langflow before those of a distribution, whose numbers are others."""
    name, _, number = label.rpartition(" ")
    return bool(name), Version(number), name


def _is_newest(label: str) -> bool:
    name, _, number = label.rpartition(" ")
    document = _document()
    return number == (document.bundles.get(name) if name else document.releases[-1])


def collides(code: str) -> bool:
    """Whether the short hash is that of an official source and the full one is not."""
    full = digest(code)
    return full not in _document().sources and full[:SHORT] in _short_digests()


def is_module(name: str) -> bool:
    """Whether some release has a component file of that module name."""
    return name in _modules()


def newest() -> Version:
    """The newest release that the table knows."""
    return Version(_document().releases[-1])


@cache
def _short_digests() -> frozenset[str]:
    return frozenset(full[:SHORT] for full in _document().sources)


@cache
def _modules() -> frozenset[str]:
    places = (place for _, found in _document().sources.values() for place in found)
    return frozenset(module for module, *_ in places) - {STARTER}


@cache
def _types() -> frozenset[str]:
    """The type keys of all official components."""
    return frozenset(key for types, _ in _document().sources.values() for key in types)
