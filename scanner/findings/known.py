"""What was there before: the entries of a baseline file, or a scan of the base of a pull request.

A baseline has one sorted line an entry: fingerprint, rule, path, and what the place is called. No
line numbers and no times, so that two branches that accept findings merge without a conflict.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from scanner.errors import ConfigError
from scanner.model.finding import BaselineState, Finding
from scanner.model.report import Report
from scanner.tree.text import printable

HEADER = "# langflow-scan baseline 1"
"""The first line: the version of the format."""
_ENTRY = re.compile(r"[0-9a-f]{64}(?:\t[^\t\n]*){3}")
MAX_ENTRIES = 200_000


@dataclass(frozen=True, slots=True)
class Known:
    """What does not count as new."""

    name: str
    """In words, for messages: `the baseline accepted.txt`, `the base 1a2b3c4d5e6f`."""
    fingerprints: frozenset[str]
    ignored: frozenset[str] | None = None
    """Of a base: what its own comments suppressed; None where comments count as they are."""
    gaps: frozenset[tuple[str, str]] = frozenset()
    """Of a base: what was not looked at there, by notification and path."""
    findings: tuple[Finding, ...] = ()
    """Of a base: what counted there."""
    is_base: bool = False
    """Whether a base is part of it: a pull request is compared."""
    is_whole: bool = True
    """Of a base: whether every engine ended."""
    baseline: str = ""
    """The baseline's path in the scanned folder; empty for one that is elsewhere."""
    proposed: frozenset[str] = frozenset()
    """What the change adds to the baseline: it counts once it is merged."""


def of_base(report: Report, name: str) -> Known:
    """What a scan of the base found, what was ignored there, and what it did not look at."""
    return Known(
        name,
        frozenset(one.fingerprint for one in report.parts),
        frozenset(one.fingerprint for one in report.parts if one.suppressions),
        frozenset((note.id, note.uri) for note in report.all_notifications),
        tuple(one for one in report.parts if not one.suppressions),
        is_base=True,
    )


def both(one: Known | None, other: Known | None) -> Known | None:
    """A base and a baseline together."""
    if one is None or other is None:
        return one or other
    names = f"{one.name} and {other.name}"
    together = one.fingerprints | other.fingerprints
    proposed = other.proposed - together
    return replace(
        one, name=names, fingerprints=together, baseline=other.baseline, proposed=proposed
    )


def written(findings: Iterable[Finding]) -> str:
    """The text of a baseline that accepts the findings."""
    lines = {
        "\t".join(
            (
                one.fingerprint,
                one.rule.id,
                printable(one.location.uri),
                printable(one.location.logical_name),
            )
        )
        for one in findings
    }
    ordered = sorted(lines, key=lambda line: [*line.split("\t")[1:], line])
    return "\n".join([HEADER, *ordered, ""])


def read(text: str, shown: str) -> Known:
    """A baseline file.

    Raises:
        ConfigError: not a baseline, or of a later version.
    """
    first, *lines = text.splitlines() or [""]
    entries = [line for line in lines if line.strip()]
    if first.strip() != HEADER or not all(map(_ENTRY.fullmatch, entries)):
        raise ConfigError(
            f"baseline: {shown} is not a baseline of this version",
            hint="write it again: langflow-scan baseline --output FILE",
        )
    if len(entries) > MAX_ENTRIES:
        raise ConfigError(f"baseline: {shown} has more than {MAX_ENTRIES} entries")
    return Known(f"the baseline {shown}", frozenset(line[:64] for line in entries))


def compared(findings: Iterable[Finding], known: Known | None) -> list[Finding]:
    """The findings with their state; a comment counts only where the base had it already."""
    if known is None:
        return list(findings)
    return [_with_state(finding, known) for finding in findings]


def _with_state(finding: Finding, known: Known) -> Finding:
    if finding.fingerprint in known.fingerprints:
        finding = replace(finding, baseline_state=BaselineState.UNCHANGED)
    if known.ignored is None or finding.fingerprint in known.ignored:
        return finding
    kept = tuple(one for one in finding.suppressions if one.kind != "inSource")
    return replace(finding, suppressions=kept)
