"""Committed databases: found by what they are, bounded, and never quoted."""

import random
import sqlite3
from pathlib import Path

import pytest

from scanner.deployments.databases import databases
from scanner.engines.langflow import Langflow
from scanner.model.finding import Finding
from scanner.model.rule import Kind, Level
from scanner.settings import Settings
from scanner.tree.collect import collect

TABLES = ("user", "apikey", "variable", "flow")


def made(path: Path, tables: tuple[str, ...] = TABLES, rows: int = 3) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path)
    for table in tables:
        connection.execute(f'CREATE TABLE "{table}" (id INTEGER PRIMARY KEY, value TEXT)')
        for number in range(rows):
            connection.execute(f'INSERT INTO "{table}" (value) VALUES (?)', (f"kept{number}",))  # noqa: S608
    connection.commit()
    connection.close()


def findings(root: Path) -> list[Finding]:
    settings = Settings(path=root)
    engine = Langflow("langflow", frozenset({Kind.LANGFLOW, Kind.SECRETS}))
    outcomes = engine.run(collect(settings), settings)
    return [o for o in outcomes if isinstance(o, Finding) and o.rule.id.startswith("LF-SEC-016")]


def test_a_database_is_found_under_any_name_and_only_counted(tmp_path: Path) -> None:
    made(tmp_path / "backup" / "data.bin")
    (finding,) = findings(tmp_path)
    assert finding.location.uri == "backup/data.bin"
    assert "3 users, 3 API keys, 3 variables, 3 flows" in finding.message
    assert "kept" not in repr(finding)


def test_other_databases_and_those_of_tests_are_none(tmp_path: Path) -> None:
    made(tmp_path / "shop.db", ("user", "orders"))
    made(tmp_path / "tests" / "langflow.sqlite")
    assert not findings(tmp_path)


def test_nothing_is_written_beside_it(tmp_path: Path) -> None:
    made(tmp_path / "a.db")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    databases(collect(Settings(path=tmp_path)))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_one_is_said(tmp_path: Path, seed: int) -> None:
    made(tmp_path / "a.db", rows=2000)
    data = bytearray((tmp_path / "a.db").read_bytes())
    chance = random.Random(seed)
    for _ in range(400):
        data[chance.randrange(40, 8192)] = chance.randrange(256)
    (tmp_path / "a.db").write_bytes(data)
    read = databases(collect(Settings(path=tmp_path)))
    (note,) = read.notifications
    assert note.level is Level.WARNING
    assert note.message.startswith("a.db is a SQLite database that could not be looked into")


def test_a_view_or_trigger_of_it_runs_nothing(tmp_path: Path) -> None:
    made(tmp_path / "a.db", ("flow",))
    connection = sqlite3.connect(tmp_path / "a.db")
    endless = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r"
    connection.execute(f'CREATE VIEW "user" AS {endless}')
    connection.commit()
    connection.close()
    assert databases(collect(Settings(path=tmp_path))).found == ()


@pytest.mark.parametrize(
    ("column", "value", "count"),
    [
        ("password_hash", "made-up-hash", 1),
        ("Access_Token", "made-up-token", 1),
        ("password_hash", "", 0),
        ("token_count", "123456789", 0),
        ("note", "made-up-hash", 0),
    ],
)
def test_accounts_of_another_application_are_counted(
    tmp_path: Path, column: str, value: str, count: int
) -> None:
    connection = sqlite3.connect(tmp_path / "app.db")
    connection.execute(f'CREATE TABLE "peo""ple" (id INTEGER PRIMARY KEY, "{column}" TEXT)')
    connection.execute('INSERT INTO "peo""ple" VALUES (1, ?)', (value,))
    connection.commit()
    connection.close()
    found = findings(tmp_path)
    assert [one.rule.id for one in found] == ["LF-SEC-016-accounts"] * count
    assert not any("made-up" in repr(one) for one in found)
