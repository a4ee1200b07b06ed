"""The verdict over all that goes into it, generated, against the policy in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest

from scanner.findings import gate
from scanner.findings.gate import Gate
from scanner.model.finding import BaselineState, Finding, Suppression
from scanner.model.gate import FailOn
from scanner.model.note import Notification, Status, Verdict
from scanner.model.report import EngineRun, Report
from scanner.model.rule import Kind, Level, Severity
from tests.making import finding, rule

SCORES = {
    Severity.LOW: 2.0,
    Severity.MEDIUM: 5.0,
    Severity.HIGH: 8.0,
    Severity.CRITICAL: 9.5,
}
SEEN = (None, Severity.LOW, Severity.HIGH, Severity.CRITICAL)
"""The severity of the one finding, or no finding."""
BOUND = Notification(Level.WARNING, "file-too-large", "a.json is too large", "a.json")
OPAQUE = Notification(Level.WARNING, "not-understood", "b.txt", "b.txt", partly=True)
GAP = frozenset({(BOUND.id, BOUND.uri)})


@dataclass(frozen=True)
class Case:
    """Everything that the verdict may depend on."""

    engines: tuple[Status, Status]
    bound: bool
    base_has_bound: bool
    partly: bool
    severity: Severity | None
    state: BaselineState
    only_new: bool
    ignored: bool
    default: Severity
    own: Severity | None
    """The threshold of the finding's kind."""
    strict: bool
    allow_incomplete: bool


def cases() -> Iterator[Case]:
    both = (False, True)
    for values in product(
        [(Status.OK, Status.OK), (Status.OK, Status.SKIPPED), (Status.OK, Status.FAILED)],
        both,
        both,
        both,
        SEEN,
        [BaselineState.NEW, BaselineState.UNCHANGED],
        both,
        both,
        Severity,
        (None, *Severity),
        both,
        both,
    ):
        yield Case(*values)


def specified(case: Case) -> Verdict:
    """The policy: what was not looked at first, then what was found."""
    incomplete = Status.FAILED in case.engines
    incomplete |= case.bound and not case.base_has_bound
    incomplete |= case.partly and case.strict
    if incomplete and not case.allow_incomplete:
        return Verdict.INCOMPLETE
    threshold = case.default if case.own is None else case.own
    counts = case.severity is not None and not case.ignored
    if case.only_new and case.state is BaselineState.UNCHANGED:
        counts = False
    fails = counts and threshold != Severity.NONE and (case.severity or 0) >= threshold
    return Verdict.FAIL if fails else Verdict.PASS


def made(case: Case) -> tuple[Gate, Report]:
    runs = tuple(
        EngineRun(name, "1", frozenset({Kind.CODE}), status, "it crashed")
        for name, status in zip(("bandit", "semgrep"), case.engines, strict=True)
    )
    notes = (*[BOUND] * case.bound, *[OPAQUE] * case.partly)
    fail_on = FailOn(case.default, {} if case.own is None else {Kind.CODE: case.own})
    report = Report(
        verdict=Verdict.PASS,
        findings=tuple(found(case)),
        runs=runs,
        kinds=tuple(Kind),
        fail_on=fail_on,
        notifications=notes,
        only_new=case.only_new,
    )
    gaps = GAP if case.base_has_bound else frozenset()
    policy = Gate(fail_on, strict=case.strict, allow_incomplete=case.allow_incomplete, gaps=gaps)
    return policy, report


def found(case: Case) -> Iterator[Finding]:
    if case.severity is not None:
        reason = (Suppression("external", "read by us"),) if case.ignored else ()
        yield finding(
            rule(security_severity=SCORES[case.severity]),
            baseline_state=case.state,
            suppressions=reason,
        )


def test_the_verdict_is_as_specified_in_every_combination() -> None:
    count = 0
    for case in cases():
        policy, report = made(case)
        decision = policy.judge(report)
        assert decision.verdict is specified(case), case
        assert decision.rule, case
        assert decision.reasons or decision.verdict is Verdict.PASS, case
        count += 1
    assert count == 92_160


@pytest.mark.parametrize(
    ("changes", "rule_of_policy"),
    [
        pytest.param({}, "fail-on: high", id="over the gate"),
        pytest.param({"own": Severity.MEDIUM}, "fail-on: code=medium", id="the gate of the kind"),
        pytest.param({"default": Severity.NONE}, "fail-on: none", id="no gate"),
        pytest.param({"severity": Severity.LOW}, "fail-on: high", id="nothing reaches the gate"),
        pytest.param({"engines": (Status.OK, Status.FAILED)}, gate.FAILED, id="an engine failed"),
        pytest.param({"bound": True}, gate.MISSED, id="a bound was hit"),
        pytest.param({"partly": True, "strict": True}, gate.PARTLY, id="a strict scan"),
        pytest.param(
            {"bound": True, "allow_incomplete": True, "severity": None}, gate.ALLOWED, id="allowed"
        ),
        pytest.param(
            {"state": BaselineState.UNCHANGED, "only_new": True}, gate.KNOWN, id="only known"
        ),
        pytest.param({"ignored": True}, gate.IGNORED, id="ignored"),
    ],
)
def test_the_rule_that_decided_is_named(changes: dict[str, object], rule_of_policy: str) -> None:
    values: dict[str, object] = {
        "engines": (Status.OK, Status.OK),
        "bound": False,
        "base_has_bound": False,
        "partly": False,
        "severity": Severity.HIGH,
        "state": BaselineState.NEW,
        "only_new": False,
        "ignored": False,
        "default": Severity.HIGH,
        "own": None,
        "strict": False,
        "allow_incomplete": False,
    }
    policy, report = made(Case(**(values | changes)))  # type: ignore[arg-type]
    assert policy.judge(report).rule == rule_of_policy


def test_what_the_filters_hide_is_named_as_what_decided() -> None:
    policy = Gate()
    report = Report(Verdict.PASS, (), (), tuple(Kind), policy.fail_on)
    assert policy.judge(report, [finding()]).rule == gate.FILTERED


def test_every_threshold_that_was_met_has_a_sentence() -> None:
    fail_on = FailOn(Severity.MEDIUM, {Kind.DEPENDENCIES: Severity.CRITICAL})
    package = rule("LF-DEP-001", kind=Kind.DEPENDENCIES, security_severity=9.8)
    report = Report(Verdict.PASS, (finding(), finding(package)), (), tuple(Kind), fail_on)
    assert Gate(fail_on).judge(report).reasons == (
        "1 finding of medium severity or higher",
        "1 dependencies finding of critical severity or higher",
    )
