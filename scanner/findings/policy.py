"""What the findings amount to: suppressions, filters, the gate. Marks findings, drops none."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from scanner import __version__
from scanner.findings import configured as names
from scanner.findings import families, hiding, ledger
from scanner.findings.gate import Gate
from scanner.findings.ignores import about_ignores, suppressions
from scanner.findings.known import Known, compared, following
from scanner.findings.naming import change_of
from scanner.findings.suppressions import suppressed
from scanner.model.changes import FlowChange
from scanner.model.finding import Finding
from scanner.model.note import Notification, Status, Verdict
from scanner.model.place import Location
from scanner.model.report import EngineRun, Report
from scanner.model.rule import Level, Rule, Severity
from scanner.settings import Settings
from scanner.tree.source import Tree

_SCORES = {Severity.CRITICAL: 9.5, Severity.HIGH: 8.0, Severity.MEDIUM: 5.5, Severity.LOW: 2.0}
"""The score that a severity set in the configuration stands for: the middle of its band."""


def apply(
    findings: Sequence[Finding],
    runs: Sequence[EngineRun],
    tree: Tree,
    settings: Settings,
    known: Known | None = None,
    changes: Sequence[FlowChange] = (),
) -> Report:
    """The report: every finding with its state, and the verdict with its reasons.

    `known` is what does not count as new; with `new-only` it does not fail the scan either.
    """
    configured = [_marked(_adjusted(finding, settings), settings) for finding in findings]
    failed = {kind for run in runs if run.status is Status.FAILED for kind in run.kinds}
    looked_at = frozenset(settings.scanners) - failed
    marked, remarks = suppressed(configured, tree, settings.inline_ignores, looked_at)
    if known is not None:
        known = following(known, marked, {source.uri for source in tree.sources})
    judged = compared(marked, known)
    hidden = hiding.found(marked, judged, tree, settings, known)
    judged += [_marked(_adjusted(one, settings), settings) for one in hidden]
    parts = [one for one in judged if _is_shown(one, settings)]
    shown = families.joined(parts)
    there = {one.fingerprint for one in marked}
    runs = ledger.settled(runs)
    notes = (
        *_about_configuration(settings),
        *tree.notifications,
        *ledger.unread(tree, runs),
        *names.notes(settings, tree),
        *about_ignores(findings, settings),
        *remarks,
    )
    report = Report(
        verdict=Verdict.PASS,
        findings=shown,
        runs=tuple(_with_changed_rules(run, settings) for run in runs),
        kinds=settings.scanners,
        fail_on=settings.fail_on,
        notifications=notes,
        files=len(tree.sources),
        version=__version__,
        repository=settings.repository,
        commit=settings.commit,
        started=settings.started,
        hidden=len(marked) - len(parts),
        parts=tuple(parts),
        compared=known.name if known else "",
        only_new=known is not None and settings.new_only != "false",
        fixed=len(known.fingerprints - there) if known else 0,
        gone=_gone(known, there),
        changes=tuple(changes),
        category=settings.category,
    )
    gate = Gate(
        settings.fail_on,
        strict=settings.strict,
        allow_incomplete=settings.allow_incomplete,
        gaps=known.gaps if known else frozenset(),
    )
    decision = gate.judge(report, [one for one in judged if not _is_shown(one, settings)])
    reasons = (*decision.reasons, *_lowered(settings))
    decided = replace(report, verdict=decision.verdict, decided_by=decision.rule, reasons=reasons)
    return _rebased(decided, settings.prefix)


def _gone(known: Known | None, there: Collection[str]) -> tuple[Finding, ...]:
    """What counted in the base and is not there any more."""
    before = known.findings if known else ()
    return tuple(one for one in before if not one.suppressions and one.fingerprint not in there)


def _lowered(settings: Settings) -> Iterator[str]:
    if settings.lowered:
        listed = "; ".join(settings.lowered)
        yield f"{settings.config} of the scanned folder lowers what counts: {listed}"


def _about_configuration(settings: Settings) -> Iterator[Notification]:
    """What a file of the scanned tree chose that lets less be reported: whoever may open a pull
    request may write it."""
    for words in settings.pending:
        yield Notification(Level.NOTE, "base-compared", words)
    if settings.refused:
        words = f"{settings.config} of the scanned folder sets {', '.join(settings.refused)}, which"
        words += " only the action's inputs and the command's options may; it was passed over:"
        words += " take it out of the file"
        yield Notification(Level.WARNING, "configuration-refused", words, settings.config)
    if settings.lowered:
        words = f"{settings.config} of the scanned folder lowers what counts: "
        words += "; ".join(settings.lowered)
        yield Notification(Level.NOTE, "configuration-lowers", words, settings.config)


def _rebased(report: Report, prefix: str) -> Report:
    """The report with every path below `prefix`."""
    if not prefix:
        return report

    def moved(location: Location) -> Location:
        return replace(location, uri=prefix + location.uri)

    def renamed(note: Notification) -> Notification:
        return replace(note, uri=prefix + note.uri) if note.uri else note

    def told(finding: Finding) -> Finding:
        return replace(
            finding,
            location=moved(finding.location),
            related=tuple(moved(location) for location in finding.related),
            path=tuple(moved(location) for location in finding.path),
        )

    return replace(
        report,
        findings=tuple(map(told, report.findings)),
        gone=tuple(map(told, report.gone)),
        changes=tuple(_below(change, prefix) for change in report.changes),
        runs=tuple(
            replace(
                run,
                notifications=tuple(renamed(n) for n in run.notifications),
                flows=tuple(replace(f, location=moved(f.location)) for f in run.flows),
                inventories=tuple(
                    replace(one, location=moved(one.location)) for one in run.inventories
                ),
            )
            for run in report.runs
        ),
        notifications=tuple(renamed(note) for note in report.notifications),
    )


def _below(change: FlowChange, prefix: str) -> FlowChange:
    before = prefix + change.uri_before if change.uri_before else ""
    return replace(change, uri=prefix + change.uri, uri_before=before)


def _adjusted(finding: Finding, settings: Settings) -> Finding:
    """The finding with its rule as the configuration changes it."""
    return replace(finding, rule=_changed(finding.rule, settings))


def _with_changed_rules(run: EngineRun, settings: Settings) -> EngineRun:
    return replace(run, rules=tuple(_changed(rule, settings) for rule in run.rules))


def _changed(rule: Rule, settings: Settings) -> Rule:
    change = change_of(rule, settings)
    if change is None or change.severity is None or change.severity is rule.severity:
        return rule
    return replace(rule, security_severity=_SCORES[change.severity])


def _marked(finding: Finding, settings: Settings) -> Finding:
    """The finding with every suppression that applies to it."""
    return replace(finding, suppressions=tuple(suppressions(finding, settings)))


def _is_shown(finding: Finding, settings: Settings) -> bool:
    """Whether the report's own filters let it through; the rest is counted as hidden."""
    return (
        finding.severity >= settings.min_severity
        and finding.rule.precision.rank >= settings.min_confidence.rank
    )
