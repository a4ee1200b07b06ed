"""What a reader sees in summary, annotations, terminal and JSON; what hostile text cannot do."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scanner.model.gate import FailOn
from scanner.model.note import Notification, Status, Verdict
from scanner.model.place import Location, Region
from scanner.model.report import EngineRun, Report
from scanner.model.rule import Kind, Level
from scanner.render import annotations, json_, summary, text
from tests.making import finding, rule

HOSTILE = "x\n::error::forged\r%0A | `code` <img src=x> [a](http://e.example) @team"
OK = EngineRun("bandit", "1.9.4", frozenset({Kind.CODE}), Status.OK, seconds=1.23)
FAILED = EngineRun(
    "semgrep", "1", frozenset({Kind.CODE}), Status.FAILED, "it was killed", hint="try again"
)
MISSED = Notification(Level.WARNING, "file-not-parsed", "a.json: no JSON; fix it", "a.json", 2)


def report(*findings: Any, runs: tuple[EngineRun, ...] = (OK,), **changes: Any) -> Report:
    values: dict[str, Any] = {
        "verdict": Verdict.FAIL,
        "findings": findings,
        "runs": runs,
        "kinds": tuple(Kind),
        "fail_on": FailOn(),
        "files": 7,
        "version": "1.2.3",
    }
    return Report(**(values | changes))


def test_annotations_stay_within_githubs_budget_and_say_what_is_left_out() -> None:
    errors = [finding(uri=f"e{n}.py") for n in range(12)]
    notes = [finding(rule(security_severity=2.0), uri=f"n{n}.py") for n in range(12)]
    lines = annotations.render(report(*errors, *notes)).splitlines()
    count = {
        word: sum(line.startswith(f"::{word} ") for line in lines) for word in ("error", "notice")
    }
    assert count == {"error": 10, "notice": 10}
    assert lines[-1] == "::notice title=langflow-scan::5 more findings are in the job summary"


def test_the_worst_come_first() -> None:
    mild, severe = finding(), finding(rule("py-worst", security_severity=9.9), uri="z.py")
    assert "py-worst" in annotations.render(report(mild, severe)).splitlines()[0]


def test_hostile_text_cannot_speak_to_the_runner() -> None:
    made = report(finding(message=HOSTILE, location=Location("a,b:c\n.py", Region(1, 1, 2, 1))))
    (line,) = annotations.render(made).splitlines()
    assert line.startswith("::error file=a%2Cb%3Ac%0A.py,line=1,endLine=2,title=")
    assert "%250A" in line


def test_a_failed_engine_is_an_annotation() -> None:
    assert "::error title=langflow-scan::semgrep did not finish" in annotations.render(
        report(runs=(FAILED,))
    )


def test_the_summary_is_inert_and_complete() -> None:
    made = report(finding(message=HOSTILE), runs=(OK, FAILED), notifications=(MISSED,))
    shown = summary.render(made)
    assert "\n::error" not in shown
    assert "<img" not in shown
    assert "](http://e.example)" not in shown
    assert "@team" not in shown
    for word in ("semgrep", "it was killed", "1.9.4", "fix it", "**incomplete**"):
        assert word in shown


def test_a_kind_with_missed_files_is_not_called_complete_alone() -> None:
    rows = [f"| {kind} | 0 | 0 | 0 | 0 |" for kind in ("code", "langflow")]
    shown = summary.render(report(runs=(replace(OK, notifications=(MISSED,)),)))
    assert f"{rows[0]} complete but for what is listed as not looked at |" in shown
    assert f"{rows[1]} complete |" in shown
    assert f"{rows[0]} complete |" in summary.render(report())
    assert f"{rows[0]} **incomplete** |" in summary.render(report(runs=(FAILED,)))


def test_the_summary_stays_small_and_counts_the_rest() -> None:
    many = [finding(uri=f"{n}.py", message="x" * 5000) for n in range(5000)]
    shown = summary.render(report(*many))
    assert len(shown.encode()) < 900 * 1024
    assert "4500 more are in the SARIF file" in shown


@pytest.mark.parametrize("width", [40, 80])
def test_terminal_text_fits_its_width(width: int) -> None:
    made = report(
        finding(message="A sentence about the defect. " * 5, fix="use a list of arguments"),
        runs=(OK, FAILED),
        notifications=(MISSED,),
        reasons=("1 finding of high severity or higher",),
    )
    shown = text.render(made, width=width)
    assert max(len(line) for line in shown.splitlines()) <= width
    for words in ("app.py:1:1", "py-some-defect", "FAIL", "semgrep", "try again", "Not looked at"):
        assert words in " ".join(shown.split())


def test_terminal_text_has_no_escape_of_the_repository() -> None:
    assert "\x1b" not in text.render(report(finding(message="a\x1b[2Jb")))


@pytest.mark.parametrize("width", range(40, 60))
def test_a_log_holds_no_command_of_the_repository(width: int) -> None:
    words = "a name ::error file=x::forged ##[error]forged ::stop-commands::t and more of it"
    made = report(finding(message=words, fix=words), notifications=(MISSED,))
    lines = text.render(made, width=width).splitlines()
    assert [line for line in lines if line.lstrip().startswith(("::", "##["))] == []


def test_json_follows_its_published_schema() -> None:
    made = report(finding(path=(Location("a", Region(1, 1, 1, 2)),)), notifications=(MISSED,))
    document = json.loads(json_.render(made))
    published = json.loads(Path("docs/report.schema.json").read_text("utf-8"))
    assert published == json_.schema(), "docs/report.schema.json is out of date"
    assert "\\n " not in json.dumps(published), "docstrings came with their indentation"
    jsonschema.validate(document, published)
    assert document["counts"] == {"critical": 0, "high": 1, "medium": 0, "low": 0}
    assert document["findings"][0]["engines"] == [{"engine": "bandit", "rule": "B602"}]
