"""A copy of Langflow: its files are not judged one by one, its release is; one's own files are."""

from pathlib import Path

import pytest

from scanner.flows import upstream
from scanner.model.report import Report
from scanner.model.rule import Kind
from scanner.pipeline import scan
from scanner.rules import read_bytes
from scanner.settings import Settings

CODE = "import os\nimport subprocess\n\n\ndef run(command):\n    eval(command)\n"
CODE += "    return subprocess.run(command, shell=True)\n" + "# of a release\n" * 10
PROJECT = '[project]\nname = "{name}"\nversion = "{version}"\n'


def code(number: int) -> str:
    return f"{CODE}# file {number}\n"


@pytest.fixture(autouse=True)
def _released(monkeypatch: pytest.MonkeyPatch) -> None:
    known = frozenset(upstream.digest(code(number)) for number in range(30))
    monkeypatch.setattr(upstream, "_known", lambda: known)


def scanned(root: Path, *kinds: Kind) -> Report:
    return scan(Settings(path=root, scanners=kinds))


def copy(root: Path, files: int = 25, name: str = "langflow", version: str = "1.2.0") -> None:
    (root / "pyproject.toml").write_text(PROJECT.format(name=name, version=version))
    package = root / "src" / "langflow"
    package.mkdir(parents=True)
    for number in range(files):
        (package / f"a{number}.py").write_text(code(number))


def test_the_files_of_a_release_are_not_judged_and_the_release_is(tmp_path: Path) -> None:
    copy(tmp_path)
    report = scanned(tmp_path, Kind.CODE, Kind.DEPENDENCIES)
    assert [(one.rule.id, one.location.uri) for one in report.findings] == [
        ("LF-VER-001-copy", "pyproject.toml")
    ]
    assert report.findings[0].location.region.start_line == 3
    assert "this copy of Langflow 1.2.0 has " in report.findings[0].message
    notes = {note.id for run in report.runs for note in run.notifications}
    assert "official-code" in notes


@pytest.mark.parametrize("changed", ["langflow/own.py", "elsewhere/a1.py", "langflow/a1.py"])
def test_what_was_changed_or_lies_elsewhere_is_judged(changed: str, tmp_path: Path) -> None:
    copy(tmp_path)
    (tmp_path / "src" / changed).parent.mkdir(exist_ok=True)
    is_own = not changed.startswith("elsewhere")
    (tmp_path / "src" / changed).write_text(code(1) + ("x = 1\n" if is_own else ""))
    report = scanned(tmp_path, Kind.CODE)
    assert {one.location.uri for one in report.findings} == {f"src/{changed}"}


@pytest.mark.parametrize(
    ("files", "name", "version"),
    [
        pytest.param(3, "langflow", "1.2.0", id="a namesake"),
        pytest.param(25, "my-langflow", "1.2.0", id="another project"),
        pytest.param(25, "langflow", "1.13.0", id="a release without known ones"),
    ],
)
def test_no_vulnerable_copy(files: int, name: str, version: str, tmp_path: Path) -> None:
    copy(tmp_path, files, name, version)
    assert not scanned(tmp_path, Kind.DEPENDENCIES).findings


def test_a_copy_without_a_version_is_named(tmp_path: Path) -> None:
    copy(tmp_path)
    (tmp_path / "pyproject.toml").unlink()
    report = scanned(tmp_path, Kind.DEPENDENCIES)
    notes = [note for run in report.runs for note in run.notifications]
    assert [(note.id, note.files, note.partly) for note in notes] == [
        ("copy-without-version", 25, True)
    ]


@pytest.mark.parametrize("kind", [Kind.CODE, Kind.SECRETS])
def test_what_is_left_out_is_said_whatever_kind_was_asked_for(kind: Kind, tmp_path: Path) -> None:
    copy(tmp_path)
    report = scanned(tmp_path, kind)
    words = [note.message for run in report.runs for note in run.notifications]
    assert any(one.startswith("25 ") and "byte for byte" in one for one in words)


def test_a_copy_and_its_parts_are_told_once(tmp_path: Path) -> None:
    copy(tmp_path)
    part = tmp_path / "src" / "pyproject.toml"
    part.write_text(PROJECT.format(name="langflow-base", version="0.2.0"))
    assert len(scanned(tmp_path, Kind.DEPENDENCIES).findings) == 1


def test_windows_line_ends_change_nothing() -> None:
    assert upstream.digest("a\r\nb\r\n") == upstream.digest("a\nb\n")


def test_the_data_is_sorted_and_whole() -> None:
    data = read_bytes(upstream.FILE)
    parts = [data[at : at + upstream.SIZE] for at in range(0, len(data), upstream.SIZE)]
    assert len(data) % upstream.SIZE == 0
    assert parts == sorted(set(parts))
    assert len(parts) > 5_000
