"""LF-DB-007 database-beside-the-package."""

from collections.abc import Iterator

from scanner.checks.conditions import has_database, is_on, servers
from scanner.checks.database_settings import IN_FOLDER, URL
from scanner.checks.facts import Facts
from scanner.checks.match import written
from scanner.checks.registry import Match, check


@check("LF-DB-007")
def database_beside_the_package(facts: Facts) -> Iterator[Match]:
    """SQLite without the setting that puts it into the configuration folder."""
    for unit in servers(facts):
        if has_database(unit) and unit.explicit(URL) is None and not is_on(unit, IN_FOLDER):
            message = f"{unit.name} keeps its database beside the installed package, where every "
            message += "upgrade replaces files and every account of the machine may read"
            fix = written(facts, unit.location, IN_FOLDER, "true")
            yield Match(message, unit.location, fix=fix)
