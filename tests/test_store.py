"""What is kept between scans changes no report, and nobody else's entry is ever believed."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from scanner import cli, settings, store
from scanner.configuration import Options
from scanner.engines import ENGINES
from scanner.findings import kept_runs
from scanner.model.note import Notification, Status
from scanner.model.report import EngineRun
from scanner.model.rule import Kind, Level
from scanner.store import Store, Unusable
from scanner.tree.collect import collect

KEY = b"k" * 32
NAMES = [bytes([n]) * 32 for n in range(5)]
EXAMPLE = Path("examples/vulnerable")
TIMES = re.compile(rb'"seconds": [0-9.]+|[0-9.]+ s\b|(?<=\| ok \| )[0-9.]+')


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's home with no cache in it yet."""
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME", "LANGFLOW_SCAN_NO_CACHE", store.KEY_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def _scan(tree: Path, target: Path, *options: str) -> Mapping[str, bytes]:
    """Every report of a scan, without times; and the exit code."""
    target.mkdir()
    formats = [
        "--formats",
        "json,html,comment,cyclonedx,markdown,full-sarif,junit,gitlab-sast,gitlab-code-quality",
        "--output-dir",
        str(target),
    ]
    words = ["scan", str(tree), "--sarif-file", str(target / "scan.sarif"), *formats, *options]
    code = cli.main([*words, "--offline", "true"])
    found = {path.name: TIMES.sub(b"", path.read_bytes()) for path in target.iterdir()}
    return found | {"exit code": str(code).encode()}


def _opened(folder: Path, key: bytes = KEY) -> Store:
    return store.opened(folder, key)


@pytest.mark.engines
def test_cold_warm_and_changed_scans_are_the_same_bytes(tmp_path: Path, home: Path) -> None:
    tree = tmp_path / "tree"
    shutil.copytree(EXAMPLE, tree)
    alone = _scan(tree, tmp_path / "alone", "--no-cache")
    assert not (home / ".cache" / "langflow-scan" / store.NAME).exists()
    assert _scan(tree, tmp_path / "cold") == alone
    assert (home / ".cache" / "langflow-scan" / store.NAME).exists()
    assert _scan(tree, tmp_path / "warm") == alone
    files = sorted(path for path in tree.rglob("*") if path.suffix in (".py", ".env", ".md"))[:5]
    for path in files:
        path.write_text(path.read_text("utf-8") + "\n# another line\n", "utf-8")
    assert _scan(tree, tmp_path / "changed") == _scan(tree, tmp_path / "again", "--no-cache")


@pytest.mark.engines
def test_no_value_of_a_secret_is_kept(tmp_path: Path, home: Path) -> None:
    value = "sk-" + "proj-" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY" * 2
    tree = tmp_path / "tree"
    (tree / "flows").mkdir(parents=True)
    (tree / "app.py").write_text(f'OPENAI_API_KEY = "{value}"\n', "utf-8")
    (tree / "compose.yaml").write_text(
        f"services:\n  {value}:\n    image: langflowai/langflow:1.0.0\n"
        f"    environment: [OPENAI_API_KEY={value}]\n",
        "utf-8",
    )
    _scan(tree, tmp_path / "cold")
    with sqlite3.connect(home / ".cache" / "langflow-scan" / store.NAME) as connection:
        kept = [zlib.decompress(row[0]) for row in connection.execute("SELECT data FROM entry")]
    assert len(kept) > 3
    assert not any(value[8:30].encode() in one for one in kept)


@pytest.mark.engines
def test_entries_of_another_key_are_refused_and_said_to_be(tmp_path: Path, home: Path) -> None:
    tree, folder = tmp_path / "tree", tmp_path / "kept"
    shutil.copytree(EXAMPLE, tree)
    chosen = settings.decide(tree, "", Options(offline=True))
    found = collect(chosen)
    (semgrep,) = [engine for engine in ENGINES if engine.name == "semgrep"]
    mine = [*semgrep.run(found, replace(chosen, store=_opened(folder)))]
    with sqlite3.connect(folder / store.NAME) as connection:  # "nothing was found" everywhere
        empty = zlib.compress(b'{"results":[],"problems":[]}')
        connection.execute("UPDATE entry SET data = ?", (empty,))
    after = [*semgrep.run(found, replace(chosen, store=_opened(folder)))]
    (note,) = [one for one in after if one not in mine]
    assert isinstance(note, Notification)
    assert note.id == "cache-refused"
    assert len(after) == len(mine) + 1


