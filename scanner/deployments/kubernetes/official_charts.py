"""Langflow's own charts by name: what they deploy before values say anything else."""

from dataclasses import dataclass
from functools import cache

import msgspec
from packaging.version import InvalidVersion, Version

from scanner import rules
from scanner.model.place import Location


class Defaults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `rulesets/knowledge/charts.yml`, which says what its fields mean."""

    chart: str
    image: str
    keeps_database: bool
    token: bool
    below: str = ""
    database: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """An official chart that a release installs."""

    chart: str
    defaults: Defaults
    location: Location
    """Where it is named."""
    whole: bool
    """Whether nothing but the values that were read decides what it deploys."""

    @property
    def is_ide(self) -> bool:
        """Whether the server's values are under `langflow.backend`."""
        return self.chart == "langflow-ide"


@cache
def _rows() -> tuple[Defaults, ...]:
    return rules.read_yaml("knowledge/charts.yml", tuple[Defaults, ...])


def release(name: str, version: str, location: Location, *, whole: bool) -> Release | None:
    """The official chart of that name, `repository/langflow-ide` too; None for any other.

    Without a version that is known it is the newest.

    Raises:
        RuleError: the table is missing or damaged.
    """
    chart = name.strip().rstrip("/").rpartition("/")[2].lower()
    alike = [row for row in _rows() if row.chart == chart]
    if not alike:
        return None
    known = _version(version)
    row = next((r for r in alike if known and r.below and known < Version(r.below)), alike[-1])
    return Release(chart, row, location, whole)


def _version(text: str) -> Version | None:
    try:
        return Version(text.strip().lstrip("v~^= "))
    except InvalidVersion:
        return None
