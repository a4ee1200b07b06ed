"""The SARIF against the official schema and against what GitHub does with it."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scanner.model.finding import Finding, Suppression
from scanner.model.gate import FailOn
from scanner.model.note import Notification, Status, Verdict
from scanner.model.place import Location, Region
from scanner.model.report import EngineRun, Report
from scanner.model.rule import Kind, Level
from scanner.render import sarif
from tests.making import finding, rule
from tests.render.test_html import TOOL_OF_AGENT, scanned

SCHEMA = json.loads(Path(__file__).with_name("sarif-2.1.0.schema.json").read_text("utf-8-sig"))
OK = EngineRun("bandit", "1.9.4", frozenset({Kind.CODE}), Status.OK, rules=(rule("py-unused"),))
FAILED = EngineRun("semgrep", "1.182.0", frozenset({Kind.CODE}), Status.FAILED, "it crashed")
AUDIT = EngineRun("pip-audit", "2.10.1", frozenset({Kind.DEPENDENCIES}), Status.SKIPPED, "no pins")


def report(*findings: Finding, runs: tuple[EngineRun, ...] = (OK, AUDIT), **changes: Any) -> Report:
    values: dict[str, Any] = {
        "verdict": Verdict.PASS,
        "findings": findings,
        "runs": runs,
        "kinds": (Kind.DEPENDENCIES, Kind.CODE),
        "fail_on": FailOn(),
        "version": "1.2.3",
    }
    return Report(**(values | changes))


def written(made: Report, *, full: bool = False) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(sarif.render(made, full=full))
    jsonschema.validate(document, SCHEMA)
    return document


def results(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [result for run in document["runs"] for result in run["results"]]


STEP = Location("flow.json", Region(3, 5, 3, 9), "Agent-a", "passes Agent")


def test_one_run_for_each_kind_with_a_fixed_category() -> None:
    document = written(report(finding()))
    ids = [run["automationDetails"]["id"] for run in document["runs"]]
    assert ids == ["langflow-scan/dependencies/", "langflow-scan/code/"]
    assert {run["tool"]["driver"]["name"] for run in document["runs"]} == {"langflow-scan"}


def test_rules_are_all_that_ran_and_each_result_finds_its_own() -> None:
    document = written(report(finding()))
    code = document["runs"][1]
    rules = code["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == ["py-some-defect", "py-unused"]
    result = code["results"][0]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "py-some-defect"
    assert rules[0]["properties"]["security-severity"] == "8.0"
    assert "external/cwe/cwe-078" in rules[0]["properties"]["tags"]


def test_a_kind_that_did_not_complete_is_absent_from_the_upload_and_failed_in_the_full_file() -> (
    None
):
    made = report(finding(), runs=(OK, FAILED, AUDIT))
    assert [r["automationDetails"]["id"] for r in written(made)["runs"]] == [
        "langflow-scan/dependencies/"
    ]
    code = written(made, full=True)["runs"][1]
    assert code["invocations"][0]["executionSuccessful"] is False
    assert code["invocations"][0]["exitCode"] == 3
    assert "it crashed" in code["invocations"][0]["exitCodeDescription"]


def test_a_suppressed_finding_is_in_the_full_file_only() -> None:
    made = report(finding(suppressions=(Suppression("external", "reviewed by A"),)))
    assert results(written(made)) == []
    (kept,) = results(written(made, full=True))
    assert kept["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "reviewed by A"}
    ]


def test_what_was_not_looked_at_is_a_notification() -> None:
    missed = Notification(Level.WARNING, "file-not-parsed", "a b.json: no JSON", "a b.json", 3)
    (note, skipped) = written(report(notifications=(missed,)))["runs"][0]["invocations"][0][
        "toolExecutionNotifications"
    ]
    place = note["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("a%20b.json", 3)
    assert skipped["descriptor"]["id"] == "engine-skipped"


def test_a_path_becomes_a_code_flow() -> None:
    (result,) = results(written(report(finding(path=(STEP, STEP), related=(STEP,)))))
    steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["message"]["text"] for step in steps] == ["passes Agent"] * 2
    assert result["relatedLocations"][0]["id"] == 1


def test_every_step_of_a_path_through_a_flow_is_at_its_own_node(tmp_path: Path) -> None:
    text = TOOL_OF_AGENT.read_text("utf-8")
    (tmp_path / "flow.json").write_text(text, "utf-8")
    (result,) = results(json.loads(sarif.render(scanned(tmp_path))))
    lines = text.splitlines()
    for step in result["codeFlows"][0]["threadFlows"][0]["locations"]:
        place, (node,) = step["location"]["physicalLocation"], step["location"]["logicalLocations"]
        region = place["region"]
        assert region["startLine"] == region["endLine"]
        said = lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
        assert json.loads(said) == node["fullyQualifiedName"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(
            "see [here](https://e.example)", r"see \[here\](https://e.example)", id="a link"
        ),
        pytest.param("a\x1b[31mb", r"a\\x1b\[31mb", id="a terminal escape"),
        pytest.param("a‮b", r"a\\u202eb", id="a bidirectional override"),
        pytest.param("a\ud800b", r"a\\ud800b", id="a lone surrogate"),
    ],
)
def test_text_of_the_repository_is_inert(text: str, shown: str) -> None:
    (result,) = results(written(report(finding(message=text))))
    assert result["message"]["text"] == shown


def test_results_are_in_order_and_the_bytes_are_the_same() -> None:
    made = report(
        finding(uri="b.py"), finding(uri="a.py"), finding(uri="a.py", region=(1, 3, 1, 9))
    )
    assert sarif.render(made) == sarif.render(made)
    places = [
        (r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        for r in results(written(made))
    ]
    assert places == ["a.py", "a.py", "b.py"]


def test_no_more_results_than_github_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 2)
    worst = finding(rule("py-worst", security_severity=9.9), uri="z.py")
    document = written(report(finding(uri="a.py"), finding(uri="b.py"), worst))
    assert [r["ruleId"] for r in results(document)] == ["py-some-defect", "py-worst"]
    notes = document["runs"][1]["invocations"][0]["toolExecutionNotifications"]
    assert "results-cut" in {note["descriptor"]["id"] for note in notes}