def test_an_entry_is_what_was_put(tmp_path: Path) -> None:
    kept = _opened(tmp_path)
    kept.put({NAMES[0]: b"a", NAMES[1]: b"b" * 100_000})
    found = kept.get(NAMES)
    assert found.entries == {NAMES[0]: b"a", NAMES[1]: b"b" * 100_000}
    assert found.refused == 0


def test_an_entry_counts_under_its_own_name_and_key_alone(tmp_path: Path) -> None:
    kept = _opened(tmp_path)
    kept.put({NAMES[0]: b"nothing found"})
    with sqlite3.connect(kept.file) as connection:
        connection.execute("UPDATE entry SET name = ?", (NAMES[1],))
    assert kept.get(NAMES[:2]) == store.Found({}, 1)
    other = _opened(tmp_path, b"o" * 32)
    other.put({NAMES[2]: b"x"})
    assert kept.get([NAMES[2]]) == store.Found({}, 1)


def test_a_bomb_is_no_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = _opened(tmp_path)
    kept.put({NAMES[0]: b"a" * 1000})
    monkeypatch.setattr(store, "MAX_ENTRY", 999)
    assert kept.get(NAMES) == store.Found({}, 1)
    kept.put({NAMES[1]: b"a" * 1000})
    assert kept.get([NAMES[1]]) == store.Found({})


def test_a_name_depends_on_all_of_its_parts_and_on_where_one_ends() -> None:
    kept = Store(Path("x"), KEY)
    names = {kept.name("a", "b"), kept.name("ab"), kept.name("a", b"b", ""), kept.name("", "ab")}
    assert len(names) == 4
    assert kept.name("a", "b") == kept.name("a", b"b")


