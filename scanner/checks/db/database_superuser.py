"""LF-DB-012 database-superuser."""

from collections.abc import Iterator

from scanner.checks.database_settings import remote_database
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.tree.guards import is_template

_SUPERUSERS = frozenset({"postgres", "root", "sa", "rdsadmin", "cloudsqlsuperuser"})


@check("LF-DB-012")
def database_superuser(facts: Facts) -> Iterator[Match]:
    """The administrator's role of a database server that is not a container of the stack."""
    for unit in facts.units:
        found = remote_database(unit, facts)
        if found is None or is_template(found[0].location):
            continue
        setting, match = found
        user = (match["user"] or "").partition(".")[0].lower()
        if user in _SUPERUSERS:
            message = (
                f"Langflow works as {user} at {match['host']}: a flow with a SQL component can "
            )
            message += "change every database and role of that server"
            yield Match(message, setting.location)
