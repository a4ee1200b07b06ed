"""What was found in files, kept between scans in one SQLite file.

An entry's name is a digest of all that it depends on, so that nothing is ever out of date. Each has
a code made with a key that is not in the folder (RFC 2104): what somebody else wrote there, such as
a pull request that could reach the folder, is not used. Nothing read is executed or unpickled.
"""

import hashlib
import hmac
import os
import sqlite3
import sys
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path

NAME = "findings.sqlite"
FILES = (NAME, f"{NAME}-wal", f"{NAME}-shm")
KEY_VARIABLE = "LANGFLOW_SCAN_CACHE_KEY"
LEAST_KEY = 16
"""Characters of a key that is given: fewer can be tried."""
MAX_BYTES = 256 * 2**20
MAX_ENTRY = 32 * 2**20
"""Of one entry, uncompressed."""
BUSY_SECONDS = 5.0
"""For another scan that writes."""
_APPLICATION, _FORMAT = 0x4C46_5343, 1
_CHUNK = 500
_SCHEMA = (
    "CREATE TABLE entry (name BLOB PRIMARY KEY, data BLOB NOT NULL, code BLOB NOT NULL, "
    "used INTEGER NOT NULL)"
)
_DAY = 86_400
ENGINES = ("bandit", "detect-secrets", "pip-audit", "semgrep")
_PACKAGE = Path(__file__).parent


class Unusable(Exception):
    """A file that is not ours, or that cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """The entries that are there."""

    entries: Mapping[bytes, bytes]
    refused: int = 0
    """How many were written without our key, or altered."""


@dataclass(frozen=True, slots=True)
class Store:
    """One file of entries; each call opens it, so that it may be used in any thread or process."""

    file: Path
    key: bytes = field(repr=False)

    def name(self, *parts: bytes | str) -> bytes:
        """The name of what depends on these, on our code and on the engines."""
        hashed = hashlib.sha256(basis())
        for part in parts:
            data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
            hashed.update(len(data).to_bytes(8, "big") + data)
        return hashed.digest()

    @property
    def secret(self) -> str:
        """A key, hex, by which equal values of two scans are known to be equal."""
        return hmac.new(self.key, b"equal values", hashlib.sha256).hexdigest()

    def get(self, names: Sequence[bytes]) -> Found:
        """The entries of these names; none of them where the file cannot be read."""
        found: dict[bytes, bytes] = {}
        refused = 0
        with suppress(sqlite3.Error, Unusable, OSError), _open(self.file) as connection:
            for name, packed, code in _rows(connection, names):
                data = self._opened(name, packed, code)
                if data is None:
                    refused += 1
                else:
                    found[name] = data
        return Found(found, refused)

    def put(self, entries: Mapping[bytes, bytes]) -> None:
        """Keep entries; where that fails, the next scan looks again."""
        today = int(time.time()) // _DAY
        small = {n: zlib.compress(d, 1) for n, d in entries.items() if len(d) <= MAX_ENTRY}
        rows = [(name, data, self._code(name, data), today) for name, data in small.items()]
        if not rows:
            return
        with suppress(sqlite3.Error, Unusable, OSError), _open(self.file) as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?)", rows)
            _evict(connection)

    def _opened(self, name: bytes, packed: object, code: object) -> bytes | None:
        if not isinstance(packed, bytes) or not isinstance(code, bytes):
            return None
        if not hmac.compare_digest(code, self._code(name, packed)):
            return None
        inflater = zlib.decompressobj()
        data = inflater.decompress(packed, MAX_ENTRY + 1)
        return data if len(data) <= MAX_ENTRY else None

    def _code(self, name: bytes, packed: bytes) -> bytes:
        return hmac.new(self.key, b"entry\0" + name + packed, hashlib.sha256).digest()


def opened(folder: Path, key: bytes) -> Store:
    """The store of a folder, which is made.

    Raises:
        Unusable: what is there is not ours, of another format or damaged.
    """
    file = folder / NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _open(file):
            basis()  # once, before engines ask for it side by side
            return Store(file, key)
    except (sqlite3.Error, OSError) as error:
        raise Unusable(f"{file} cannot be used ({error})") from error


def given_key(given: str) -> bytes | None:
    """The key of a secret that the user sets; None where it is too short to be one."""
    if len(given) < LEAST_KEY:
        return None
    return hmac.new(given.encode("utf-8", "surrogateescape"), b"cache", hashlib.sha256).digest()


def own_key(folder: Path) -> bytes | None:
    """The key of this user and machine, made at first use; None where it cannot be kept."""
    file = folder / "cache.key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(os.urandom(32))
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as stream:
            status, key = os.fstat(stream.fileno()), stream.read(33)
    except OSError:
        return None
    is_private = not hasattr(os, "getuid") or (
        status.st_uid == os.getuid() and not status.st_mode & 0o077
    )
    return key if is_private and len(key) == 32 else None


@cache
def basis() -> bytes:
    """A digest of our code, our rules, the engines and Python: another of them, other entries."""
    hashed = hashlib.sha256(f"{_FORMAT}\0{sys.version}\0".encode())
    for name in ENGINES:
        with suppress(metadata.PackageNotFoundError):
            hashed.update(f"{name} {metadata.version(name)}\0".encode())
    rules = _PACKAGE / "rulesets"
    roots = [_PACKAGE] if rules.is_dir() else [_PACKAGE, _PACKAGE.parent / "rulesets"]
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.suffix != ".pyc" and "__pycache__" not in path.parts and path.is_file():
                data = path.read_bytes()
                head = f"{path.relative_to(root).as_posix()}\0{len(data)}\0"
                hashed.update(head.encode() + data)
    return hashed.digest()


@contextmanager
def _open(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a file that is ours, or new.

    Raises:
        Unusable: it is a link, or its content is somebody else's.
    """
    if any((file.parent / name).is_symlink() for name in FILES):
        raise Unusable(f"{file} is a link")
    connection = sqlite3.connect(file, timeout=BUSY_SECONDS)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        _check(connection, file)
        yield connection
    finally:
        connection.close()


