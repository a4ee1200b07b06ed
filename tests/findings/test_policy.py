"""The verdict, as a table; ignores, changed rules and filters."""

import datetime
from pathlib import Path

import pytest

from scanner.errors import ConfigError
from scanner.findings import configured, policy
from scanner.model.finding import Detection, Finding
from scanner.model.gate import FailOn
from scanner.model.note import Notification, Status, Verdict
from scanner.model.place import Location, Region
from scanner.model.report import EngineRun, Report
from scanner.model.rule import Kind, Level, Precision, Severity
from scanner.render import summary, text
from scanner.settings import Ignore, RuleChange, Settings
from scanner.tree.source import FileKind, Source, Tree
from tests.making import finding, rule

HERE = Path("/")
HIGH = finding()
LOW = finding(rule(security_severity=2.0))
MISSED = Notification(Level.WARNING, "file-not-parsed", "a.json was not looked at", "a.json")
LOGO = Source("logo.png", FileKind.BINARY, b"")
NOTED = Notification(Level.NOTE, "file-missing", "b.py is gone", "b.py")
OK = EngineRun("bandit", "1", frozenset({Kind.CODE}), Status.OK)
FAILED = EngineRun("semgrep", "1", frozenset({Kind.CODE}), Status.FAILED, "it crashed")
SKIPPED = EngineRun("pip-audit", "1", frozenset({Kind.DEPENDENCIES}), Status.SKIPPED, "no pins")


def report(
    *findings: Finding,
    runs: tuple[EngineRun, ...] = (OK,),
    notes: tuple[Notification, ...] = (),
    **changes: object,
) -> Report:
    settings = Settings(path=HERE, **changes)  # type: ignore[arg-type]
    return policy.apply(findings, runs, Tree(HERE, (LOGO,), notes), settings)


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        pytest.param(report(), Verdict.PASS, id="nothing found"),
        pytest.param(report(LOW), Verdict.PASS, id="under the gate"),
        pytest.param(report(HIGH), Verdict.FAIL, id="at the gate"),
        pytest.param(
            report(HIGH, fail_on=FailOn(Severity.CRITICAL)), Verdict.PASS, id="a higher gate"
        ),
        pytest.param(report(HIGH, fail_on=FailOn(Severity.NONE)), Verdict.PASS, id="no gate"),
        pytest.param(report(runs=(OK, SKIPPED)), Verdict.PASS, id="a skipped engine is no failure"),
        pytest.param(report(runs=(OK, FAILED)), Verdict.INCOMPLETE, id="a failed engine"),
        pytest.param(report(HIGH, runs=(FAILED,)), Verdict.INCOMPLETE, id="incomplete beats fail"),
        pytest.param(
            report(runs=(FAILED,), fail_on=FailOn(Severity.NONE)),
            Verdict.INCOMPLETE,
            id="no gate, failed",
        ),
        pytest.param(report(notes=(MISSED,)), Verdict.INCOMPLETE, id="a file not looked at"),
        pytest.param(report(notes=(NOTED,)), Verdict.PASS, id="a note"),
        pytest.param(
            report(runs=(FAILED,), allow_incomplete=True), Verdict.PASS, id="incomplete, allowed"
        ),
        pytest.param(
            report(HIGH, runs=(FAILED,), allow_incomplete=True),
            Verdict.FAIL,
            id="allowed, but found",
        ),
    ],
)
def test_verdict(made: Report, verdict: Verdict) -> None:
    assert made.verdict is verdict
    assert made.reasons or verdict is Verdict.PASS


TODAY = datetime.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("entry", "suppressed"),
    [
        pytest.param(Ignore("py-some-defect", "reviewed"), True, id="our id"),
        pytest.param(Ignore("B602", "reviewed"), True, id="the engine's id"),
        pytest.param(Ignore("CVE-2020-1", "reviewed"), True, id="an alias"),
        pytest.param(Ignore("py-some", "reviewed"), False, id="part of an id"),
        pytest.param(Ignore("B602", "reviewed", path="app*"), True, id="path matches"),
        pytest.param(Ignore("B602", "reviewed", path="tests/*"), False, id="path differs"),
        pytest.param(Ignore("B602", "reviewed", node="Agent-1"), False, id="node differs"),
        pytest.param(Ignore("B602", "ok", expires=TODAY), True, id="last day"),
        pytest.param(
            Ignore("B602", "ok", expires=TODAY - datetime.timedelta(1)), False, id="expired"
        ),
    ],
)
def test_ignore(entry: Ignore, suppressed: bool) -> None:
    one = finding(aliases=frozenset({"CVE-2020-1"}))
    made = report(one, ignore=(entry,), today=TODAY)
    assert bool(made.findings[0].suppressions) is suppressed
    assert made.verdict is (Verdict.PASS if suppressed else Verdict.FAIL)
    assert len(made.findings) == 1, "a suppressed finding is marked, not dropped"


