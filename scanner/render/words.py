"""Words and characters that several renderers share."""

from collections.abc import Iterator

from scanner.model.report import Report
from scanner.model.rule import Severity


def clean(text: str) -> str:
    """Text without control, bidirectional or unpaired surrogate characters; lines are kept."""
    return "".join(_visible(text))


def _visible(text: str) -> Iterator[str]:
    for character in text:
        keep = character.isprintable() or character in "\n\t"
        yield character if keep else "\N{REPLACEMENT CHARACTER}"


def inert(text: str) -> str:
    """Text for a log: the runner takes `::name::` and `##[name]` at the start of any line, blanks
    before it or not, for a command (actions/runner, ActionCommand.cs), and lines are wrapped."""
    return clean(text).replace("::", ": :").replace("##[", "# #[")


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