def _check(connection: sqlite3.Connection, file: Path) -> None:
    """Make the table where there is nothing; what else is there must be just ours."""
    if not _pragma(connection, "schema_version"):
        connection.execute("PRAGMA journal_mode = WAL")
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                connection.execute(_SCHEMA)
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(f"PRAGMA user_version = {_FORMAT}")
    connection.execute("PRAGMA synchronous = NORMAL")
    ids = _pragma(connection, "application_id"), _pragma(connection, "user_version")
    listed = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    if ids != (_APPLICATION, _FORMAT) or listed != [(_SCHEMA,)]:
        raise Unusable(f"{file} was not written by this version of langflow-scan")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _rows(
    connection: sqlite3.Connection, names: Sequence[bytes]
) -> Iterator[tuple[bytes, object, object]]:
    today = int(time.time()) // _DAY
    for at in range(0, len(names), _CHUNK):
        some = names[at : at + _CHUNK]
        marks = ",".join("?" * len(some))
        select = f"SELECT name, data, code, used FROM entry WHERE name IN ({marks})"  # noqa: S608 - marks
        rows = connection.execute(select, some).fetchall()
        yield from ((name, data, code) for name, data, code, _ in rows)
        old = [name for name, _, _, used in rows if used != today]
        if old:
            with suppress(sqlite3.OperationalError), connection:  # it only says what may go
                touch = "UPDATE entry SET used = ? WHERE name = ?"
                connection.executemany(touch, [(today, name) for name in old])


def _evict(connection: sqlite3.Connection) -> None:
    """Drop what was used longest ago, down to four fifths of the bound."""
    pages = _pragma(connection, "page_count") - _pragma(connection, "freelist_count")
    over = pages * _pragma(connection, "page_size") - MAX_BYTES
    if over <= 0:
        return
    over += MAX_BYTES // 5
    gone: list[tuple[bytes]] = []
    for name, size in connection.execute("SELECT name, length(data) FROM entry ORDER BY used"):
        if over <= 0:
            break
        gone.append((name,))
        over -= size + 200
    connection.executemany("DELETE FROM entry WHERE name = ?", gone)
