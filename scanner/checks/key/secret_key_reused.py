"""LF-KEY-008 secret-key-reused."""

import re
from collections.abc import Iterator

from scanner import values
from scanner.checks.conditions import as_written, literal
from scanner.checks.facts import Facts
from scanner.checks.key._keys import private_key_text
from scanner.checks.registry import Match, check
from scanner.checks.setting_names import PASSWORD, SECRET_KEY
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


_OWN_PASSWORDS = frozenset(
    {"POSTGRES_PASSWORD", "POSTGRESQL_PASSWORD", "MYSQL_ROOT_PASSWORD", "MYSQL_PASSWORD"}
    | {"MARIADB_ROOT_PASSWORD", "MARIADB_PASSWORD", "MONGO_INITDB_ROOT_PASSWORD", "REDIS_PASSWORD"}
    | {"PGADMIN_DEFAULT_PASSWORD", "GF_SECURITY_ADMIN_PASSWORD", "MINIO_ROOT_PASSWORD"}
    | {"OPENSEARCH_INITIAL_ADMIN_PASSWORD", "ELASTIC_PASSWORD", "RABBITMQ_DEFAULT_PASS"}
    | {"N8N_BASIC_AUTH_PASSWORD", "FLOWISE_PASSWORD", "KEYCLOAK_ADMIN_PASSWORD"}
    | {"KC_BOOTSTRAP_ADMIN_PASSWORD", "WEBUI_SECRET_KEY", "LITELLM_MASTER_KEY"}
)
"""With which products of a stack start: their own, not what a client of them is given."""
_VARIABLE = re.compile(r"\$\{?(\w+)(?::?[-?][^{}]*)?\}?[\"']?$")


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
    yield from _shared(facts)


def _shared(facts: Facts) -> Iterator[Match]:
    """A secret of Langflow that is another product's password too: one value or one variable."""
    own: dict[tuple[str, str], Setting] = {}
    for unit in facts.units:
        for setting in unit.settings:
            if setting.name in _OWN_PASSWORDS and (key := _identity(facts, setting)):
                own.setdefault((setting.location.uri, key), setting)
    for unit in facts.units if own else ():
        for name in (SECRET_KEY, PASSWORD) if unit.is_langflow else ():
            given = unit.explicit(name)
            key = _identity(facts, given) if given is not None else ""
            twin = own.get((given.location.uri, key)) if given is not None and key else None
            if given is None or twin is None or is_template(given.location):
                continue
            message = f"{name} and {twin.name} are one secret: whoever reads the one has the other"
            yield Match(message, given.location, "shared", related=(twin.location,))


def _identity(facts: Facts, setting: Setting) -> str:
    """What two settings have in common that hold the same: a variable, or a value; else empty."""
    value = literal(setting)
    if value:
        known = values.is_placeholder(value) or values.is_weak_password(value)
        return "" if known else f"={value}"  # a weak one is to be replaced anyway
    variable = _VARIABLE.search(as_written(facts, setting.location).rstrip())
    return f"${variable[1]}" if variable is not None else ""


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
