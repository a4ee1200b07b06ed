"""The job summary: GitHub-flavoured Markdown, well under the limit of 1 MiB a step."""

from collections.abc import Iterator

from scanner.findings import ranking
from scanner.model.finding import Finding
from scanner.model.note import Status, Verdict
from scanner.model.report import Report
from scanner.model.rule import Kind, Level, Severity
from scanner.render import inventory, review_markdown
from scanner.render.escaping import escape
from scanner.render.words import compared, counted, files

MAX_FINDINGS = 20
MAX_DETAILS = 500

_HEADINGS = {
    Verdict.PASS: "✅ Passed",
    Verdict.FAIL: "❌ Failed",
    Verdict.INCOMPLETE: "⚠️ Incomplete: not everything was looked at",
}
_BANDS = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)


def render(report: Report) -> str:
    """Verdict, table of kinds, the worst findings, what was not looked at, all findings folded."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"## langflow-scan: {_HEADINGS[report.verdict]}"
    yield ""
    gate = f"`{report.fail_on}`"
    suppressed = len(report.findings) - len(report.open)
    extra = f", {suppressed} suppressed," if suppressed else ""
    found = f"{counted(report)}{extra} in {files(report)}."
    new = "New findings" if report.only_new else "Findings"
    yield f"{found} {new} of {gate} or higher fail the job."
    yield f"- Decided by: {escape(report.decided_by)}"
    if report.compared:
        yield f"- {escape(compared(report))}"
    yield from (f"- {escape(reason)}" for reason in report.reasons)
    yield ""
    if flows := inventory.counted(report):
        yield f"{flows}."
        yield ""
    yield from _kinds(report)
    yield from _engines(report)
    yield from review_markdown.lines(report)
    ranked = ranking.ranked(report.open)
    if ranked:
        more = f" (the worst {MAX_FINDINGS} of {len(ranked)})" if len(ranked) > MAX_FINDINGS else ""
        yield f"### Findings{more}"
        yield ""
        yield from _table(ranked[:MAX_FINDINGS])
    yield from _missed(report)
    if len(ranked) > MAX_FINDINGS:
        yield "<details><summary>All findings</summary>"
        yield ""
        yield from _table(ranked[:MAX_DETAILS])
        if len(ranked) > MAX_DETAILS:
            yield f"{len(ranked) - MAX_DETAILS} more are in the SARIF file."
        yield "</details>"


def _kinds(report: Report) -> Iterator[str]:
    yield "| kind | critical | high | medium | low | |"
    yield "|---|--:|--:|--:|--:|---|"
    for kind in report.kinds:
        bands = [f.severity for f in report.open if f.rule.kind is kind]
        counts = " | ".join(str(bands.count(band)) for band in _BANDS)
        yield f"| {kind} | {counts} | {_state(report, kind)} |"
    yield ""


def _state(report: Report, kind: Kind) -> str:
    if kind in report.incomplete_kinds:
        return "**incomplete**"
    heard = [
        *report.notifications,
        *(n for r in report.runs if kind in r.kinds for n in r.notifications),
    ]
    if any(note.level is Level.WARNING and note.ends_gate for note in heard):
        return "complete but for what is listed as not looked at"
    partly = any(note.partly for note in heard)
    return "complete but for what was scanned only partly" if partly else "complete"


def _engines(report: Report) -> Iterator[str]:
    yield "| engine | version | status | seconds |"
    yield "|---|---|---|--:|"
    for run in report.runs:
        status = f"**{run.status}**" if run.status is Status.FAILED else str(run.status)
        status += f": {escape(run.reason)}" if run.reason else ""
        yield f"| {run.engine} | {escape(run.version)} | {status} | {run.seconds:.1f} |"
    yield ""


def _table(findings: list[Finding]) -> Iterator[str]:
    yield "| severity | place | finding | rule |"
    yield "|---|---|---|---|"
    for finding in findings:
        place = escape(f"{finding.location.uri}:{finding.location.region.start_line}")
        fix = f"<br>write: <code>{escape(finding.fix)}</code>" if finding.fix else ""
        severity = finding.severity.name.lower()
        rule = escape(finding.rule.id)
        rule = f"[{rule}]({finding.rule.help_uri})" if finding.rule.help_uri else rule
        yield f"| {severity} | {place} | {escape(finding.message)}{fix} | {rule} |"
    yield ""


def _missed(report: Report) -> Iterator[str]:
    missed = [n for n in report.all_notifications if n.ends_gate]
    notes = [n for n in report.all_notifications if n.level is Level.NOTE]
    yield "### Not looked at"
    yield ""
    if not missed:
        yield "Nothing that the verdict depends on: every engine finished."
    yield from (f"- {escape(note.message)}" for note in missed[:MAX_DETAILS])
    yield ""
    if report.partly:
        yield "### Scanned only partly"
        yield ""
        yield from (f"- {escape(note.message)}" for note in report.partly[:MAX_DETAILS])
        yield ""
    if ignores := [note for note in notes if "ignore" in note.id]:
        yield "### Ignores that need care"
        yield ""
        yield from (f"- {escape(note.message)}" for note in ignores[:MAX_DETAILS])
        yield ""
        notes = [note for note in notes if note not in ignores]
    if notes:
        yield f"<details><summary>{len(notes)} notes</summary>"
        yield ""
        yield from (f"- {escape(note.message)}" for note in notes[:MAX_DETAILS])
        yield ""
        yield "</details>"
        yield ""
