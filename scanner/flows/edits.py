"""What a change of one of Langflow's components amounts to: `rulesets/knowledge/powers.yml`.

How much of the code is alike says nothing about it: a back door is one line. What the new lines can
do does, and so does a check that is gone.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

import msgspec

from scanner import rules

FILE = "knowledge/powers.yml"

_IMPORT = re.compile(r"^\s*(?:from\s+([\w.]+)\s+import\b|import\s+([\w., ]+))")
_COMMENT = re.compile(r"^\s*#")


class Edit(StrEnum):
    """What a change amounts to, the worst first."""

    POWERFUL = "powerful"
    """New lines reach code, programs, network, files or secrets, or a check is gone."""
    PLAIN = "plain"
    """New lines do none of that."""
    SHORTENED = "shortened"
    """Lines are gone, no check among them, and none are new."""


class _Powers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    powers: tuple[str, ...]
    harmless_imports: frozenset[str]
    checks: tuple[str, ...]


@cache
def _table() -> _Powers:
    return rules.read_yaml(FILE, _Powers)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


def judged(added: Iterable[str], *, check_is_gone: bool) -> Edit:
    """What new lines, and whether a check is gone, amount to."""
    new = [line for line in added if line.strip() and not _COMMENT.match(line)]
    if check_is_gone or any(map(_has_power, new)):
        return Edit.POWERFUL
    return Edit.PLAIN if new else Edit.SHORTENED


def is_check(line: str) -> bool:
    """Whether a protection may be gone with the line."""
    return not _COMMENT.match(line) and bool(_pattern(_table().checks).search(line))


def _has_power(line: str) -> bool:
    imported = _IMPORT.match(line)
    if imported:
        names = (imported[1] or imported[2]).split(",")
        roots = {name.split()[0].split(".")[0] for name in names if name.strip()}
        return not roots <= _table().harmless_imports
    return bool(_pattern(_table().powers).search(line))
