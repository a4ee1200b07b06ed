"""LF-SEC-016 langflow-data-committed."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from scanner.checks.facts import Facts
from scanner.checks.registry import Match, check
from scanner.deployments.databases import Database
from scanner.model.place import Location, Region
from scanner.tree.guards import is_test


@check("LF-SEC-016")
def langflow_data_committed(facts: Facts) -> Iterator[Match]:
    """Langflow's database under any name, its server list, or accounts of another application."""
    held = {database.uri: database.rows for database in facts.databases}
    for database in facts.databases:
        if database.credentials and not is_test(database.uri):
            yield _of_accounts(database)
    for source in facts.tree.sources:
        rows = held.get(source.uri)
        what = "a Langflow database" if rows else _run_time_data(source.uri, source.data)
        if what and not is_test(source.uri):
            inside = _counted(rows) if rows else "users, flows and stored credentials"
            message = f"{source.uri} is {what}: it holds {inside}"
            yield Match(message, Location(source.uri, Region(1, 1, 1, 1), source.name))


def _of_accounts(database: Database) -> Match:
    count = database.credentials
    rows = f"{count} row{'' if count == 1 else 's'}"
    message = f"{database.uri} is a database with {rows} that hold a password, a token or a key"
    place = Location(database.uri, Region(1, 1, 1, 1), PurePosixPath(database.uri).name)
    return Match(message, place, variant="accounts")


def _counted(rows: Mapping[str, int]) -> str:
    """What a database holds, in numbers; never a value."""
    names = {"user": "user", "apikey": "API key", "variable": "variable", "flow": "flow"}
    parts = [
        f"{rows[table]} {name}{'' if rows[table] == 1 else 's'}"
        for table, name in names.items()
        if table in rows
    ]
    return ", ".join(parts)


def _run_time_data(uri: str, head: bytes) -> str:
    name = PurePosixPath(uri).name
    if re.fullmatch(r"langflow(-pre)?\.db(-wal|-shm|\.bak|\.backup)?", name) and head:
        return "a Langflow database"
    if re.fullmatch(r"_mcp_servers_[0-9a-f-]{36}\.json", name):
        return "a list of MCP servers that Langflow wrote"
    return ""
