"""What was there before: the entries of a baseline file, or a scan of the base of a pull request.

A baseline has one sorted line an entry: fingerprint, rule, path, and what the place is called. No
line numbers and no times, so that two branches that accept findings merge without a conflict.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from scanner.errors import ConfigError
from scanner.findings.identity import fingerprint, lasting
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
    """Of a base: what was found there."""
    is_base: bool = False
    """Whether a base is part of it: a pull request is compared."""
    entries: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    """Of a baseline: rule, path and name by fingerprint, for files that were moved since."""
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
        report.parts,
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
        one,
        name=names,
        fingerprints=together,
        entries=other.entries,
        baseline=other.baseline,
        proposed=proposed,
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
    parts = (line.split("\t") for line in entries)
    listed = {one: (rule_id, path, name) for one, rule_id, path, name in parts}
    return Known(f"the baseline {shown}", frozenset(listed), entries=listed)


def following(known: Known, findings: Iterable[Finding], uris: Collection[str]) -> Known:
    """What is known, with entries of a baseline under the paths that their files have now.

    An entry whose file is gone is that of a finding elsewhere that has the same rule, name and
    content: the fingerprint that the finding would have in that file is the entry's.
    """
    left: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one, (rule_id, path, name) in known.entries.items():
        if path not in uris:
            left.setdefault((rule_id, lasting(name)), []).append((one, path))
    moved: dict[str, str] = {}
    for finding in findings if left else ():
        place = (finding.rule.id, lasting(printable(finding.location.logical_name)))
        if finding.fingerprint in known.fingerprints:
            continue
        for one, path in left.get(place, ()):
            if one not in moved and fingerprint(path, finding.anchor) == one:
                moved[one] = finding.fingerprint
                break
    kept = frozenset(moved.get(one, one) for one in known.fingerprints)
    return replace(known, fingerprints=kept)


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
