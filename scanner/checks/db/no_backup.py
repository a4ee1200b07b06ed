"""LF-DB-009 no-backup."""

import re
from collections.abc import Iterator

from scanner.checks.conditions import anchor, given
from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.model import Deployment
from scanner.tree.guards import is_development, is_template
from scanner.tree.source import FileKind

_DATABASE = re.compile(r"(^|/)(postgres|postgresql|pgvector|timescaledb|mysql|mariadb)$")


_MADE = re.compile(
    rb"pg_dump|pg_basebackup|pgbackrest|barman|wal-g|litestream|velero|restic|borg|kopia|backup|snapshot",
    re.IGNORECASE,
)


_SILENT = frozenset({FileKind.BINARY, FileKind.FLOW, FileKind.PYTHON, FileKind.NOTEBOOK})


@check("LF-DB-009")
def no_backup(facts: Facts) -> Iterator[Match]:
    """A database of a Langflow stack, and no word of a backup in the whole repository."""
    holder = next((unit for unit in facts.units if _holds_data(unit)), None)
    if holder is None or anchor(facts) is None:
        return
    searched = (s for s in facts.tree.sources if s.kind not in _SILENT)
    if not any(_MADE.search(source.data) for source in searched):
        message = f"nothing in the repository backs up the database of {holder.name}, or tries to "
        message += "restore one"
        yield Match(message, holder.location)


def _holds_data(unit: Deployment) -> bool:
    """A database server of the stack, or Langflow with a SQLite file of its own."""
    named = unit.image is not None and bool(_DATABASE.search(unit.image.repository))
    sqlite = unit.is_langflow and given(unit, "LANGFLOW_DATABASE_URL").startswith("sqlite")
    if not ((named and unit.in_stack) or sqlite):
        return False
    return not is_development(unit.location) and not is_template(unit.location)
