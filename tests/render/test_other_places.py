"""JUnit and GitLab's reports: what is open is in them, and an incomplete scan passes nowhere."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import jsonschema

from scanner.findings import policy
from scanner.model.finding import Finding
from scanner.model.note import Status
from scanner.model.place import Location, Region
from scanner.model.report import EngineRun, Report
from scanner.model.rule import Kind
from scanner.render import gitlab, junit
from scanner.settings import Settings
from scanner.tree.source import Tree
from tests.making import finding

PLACE = Location("a <b>/ünï.py", Region(3, 1, 4, 5))
NAME = {"type": "string", "minLength": 1}
IDENTIFIER = {
    "type": "object",
    "required": ["type", "name", "value"],
    "properties": {"type": NAME, "name": NAME, "value": NAME, "url": {"pattern": "^https?://.+"}},
}
PROGRAM = {
    "type": "object",
    "required": ["id", "name", "version", "vendor"],
    "properties": {"vendor": {"required": ["name"]}, "version": NAME},
}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$"}
SAST = {
    "required": ["version", "scan", "vulnerabilities"],
    "properties": {
        "version": {"pattern": r"^15\.\d+\.\d+$"},
        "scan": {
            "required": ["analyzer", "scanner", "start_time", "end_time", "status", "type"],
            "properties": {
                "analyzer": PROGRAM,
                "scanner": PROGRAM,
                "start_time": TIME,
                "end_time": TIME,
                "status": {"enum": ["success", "failure"]},
                "type": {"const": "sast"},
                "messages": {"items": {"required": ["level", "value"]}},
            },
        },
        "vulnerabilities": {
            "items": {
                "required": ["id", "identifiers", "location"],
                "properties": {
                    "id": NAME,
                    "name": {"type": "string", "maxLength": 255},
                    "severity": {"enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"]},
                    "identifiers": {"type": "array", "minItems": 1, "items": IDENTIFIER},
                    "location": {"required": ["file"]},
                },
            }
        },
    },
}
"""What the schema 15.0.7 demands of the parts that are written."""
QUALITY = {
    "type": "array",
    "items": {
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {"required": ["path", "lines"]},
        },
    },
}


def report(*found: Finding, failed: bool = False, started: str = "") -> Report:
    status, reason = (Status.FAILED, "it crashed") if failed else (Status.OK, "")
    run = EngineRun("semgrep", "1", frozenset({Kind.CODE}), status, reason, findings=found)
    settings = Settings(path=Path("/"))
    return policy.apply(found, [run], Tree(settings.path, ()), replace(settings, started=started))


def placed(message: str = "what & why") -> Finding:
    return replace(finding(), location=PLACE, message=message, fix="a < b")


def test_gitlab_sast_is_as_its_schema_demands() -> None:
    made = json.loads(gitlab.sast(report(placed(), started="2026-01-02T03:04:05Z")))
    jsonschema.validate(made, SAST)
    (one,) = made["vulnerabilities"]
    assert one["location"] == {"file": PLACE.uri, "start_line": 3, "end_line": 4}
    assert one["description"] == "what & why"
    assert one["solution"] == "write: a < b"
    assert made["scan"]["start_time"] == "2026-01-02T03:04:05"
    assert made["scan"]["status"] == "success"
    jsonschema.validate(json.loads(gitlab.sast(report())), SAST)


def test_gitlab_is_told_of_an_incomplete_scan() -> None:
    made = json.loads(gitlab.sast(report(failed=True)))
    jsonschema.validate(made, SAST)
    assert made["scan"]["status"] == "failure"
    assert "it crashed" in made["scan"]["messages"][0]["value"]


def test_gitlab_code_quality() -> None:
    made = json.loads(gitlab.code_quality(report(placed())))
    jsonschema.validate(made, QUALITY)
    assert made[0]["location"] == {"path": PLACE.uri, "lines": {"begin": 3}}
    assert json.loads(gitlab.code_quality(report())) == []


def test_the_same_defect_on_two_lines_has_two_fingerprints() -> None:
    moved = replace(placed(), fingerprint="b", location=Location("b.py", Region(1, 1, 1, 2)))
    made = json.loads(gitlab.code_quality(report(replace(placed(), fingerprint="a"), moved)))
    assert len({one["fingerprint"] for one in made}) == 2


def suites_of(text: str) -> dict[str | None, ElementTree.Element]:
    suites = ElementTree.fromstring(text)  # noqa: S314 - our own
    return {one.get("name"): one for one in suites}


def test_junit_counts_findings_as_failures() -> None:
    text = junit.render(report(placed("colons :: and \x1b \ufffe")))
    suites = suites_of(text)
    code = suites[finding().rule.kind.value]
    assert (code.get("tests"), code.get("failures"), code.get("errors")) == ("1", "1", "0")
    failure = code.find("testcase/failure")
    assert failure is not None
    assert "write: a < b" in (failure.text or "")
    assert "\x1b" not in text
    for suite in suites.values():
        assert len(suite) == int(suite.get("tests", "0"))


def test_junit_shows_an_incomplete_kind_as_an_error() -> None:
    suites = suites_of(junit.render(report(failed=True)))
    assert suites["code"].get("errors") == "1"
    assert suites["code"].find("testcase/error") is not None
    assert suites["secrets"].get("errors") == "0"
