"""Which rules of which engines are the same defect: `rulesets/mapping.yml`."""

from functools import cache
from typing import Annotated

import msgspec

from scanner.model.rule import Rule
from scanner.rules import read_yaml

FILE = "mapping.yml"

TestId = Annotated[str, msgspec.Meta(pattern="^B[0-9]{3}$")]
Rules = Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class Defect(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules that report one defect."""

    rules: Rules
    bandit: tuple[TestId, ...] = ()


class Defects(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole table."""

    defects: dict[str, Defect]
    names: dict[str, Rules]
    weaknesses: tuple[tuple[int, ...], ...]
    not_fixed: tuple[str, ...] = ()
    """Rules of semgrep that say nothing about a string made of parts of its own file."""
    not_for_times: tuple[str, ...] = ()
    """Rules of semgrep that say nothing about a token that is only asked when it ends."""
    only_in_tools: tuple[str, ...] = ()
    """Rules of semgrep that count only in functions that a model calls."""
    open_to_all: tuple[str, ...] = ()
    """Rules of semgrep that count only where a route that nobody guards reaches them."""
    once_a_file: tuple[str, ...] = ()
    """Rules that are one alert a file."""
    kept_in_tests: tuple[str, ...] = ()
    """Code rules that say something in test folders, of any engine."""

    def are_same(self, one: Rule, other: Rule) -> bool:
        """Whether findings of two rules at one place are one defect.

        Two rules of the table are if they share a group; for others their first CWE decides.
        """
        if one.id == other.id:
            return True
        groups = _groups(one.id), _groups(other.id)
        if all(groups):
            return bool(groups[0] & groups[1])
        return bool(one.cwe) and bool(other.cwe) and self._are_near(one.cwe[0], other.cwe[0])

    def names_of(self, rule_id: str) -> frozenset[str]:
        """The catalogue's names of a rule."""
        return frozenset(name for name, rules in self.names.items() if rule_id in rules)

    def _are_near(self, one: int, other: int) -> bool:
        return one == other or any({one, other} <= {*family} for family in self.weaknesses)


@cache
def defects() -> Defects:
    """The table.

    Raises:
        RuleError: the file is missing or does not say what it must.
    """
    return read_yaml(FILE, Defects)


@cache
def _groups(rule_id: str) -> frozenset[str]:
    return frozenset(
        name
        for name, each in defects().defects.items()
        if rule_id in each.rules or rule_id.removesuffix("-test") in each.rules
    )
