"""Products that are deployed next to Langflow: `rulesets/knowledge/companions.yml` as rows."""

from collections.abc import Mapping
from functools import cache

import msgspec

from scanner import rules


class Companion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of the table, which says what its fields mean."""

    name: str
    image: str
    ports: tuple[str, ...]
    holds: str
    source: str
    login: tuple[str, ...] = ()
    command: str = ""
    switched_off: Mapping[str, str] = {}
    off_by_command: str = ""
    defaults: Mapping[str, tuple[str, ...]] = {}
    starts: str = ""
    starts_guarded: bool = False
    runs_code: bool = False
    serves: str = ""
    address: str = ""


@cache
def companions() -> tuple[Companion, ...]:
    """The table.

    Raises:
        RuleError: it is missing or damaged.
    """
    return rules.read_yaml("knowledge/companions.yml", tuple[Companion, ...])
