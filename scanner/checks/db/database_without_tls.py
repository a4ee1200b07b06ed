"""LF-DB-004 database-without-tls."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import example_or
from scanner.checks.database_settings import URL, remote_database
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check

_ENCRYPTED = re.compile(r"(?:sslmode|ssl)=(?:require|verify-ca|verify-full|true|1)\b|sslrootcert=")


@check("LF-DB-004")
def database_without_tls(facts: Facts) -> Iterator[Match]:
    """A PostgreSQL server elsewhere, and no `sslmode` that insists on TLS."""
    for unit in facts.units:
        found = remote_database(unit, facts)
        if found is None:
            continue
        setting, match = found
        query = match["query"] or ""
        elsewhere = [
            unit.explicit("LANGFLOW_DB_DRIVER_CONNECTION_SETTINGS"),
            unit.explicit("PGSSLMODE"),
        ]
        if _ENCRYPTED.search(query) or "$" in query or any(elsewhere):
            continue
        said = "sslmode" in query or "ssl=" in query
        verb = "turns TLS off or leaves it" if said else "leaves TLS"
        message = (
            f"{URL} {verb} to the server at {match['host']}: passwords and credentials of flows "
            "may cross the network in plain text"
        )
        fix = "postgresql://.../langflow?sslmode=verify-full"
        yield Match(message, setting.location, example_or(setting), fix=fix)
