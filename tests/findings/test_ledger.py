"""Each file was read by somebody, or is named; how much that weighs."""

from dataclasses import replace
from pathlib import Path

import pytest

from scanner.findings import ledger, policy
from scanner.model.note import Notification, Status, Verdict
from scanner.model.report import EngineRun
from scanner.model.rule import Kind, Level
from scanner.settings import Settings
from scanner.tree.source import FileKind, Source, Tree

CODE = frozenset({Kind.CODE})
SOURCES = (Source("a.py", FileKind.PYTHON, b""), Source("b.txt", FileKind.TEXT, b""))
TREE = Tree(Path("/"), (*SOURCES, Source("c.png", FileKind.BINARY, b"")))
UNREAD = Notification(Level.WARNING, "python-not-parsed", "a.py does not parse", "a.py")


def run(engine: str, *read: str, notes: tuple[Notification, ...] = ()) -> EngineRun:
    return EngineRun(engine, "1", CODE, Status.OK, read=frozenset(read), notifications=notes)


def test_what_another_engine_of_the_kind_read_was_scanned_partly() -> None:
    (first, _) = ledger.settled([run("bandit", notes=(UNREAD,)), run("semgrep", "a.py")])
    assert first.notifications == (replace(UNREAD, partly=True),)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(run("semgrep", "b.txt"), id="it read another file"),
        pytest.param(replace(run("semgrep", "a.py"), status=Status.FAILED), id="it failed"),
        pytest.param(
            replace(run("detect-secrets", "a.py"), kinds=frozenset({Kind.SECRETS})),
            id="it looks for something else",
        ),
    ],
)
def test_what_no_other_engine_read_ends_the_gate(other: EngineRun) -> None:
    (first, _) = ledger.settled([run("bandit", notes=(UNREAD,)), other])
    assert first.notifications == (UNREAD,)


def test_files_of_no_scanner_are_counted() -> None:
    (note,) = ledger.unread(TREE, [run("bandit", "a.py")])
    assert (note.id, note.level, note.files) == ("file-of-no-scanner", Level.NOTE, 1)
    assert note.message.endswith(": b.txt")
    assert list(ledger.unread(TREE, [run("x", "a.py", "b.txt")])) == []


def test_a_tree_without_files_is_incomplete() -> None:
    (note,) = ledger.unread(Tree(Path("/"), ()), [])
    assert note.ends_gate


@pytest.mark.parametrize(("strict", "verdict"), [(False, Verdict.PASS), (True, Verdict.INCOMPLETE)])
def test_what_was_scanned_partly_counts_for_the_strict(strict: bool, verdict: Verdict) -> None:
    note = replace(UNREAD, id="folder-skipped", partly=True, files=3)
    tree = replace(TREE, notifications=(note,))
    report = policy.apply([], [run("x", "a.py", "b.txt")], tree, Settings(Path("/"), strict=strict))
    assert report.verdict is verdict
    assert report.not_looked_at == 3
    assert any("scanned only partly" in reason for reason in report.reasons)


def test_what_a_file_of_the_tree_chose_is_in_the_report() -> None:
    chosen = Settings(Path("/"), config="x.yml", refused=("jobs",), lowered=("fail-on: none",))
    report = policy.apply([], [run("x", "a.py", "b.txt")], TREE, chosen)
    assert report.verdict is Verdict.INCOMPLETE
    assert [note.id for note in report.notifications] == [
        "configuration-refused",
        "configuration-lowers",
    ]
    assert any("fail-on: none" in reason for reason in report.reasons)
