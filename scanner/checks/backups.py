"""Copies of the database: missing, open, or committed: LF-DB-009, LF-DB-010, LF-DB-011."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from scanner.checks.conditions import anchor, given
from scanner.checks.match import Facts, Match, check
from scanner.deployments.model import Deployment
from scanner.deployments.scripts import Script, scripts
from scanner.formats.positions import Lines
from scanner.model.finding import Location, Region
from scanner.tree.guards import is_development, is_template, is_test
from scanner.tree.source import FileKind, Source

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


_DUMPS = re.compile(
    r"\bpg_dump(?:all)?\b|\bsqlite3?\b[^\n]{0,300}\.(?:backup|dump)\b|\b(?:cp|tar)\b[^\n]{0,300}langflow\.db"
)
_LEAVES = re.compile(
    r"\baws\s+s3(?:api)?\s+(?:cp|sync|mv|put-object)\b|\bgsutil\b[^\n]{0,300}\b(?:cp|rsync)\b|\brclone\s+(?:copy|sync|move)"
    r"|\baz\s+storage\s+blob\s+upload|\b(?:scp|rsync)\b[^\n]{0,300}?[\w.-]:|\bcurl\b[^\n]{0,300}(?:-T|--upload-file)\b|\bmc\s+cp\b"
)
_ENCRYPTS = re.compile(
    r"\bgpg\b|\bage\s+-|\bopenssl\s+(?:enc|smime|cms)\b|--sse\b|--server-side-encryption|\bsops\b|\brestic\b"
    r"|\bborg\b|\bkopia\b|\b7z\b[^\n]{0,300}-p|crypt:|--encryption"
)
_PUBLIC = re.compile(r"--acl[\s=]+public-read")


@check("LF-DB-010")
def backup_in_clear(facts: Facts) -> Iterator[Match]:
    """A dump of the database that leaves the host as it is."""
    for script in scripts(facts.tree):
        if not script.is_about_langflow or not _DUMPS.search(script.text):
            continue
        public, leaves = _PUBLIC.search(script.text), _LEAVES.search(script.text)
        if public:
            yield _in_clear(script, public, "can be read by everybody", "public")
        elif leaves and not _ENCRYPTS.search(script.source.text):
            yield _in_clear(script, leaves, "leaves this host without being encrypted", "")


def _in_clear(script: Script, match: re.Match[str], what: str, variant: str) -> Match:
    message = f"a copy of Langflow's database {what}: accounts, flows, messages and credentials"
    return Match(message, script.at(match.start(), match.end(), "backup"), variant)


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
    region = Lines(source.text).region(first.start(), first.end())
    return Location(source.uri, region, source.name)
