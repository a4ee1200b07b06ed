"""Words and characters that several renderers share."""

import re

from scanner.model.report import Report
from scanner.model.rule import Severity
from scanner.tree.text import escaped


def clean(text: str) -> str:
    """Text with control, bidirectional and unpaired surrogate characters as escapes; lines are
    kept."""
    if text.isprintable():
        return text
    lines = text.split("\n")  # help texts are long, and nearly all of their lines are plain
    return "\n".join(line if line.isprintable() else "".join(map(_visible, line)) for line in lines)


def _visible(character: str) -> str:
    return character if character == "\t" else escaped(character)


def inert(text: str) -> str:
    """Text for a log: the runner takes `::name::` and `##[name]` at the start of any line, blanks
    before it or not, for a command (actions/runner, ActionCommand.cs), and lines are wrapped."""
    return re.sub(r":(?=:)", ": ", clean(text)).replace("##[", "# #[")


def files(report: Report) -> str:
    """How many were looked through: `1 file`."""
    return "1 file" if report.files == 1 else f"{report.files} files"


def counted(report: Report) -> str:
    """`17 findings (5 critical, 12 high)`."""
    severities = [f.severity for f in report.open]
    words = [
        f"{severities.count(band)} {band.name.lower()}"
        for band in (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
        if band in severities
    ]
    plural = "finding" if len(severities) == 1 else "findings"
    return f"{len(severities)} {plural}" + (f" ({', '.join(words)})" if words else "")


def compared(report: Report) -> str:
    """`2 new, 31 known from the base 1a2b3c4d5e6f, 1 fixed`; empty where nothing was compared."""
    if not report.compared:
        return ""
    known = len(report.open) - len(report.new)
    fixed = f", {report.fixed} fixed" if report.fixed else ""
    return f"{len(report.new)} new, {known} known from {report.compared}{fixed}"
