"""Nobody mutes the scan of their own change: it fails as before, and says what was tried."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from scanner import cli
from scanner.errors import ExitCode
from scanner.findings.known import HEADER
from scanner.model.note import Verdict
from scanner.model.report import Report
from tests.repository import commit, compared, git, scanned

FLOWS = Path(__file__).parent.parent / "examples" / "vulnerable" / "flows"
BAD = (FLOWS / "support_assistant.json").read_text("utf-8")
SAFE = '{"name": "Safe", "data": {"nodes": [], "edges": []}}\n'
BASELINE = ".langflow-scan.baseline"
RULE = "LF-FLOW-001-anonymous"


def found(report: Report) -> list[str]:
    return [one.message for one in report.new if one.rule.id == "LF-GATE-001"]


def fails(root: Path, *options: str) -> Report:
    report = compared(root, *options)
    assert report.verdict is Verdict.FAIL
    assert RULE in {one.rule.id for one in report.new}
    return report


CONFIGURED = {
    "an ignore": (f"ignore: [{{id: {RULE}, reason: not important}}]\n", "hides 1 finding"),
    "a path": ("exclude: ['**']\n", "hides "),
    "the gate": ("fail-on: none\n", "hides "),
    "the gate of a kind": ("fail-on: {langflow: none}\n", "hides "),
    "a rule": ("rules: {LF-FLOW-001: {enabled: false}}\n", "hides 1 finding"),
    "a severity": ("rules: {LF-FLOW-001: {severity: low}}\n", "hides 1 finding"),
    "the profile": ("profile: dev\n", "sets profile: dev"),
    "a filter": ("min-severity: critical\n", "hides "),
}


@pytest.mark.parametrize("name", CONFIGURED)
def test_a_change_with_a_muting_configuration_still_fails(repository: Path, name: str) -> None:
    text, said = CONFIGURED[name]
    commit(repository, {"flows/bad.json": BAD, ".langflow-scan.yml": text})
    report = fails(repository)
    (message,) = found(report)
    assert said in message
    assert "once it is merged" in message
    assert any("differs from the base's" in note.message for note in report.notifications)


def test_a_table_of_pyproject_is_named_as_what_hides(repository: Path) -> None:
    commit(
        repository,
        {"flows/bad.json": BAD, "pyproject.toml": "[tool.langflow-scan]\nexclude = ['flows']\n"},
    )
    report = fails(repository)
    assert [one.location.uri for one in report.new if one.rule.id == "LF-GATE-001"] == [
        "pyproject.toml"
    ]


def test_a_deleted_configuration_mutes_nothing(repository: Path) -> None:
    git(repository, "switch", "-q", "main")
    commit(repository, {".langflow-scan.yml": "fail-on: low\n"})
    git(repository, "switch", "-q", "-C", "change")
    commit(repository, {".langflow-scan.yml": None, "flows/bad.json": BAD})
    assert fails(repository).decided_by == "fail-on: low"


def test_a_deleted_baseline_mutes_nothing(repository: Path) -> None:
    accept(repository)
    commit(repository, {BASELINE: None, "flows/bad.json": BAD})
    report = fails(repository, f"--baseline={BASELINE}")
    assert any(BASELINE in note.message for note in report.notifications)


def test_a_baseline_that_accepts_its_own_change_counts_later(repository: Path) -> None:
    accept(repository)
    commit(repository, {"flows/bad.json": BAD})
    words = ["baseline", str(repository), "--offline=true", "--scanners=langflow"]
    assert cli.main(words) == ExitCode.PASS
    commit(repository, {})
    (message,) = found(fails(repository, f"--baseline={BASELINE}"))
    assert "it accepts them" in message


def test_a_baseline_that_the_base_does_not_have_yet_counts_later(repository: Path) -> None:
    commit(repository, {BASELINE: f"{HEADER}\n", "flows/bad.json": BAD})
    fails(repository, f"--baseline={BASELINE}")


def accept(repository: Path) -> None:
    git(repository, "switch", "-q", "main")
    words = ["baseline", str(repository), "--offline=true", "--scanners=langflow"]
    assert cli.main(words) == ExitCode.PASS
    commit(repository, {})
    git(repository, "switch", "-q", "-C", "change")


@pytest.mark.engines
def test_comments_of_other_tools_mute_nothing(repository: Path) -> None:
    code = "import subprocess\nsubprocess.run('ls ' + name, shell=True)  # nosec\n"
    commit(repository, {"tool.py": code})
    report = compared(repository, "--scanners=code")
    assert report.verdict is Verdict.FAIL
    assert any("comments of other tools" in note.message for note in report.notifications)


@pytest.mark.engines
def test_a_comment_of_ours_in_the_change_is_reported(repository: Path) -> None:
    code = "import subprocess\nsubprocess.run('ls ' + name, shell=True)"
    code += "  # langflow-scan: ignore[B602] only we call it\n"
    commit(repository, {"tool.py": code})
    report = compared(repository, "--scanners=code,langflow")
    assert report.verdict is Verdict.FAIL
    (message,) = found(report)
    assert "tool.py" in message
    assert "by comments" in message


def test_a_renamed_flow_that_is_worse_still_fails(repository: Path) -> None:
    git(repository, "switch", "-q", "main")
    fixed = json.loads(BAD)
    fixed["access_type"] = "PRIVATE"
    commit(repository, {"flows/old.json": json.dumps(fixed, indent=2)})
    git(repository, "switch", "-q", "-C", "change")
    commit(repository, {"flows/old.json": None, "flows/new.json": BAD})
    report = compared(repository)
    assert report.verdict is Verdict.FAIL
    assert {(one.rule.id, one.location.uri) for one in report.new} == {
        ("LF-FLOW-010", "flows/new.json")
    }


@pytest.mark.engines
def test_a_change_that_leaves_out_a_kind_still_fails(repository: Path) -> None:
    muting = {".langflow-scan.yml": "scanners: [secrets]\n"}
    commit(repository, {"flows/bad.json": BAD, **muting})
    (message,) = found(fails(repository, "--scanners="))
    assert "hides " in message


@pytest.mark.parametrize(
    "harmless",
    [
        {".langflow-scan.yml": "fail-on: low\n"},
        {".langflow-scan.yml": "min-severity: low\n"},
        {"docs/notes.md": "# Notes\n"},
    ],
    ids=["a stricter gate", "a filter of nothing", "no configuration"],
)
def test_a_change_that_hides_nothing_is_no_finding(
    repository: Path, harmless: Mapping[str, str]
) -> None:
    commit(repository, {"flows/safe.json": SAFE, **harmless})
    assert found(compared(repository)) == []


def test_a_configuration_that_names_no_rule_is_refused(repository: Path) -> None:
    commit(repository, {".langflow-scan.yml": "ignore: [{id: LF-AUHT-001, reason: a slip}]\n"})
    assert cli.main(["scan", str(repository), "--base-ref=main"]) == ExitCode.USAGE


def test_a_change_may_fix_the_configuration_of_its_base(repository: Path) -> None:
    git(repository, "switch", "-q", "main")
    commit(repository, {".langflow-scan.yml": "no-such-key: 1\n"})
    git(repository, "switch", "-q", "-C", "change")
    commit(repository, {".langflow-scan.yml": "fail-on: high\n"})
    report = compared(repository)
    assert report.verdict is Verdict.PASS
    assert any("the defaults count" in note.message for note in report.notifications)
    git(repository, "switch", "-q", "main")
    commit(repository, {".langflow-scan.yml": "ignore: [{id: B602, reason: old, path: gone.py}]\n"})
    git(repository, "switch", "-q", "-C", "change")
    commit(repository, {".langflow-scan.yml": "fail-on: high\n"})
    assert any("gone.py" in note.message for note in compared(repository).notifications)


def test_a_scan_of_one_tree_proposes_nothing(repository: Path) -> None:
    commit(repository, {".langflow-scan.yml": "exclude: ['**/old']\n"})
    assert scanned(repository).compared == ""
