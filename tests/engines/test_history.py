"""Secrets in the history: found once, told at a file that exists, within bounds."""

import os
import subprocess
from pathlib import Path

import pytest

from scanner.engines.base import Outcome
from scanner.engines.detect_secrets.engine import DetectSecrets
from scanner.errors import EngineError
from scanner.model.finding import Finding
from scanner.model.note import Notification
from scanner.model.rule import Level
from scanner.settings import Settings
from scanner.tree import history
from scanner.tree.collect import collect
from tests.engines.planted import checked, draw


def git(root: Path, *arguments: str) -> None:
    names = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.invalid"}
    names |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.invalid"}
    names |= {"GIT_AUTHOR_DATE": "2025-01-31T12:00:00Z", "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(
        ["git", "-C", str(root), *arguments],
        check=True,
        capture_output=True,
        env={"PATH": os.environ["PATH"], **names},
    )


def commit(root: Path, **files: str | None) -> None:
    for name, text in files.items():
        path = root / name.replace("__", ".")
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "change")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    return tmp_path


def run(root: Path, *, past: bool = True) -> list[Outcome]:
    settings = Settings(path=root, history=past)
    return list(DetectSecrets().run(collect(settings), settings))


def findings(outcomes: list[Outcome]) -> list[Finding]:
    return [one for one in outcomes if isinstance(one, Finding)]


def test_a_removed_secret_is_found_once_at_a_file_that_exists(root: Path) -> None:
    value = checked("gh" + "p")
    commit(root, a__py=f'first = 1\nkey = "{value}"\n', b__txt="nothing\n")
    commit(root, a__py=f'\nfirst = 1\nkey = "{value}"\n')
    commit(root, a__py="first = 1\n")
    assert findings(run(root, past=False)) == []
    (one,) = findings(run(root))
    assert (one.location.uri, one.location.region.start_line) == ("a.py", 1)
    assert one.rule.id == "secret-github-token"
    assert "a.py line " in one.message
    assert "(2025-01-31)" in one.message
    assert value not in repr(one)


def test_a_removed_file_is_told_at_another(root: Path) -> None:
    value = draw(20)
    commit(root, old__env=f"DB_PASSWORD={value}\n", readme__txt="x\n")
    commit(root, old__env=None)
    (one,) = findings(run(root))
    assert one.location.uri == "readme.txt"
    assert "old.env line 1 of commit" in one.message


def test_what_is_still_there_is_no_finding_of_the_history(root: Path) -> None:
    value = draw(20)
    commit(root, a__env=f"DB_PASSWORD={value}\n")
    commit(root, a__env=f"# moved\nDB_PASSWORD={value}\n")
    (one,) = findings(run(root))
    assert "history" not in one.message


def test_what_the_folder_has_changed_since_the_last_commit_is_history(root: Path) -> None:
    values = [draw(20) for _ in range(2)]
    commit(
        root, a__env=f"DB_PASSWORD={values[0]}\n", b__env=f"DB_PASSWORD={values[1]}\n", c__txt="\n"
    )
    (root / "a.env").write_text("DB_PASSWORD=\n")
    (root / "b.env").unlink()
    assert sorted(one.message.partition("history: ")[2][:5] for one in findings(run(root))) == [
        "a.env",
        "b.env",
    ]


def test_a_folder_of_a_repository_and_what_is_excluded(root: Path) -> None:
    (root / "app").mkdir()
    (root / "app" / "x.txt").write_text("x\n")
    commit(root, top__env=f"DB_PASSWORD={draw(20)}\n", old__env=f"DB_PASSWORD={draw(20)}\n")
    commit(root, old__env=None)
    (one,) = findings(run(root / "app"))
    assert "old.env" in one.message, "and nothing of top.env, which is still there"
    settings = Settings(path=root, history=True, exclude=("*.env",))
    assert not findings(list(DetectSecrets().run(collect(settings), settings)))


def test_a_repository_that_git_cannot_read_is_an_error(root: Path) -> None:
    commit(root, a__txt="x\n")
    (root / ".git" / "HEAD").write_text("no reference\n")
    with pytest.raises(EngineError, match="could not read the history"):
        run(root)


def notes(outcomes: list[Outcome]) -> set[str]:
    return {
        one.id for one in outcomes if isinstance(one, Notification) and one.level is Level.WARNING
    }


def test_caps_are_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(root, a__txt="x" * 2000, b__txt="y" * 10)
    commit(root, a__txt="now\n", b__txt="now too\n")
    assert notes(run(root)) == set()
    monkeypatch.setattr(history, "MAX_BLOB_BYTES", 1000)
    assert notes(run(root)) == {"blob-too-large"}
    monkeypatch.setattr(history, "MAX_BYTES", 5)
    assert notes(run(root)) == {"history-too-large"}


def test_a_folder_without_history_and_a_shallow_one_are_said(root: Path, tmp_path: Path) -> None:
    commit(root, a__txt="one\n")
    commit(root, a__txt="two\n")
    clone = tmp_path.parent / f"{tmp_path.name}-clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{root}", str(clone))
    assert notes(run(clone)) == {"history-cut"}


def test_a_repository_without_a_commit_has_no_history(root: Path) -> None:
    (root / "a.txt").write_text("x\n")
    assert notes(run(root)) == set()


def test_the_repository_s_configuration_starts_nothing(root: Path) -> None:
    marker = root.parent / f"{root.name}-marker"
    commit(root, a__py="one\n")
    commit(root, a__py="two\n")
    for name, value in {
        "core.fsmonitor": f"touch {marker}",
        "core.pager": f"touch {marker}",
        "diff.external": f"touch {marker}",
        "log.showSignature": "true",
        "gpg.program": f"touch {marker}",
        "remote.origin.url": f"ext::touch {marker}",
        "extensions.partialClone": "origin",
    }.items():
        git(root, "config", name, value)
    oid = next((root / ".git" / "objects").glob("??/*"))
    run(root)
    assert oid.exists()
    assert not marker.exists()
