"""Langflow's release where an image installs it from a manifest or a lock of the repository."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from scanner.deployments.images.start import Copies
from scanner.tree.source import Source

_FILES = re.compile(r"(?:^|\s)(?:-r|--requirements?)[ =]?([^\s&|;]+)")
_PROJECT = re.compile(
    r"\buv\s+(?:sync|run)\b|\b(?:poetry|pdm)\s+(?:install|sync)\b|\bpipenv\s+(?:install|sync)\b"
    r"|\bpip3?\s+install\s+(?:\S+\s+)*?(?:-e\s+)?\.(?:\s|$|\[)"
)
_REQUIRED = re.compile(
    r"^[ \t\"']*langflow(?:\[[^\]\n]*\])?[ \t]*(?:==[ \t]*(?P<pin>[\w.]+))?(?=[ \t\"',;<>~!=#]|$)",
    re.MULTILINE | re.IGNORECASE,
)
_LOCKED = re.compile(r"^name = \"langflow\"\nversion = \"(?P<pin>[\w.]+)\"", re.MULTILINE)
_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock")


@dataclass(frozen=True, slots=True)
class Installed:
    """Langflow, in a release that may not be known."""

    version: Version | None


def installed(command: str, copies: Copies) -> Installed | None:
    """What a RUN installs from files of the tree; None where Langflow is not among it."""
    found = [one for source in _manifests(command, copies) for one in _pins(source)]
    if not found:
        return None
    return Installed(next((version for version in found if version is not None), None))


def _manifests(command: str, copies: Copies) -> Iterator[Source]:
    for path in _FILES.findall(command):
        source = copies.find(path.strip("\"'"))
        if source is not None:
            yield source
    if not _PROJECT.search(command):
        return
    for context in copies.contexts:
        for name in (*_LOCKS, "pyproject.toml"):
            source = copies.tree.get(str(context / name))
            if source is not None:
                yield source
                return


def _pins(source: Source) -> Iterator[Version | None]:
    pattern = _LOCKED if source.name in _LOCKS else _REQUIRED
    for match in pattern.finditer(source.text):
        try:
            yield Version(match["pin"]) if match["pin"] else None
        except InvalidVersion:
            yield None
