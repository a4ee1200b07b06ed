"""What has the form of a credential is in no report, wherever a name came from."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scanner import cli
from scanner.findings.redaction import HIDDEN, redacted, without_credentials
from scanner.model.note import Notification, Status, Verdict
from scanner.model.place import Location, Region
from scanner.model.report import EngineRun, Report
from scanner.model.rule import Kind, Level
from tests.findings.test_policy import report
from tests.making import finding

KEY = "sk-" + "proj-" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYz" * 2
PLACE = Location("a.yml", Region(1, 1, 1, 2), f"service {KEY}", f"because of {KEY}")


def test_every_text_of_a_report() -> None:
    found = replace(finding(), message=f"{KEY} is open", location=PLACE, related=(PLACE,))
    note = Notification(Level.NOTE, "x", f"the flow {KEY}", "a.yml")
    run = EngineRun("langflow", "1", frozenset(Kind), Status.OK, notifications=(note,))
    made = redacted(report(found, runs=(run,), notes=(note,)))
    assert KEY not in repr(made)
    assert made.findings[0].message == f"{HIDDEN} is open"
    assert made.findings[0].location.region == PLACE.region


def test_a_report_without_any_is_the_same_object() -> None:
    plain: Report = report(finding())
    assert redacted(plain) is plain
    assert plain.verdict is Verdict.FAIL


def test_a_path_stays_as_it_is() -> None:
    there = replace(PLACE, uri=f"{KEY}.yml", logical_name="", message="")
    assert (
        redacted(report(replace(finding(), location=there))).findings[0].location.uri == there.uri
    )


@pytest.mark.parametrize("text", ["a short one", "docker-compose.override.yml", "x" * 200])
def test_other_texts_stay(text: str) -> None:
    assert without_credentials(text) is text or without_credentials(text) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("compose.yml", "services:\n  %s:\n    image: langflowai/langflow:1.2.0\n"),
        ("compose.yml", "services:\n  a:\n    image: langflowai/langflow:%s\n"),
        ("flow.json", '{"name": "%s", "data": {"nodes": [], "edges": []}}'),
        (".langflow-scan.yml", "fail-on: %s\n"),
        ("pyproject.toml", "a = %s\n"),
    ],
)
def test_no_output_of_a_scan_has_it(
    name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / name).write_text(text % KEY)
    out = tmp_path / "out"
    words = ["scan", str(tmp_path / "tree"), "--output-dir", str(out), "--offline", "true"]
    words += ["--sarif-file", str(out / "a.sarif"), "--formats", "json,html,markdown,cyclonedx"]
    cli.main([*words, "--scanners", "langflow,secrets", "--verbose"])
    printed = capsys.readouterr()
    written = "".join(path.read_text() for path in out.rglob("*") if path.is_file())
    assert KEY not in printed.out + printed.err + written
    assert json.dumps(KEY)[1:-1] not in written