@pytest.mark.parametrize(
    ("entry", "note"),
    [
        pytest.param(Ignore("B999", "reviewed"), "ignore-unused", id="matches nothing"),
        pytest.param(
            Ignore("B602", "ok", expires=TODAY - datetime.timedelta(1)),
            "ignore-expired",
            id="expired",
        ),
        pytest.param(
            Ignore("B602", "ok", expires=TODAY + datetime.timedelta(9)),
            "ignore-expires-soon",
            id="expires soon",
        ),
    ],
)
def test_an_ignore_entry_that_needs_care_is_named(entry: Ignore, note: str) -> None:
    made = report(HIGH, ignore=(entry,), today=TODAY)
    assert [n.id for n in made.notifications if n.id.startswith("ignore-")] == [note]


def test_a_rule_is_changed_with_its_variants() -> None:
    variant = finding(rule("LF-AUTH-001-local"), detections=(Detection("langflow", "LF-AUTH-001"),))
    lowered = report(variant, rules={"LF-AUTH-001": RuleChange(severity=Severity.LOW)})
    assert lowered.findings[0].severity is Severity.LOW
    off = report(variant, rules={"LF-AUTH-001": RuleChange(enabled=False)})
    assert off.verdict is Verdict.PASS
    assert off.findings[0].suppressions


def test_what_the_filters_hide_is_counted() -> None:
    made = report(HIGH, LOW, min_severity=Severity.HIGH)
    assert (len(made.findings), made.hidden) == (1, 1)
    vague = finding(rule(precision=Precision.LOW))
    assert report(vague, min_confidence=Precision.MEDIUM).hidden == 1


FLOW = finding(location=Location("flows/a.json", Region(1, 1, 1, 5), "Agent-p4VsE.api_key"))


@pytest.mark.parametrize(
    ("entry", "suppressed"),
    [
        pytest.param(Ignore("b602", "ok"), True, id="an id in small letters"),
        pytest.param(Ignore("B602", "ok", node="Agent-p4VsE"), True, id="the node's id"),
        pytest.param(Ignore("B602", "ok", node="Agent"), True, id="the node's type"),
        pytest.param(Ignore("B602", "ok", node="Agent*"), True, id="a glob"),
        pytest.param(Ignore("B602", "ok", node="Age"), False, id="part of a type"),
        pytest.param(Ignore("B602", "ok", node="Agent-zzzzz"), False, id="another node"),
        pytest.param(Ignore("B602", "ok", field="api_key"), True, id="the field"),
        pytest.param(Ignore("B602", "ok", node="Agent", field="model"), False, id="other field"),
    ],
)
def test_an_ignore_of_a_component_and_field(entry: Ignore, suppressed: bool) -> None:
    made = report(FLOW, ignore=(entry,), today=TODAY)
    assert bool(made.findings[0].suppressions) is suppressed


def test_whose_ignore_it_is_is_shown() -> None:
    entry = Ignore("B602", "read by us", owner="platform team", expires=TODAY)
    (said,) = report(FLOW, ignore=(entry,), today=TODAY).findings[0].suppressions
    assert said.justification == f"read by us (owner: platform team, until {TODAY})"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param(
            {"ignore": (Ignore("LF-AUHT-001", "a slip"),)},
            "LF-AUHT-001 is not a rule; did you mean LF-AUTH-001?",
            id="a letter",
        ),
        pytest.param(
            {"rules": {"B9999": RuleChange(enabled=False)}}, "B9999 is not a rule", id="bandit's"
        ),
        pytest.param(
            {"ignore": (Ignore("B602", "ok", path="loga.png"),)},
            "matches no file; did you mean logo.png?",
            id="a path",
        ),
    ],
)
def test_a_name_that_is_none_is_an_error(changes: dict[str, object], said: str) -> None:
    settings = Settings(path=HERE, config="x.yml", **changes)  # type: ignore[arg-type]
    with pytest.raises(ConfigError) as caught:
        configured.check(settings, Tree(HERE, (LOGO,)))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "rule_id", ["cve-2020-1", "ghsa-aaaa-bbbb-cccc", "Secret Keyword", "lf-auth-001", "B602"]
)
def test_every_name_that_an_engine_gives_is_one(rule_id: str) -> None:
    settings = Settings(path=HERE, ignore=(Ignore(rule_id, "ok"),))
    configured.check(settings, Tree(HERE, (LOGO,)))


def test_unused_ignores_are_in_the_summary_and_in_the_log() -> None:
    made = report(HIGH, ignore=(Ignore("B101", "old", owner="web team"),), today=TODAY)
    said = "the ignore entry for B101 (owner: web team) matches nothing"
    assert said in text.render(made)
    assert "### Ignores that need care" in summary.render(made)
