"""A package that a manifest, lock or image names, and what is known against it."""

from dataclasses import dataclass
from typing import Literal

from scanner.model.place import Location


@dataclass(frozen=True, slots=True)
class KnownVulnerability:
    """One that a component has, as far as the bill of materials tells it."""

    id: str
    aliases: tuple[str, ...]
    summary: str
    score: float | None
    """CVSS, or None where none is published."""
    cwe: tuple[int, ...]
    url: str
    fixed_in: str = ""
    absent: bool = False
    """Whether an advisory names the version while the code is in a part that is past it."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package or image at an exact version that the tree names, for the bill of materials."""

    name: str
    """Canonical (PEP 503); of an image the repository."""
    version: str
    location: Location
    vulnerabilities: tuple[KnownVulnerability, ...] = ()
    requires: tuple[str, ...] = ()
    """Names of what it asks for, where a lock says so; they are locked in the same file."""
    type: Literal["pypi", "docker"] = "pypi"
    """The type of its package URL."""
