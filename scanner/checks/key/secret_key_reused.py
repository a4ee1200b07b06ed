"""LF-KEY-008 secret-key-reused."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.conditions import literal
from scanner.checks.facts import Facts
from scanner.checks.key._keys import private_key_text
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import SECRET_KEY
from scanner.deployments.model import Deployment, Setting
from scanner.tree.guards import is_template

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


@check("LF-KEY-008")
def secret_key_reused(facts: Facts) -> Iterator[Match]:
    """One key for two environments, or for two purposes."""
    first: dict[str, Setting] = {}
    for unit in facts.units:
        setting = unit.explicit(SECRET_KEY)
        value = private_key_text(setting) if setting else ""
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
