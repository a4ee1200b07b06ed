"""Who gets in: auto-login, default credentials, and from where."""

import re

from packaging.version import InvalidVersion, Version

from scanner import values
from scanner.checks.facts import Facts
from scanner.checks.setting_names import AUTO_LOGIN
from scanner.dependencies.pins import pins
from scanner.deployments.model import Deployment, Effective, Exposure, Setting
from scanner.tree import guards
from scanner.tree.guards import is_development, is_template


def auto_login(unit: Deployment) -> Effective | None:
    """The effective value, when it is known to be on."""
    effective = unit.effective(AUTO_LOGIN)
    return effective if effective and effective.value and values.truth(effective.value) else None


def lets_anybody_in(unit: Deployment) -> Effective | None:
    """Auto-login, where it is known to be on and a port is published; None anywhere else.

    Files to copy from and a developer's own let nobody in.
    """
    reached = unit.is_langflow and unit.exposure is Exposure.PUBLISHED
    near = is_template(unit.location) or is_development(unit.location)
    return auto_login(unit) if reached and not near else None


def reach(unit: Deployment, facts: Facts) -> Exposure:
    """The exposure; where the files do not say, the profile of the scan decides."""
    if unit.exposure is not Exposure.UNKNOWN:
        guards.holds("loopback", unit.location, unit.exposure is Exposure.LOOPBACK)
        return unit.exposure
    by_profile = {"dev": Exposure.LOOPBACK, "internal": Exposure.INTERNAL}
    return by_profile.get(facts.settings.profile, Exposure.PUBLISHED)


DATABASE_PASSWORDS = frozenset(
    {
        "POSTGRES_PASSWORD",
        "POSTGRESQL_PASSWORD",
        "PGPASSWORD",
        "MYSQL_ROOT_PASSWORD",
        "MYSQL_PASSWORD",
        "MARIADB_ROOT_PASSWORD",
        "MARIADB_PASSWORD",
        "REDIS_PASSWORD",
    }
)


DATABASE_URLS = frozenset({"LANGFLOW_DATABASE_URL", "LANGFLOW_REDIS_URL", "DATABASE_URL"})


def is_database_default(setting: Setting) -> bool:
    """Whether a database's URL or password setting holds what everyone tries first."""
    value = setting.value or ""
    template = is_template(setting.location)
    if setting.name in DATABASE_URLS:
        pair = values.credentials(value)
        return pair is not None and (pair[0] == pair[1] or _is_guessed(pair[1], template=template))
    return setting.name in DATABASE_PASSWORDS and _is_guessed(value, template=template)


def _is_guessed(password: str, *, template: bool) -> bool:
    """Whether it is a first guess; where it is in use, so is one that should have been replaced."""
    if values.is_weak_password(password):
        return True
    left = re.fullmatch(r"[\w-]+", password) is not None and values.is_placeholder(password)
    return left and not template


def pinned_release(facts: Facts) -> Version | None:
    """The release of Langflow that the manifests and commands of the tree agree on, if they do."""
    asked = [pin for pin in pins(facts.tree).pins if pin.name == "langflow"]
    releases = {pin.version for pin in asked}
    only = releases.pop() if len(releases) == 1 else None
    try:
        return Version(only) if only else None
    except InvalidVersion:
        return None
