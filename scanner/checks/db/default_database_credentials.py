"""LF-DB-001 default-database-credentials."""

from collections.abc import Iterator

from scanner.checks.access import DATABASE_PASSWORDS, DATABASE_URLS, is_database_default
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.tree.guards import is_template


@check("LF-DB-001")
def default_database_credentials(facts: Facts) -> Iterator[Match]:
    """A known or user-equal password in a database URL or in the database's own service."""
    for unit in facts.units:
        names = {setting.name for setting in unit.settings}
        for name in sorted(names & (DATABASE_URLS | DATABASE_PASSWORDS)):
            setting = unit.explicit(name)
            related = name.startswith("LANGFLOW_") or unit.in_stack or unit.is_langflow
            if setting is None or not setting.value or not related:
                continue
            what = f"{name} is among the first passwords that anybody tries"
            if name in DATABASE_URLS:
                what = f"the user and password in {name} are a well-known pair"
            if is_database_default(setting):
                variant = "example" if is_template(setting.location) else ""
                yield Match(f"{unit.name}: {what}", setting.location, variant)
