"""LF-DB-003 database-port-published."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scanner.checks.access import is_database_default
from scanner.checks.companions import product_of, weakness
from scanner.checks.facts import Facts
from scanner.checks.published import doors
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment
from scanner.tree.guards import is_development

_DATABASES = re.compile(
    r"(^|/)(postgres|postgresql|pgvector|postgis|timescaledb(-ha)?|paradedb|pgvecto-rs|mysql|mariadb"
    r"|redis|redis-stack(-server)?|valkey|keydb|dragonfly|rabbitmq|mongo|mongodb-community-server"
    r"|mssql/server|couchdb|cockroach)$"
)


_DATABASE_PORTS = frozenset(
    {"5432", "3306", "6379", "5672", "15672", "27017", "1433", "5984", "26257"}
)


@check("LF-DB-003")
def database_port_published(facts: Facts) -> Iterator[Match]:
    """A database of a Langflow stack that more than the machine itself can reach."""
    for unit in facts.units:
        ports = _ports(unit) if unit.in_stack else ()
        for door in doors(unit, ports) if ports else ():
            message = f"{unit.name} publishes its port {door.port} {door.how}".replace("  ", " ")
            open_by = _open_by(unit)
            message += f", and {open_by}" if open_by else ""
            near = is_development(door.location)
            variant = "dev" if near else "open" if open_by else ""
            yield Match(message, door.location, variant, fix=door.fix)


def _ports(unit: Deployment) -> Collection[str]:
    """Those of a database; of a store of vectors or documents where it has a login.

    One without a login is LF-DEP-030.
    """
    if unit.image is None:
        return ()
    if _DATABASES.search(unit.image.repository):
        return _DATABASE_PORTS
    product = product_of(unit)
    if product is None or not product.stores or weakness(unit, product) is not None:
        return ()
    return product.ports


def _open_by(unit: Deployment) -> str:
    """Why everyone gets in who reaches the port; empty where a login is set, or may be."""
    name = unit.image.repository if unit.image is not None else ""
    trusted = unit.explicit("POSTGRES_HOST_AUTH_METHOD")
    if trusted is not None and trusted.value == "trust":
        return "POSTGRES_HOST_AUTH_METHOD lets everyone in without a password"
    if any(is_database_default(setting) for setting in unit.settings):
        return "its password is among the first that anyone tries"
    row = next((row for row in _WITHOUT_LOGIN if row.image.search(name)), None)
    if row is None or not unit.complete:
        return ""
    commands = [one.value for one in unit.options if one.name in {"command", "entrypoint"}]
    if any(not text or row.guarded.search(text) for text in commands):
        return ""
    held = any(row.guarded.search(setting.name) for setting in unit.settings)
    configured = any(mount.target.endswith(".conf") for mount in unit.mounts)
    return "" if held or configured else "it has no login unless one is set"


@dataclass(frozen=True)
class _Product:
    """A database that starts without a login, and what gives it one."""

    image: re.Pattern[str]
    guarded: re.Pattern[str]
    """In words of the command and names of settings."""


_WITHOUT_LOGIN = (
    _Product(
        re.compile(r"(^|/)(redis|redis-stack(-server)?|valkey|keydb|dragonfly)$"),
        re.compile(
            r"requirepass|aclfile|\.conf|(?<!EMPTY_)PASSWORD|REDIS_ARGS|VALKEY_EXTRA_FLAGS|^sh$|-c$"
        ),
    ),
    _Product(
        re.compile(r"(^|/)(mongo|mongodb-community-server)$"),
        re.compile(r"--auth|--keyFile|\.conf|_USERNAME"),
    ),
)
