"""Says which tables a SQLite file has and how many rows; never a value. JSON on stdout.

Started by path, `python -I`, in an empty folder, with the file as its argument. The file is
hostile: it is opened read-only and immutable, its schema may run nothing, and work and answers are
bounded.
"""

import json
import re
import sqlite3
import sys
import urllib.parse
from pathlib import Path

MAX_STEPS = 50_000_000
"""Virtual machine instructions, all queries together."""
EVERY = 10_000
MAX_TABLES = 500
_CREDENTIAL = re.compile(
    r"(hashed_?)?(password|passwd|pass_?word)(_?hash)?|pass_?hash|(access_|refresh_|session_|auth_)?token"
    r"|(hashed_?)?api_?key|client_?secret|secret(_key)?|private_key|totp_secret",
    re.IGNORECASE,
)
"""Names of columns that hold credentials of people."""
MAX_LENGTH = 10_000_000
"""Bytes of a text or row that are read at all."""


def main() -> None:
    """Look at the file that the first argument names."""
    json.dump(look(Path(sys.argv[1])), sys.stdout)


def look(path: Path) -> dict[str, object]:
    """`{"tables": {name: rows}, "credentials": rows of others, "error": reason or null}`."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += EVERY
        return steps > MAX_STEPS

    tables: dict[str, int] = {}
    credentials = 0
    uri = f"file:{urllib.parse.quote(str(path))}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True)
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_LENGTH)
        connection.set_progress_handler(count, EVERY)
        for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON"):
            connection.execute(f"PRAGMA {pragma}")
        listed = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN "
            "('user', 'apikey', 'variable', 'flow', 'message', 'alembic_version') LIMIT ?",
            (MAX_TABLES,),
        )
        for (name,) in listed.fetchall():
            (rows,) = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608
            tables[name] = rows
        credentials = _credentials(connection)
    except sqlite3.Error as error:
        # Only the type: a message could hold text of the file.
        return {"tables": tables, "credentials": 0, "error": type(error).__name__}
    finally:
        connection.close()
    return {"tables": tables, "credentials": credentials, "error": None}


def _credentials(connection: sqlite3.Connection) -> int:
    """How many rows of ordinary tables have a credential, by the name of its column."""
    listed = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%' LIMIT ?",
        (MAX_TABLES,),
    )
    found = 0
    for (name,) in listed.fetchall():
        columns = connection.execute("SELECT name FROM pragma_table_info(?)", (name,)).fetchall()
        for (column,) in columns:
            if _CREDENTIAL.fullmatch(str(column)):
                filled = f"SELECT count(*) FROM {_quoted(name)} WHERE length({_quoted(column)}) > 7"  # noqa: S608
                found += connection.execute(filled).fetchone()[0]
                break
    return found


def _quoted(name: str) -> str:
    """A name as SQL has it, whatever is in it."""
    return '"' + str(name).replace('"', '""') + '"'


if __name__ == "__main__":
    main()
