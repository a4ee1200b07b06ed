"""The verdict: a report judged by the policy, and nothing else looked at."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scanner.model.finding import Finding
from scanner.model.gate import Decision, FailOn
from scanner.model.note import Notification, Status, Verdict
from scanner.model.report import Report

FAILED = "an engine that fails makes the scan incomplete"
MISSED = "what was not looked at makes the scan incomplete"
PARTLY = "strict: true"
ALLOWED = "allow-incomplete: true"
KNOWN = "new-only: what was there before does not fail"
IGNORED = "what is ignored does not fail"
FILTERED = "min-severity and min-confidence: what is filtered out does not fail"


@dataclass(frozen=True, slots=True)
class Gate:
    """The policy. What was not looked at beats what was found: it is never a pass."""

    fail_on: FailOn = FailOn()  # noqa: RUF009 - frozen
    strict: bool = False
    allow_incomplete: bool = False
    gaps: frozenset[tuple[str, str]] = frozenset()
    """What the base did not look at either, by notification and path: no reason against a pull
    request."""

    def judge(self, report: Report, hidden: Sequence[Finding] = ()) -> Decision:
        """The verdict over a report; `hidden` are the findings that its filters left out."""
        gap = self._gap(report)
        over = self._over(report.counted)
        reasons = tuple(self._reasons(report, over))
        if gap and not self.allow_incomplete:
            return Decision(Verdict.INCOMPLETE, gap, reasons)
        if over:
            return Decision(Verdict.FAIL, f"fail-on: {self._first(over)}", reasons)
        return Decision(Verdict.PASS, ALLOWED if gap else self._passed(report, hidden), reasons)

    def _gap(self, report: Report) -> str:
        """The rule that makes the scan incomplete; empty where it is complete."""
        if any(run.status is Status.FAILED for run in report.runs):
            return FAILED
        if self._missed(report):
            return MISSED
        return PARTLY if self.strict and report.partly else ""

    def _missed(self, report: Report) -> list[Notification]:
        return [note for note in report.missed if (note.id, note.uri) not in self.gaps]

    def _over(self, findings: Iterable[Finding]) -> list[Finding]:
        return [one for one in findings if self.fail_on.is_met(one.rule.kind, one.severity)]

    def _first(self, over: Sequence[Finding]) -> str:
        """The threshold that the most severe finding met."""
        worst = max(over, key=lambda one: one.rule.security_severity)
        return self.fail_on.entry(worst.rule.kind)

    def _passed(self, report: Report, hidden: Sequence[Finding]) -> str:
        """What a pass is owed to: the last rule without which it would be none."""
        if self._over(report.open):
            return KNOWN
        if self._over(report.findings):
            return IGNORED
        return FILTERED if self._over(hidden) else f"fail-on: {self.fail_on}"

    def _reasons(self, report: Report, over: Sequence[Finding]) -> Iterator[str]:
        for run in report.runs:
            if run.status is Status.FAILED:
                yield f"{run.engine} did not finish: {run.reason}"
        if missed := self._missed(report):
            yield f"{_counted(len(missed), 'thing was', 'things were')} not looked at"
        if report.partly:
            strict = ", which counts: the scan is strict" if self.strict else ""
            places = _counted(len(report.partly), "place was", "places were")
            yield f"{places} scanned only partly{strict}"
        yield from self._about_findings(over, "new " if report.only_new else "")

    def _about_findings(self, over: Sequence[Finding], new: str) -> Iterator[str]:
        """One sentence for each threshold that was met."""
        for entry, count in Counter(self.fail_on.entry(one.rule.kind) for one in over).items():
            kind, _, threshold = entry.rpartition("=")
            about = f"{kind} " if kind else ""
            findings = _counted(count, f"{new}{about}finding", f"{new}{about}findings")
            yield f"{findings} of {threshold} severity or higher"


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"
