"""What a pull request would hide once it is merged: each file that does so is a finding of its own.

The change does not count in the scan of the pull request itself, which uses the base's
configuration, baseline and comments.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from scanner import rules
from scanner.findings.identity import identified
from scanner.findings.ignores import suppressions
from scanner.findings.known import Known
from scanner.findings.naming import change_of
from scanner.model.finding import Detection, Finding
from scanner.model.place import Location, Region
from scanner.model.rule import Rule
from scanner.settings import Settings
from scanner.tree.collect import is_excluded
from scanner.tree.source import Tree
from scanner.tree.text import printable

RULE = "LF-GATE-001"
MEASURED = ("fail-on", "min-severity", "min-confidence", "scanners", "exclude", "ignore", "rules")
"""Keys whose effect is counted in findings; of the others a new value alone is reported."""


def found(
    before: Sequence[Finding],
    judged: Sequence[Finding],
    tree: Tree,
    settings: Settings,
    known: Known | None,
) -> tuple[Finding, ...]:
    """The findings about what the change hides.

    Args:
        before: the findings with every suppression, those by comments of the change too.
        judged: the same as they count here.
        tree: for the files that are named.
        settings: with those that the change proposes.
        known: the base and the baseline, with what the change adds to the baseline.
    """
    if known is None or not known.is_base:
        return ()
    made = (
        *_by_configuration(judged, settings),
        *_by_baseline(judged, known),
        *_by_comments(before, judged),
    )
    there = sorted((one for one in made if tree.get(one.location.uri)), key=_uri)
    return tuple(identified(there, tree))


def _uri(finding: Finding) -> str:
    return finding.location.uri


def _by_configuration(judged: Sequence[Finding], settings: Settings) -> Iterator[Finding]:
    proposed = settings.proposed
    if proposed is None or not proposed.config:
        return
    hidden = [one for one in judged if not one.suppressions and _hides(proposed, settings, one)]
    new = [words for words in proposed.lowered if words not in settings.lowered]
    unmeasured = [words for words in new if words.partition(":")[0] not in MEASURED]
    if hidden or unmeasured:
        said = [_counted(hidden)] if hidden else []
        said += [f"sets {'; '.join(unmeasured)}"] if unmeasured else []
        yield _finding(_in_tree(proposed), " and ".join(said))


def _in_tree(proposed: Settings) -> str:
    file = proposed.config_file
    is_inside = file is not None and file.is_relative_to(proposed.path)
    return file.relative_to(proposed.path).as_posix() if file and is_inside else proposed.config


def _hides(proposed: Settings, settings: Settings, finding: Finding) -> bool:
    """Whether a finding that counts would not be reported, or would not fail the scan any more."""
    change = change_of(finding.rule, proposed)
    severity = change.severity if change and change.severity is not None else finding.severity
    kind = finding.rule.kind
    unreported = (
        kind not in proposed.scanners
        or is_excluded(finding.location.uri, proposed.exclude)
        or severity < proposed.min_severity
        or finding.rule.precision.rank < proposed.min_confidence.rank
        or any(suppressions(finding, proposed))
    )
    fails = settings.fail_on.is_met(kind, finding.severity)
    return unreported or (fails and not proposed.fail_on.is_met(kind, severity))


def _by_baseline(judged: Sequence[Finding], known: Known) -> Iterator[Finding]:
    accepted = [one for one in judged if one.fingerprint in known.proposed]
    if accepted:
        yield _finding(known.baseline, f"{_counted(accepted)}: it accepts them")


def _by_comments(before: Sequence[Finding], judged: Sequence[Finding]) -> Iterator[Finding]:
    """Findings that a comment would suppress which the base does not have."""
    by_file: dict[str, list[Finding]] = {}
    for one, counted in zip(before, judged, strict=True):
        if _is_commented(one) and not _is_commented(counted):
            by_file.setdefault(one.location.uri, []).append(one)
    for uri, hidden in by_file.items():
        line = hidden[0].location.region.start_line
        yield _finding(uri, f"{_counted(hidden)} by comments", line)


def _is_commented(finding: Finding) -> bool:
    return any(one.kind == "inSource" for one in finding.suppressions)


def _counted(hidden: Sequence[Finding]) -> str:
    worst = max(hidden, key=lambda one: one.rule.security_severity)
    plural = "finding" if len(hidden) == 1 else "findings"
    severity = worst.severity.name.lower()
    of = f"{worst.rule.id} ({severity}) in {printable(worst.location.uri)}"
    named = f"the worst is {of}" if len(hidden) > 1 else of
    return f"hides {len(hidden)} {plural}: {named}"


def _finding(uri: str, what: str, line: int = 1) -> Finding:
    message = f"{printable(uri)}, as this change has it, {what}. It does not count here and will "
    message += "once it is merged: review what it hides"
    place = Location(uri, Region(line, 1, line, 1))
    return Finding(_rule(), message, place, (Detection("langflow", RULE),))


@cache
def _rule() -> Rule:
    return next(iter(rules.read_yaml(f"langflow/{RULE}.yaml", rules.RuleDocument).rules()))