def _foreign(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE notes (text)")


def _older(file: Path) -> None:
    store.opened(file.parent, KEY)
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 0")


def _with_trigger(file: Path) -> None:
    store.opened(file.parent, KEY)
    with sqlite3.connect(file) as connection:
        body = "BEGIN DELETE FROM entry; END"
        connection.execute(f"CREATE TRIGGER gone AFTER INSERT ON entry {body}")


def _cut(file: Path) -> None:
    store.opened(file.parent, KEY)
    file.write_bytes(file.read_bytes()[:5000])


DAMAGES: Mapping[str, Callable[[Path], object]] = {
    "text": lambda file: file.write_text("no database", "utf-8"),
    "cut": _cut,
    "foreign": _foreign,
    "older": _older,
    "trigger": _with_trigger,
    "folder": Path.mkdir,
    "link": lambda file: file.symlink_to(file.parent / "elsewhere"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_file_that_is_not_ours_is_left_alone(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    file = folder / store.NAME
    damage(file)
    before = file.read_bytes() if file.is_file() else b""
    with pytest.raises(Unusable):
        store.opened(folder, KEY)
    kept = Store(file, KEY)
    kept.put({NAMES[0]: b"a"})
    assert kept.get(NAMES) == store.Found({})
    assert (file.read_bytes() if file.is_file() else b"") == before


def test_what_cannot_be_used_is_said_where_a_folder_was_given(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, tree = tmp_path / "kept", tmp_path / "tree"
    folder.mkdir()
    tree.mkdir()
    (tree / "a.md").write_text("nothing", "utf-8")
    (folder / store.NAME).write_text("no database", "utf-8")
    words = ["--scanners", "secrets", "--cache-dir", str(folder), "--verbose"]
    _scan(tree, tmp_path / "out", *words)
    assert "findings of earlier scans were neither used nor kept" in capsys.readouterr().out


def test_what_was_used_longest_ago_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MAX_BYTES", 400_000)
    kept, names = _opened(tmp_path), [n.to_bytes(32, "big") for n in range(100)]
    for day, name in enumerate(names):
        monkeypatch.setattr(time, "time", lambda day=day: day * 86_400)
        kept.put({name: os.urandom(20_000)})
        kept.get(names[:1])
    there = kept.get(names).entries
    assert names[0] in there  # used every day
    assert names[-1] in there
    assert names[1] not in there
    assert 5 < len(there) < 25
    assert kept.file.stat().st_size < 1_000_000


def test_many_scans_may_use_one_file_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from scanner import store\n"
        "kept = store.opened(Path(sys.argv[1]), b'k' * 32)\n"
        "for n in range(20):\n"
        "    names = [bytes([n, m]) * 16 for m in range(10)]\n"
        "    kept.put({name: name * 50 for name in names})\n"
        "    found = kept.get(names)\n"
        "    assert found == store.Found({name: name * 50 for name in names}), n\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "kept")]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(12)]
    assert [one.communicate()[1] for one in running] == [""] * 12


def test_the_users_key_is_private_and_stays(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    first = store.own_key(folder)
    assert first
    assert len(first) == 32
    assert store.own_key(folder) == first
    (folder / "cache.key").chmod(0o644)
    assert store.own_key(folder) is None
    (folder / "cache.key").unlink()
    (folder / "cache.key").symlink_to(EXAMPLE.resolve() / "README.md")
    assert store.own_key(folder) is None


def test_a_given_key_is_no_short_word() -> None:
    assert store.given_key("short") is None
    assert store.given_key("a" * 16) != store.given_key("b" * 16)


@pytest.mark.parametrize(
    ("environ", "given", "is_kept"),
    [
        ({}, False, True),
        ({"LANGFLOW_SCAN_NO_CACHE": "1"}, False, False),
        ({"CI": "true"}, False, False),
        ({"CI": "true"}, True, False),
        ({"GITHUB_ACTIONS": "true", store.KEY_VARIABLE: "a secret of the project"}, True, True),
        ({"GITHUB_ACTIONS": "true", store.KEY_VARIABLE: "a secret of the project"}, False, False),
        ({"LANGFLOW_SCAN_NO_CACHE": "1"}, True, True),
        ({store.KEY_VARIABLE: "short"}, True, False),
    ],
)
def test_when_something_is_kept(
    environ: Mapping[str, str],
    given: bool,
    is_kept: bool,
    tmp_path: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "a.md").write_text("nothing", "utf-8")
    folder = tmp_path / "kept" if given else home / ".cache" / "langflow-scan"
    words = ["--cache-dir", str(folder)] if given else []
    _scan(tree, tmp_path / "out", "--scanners", "secrets", *words)
    assert (folder / store.NAME).is_file() is is_kept


RUN = EngineRun("bandit", "1", frozenset({Kind.CODE}), Status.OK)


@pytest.mark.parametrize(
    ("run", "is_kept"),
    [
        (RUN, True),
        (replace(RUN, status=Status.SKIPPED, reason="no file"), True),
        (replace(RUN, status=Status.FAILED), False),
        (
            replace(RUN, notifications=(Notification(Level.NOTE, "data-flow-cut-short", "x"),)),
            False,
        ),
        (replace(RUN, reason="ghp" + "_" + "a1B2" * 9), False),
    ],
)
def test_a_run_is_kept_if_it_would_be_the_same_again(run: EngineRun, is_kept: bool) -> None:
    data = kept_runs.written(run)
    assert (data is not None) is is_kept
    (bandit,) = [engine for engine in ENGINES if engine.name == "bandit"]
    assert data is None or kept_runs.read(data, bandit) == replace(run, rules=bandit.rules())
    assert kept_runs.read(b"{}", bandit) is None


@pytest.mark.parametrize(
    "change",
    [
        {"a.py": "x = 2\n"},
        {"b.py": "x = 1\n"},
        {"a.txt": "x = 1\n"},
    ],
)
def test_a_run_counts_for_its_tree_alone(tmp_path: Path, change: Mapping[str, str]) -> None:
    names = []
    for number, files in enumerate(({"a.py": "x = 1\n"}, change)):
        root = tmp_path / str(number)
        root.mkdir()
        for name, text in files.items():
            (root / name).write_text(text, "utf-8")
        chosen = replace(settings.decide(root, "", Options()), store=Store(Path("x"), KEY))
        names.append(kept_runs.name(ENGINES[0], collect(chosen), chosen))
        other = replace(chosen, profile="audit")
        assert kept_runs.name(ENGINES[0], collect(chosen), other) != names[-1]
        assert kept_runs.name(ENGINES[0], collect(chosen), replace(chosen, jobs=9)) == names[-1]
    assert names[0] != names[1]


def test_what_is_not_in_the_tree_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n", "utf-8")
    chosen = replace(settings.decide(tmp_path, "", Options()), store=Store(Path("x"), KEY))
    tree = collect(chosen)
    by_name = {engine.name: engine for engine in ENGINES}
    may = kept_runs.may_be_kept
    assert may(by_name["langflow"], tree, chosen)
    assert not may(by_name["detect-secrets"], tree, replace(chosen, history=True))
    assert not may(by_name["langflow"], tree, replace(chosen, advisory_db=tmp_path))
    assert not may(by_name["pip-audit"], tree, replace(chosen, offline="auto"))
    assert not may(by_name["langflow"], tree, replace(chosen, store=None))
    (tmp_path / "langflow.db").write_bytes(b"SQLite format 3\0" + b"\0" * 100)
    assert not may(by_name["langflow"], collect(chosen), chosen)
