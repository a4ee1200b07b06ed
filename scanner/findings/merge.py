"""Many engines, one list: the same defect once, each finding with a name that survives edits."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from scanner.code.defects import defects
from scanner.code.repeated import once_a_file
from scanner.findings.identity import identified
from scanner.model.finding import ComparedLine, Comparison, Finding
from scanner.model.place import Region
from scanner.model.report import EngineRun
from scanner.model.rule import Kind
from scanner.tree.archives import outside
from scanner.tree.source import Tree


def merge(runs: Sequence[EngineRun], tree: Tree) -> tuple[Finding, ...]:
    """All findings of all runs, merged, fingerprinted and sorted by place and rule."""
    found = sorted(_concealed([f for run in runs for f in run.findings]), key=_order)
    merged: list[Finding] = []
    for _, group in groupby(found, key=lambda f: f.location.uri):
        merged.extend(once_a_file(_merged(list(group))))
    named = identified(sorted(merged, key=_order), tree)
    return tuple(sorted(map(outside, named), key=_order))


HIDDEN_LINE = "(not shown: a secret was found in this line)"


def _concealed(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings with no line of code shown that any of them finds a secret in."""
    secrets: dict[str, list[Region]] = defaultdict(list)
    for finding in findings:
        if finding.rule.kind is Kind.SECRETS:
            for place in (finding.location, *finding.related):
                secrets[place.uri].append(place.region)
    for finding in findings:
        near = secrets[finding.location.uri] if finding.changes else []
        yield replace(finding, changes=_hiding(finding.changes, near)) if near else finding


def _hiding(changes: Comparison | None, secrets: Sequence[Region]) -> Comparison | None:
    def is_touched(line: ComparedLine) -> bool:
        return line.region is not None and any(_overlap(line.region, one) for one in secrets)

    if changes is None:
        return None
    lines = (replace(x, text=HIDDEN_LINE) if is_touched(x) else x for x in changes.lines)
    return replace(changes, lines=tuple(lines))


def _order(finding: Finding) -> tuple[object, ...]:
    location = finding.location
    return (location.uri, location.region, finding.rule.id, finding.message, finding.detections)


def _merged(findings: list[Finding]) -> list[Finding]:
    """The findings of one file with each defect once, the better report kept.

    First what touches, then what two engines have in one statement: so a report that has found its
    own counterpart is not taken for another's.
    """
    touching = _joining(findings, lambda one, other: _is_same(one, other, touching=True))
    return _joining(touching, lambda one, other: _is_same(one, other, touching=False))


def _joining(findings: list[Finding], same: Callable[[Finding, Finding], bool]) -> list[Finding]:
    """Each finding, joined with the best one before it that is the same."""
    kept: list[Finding] = []
    by_line: dict[int, list[int]] = defaultdict(list)
    for finding in sorted(findings, key=lambda f: (-_quality(f), _order(f))):
        lines = _lines(finding)
        near = sorted({n for line in lines for n in by_line.get(line, ())})
        twin = next((n for n in near if same(finding, kept[n])), None)
        if twin is not None:
            kept[twin] = _joined(kept[twin], finding)
            continue
        for line in lines:
            by_line[line].append(len(kept))
        kept.append(finding)
    return kept


def _lines(finding: Finding) -> range:
    """The lines that it stands on, its statement's included; of a very long one the first."""
    places = (finding.location.region, finding.span)
    first = min(place.start_line for place in places)
    return range(first, min(max(place.end_line for place in places), first + MAX_LINES) + 1)


def _quality(finding: Finding) -> float:
    """Which of two reports of one defect to keep: precision first, then severity."""
    own = any(detection.engine.startswith("langflow") for detection in finding.detections)
    return finding.rule.precision.rank * 100 + own * 50 + finding.rule.security_severity


MAX_LINES = 1000
"""Of one statement in which two reports are looked for."""

_CREDENTIALS = frozenset({259, 312, 321, 521, 522, 798, 1392})
"""CWEs that are about a credential: a weak password is also found as a committed one."""


def _is_same(one: Finding, other: Finding, *, touching: bool) -> bool:
    """Whether two findings of one file are one defect.

    Credentials: the same value, so overlapping regions; a rule that knows the setting and one that
    knows only the look of the value are one. Code: rules of one defect (`rulesets/mapping.yml`) in
    overlapping regions or, if not `touching`, of two engines in one statement. Never a secret with
    code, and never two reports of one rule at two places: no engine says the same thing twice.
    """
    kinds = {one.rule.kind, other.rule.kind}
    if Kind.SECRETS in kinds and kinds <= {Kind.SECRETS, Kind.LANGFLOW}:
        about = _CREDENTIALS.intersection(one.rule.cwe) and _CREDENTIALS.intersection(
            other.rule.cwe
        )
        return bool(about) and _overlap(one.location.region, other.location.region)
    if kinds != {Kind.CODE} or not defects().are_same(one.rule, other.rule):
        return False
    if not touching:
        engines = {d.engine for d in one.detections} & {d.engine for d in other.detections}
        return not engines and _overlap(one.span, other.span)
    twice = {*one.detections} & {*other.detections}
    if twice and one.location.region != other.location.region:
        return False
    return _overlap(one.location.region, other.location.region)


def _overlap(one: Region, other: Region) -> bool:
    """Whether two regions share a code point; of empty ones, a line."""
    one_start, one_end = (one.start_line, one.start_column), (one.end_line, one.end_column)
    other_start, other_end = (
        (other.start_line, other.start_column),
        (other.end_line, other.end_column),
    )
    return one_start < other_end and other_start < one_end


def _joined(kept: Finding, other: Finding) -> Finding:
    """The kept report with the other's names: any of them suppresses it."""
    return replace(
        kept,
        detections=tuple(sorted({*kept.detections, *other.detections})),
        aliases=kept.aliases | other.aliases | {other.rule.id},
        related=kept.related or other.related,
        path=kept.path or other.path,
    )
