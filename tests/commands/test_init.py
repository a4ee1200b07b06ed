"""`init`: what is written, that nothing is overwritten, and that it works."""

import re
from pathlib import Path

import pytest

from scanner import cli, settings
from scanner.commands import init
from scanner.configuration import Options
from scanner.errors import ExitCode

ROOT = Path(__file__).parents[2]


def test_an_empty_repository_gets_a_workflow_and_a_configuration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["init", str(tmp_path)]) == ExitCode.PASS
    said = capsys.readouterr().out
    assert f"written: {init.WORKFLOW}" in said
    assert "full-commit-sha" in (tmp_path / init.WORKFLOW).read_text()
    chosen = settings.decide(tmp_path, "", Options())
    assert chosen.ignore == ()
    assert cli.main(["init", str(tmp_path)]) == ExitCode.PASS
    assert "written" not in capsys.readouterr().out


def test_what_is_there_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".langflow-scan.yml").write_text("fail-on: low\n")
    (tmp_path / ".gitlab-ci.yml").write_text("a: 1\n")
    (tmp_path / ".pre-commit-config.yaml").write_text("repos: []\n")
    assert cli.main(["init", str(tmp_path)]) == ExitCode.PASS
    said = capsys.readouterr().out
    assert (tmp_path / ".langflow-scan.yml").read_text() == "fail-on: low\n"
    assert not (tmp_path / ".github").exists()
    assert ".langflow-scan.yml is there already" in said
    assert "for GitLab CI there is a job" in said
    assert "- id: langflow-scan" in said


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    root = tmp_path / "root"
    root.mkdir()
    (root / ".langflow-scan.yml").symlink_to(outside)
    assert cli.main(["init", str(root)]) == ExitCode.PASS
    assert not outside.exists()


def test_no_folder(tmp_path: Path) -> None:
    assert cli.main(["init", str(tmp_path / "none")]) == ExitCode.USAGE


def test_the_workflow_is_the_one_of_the_readme() -> None:
    block = re.search(
        r"```yaml\n(name: langflow-scan\n.*?)```", (ROOT / "README.md").read_text(), re.S
    )
    assert block is not None
    assert (init.TEMPLATES / "workflow.yml").read_text() == block[1]


def test_what_the_configuration_shows_can_be_switched_on(tmp_path: Path) -> None:
    text = (init.TEMPLATES / "configuration.yml").read_text()
    shown = [line for line in text.splitlines() if re.match(r"# ( *- )?[a-zA-Z-]+:|#   ", line)]
    (tmp_path / ".langflow-scan.yml").write_text("\n".join(line[2:] for line in shown))
    chosen = settings.decide(tmp_path, "", Options())
    assert chosen.ignore[0].owner == "platform team"
    assert chosen.profile == "internet"
