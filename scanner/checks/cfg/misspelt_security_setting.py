"""LF-CFG-001 misspelt-security-setting."""

from collections.abc import Iterator
from functools import cache

from scanner import values
from scanner.checks.cfg._names import configures_a_server, is_unknown, is_used_by_others
from scanner.checks.cfg._values import PROTECTIVE, winning_settings
from scanner.checks.conditions import example_or
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.deployments import defaults
from scanner.deployments.model import Deployment, Setting

_SEEN = {
    "LANGFLOW_CORS_ALLOW_ORIGINS": "LANGFLOW_CORS_ORIGINS",
    "LANGFLOW_ALLOWED_ORIGINS": "LANGFLOW_CORS_ORIGINS",
    "LANGFLOW_ACCESS_TOKEN_EXPIRE_MINUTES": "LANGFLOW_ACCESS_TOKEN_EXPIRE_SECONDS",
    "LANGFLOW_REFRESH_TOKEN_EXPIRE_MINUTES": "LANGFLOW_REFRESH_TOKEN_EXPIRE_SECONDS",
    "LANGFLOW_WEBHOOK_AUTH": "LANGFLOW_WEBHOOK_AUTH_ENABLE",
    "LANGFLOW_ENABLE_WEBHOOK_AUTH": "LANGFLOW_WEBHOOK_AUTH_ENABLE",
    "LANGFLOW_AUTO_LOGIN_ENABLED": "LANGFLOW_AUTO_LOGIN",
    "LANGFLOW_ENABLE_AUTO_LOGIN": "LANGFLOW_AUTO_LOGIN",
    "LANGFLOW_SSRF_PROTECTION": "LANGFLOW_SSRF_PROTECTION_ENABLED",
    "LANGFLOW_ENABLE_SSRF_PROTECTION": "LANGFLOW_SSRF_PROTECTION_ENABLED",
    "LANGFLOW_SSL_CERT": "LANGFLOW_SSL_CERT_FILE",
    "LANGFLOW_SSL_KEY": "LANGFLOW_SSL_KEY_FILE",
    "LANGFLOW_SUPERUSER_PASS": "LANGFLOW_SUPERUSER_PASSWORD",  # pragma: allowlist secret
    "LANGFLOW_ADMIN_PASSWORD": "LANGFLOW_SUPERUSER_PASSWORD",  # pragma: allowlist secret
    "LANGFLOW_PASSWORD": "LANGFLOW_SUPERUSER_PASSWORD",  # pragma: allowlist secret
    "LANGFLOW_DB_URL": "LANGFLOW_DATABASE_URL",
    "LANGFLOW_DATABASE_URI": "LANGFLOW_DATABASE_URL",
    "LANGFLOW_RATE_LIMIT": "LANGFLOW_RATE_LIMIT_ENABLED",
    "LANGFLOW_ENABLE_SIGN_UP": "LANGFLOW_ENABLE_SIGNUP",
}
"""Names that never existed, as they are found in public repositories and issues."""


_ASKED_ABOUT = 50
"""For how many names the tree is searched: a file of thousands of near misses is no accident, and
its further names are reported unasked."""


@check("LF-CFG-001")
def misspelt_security_setting(facts: Facts) -> Iterator[Match]:
    """A name that Langflow does not know, near one that protects: it is ignored without a word."""
    for unit in facts.units:
        if not configures_a_server(unit):
            continue
        winners = winning_settings(unit)
        candidates = [s for s in winners.values() if meant_setting(s.name) not in {"", *winners}]
        for number, setting in enumerate(candidates):
            if number < _ASKED_ABOUT and is_used_by_others(setting.name, facts):
                continue
            right = meant_setting(setting.name)
            message = f"Langflow knows no {setting.name} and ignores it: {right} is its name"
            fix = ""
            if defaults.is_boolean(right) and values.truth(setting.value or "") is not None:
                fix = written(facts, setting.location, right, setting.value or "")
            variant = example_or(setting, _consequence(unit, setting, right))
            yield Match(message, setting.location, variant, fix=fix)


@cache
def meant_setting(name: str) -> str:
    """The protecting setting that an unknown name was meant for; empty for none."""
    if not is_unknown(name):
        return ""
    if name in _SEEN:
        return _SEEN[name]
    near = sorted((_distance(name, known), known) for known in PROTECTIVE)
    return near[0][1] if near[0][0] <= 2 else ""


def _distance(one: str, other: str) -> int:
    """How many letters are added, dropped, exchanged or swapped with a neighbour; at most 3.

    The optimal string alignment distance.
    """
    if abs(len(one) - len(other)) > 2 or len({*one} ^ {*other}) > 4:
        return 3
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, opposite in enumerate(other, 1):
            cost = letter != opposite
            best = min(above[column] + 1, here[column - 1] + 1, above[column - 1] + cost)
            if row > 1 and column > 1 and one[row - 2 : row] == other[column - 2 : column][::-1]:
                best = min(best, before[column - 2] + 1)
            here.append(best)
        if min(here) > 2:
            return 3
        before, above = above, here
    return above[-1]


def _consequence(unit: Deployment, setting: Setting, right: str) -> str:
    """The variant: a protection that is missing, a value that is ignored, or no change at all."""
    value = values.truth(setting.value) if setting.value else None
    if not defaults.is_boolean(right):
        return "ignored"
    if value is not PROTECTIVE[right]:
        return "no-change"
    effective = unit.effective(right)
    known = values.truth(effective.value) if effective and effective.value else None
    return "no-change" if known is value else ""
