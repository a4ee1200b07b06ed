"""The base of a pull request: judged with less work, and with the same result; and kept."""

import json
import shutil
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from scanner import pipeline
from scanner.engines import ENGINES
from scanner.findings import basis, known, stored
from scanner.findings.basis import Against
from scanner.findings.known import Known
from scanner.kept import Kept, is_tracked
from scanner.model.finding import Finding, Suppression
from scanner.model.note import Verdict
from scanner.review import read
from scanner.settings import Settings
from scanner.tree.collect import collect
from tests.making import finding
from tests.repository import OPEN, commit, compared, git

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "vulnerable"
SHELL = "import subprocess\nsubprocess.run('ls ' + name, shell=True)\n"

CHANGES: Mapping[str, Mapping[str, str | None]] = {
    "only the readme": {"README.md": "# Other\n"},
    "a new component": {"components/more.py": SHELL},
    "a component less": {"components/customer_lookup.py": None},
    "a deployment": {"docker-compose.yml": OPEN},
    "requirements": {"requirements.txt": "jinja2==2.4\n"},
    "a flow less": {"flows/ticket_digest.json": None},
    "nothing": {},
}


@pytest.mark.engines
@pytest.mark.parametrize("change", CHANGES)
def test_less_work_finds_the_same_of_the_base(change: str, tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        shutil.copytree(EXAMPLE, folder)
        (folder / "tool.py").write_text(SHELL)
    python = sorted(p.name for p in (before / "components").glob("*.py"))
    for name, text in CHANGES[change].items():
        name = name if (after / name).exists() or text is not None else f"components/{python[0]}"
        if text is None:
            (after / name).unlink()
        else:
            (after / name).write_text(text)
    whole = known.of_base(pipeline.scan(Settings(path=before)), "it")
    kept: dict[str, bytes] = {}
    against = Against(Settings(path=before), "it", store=_Memory(kept))
    pipeline.scan(Settings(path=after), None, against)
    (entry,) = kept.values()
    judged = stored.read(entry)
    assert judged is not None
    assert judged.fingerprints == whole.fingerprints
    assert judged.ignored == whole.ignored
    assert {gap for gap in judged.gaps if gap[1]} == {gap for gap in whole.gaps if gap[1]}


class _Memory:
    """Entries in a mapping."""

    def __init__(self, entries: dict[str, bytes]) -> None:
        self._entries = entries

    def get(self, name: str) -> bytes | None:
        return self._entries.get(name)

    def put(self, name: str, data: bytes) -> None:
        self._entries[name] = data


def test_engines_that_join_files_are_asked_about_all_of_the_base(tmp_path: Path) -> None:
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text("x = 1\n")
        (tmp_path / name / "b.py").write_text(f"x = '{name}'\n")
    before, after = (collect(Settings(path=tmp_path / name)) for name in ("before", "after"))
    trees = basis.asked(ENGINES, before, after)
    asked = {e.name: len(one.sources) for e, one in zip(ENGINES, trees, strict=True)}
    assert asked == {
        "detect-secrets": 1,
        "semgrep": 1,
        "bandit": 1,
        "pip-audit": 2,
        "langflow-calls": 2,
        "langflow": 2,
        "langflow-versions": 2,
    }


def made() -> Known:
    ignored: Finding = replace(finding(), suppressions=(Suppression("inSource", "read"),))
    return Known(
        "the base",
        frozenset({"a" * 64}),
        frozenset({"b" * 64}),
        frozenset({("file-too-large", "a.json")}),
        (finding(), ignored),
        is_base=True,
    )


def test_what_is_kept_is_read_as_it_was() -> None:
    assert stored.read(stored.written(made())) == made()


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"format": 2, "known": null}', b"\xff"])
def test_a_damaged_entry_is_none(data: bytes) -> None:
    assert stored.read(data) is None


def test_another_file_or_setting_is_another_entry(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    settings = Settings(path=tmp_path)
    first = stored.name(collect(settings), settings)
    assert stored.name(collect(settings), settings) == first
    assert stored.name(collect(settings), replace(settings, profile="dev")) != first
    (tmp_path / "a.py").write_text("x = 2\n")
    assert stored.name(collect(settings), settings) != first


def test_a_second_run_takes_the_base_from_the_folder(repository: Path, tmp_path: Path) -> None:
    commit(repository, {"new/compose.yaml": OPEN.replace("flow:", "other:")})
    folder = tmp_path / "kept"
    first = compared(repository, f"--cache-dir={folder}")
    (entry,) = folder.glob("base-*.json")
    again = compared(repository, f"--cache-dir={folder}")
    assert (again.verdict, again.new) == (first.verdict, first.new)
    document = json.loads(entry.read_text())
    document["known"]["fingerprints"] += [one.fingerprint for one in first.parts]
    entry.write_text(json.dumps(document))
    assert compared(repository, f"--cache-dir={folder}").new == ()


def test_a_folder_in_the_checkout_is_no_part_of_the_scan(repository: Path) -> None:
    compared(repository, f"--cache-dir={repository / 'kept'}")
    report = compared(repository, f"--cache-dir={repository / 'kept'}")
    assert list((repository / "kept").iterdir())
    assert report.files == 2


def test_an_entry_that_a_pull_request_brings_is_not_believed(repository: Path) -> None:
    commit(repository, {"new/compose.yaml": OPEN.replace("flow:", "other:")})
    folder = repository / "kept"
    first = compared(repository, f"--cache-dir={folder}")
    (entry,) = folder.glob("base-*.json")
    document = json.loads(entry.read_text())
    document["known"]["fingerprints"] += [one.fingerprint for one in first.parts]
    entry.write_text(json.dumps(document))
    commit(repository, {})
    report = compared(repository, f"--cache-dir={folder}")
    assert is_tracked(folder, repository)
    assert report.verdict is Verdict.FAIL
    assert any("nothing in it is believed" in note.message for note in report.notifications)


def test_no_link_is_followed(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (real / "base-1.json").write_text("{}")
    (tmp_path / "link").symlink_to(real)
    assert Kept(real, tmp_path).get("base-1.json") == b"{}"
    assert Kept(tmp_path / "link", tmp_path).get("base-1.json") is None
    (real / "base-2.json").symlink_to(real / "base-1.json")
    assert Kept(real, tmp_path).get("base-2.json") is None


def test_a_folder_outside_of_git_is_not_tracked(tmp_path: Path, repository: Path) -> None:
    assert not is_tracked(tmp_path / "kept", repository)
    git(repository, "status")
    assert not is_tracked(repository / "kept", repository)


def test_a_comparison_that_takes_too_long_is_named_and_ends_nothing(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "REVIEW_SECONDS", 0.05)
    monkeypatch.setattr(read, "changes", lambda *_: time.sleep(20))
    commit(repository, {"README.md": "# Other\n"})
    report = compared(repository)
    assert report.verdict is Verdict.PASS
    assert any("is not shown" in note.message for note in report.notifications)
