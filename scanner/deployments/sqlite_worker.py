"""Says which tables a SQLite file has and how many rows; never a value. JSON on stdout.

Started by path, `python -I`, in an empty folder, with the file as its argument. The file is
hostile: it is opened read-only and immutable, its schema may run nothing, and work and answers are
bounded.
"""

import json
import sqlite3
import sys
import urllib.parse
from pathlib import Path

MAX_STEPS = 50_000_000
"""Virtual machine instructions, all queries together."""
EVERY = 10_000
MAX_TABLES = 500
MAX_LENGTH = 10_000_000
"""Bytes of a text or row that are read at all."""


def main() -> None:
    """Look at the file that the first argument names."""
    json.dump(look(Path(sys.argv[1])), sys.stdout)


def look(path: Path) -> dict[str, object]:
    """`{"tables": {name: rows}, "error": reason or null}`."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += EVERY
        return steps > MAX_STEPS

    tables: dict[str, int] = {}
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
    except sqlite3.Error as error:
        # Only the type: a message could hold text of the file.
        return {"tables": tables, "error": type(error).__name__}
    finally:
        connection.close()
    return {"tables": tables, "error": None}


if __name__ == "__main__":
    main()
