"""`doctor`: a sound folder, and each thing that can be wrong."""

import datetime
from pathlib import Path

import pytest

from scanner import cli
from scanner.commands import doctor
from scanner.configuration import Options
from scanner.errors import ExitCode

TODAY = datetime.date(2100, 1, 1)


def asked(root: Path) -> doctor.Diagnosis:
    return doctor.diagnosis(root, "", Options(), TODAY)


def test_a_sound_folder(tmp_path: Path) -> None:
    (tmp_path / "compose.yml").write_text("services:\n  a:\n    image: langflowai/langflow:1.9.0\n")
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "b.py").write_text("y = 2\n")
    found = asked(tmp_path)
    text = "\n".join(found.lines)
    assert found.is_well
    assert "3 files" in text
    assert "2 python" in text
    assert "a Compose file, secrets" in text
    assert "configuration: none" in text
    assert "bandit" in text
    assert "a newer release has newer ones" in text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (".langflow-scan.yml", "fail-onn: high\n", "fail-on"),
        (".langflow-scan.yml", "ignore:\n  - {id: LF-AUTH-999, reason: none yet}\n", "LF-AUTH-999"),
        (".langflow-scan.yml", "sarif-file: x.sarif\n", "sarif-file"),
        (".langflow-scan.yml", "fail-on: [\n", ".langflow-scan.yml"),
    ],
)
def test_a_configuration_that_does_not_work(
    name: str, content: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content)
    (tmp_path / "a.py").write_text("x = 1\n")
    found = asked(tmp_path)
    assert not found.is_well
    assert any(line.startswith("!") and said in line for line in found.lines)


def test_nothing_to_scan(tmp_path: Path) -> None:
    assert not asked(tmp_path).is_well
    assert not asked(tmp_path / "none").is_well


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    assert cli.main(["doctor", str(tmp_path)]) == ExitCode.PASS
    assert "1 files" not in capsys.readouterr().out
    assert cli.main(["doctor", str(tmp_path / "none")]) == ExitCode.USAGE
