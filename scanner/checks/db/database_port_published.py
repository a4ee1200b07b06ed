"""LF-DB-003 database-port-published."""

import re
from collections.abc import Iterator

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.tree.guards import is_development

_DATABASES = re.compile(
    r"(^|/)(postgres|postgresql|pgvector|mysql|mariadb|redis|valkey|rabbitmq|mongo)$"
)


_DATABASE_PORTS = frozenset({"5432", "3306", "6379", "5672", "15672", "27017"})


@check("LF-DB-003")
def database_port_published(facts: Facts) -> Iterator[Match]:
    """A database of a Langflow stack that more than the machine itself can reach."""
    for unit in facts.units:
        image = unit.image
        if image is None or not unit.in_stack or not _DATABASES.search(image.repository):
            continue
        for port in unit.ports:
            if not port.is_loopback and port.target in _DATABASE_PORTS:
                message = f"{unit.name} publishes its port {port.target} on all interfaces"
                variant = "dev" if is_development(port.location) else ""
                fix = f'"127.0.0.1:{port.published or port.target}:{port.target}"'
                yield Match(message, port.location, variant, fix=fix)
