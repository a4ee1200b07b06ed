"""How the key is made and shared that signs sessions and encrypts credentials: LF-KEY-*."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.conditions import example_or, given, has_database, is_inside, literal, servers
from scanner.checks.match import Facts, Match, check, written
from scanner.checks.secrets import SECRET_KEY
from scanner.checks.services import replicas
from scanner.deployments.model import Deployment, Form, Setting
from scanner.tree.guards import is_template

SHORTEST = 32
"""lfx/services/settings/constants.py:8 of 1.13.0."""

_CONFIG_DIR_OF_THE_IMAGE = "/app/data/.cache/langflow"
_ENVIRONMENTS = frozenset(
    {
        "prod",
        "production",
        "preprod",
        "staging",
        "stage",
        "uat",
        "qa",
        "test",
        "dev",
        "development",
        "local",
        "preview",
    }
)


def _key(setting: Setting) -> str:
    """A literal key that neither asks to be replaced nor is public: LF-KEY-002 has those."""
    value = literal(setting) if setting.name == SECRET_KEY else ""
    return "" if values.is_published_key(value) else value


@check("LF-KEY-003")
def weak_secret_key(facts: Facts) -> Iterator[Match]:
    """A key that can be searched for: short, or of few different characters."""
    for unit in facts.units:
        setting = unit.explicit(SECRET_KEY)
        value = _key(setting) if setting else ""
        if setting is None or not value:
            continue
        if len(value) < SHORTEST:
            what = f"has {len(value)} characters; {SHORTEST} random ones or more are needed"
        elif values.entropy(value) < 3.0:
            what = "repeats a few characters, so that it can be guessed"
        else:
            continue
        yield Match(f"{SECRET_KEY} {what}", setting.location, example_or(setting))


@check("LF-KEY-004")
def no_secret_key(facts: Facts) -> Iterator[Match]:
    """The key is made at the first start, and lives as long as the configuration folder."""
    for unit in servers(facts):
        if unit.explicit(SECRET_KEY) or not has_database(unit) or replicas(facts, unit):
            continue
        folder = given(unit, "LANGFLOW_CONFIG_DIR") or _CONFIG_DIR_OF_THE_IMAGE
        on_host = unit.form is Form.SYSTEMD
        kept = on_host or is_inside(folder, (mount.target for mount in unit.mounts if mount.lasts))
        ending = "beside the data that it protects" if kept else "in the container: a new container"
        ending += "" if kept else " cannot read the stored credentials any more"
        message = f"{unit.name} sets no {SECRET_KEY}, so Langflow makes one and keeps it {ending}"
        line = written(facts, unit.location, SECRET_KEY, "${LANGFLOW_SECRET_KEY:?}")
        fix = "EnvironmentFile=/etc/langflow/env" if on_host else line
        yield Match(message, unit.location, "kept" if kept else "", fix=fix)


@check("LF-KEY-005")
def replicas_without_shared_key(facts: Facts) -> Iterator[Match]:
    """Every replica makes a key of its own."""
    for unit in servers(facts):
        place = replicas(facts, unit)
        if place and has_database(unit) and unit.explicit(SECRET_KEY) is None:
            message = f"the replicas of {unit.name} share no {SECRET_KEY}: a session or credential "
            message += "of one is void for the next"
            yield Match(message, place)


@check("LF-KEY-008")
def secret_key_reused(facts: Facts) -> Iterator[Match]:
    """One key for two environments, or for two purposes."""
    first: dict[str, Setting] = {}
    for unit in facts.units:
        setting = unit.explicit(SECRET_KEY)
        value = _key(setting) if setting else ""
        if setting is None or not value or is_template(setting.location):
            continue
        twin = _same_value(unit, setting, value)
        if twin:
            message = f"{SECRET_KEY} and {twin.location.logical_name} have the same value: one "
            message += "leak gives both away"
            yield Match(message, setting.location, related=(twin.location,))
            continue
        other = first.setdefault(value, setting)
        if _environment(other) != _environment(setting) and _environment(other):
            message = f"{SECRET_KEY} is the same in {other.location.uri}: whoever knows the key of "
            message += "one environment can forge sessions of the other"
            if _environment(setting):
                yield Match(message, setting.location, related=(other.location,))


def _same_value(unit: Deployment, key: Setting, value: str) -> Setting | None:
    """Another secret of the same unit with this value."""
    for setting in unit.settings:
        is_other = setting.name != SECRET_KEY and setting.location != key.location
        if is_other and values.is_secret_name(setting.name) and literal(setting) == value:
            return setting
    return None


def _environment(setting: Setting) -> frozenset[str]:
    """The words of the path that say for which environment the file is."""
    return _ENVIRONMENTS.intersection(re.split(r"[^a-z]+", setting.location.uri.lower()))
