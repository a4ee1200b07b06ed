"""LF-CFG-001 misspelt-security-setting."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath

from scanner import values
from scanner.checks.cfg._values import PROTECTIVE, lines_that_use, winning_settings
from scanner.checks.conditions import example_or
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check
from scanner.deployments import defaults
from scanner.deployments.model import Deployment, Form, Setting

PREFIX = "LANGFLOW_"


_READ_ELSEWHERE = frozenset(
    PREFIX + name
    for name in [
        "AGENTIC_USER_ID",
        "API_KEY",
        "CONNECTION_OAUTH_CONTEXT",
        "CONNECTION_OAUTH_REGISTRATIONS",
        "DEV_EXTENSIONS_DIR",
        "ENV",
        "ENVIRONMENT",
        "ENVIRONMENTS_FILE",
        "FLOW_ID",
        "FS_TOOL_BASE_DIR",
        "FS_TOOL_PEPPER_PATH",
        "LOG_ENV",
        "LOG_FORMAT",
        "LOG_LEVELS",
        "LOG_REDACT_KEYS",
        "LOG_TRACE_LOCALS",
        "LOG_RETRIEVER_BUFFER_SIZE",
        "MIGRATION_SOURCE_URL",
        "MIGRATION_TARGET_URL",
        "OTEL_DB_SPANS",
        "OTEL_LOG_BODIES",
        "OTEL_LOG_LEVEL",
        "PRETTY_LOGS",
        "REQUEST_VARIABLES",
        "SANDBOX_BACKEND_PLUGINS",
        "SEED_DIR",
        "SERVER_URL",
        "SERVICE_NAME",
        "SUPERUSER_TOKEN",
        "TARGET_SECRET_KEY_FILE",
        "URL",
        "VERSION",
    ]
)
"""Names that Langflow 1.13.0 reads outside of its settings classes."""


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


_OF_A_KUBERNETES_SERVICE = re.compile(r"_(?:SERVICE_(?:HOST|PORT)|PORT_\d+_(?:TCP|UDP))")


_ASKED_ABOUT = 50
"""For how many names the tree is searched: a file of thousands of near misses is no accident, and
its further names are reported unasked."""


_PROGRAMS = frozenset({".py", ".js", ".ts", ".tsx", ".mjs", ".sh", ".go", ".rb"})


@check("LF-CFG-001")
def misspelt_security_setting(facts: Facts) -> Iterator[Match]:
    """A name that Langflow does not know, near one that protects: it is ignored without a word."""
    for unit in facts.units:
        if not _configures_a_server(unit):
            continue
        winners = winning_settings(unit)
        candidates = [s for s in winners.values() if _meant(s.name) not in {"", *winners}]
        for number, setting in enumerate(candidates):
            if number < _ASKED_ABOUT and _is_used_by_others(setting.name, facts):
                continue
            meant = _meant(setting.name)
            message = f"Langflow knows no {setting.name} and ignores it: {meant} is its name"
            fix = ""
            if defaults.is_boolean(meant) and values.truth(setting.value or "") is not None:
                fix = written(facts, setting.location, meant, setting.value or "")
            variant = example_or(setting, _consequence(unit, setting, meant))
            yield Match(message, setting.location, variant, fix=fix)


def _configures_a_server(unit: Deployment) -> bool:
    """Whether it sets up a server, rather than a client of one."""
    if unit.form is not Form.DOTENV:
        return unit.is_langflow
    known = {s.name for s in unit.settings if s.name in defaults.known_settings()}
    return bool(known - {"LANGFLOW_HOST", "LANGFLOW_PORT"})


@cache
def _meant(name: str) -> str:
    """The protecting setting that an unknown name was meant for; empty for none."""
    if not name.startswith(PREFIX) or name in defaults.known_settings() | _READ_ELSEWHERE:
        return ""
    if _OF_A_KUBERNETES_SERVICE.search(name) or name.startswith("LANGFLOW_FEATURE_"):
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


def _is_used_by_others(name: str, facts: Facts) -> bool:
    """Whether a file passes it on under another name, or a program of the repository reads it."""
    to_itself = re.compile(r"[\s-]*[\"']?" + re.escape(name) + r"[\"']?\s*[:=]")
    if any(not to_itself.match(line) for line in lines_that_use(name, facts)):
        return True
    programs = (s for s in facts.tree.sources if PurePosixPath(s.name).suffix in _PROGRAMS)
    return any(name.encode() in source.data for source in programs)


def _consequence(unit: Deployment, setting: Setting, meant: str) -> str:
    """The variant: a protection that is missing, a value that is ignored, or no change at all."""
    value = values.truth(setting.value) if setting.value else None
    if not defaults.is_boolean(meant):
        return "ignored"
    if value is not PROTECTIVE[meant]:
        return "no-change"
    effective = unit.effective(meant)
    known = values.truth(effective.value) if effective and effective.value else None
    return "no-change" if known is value else ""
