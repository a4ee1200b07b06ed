"""Official component sources that lack a later security fix: `outdated_components.yml`.

A flow runs the code it carries, so a fix reaches a saved flow only when its component is updated.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Literal

import msgspec
from packaging.version import Version

from scanner import rules
from scanner.flows.published import Official

FILE = "knowledge/outdated_components.yml"
Release = Annotated[str, msgspec.Meta(pattern=r"^\d+\.\d+\.\d+$")]


class Fix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fix, and the sources that lack it."""

    until: Release
    missing: str
    source: str
    severity: Literal["high", "medium", "low"]
    since: Release = "1.0.0"
    bundles: Mapping[str, Release] = {}

    def lacks(self, known: Official) -> bool:
        """Whether an official source is from before the fix.

        A bundle's source is, only where the bundle still had the fault: most came after the fix.
        """
        name, _, number = known.last.rpartition(" ")
        if name.startswith("lfx-"):
            return name in self.bundles and Version(number) <= Version(self.bundles[name])
        since, until = Version(self.since), Version(self.until)
        return since <= _langflow(known.last) <= until


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    types: tuple[str, ...]
    fixes: tuple[Fix, ...]


@cache
def entries() -> tuple[_Entry, ...]:
    """The table, read once."""
    return rules.read_yaml(FILE, tuple[_Entry, ...])


def missing(known: Official) -> Iterator[Fix]:
    """The fixes that an official source lacks."""
    for entry in entries():
        if not known.types.isdisjoint(entry.types):
            yield from (fix for fix in entry.fixes if fix.lacks(known))


def _langflow(label: str) -> Version:
    """The release of Langflow's that a label stands for, or the one it was taken for.

    Before 1.12 langflow-base was numbered 0.m.p beside 1.m.p; lfx, before 1.10, 0.1 beside 1.6.
    """
    name, _, number = label.rpartition(" ")
    version = Version(number)
    if name and version.major == 0:
        minor = version.minor + (5 if name.startswith("lfx") else 0)
        return Version(f"1.{minor}.{version.micro}")
    return version
