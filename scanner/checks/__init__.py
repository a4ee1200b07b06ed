"""The checks, one module a rule in the folder of its family; `CHECKS` has them all."""

from collections.abc import Iterator

from scanner.checks import (
    atk,
    auth,
    cfg,
    ci,
    db,
    dep,
    exe,
    flow,
    gov,
    key,
    log,
    mcp,
    net,
    sec,
    ver,
)
from scanner.checks import setting_match as settings
from scanner.checks.facts import Facts
from scanner.checks.registry import CHECKS, Match
from scanner.rules import RuleDocument

__all__ = [
    "CHECKS",
    "atk",
    "auth",
    "cfg",
    "ci",
    "db",
    "dep",
    "exe",
    "flow",
    "gov",
    "key",
    "log",
    "matches",
    "mcp",
    "net",
    "sec",
    "ver",
]


def matches(document: RuleDocument, facts: Facts) -> Iterator[Match]:
    """Where a rule holds: by its `match`, or by the check that is registered for it."""
    find = CHECKS.get(document.id)
    return find(facts) if find else settings.matches(document, facts)
