"""Where the code of a component comes from: a release of Langflow, or somebody else.

The full SHA-256 decides, never the 12 digits of the export's `code_hash`: a second preimage of
those was shown in minutes (langflow-ai/langflow issue 13496), and the author writes them anyway.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import msgspec
from packaging.version import Version

from scanner import rules
from scanner.errors import RuleError

FILE = "langflow/component_sources.json"
SHORT = 12
"""Digits of the `code_hash` that Langflow writes (lfx/custom/utils.py:43-67)."""


@dataclass(frozen=True, slots=True)
class Official:
    """A component source that Langflow released."""

    module: str
    """`lfx.components.input_output.chat`; `starter project` for code known from there alone."""
    first: str
    last: str


class _Document(msgspec.Struct, frozen=True):
    releases: tuple[str, ...]
    sources: Mapping[str, tuple[str, str, str]]


@cache
def _document() -> _Document:
    try:
        return msgspec.json.decode(rules.read_bytes(FILE), type=_Document)
    except msgspec.MsgspecError as error:
        raise RuleError(f"rulesets/{FILE}: {error}", hint="reinstall langflow-scan") from error


def digest(code: str) -> str:
    """SHA-256 of a component's code, as its file in the wheel has it."""
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()


def official(code: str) -> Official | None:
    """The release that this code is from, byte for byte; None for anybody else's."""
    found = _document().sources.get(digest(code))
    return Official(*found) if found else None


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
    return frozenset(module for module, *_ in _document().sources.values())
