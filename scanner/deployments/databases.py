"""Committed SQLite files under any name: are they Langflow's, and how much is in them?"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from scanner import process, rules
from scanner.errors import EngineError
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.tree.source import Source, Tree

MAGIC = b"SQLite format 3\0"
"""https://www.sqlite.org/fileformat.html, section 1.3."""
WORKER = Path(__file__).with_name("sqlite_worker.py")
TIMEOUT = 60.0
"""Seconds for one file."""
MAX_FILES = 50
OURS = frozenset({"user", "flow"})
"""Tables that every database of Langflow has (langflow/services/database/models of 1.13.0)."""


class _Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tables: Mapping[str, int]
    credentials: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Database:
    """A database of Langflow, or of another application that keeps credentials of people."""

    uri: str
    rows: Mapping[str, int]
    """Of Langflow's tables, by name; none for another application."""
    credentials: int = 0
    """Rows of another application with a password, a token or a key."""


@dataclass(frozen=True)
class Databases:
    """Those of the tree, and the SQLite files that could not be looked into."""

    found: tuple[Database, ...]
    notifications: tuple[Notification, ...]


def databases(tree: Tree) -> Databases:
    """Look into every SQLite file of the tree, in a process of its own."""
    files = [s for s in tree.sources if s.data.startswith(MAGIC)]
    found: list[Database] = []
    notes: list[Notification] = []
    for position, source in enumerate(files):
        if position >= MAX_FILES:
            notes.append(_not_read(source, f"only {MAX_FILES} databases are looked into"))
            continue
        try:
            answer = _ask(tree.root / source.uri)
        except EngineError as error:
            notes.append(_not_read(source, str(error)))
            continue
        if answer.error:
            notes.append(_not_read(source, answer.error))
        if answer.tables.keys() >= OURS:
            found.append(Database(source.uri, answer.tables))
        elif answer.credentials:
            found.append(Database(source.uri, {}, answer.credentials))
    return Databases(tuple(found), tuple(notes))


def _ask(path: Path) -> _Answer:
    with tempfile.TemporaryDirectory(prefix="langflow-scan-") as empty:
        argv = process.python(str(WORKER), str(path))
        done = process.run(argv, cwd=Path(empty), timeout=TIMEOUT)
    if done.returncode != 0:
        raise EngineError(f"its reader ended with exit code {done.returncode}")
    try:
        return rules.decoded(done.stdout, _Answer)
    except msgspec.MsgspecError:
        raise EngineError("its reader's answer could not be read") from None


def _not_read(source: Source, why: str) -> Notification:
    words = f"{source.uri} is a SQLite database that could not be looked into ({why}); exclude it "
    words += "or remove it from the repository"
    return Notification(Level.WARNING, "database-not-read", words, source.uri)
