"""Pull requests and baselines: what is new fails, what was there does not; nobody mutes a scan."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from scanner import cli, comparison
from scanner.configuration import Options
from scanner.errors import ConfigError, ExitCode
from scanner.findings.known import HEADER
from scanner.model.note import Verdict
from tests.repository import OPEN, commit, compared, git, scanned

SAFE = "services:\n  web:\n    image: nginx:1.29\n"
NEW = OPEN.replace("flow:\n", "other:\n", 1)


def test_a_change_of_the_readme_passes_whatever_was_there(repository: Path) -> None:
    commit(repository, {"README.md": "# All flows\n"})
    assert scanned(repository).verdict is Verdict.FAIL
    report = compared(repository)
    assert report.verdict is Verdict.PASS
    assert report.open
    assert report.new == ()


def test_what_is_new_fails_and_is_counted_alone(repository: Path) -> None:
    commit(repository, {"new/compose.yaml": NEW})
    report = compared(repository)
    assert report.verdict is Verdict.FAIL
    assert {one.location.uri for one in report.new} == {"new/compose.yaml"}
    assert {one.location.uri for one in report.open} > {"new/compose.yaml"}
    assert any("new finding" in reason for reason in report.reasons)


def test_a_renamed_file_is_not_new(repository: Path) -> None:
    commit(repository, {"old/compose.yaml": None, "deploy/compose.yaml": OPEN})
    assert compared(repository).new == ()


def test_another_indent_is_not_new(repository: Path) -> None:
    commit(repository, {"old/compose.yaml": OPEN.replace("\n  ", "\n    ")})
    assert compared(repository).new == ()


@pytest.mark.parametrize(
    "muting",
    [
        pytest.param({".langflow-scan.yml": "fail-on: none\n"}, id="the gate"),
        pytest.param({".langflow-scan.yml": "exclude: ['**']\n"}, id="all files"),
        pytest.param(
            {".langflow-scan.yml": "ignore: [{id: LF-AUTH-001, reason: no matter}]\n"}, id="a rule"
        ),
        pytest.param({"pyproject.toml": "[tool.langflow-scan]\nfail-on = 'none'\n"}, id="TOML"),
    ],
)
def test_a_configuration_of_the_change_counts_once_it_is_merged(
    repository: Path, muting: Mapping[str, str]
) -> None:
    commit(repository, {"new/compose.yaml": NEW, **muting})
    report = compared(repository)
    assert report.verdict is Verdict.FAIL
    assert any("differs from the base's" in note.message for note in report.notifications)


def test_a_comment_of_the_change_suppresses_nothing(repository: Path) -> None:
    line = '      LANGFLOW_AUTO_LOGIN: "true"'
    muted = NEW.replace(line, f"{line} # langflow-scan: ignore[LF-AUTH-001] it is fine")
    commit(repository, {"new/compose.yaml": muted})
    report = compared(repository)
    assert "LF-AUTH-001" in {one.rule.id for one in report.new}
    git(repository, "switch", "-q", "main")
    git(repository, "merge", "-q", "change")
    git(repository, "switch", "-q", "-c", "next")
    commit(repository, {"README.md": "# More\n"})
    merged = compared(repository)
    assert "new/compose.yaml" not in {
        one.location.uri for one in merged.open if one.rule.id == "LF-AUTH-001"
    }


def test_a_base_that_is_not_there_hides_nothing(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "EVENT_NAME": "pull_request",
        "BASE_REF": "gone",
        "ACTIONS": "true",
    }.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    report = scanned(repository, "--annotations=false")
    assert report.verdict is Verdict.FAIL
    assert any("fetch-depth" in note.message for note in report.notifications)


def test_the_base_of_a_workflow_is_found(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")
    monkeypatch.setenv("GITHUB_BASE_REF", "main")
    commit(repository, {"README.md": "# Other\n"})
    assert scanned(repository).verdict is Verdict.PASS


def test_pull_request_target_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request_target")
    assert cli.main(["scan", str(tmp_path)]) == ExitCode.USAGE


def test_new_only_needs_something_to_compare_with(tmp_path: Path) -> None:
    given = Options(new_only="true")
    with (
        pytest.raises(ConfigError, match="something to compare"),
        comparison.base_of(tmp_path, given, {}),
    ):
        pass


def test_nothing_is_written_outside_of_the_private_folder(repository: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    git(repository, "switch", "-q", "main")
    (repository / "link").symlink_to(outside)
    commit(repository, {"a.txt": "one\ntwo\nthree\n"})
    git(repository, "switch", "-q", "-C", "change")
    (repository / "link").unlink()
    commit(repository, {"a.txt": None, "link/a.txt": "one\ntwo\nthree\n"})
    compared(repository)
    assert list(outside.iterdir()) == []


def test_a_baseline_accepts_what_is_there_and_shows_what_is_fixed(repository: Path) -> None:
    words = ["baseline", str(repository), "--offline=true", "--scanners=langflow"]
    assert cli.main(words) == ExitCode.PASS
    file = repository / ".langflow-scan.baseline"
    lines = file.read_text().splitlines()
    assert lines[0] == HEADER
    assert lines[1:] == sorted(lines[1:], key=lambda line: line.split("\t")[1:])
    report = scanned(repository, f"--baseline={file}")
    assert (report.verdict, report.new, report.fixed) == (Verdict.PASS, (), 0)
    (repository / "old/compose.yaml").write_text(SAFE)
    (repository / "new.yaml").write_text(NEW)
    report = scanned(repository, f"--baseline={file}")
    assert report.verdict is Verdict.FAIL
    assert report.fixed == len(lines) - 1
    assert cli.main([*words, "--prune"]) == ExitCode.PASS
    assert file.read_text() == f"{HEADER}\n"


def test_a_file_that_is_no_baseline_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("not one\n")
    assert cli.main(["scan", str(tmp_path), f"--baseline={tmp_path / 'b'}"]) == ExitCode.USAGE


def test_two_scans_have_two_categories(repository: Path) -> None:
    scanned(repository, "--category=nightly")
    document = json.loads((repository.parent / "out.sarif").read_text())
    assert {run["automationDetails"]["id"] for run in document["runs"]} == {"nightly/langflow/"}


def test_what_a_checkout_alone_is_asked_is_known_from_the_base(repository: Path) -> None:
    git(repository, "switch", "-q", "main")
    service = "services:\n  flow:\n    image: langflowai/langflow:1.13.0\n    env_file: .env\n"
    commit(repository, {"compose.yaml": service})
    git(repository, "switch", "-q", "-C", "change")
    commit(repository, {"README.md": "# More\n"})
    report = compared(repository)
    assert "LF-KEY-007" in {finding.rule.id for finding in report.findings}
    assert not report.new
