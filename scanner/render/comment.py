"""The comment of a pull request: what is new, what is fixed, and what to write.

The scan needs no token for it: a later step posts the file (examples/ci/github-comment.yml), and
finds its earlier comment by `MARK`. GitHub takes 65,536 characters.
"""

from collections.abc import Iterator

from scanner.findings import ranking
from scanner.model.finding import Finding
from scanner.model.note import Verdict
from scanner.model.report import Report
from scanner.render.escaping import escape
from scanner.render.words import compared, counted

MARK = "<!-- langflow-scan: comment -->"
MAX_FINDINGS = 25
MAX_FIXED = 10
MAX_CHARACTERS = 60_000

_HEADINGS = {
    Verdict.PASS: "✅ langflow-scan: passed",
    Verdict.FAIL: "❌ langflow-scan: failed",
    Verdict.INCOMPLETE: "⚠️ langflow-scan: not everything was looked at",
}


def render(report: Report) -> str:
    """Markdown that begins with `MARK`; what does not fit is counted."""
    lines = [MARK, f"## {_HEADINGS[report.verdict]}", ""]
    lines += _summary(report)
    findings = list(_findings(report))
    size = sum(map(len, lines)) + 1_000
    shown: list[str] = []
    for block in findings:
        size += len(block) + 1
        if size > MAX_CHARACTERS:
            break
        shown.append(block)
    lines += shown
    left = len(findings) - len(shown) + max(0, len(report.new) - MAX_FINDINGS)
    if left:
        lines += ["", f"{left} more are in the job summary and in code scanning."]
    lines += _fixed(report)
    return "\n".join(lines) + "\n"


def _summary(report: Report) -> Iterator[str]:
    number = len(report.new)
    new = "1 new finding" if number == 1 else f"{number} new findings"
    yield f"**{new if number else 'No new finding'}**, {counted(report)} in all"
    yield f"- Decided by: {escape(report.decided_by)}"
    if report.compared:
        yield f"- {escape(compared(report))}"
    yield from (f"- {escape(reason)}" for reason in report.reasons)
    yield ""


def _findings(report: Report) -> Iterator[str]:
    for finding in ranking.ranked(report.new)[:MAX_FINDINGS]:
        yield _block(finding)


def _block(finding: Finding) -> str:
    place = escape(f"{finding.location.uri}:{finding.location.region.start_line}")
    rule = escape(finding.rule.id)
    rule = f"[{rule}]({finding.rule.help_uri})" if finding.rule.help_uri else rule
    lines = [f"- **{finding.severity.name.lower()}** {place} ({rule})<br>{escape(finding.message)}"]
    if finding.fix:
        tried = "; `langflow-scan fix` writes it" if finding.edit else ""
        lines.append(f"  <br>write: <code>{escape(finding.fix)}</code>{tried}")
    return "\n".join(lines)


def _fixed(report: Report) -> Iterator[str]:
    if not report.gone:
        return
    yield ""
    yield f"### Fixed: {len(report.gone)}"
    for finding in report.gone[:MAX_FIXED]:
        place = escape(f"{finding.location.uri}:{finding.location.region.start_line}")
        yield f"- {place} {escape(finding.rule.id)}"
    if len(report.gone) > MAX_FIXED:
        yield f"- and {len(report.gone) - MAX_FIXED} more"
