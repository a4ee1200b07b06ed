"""LF-DB-001 default-database-credentials."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner import values
from scanner.checks.access import DATABASE_PASSWORDS, DATABASE_URLS, is_database_default
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment, Setting
from scanner.tree.guards import is_template


@check("LF-DB-001")
def default_database_credentials(facts: Facts) -> Iterator[Match]:
    """A known or user-equal password in a database URL or in the database's own service.

    The URL and the service of one folder that have the same password are changed together.
    """
    groups: dict[object, list[tuple[Deployment, Setting]]] = {}
    for unit, setting in _guessable(facts):
        folder = PurePosixPath(setting.location.uri).parent
        key = folder, _password(setting), is_template(setting.location)
        groups.setdefault(key, []).append((unit, setting))
    for group in groups.values():
        ordered = sorted(group, key=lambda one: one[1].name not in DATABASE_URLS)
        unit, setting = ordered[0]
        places = dict.fromkeys(one.location for _, one in ordered[1:])
        variant = "example" if is_template(setting.location) else ""
        message = f"{unit.name}: {_what(setting)}"
        related = tuple(place for place in places if place != setting.location)
        yield Match(message, setting.location, variant, related=related)


def _guessable(facts: Facts) -> Iterator[tuple[Deployment, Setting]]:
    for unit in facts.units:
        names = {setting.name for setting in unit.settings}
        for name in sorted(names & (DATABASE_URLS | DATABASE_PASSWORDS)):
            setting = unit.explicit(name)
            related = name.startswith("LANGFLOW_") or unit.in_stack or unit.is_langflow
            if setting and setting.value and related and is_database_default(setting):
                yield unit, setting


def _password(setting: Setting) -> str:
    value = setting.value or ""
    pair = values.credentials(value) if setting.name in DATABASE_URLS else None
    return pair[1] if pair else value


def _what(setting: Setting) -> str:
    if setting.name in DATABASE_URLS:
        return f"the user and password in {setting.name} are default credentials"
    return f"{setting.name} is among the first passwords that anyone tries"
