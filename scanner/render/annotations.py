"""Workflow commands that put findings on the lines of a pull request.

GitHub keeps 10 errors, 10 warnings and 10 notices of a step (actions/toolkit,
docs/problem-matchers.md), so the most severe come first and the last line says what is left out.
"""

from scanner.findings import ranking
from scanner.model.finding import Finding
from scanner.model.report import Report
from scanner.model.rule import Level
from scanner.render.words import clean

BUDGET = 10

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(report: Report) -> str:
    """One command a line."""
    left = dict.fromkeys(Level, BUDGET)
    left[Level.NOTE] -= 1  # the last notice says how many are not shown
    lines = [_about(run.engine, run.reason) for run in report.runs if run.status == "failed"]
    left[Level.ERROR] -= len(lines)
    dropped = 0
    for finding in ranking.ranked(report.counted):
        level = finding.rule.level
        if left[level] > 0:
            left[level] -= 1
            lines.append(_annotation(finding))
        else:
            dropped += 1
    if dropped:
        plural = "finding is" if dropped == 1 else "findings are"
        lines.append(f"::notice title=langflow-scan::{dropped} more {plural} in the job summary")
    return "".join(f"{line}\n" for line in lines)


def _annotation(finding: Finding) -> str:
    region = finding.location.region
    properties = {
        "file": finding.location.uri,
        "line": str(region.start_line),
        "endLine": str(region.end_line),
        "title": f"{finding.rule.id} ({finding.severity.name.lower()})",
    }
    if region.start_line == region.end_line:  # columns of a longer region would be refused
        properties |= {"col": str(region.start_column), "endColumn": str(region.end_column)}
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.rule.level]} {written}::{data(finding.message)}"


def _about(engine: str, reason: str) -> str:
    return f"::error title=langflow-scan::{data(f'{engine} did not finish: {reason}')}"


def data(text: str) -> str:
    """Text of the repository in a command's message: it cannot end the line or begin another."""
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return data(text).replace(":", "%3A").replace(",", "%2C")
