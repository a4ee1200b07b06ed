"""LF-DB-011 dump-committed."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.model.place import Location, Region
from scanner.tree.guards import is_test
from scanner.tree.source import FileKind, Source

_DATA = re.compile(
    r"^(?:COPY|INSERT INTO)\s+(?:public\.)?[\"`]?"
    r"(?P<table>user|apikey|variable|flow|message)[\"`]?[\s(]",
    re.IGNORECASE | re.MULTILINE,
)


_SQL = (".sql", ".dump", ".bak", ".backup", ".pgdump")


@check("LF-DB-011")
def dump_committed(facts: Facts) -> Iterator[Match]:
    """A dump with rows of Langflow's own tables."""
    for source in facts.tree.of(FileKind.TEXT, FileKind.BINARY):
        if not source.name.lower().endswith(_SQL) or is_test(source.uri):
            continue
        place = _rows(source)
        if place is not None:
            message = (
                f"{PurePosixPath(source.uri).name} is a dump of Langflow's database: accounts, "
            )
            message += "flows, messages and stored credentials"
            yield Match(message, place)


def _rows(source: Source) -> Location | None:
    """Where the first rows of Langflow's tables are; `apikey` and `variable` are no other's."""
    if source.kind is FileKind.BINARY:
        archive = (
            source.data.startswith(b"PGDMP") and b"apikey" in source.data and b"flow" in source.data
        )
        return Location(source.uri, Region(1, 1, 1, 1), source.name) if archive else None
    found = {match["table"].lower(): match for match in _DATA.finditer(source.text)}
    if not ("apikey" in found or {"variable", "flow"} <= {*found}) or len(found) < 2:
        return None
    first = min(found.values(), key=lambda match: match.start())
    return source.at(first.start(), first.end(), source.name)
