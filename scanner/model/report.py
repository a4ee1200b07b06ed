"""What a scan comes to: what every engine did, and everything that was found."""

from dataclasses import dataclass, field

from scanner.model.finding import Finding
from scanner.model.flows import FlowInventory, FlowPicture
from scanner.model.note import Guarded, Notification, Status, Verdict
from scanner.model.package import Package
from scanner.model.rule import Kind, Rule, Severity


@dataclass(frozen=True, slots=True)
class EngineRun:
    """What one engine did."""

    engine: str
    version: str
    kinds: frozenset[Kind]
    """The kinds this engine feeds: one failed engine makes each of them incomplete."""
    status: Status
    reason: str = ""
    """Why it was skipped or failed; what it looked at when ok (`12 files`)."""
    hint: str = ""
    detail: str = ""
    """More of a failure, such as the end of stderr; shown with `--verbose` only."""
    information_uri: str = ""
    rules: tuple[Rule, ...] = ()
    findings: tuple[Finding, ...] = ()
    notifications: tuple[Notification, ...] = ()
    components: tuple[Package, ...] = ()
    guarded: tuple[Guarded, ...] = ()
    """Shown with `--verbose` only."""
    flows: tuple[FlowPicture, ...] = ()
    """The flows of the tree, for the HTML report."""
    inventories: tuple[FlowInventory, ...] = ()
    """What the same flows consist of."""
    seconds: float = 0.0
    """Wall time; for the terminal and the summary, never for SARIF or JSON."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a renderer needs; made by `policy.apply`."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    """Merged and sorted; suppressed ones included, marked."""
    runs: tuple[EngineRun, ...]
    kinds: tuple[Kind, ...]
    """The kinds that were asked for, in the order of `Kind`."""
    fail_on: Severity
    notifications: tuple[Notification, ...] = ()
    """Of collecting and configuration; the engines' own are in their runs."""
    files: int = 0
    """How many files were collected."""
    version: str = ""
    hidden: int = 0
    """Findings under `min-severity` or `min-confidence`, left out of `findings`."""
    reasons: tuple[str, ...] = field(default=())
    """Why the verdict is what it is, a sentence each."""

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that count: not suppressed."""
        return tuple(finding for finding in self.findings if not finding.suppressions)

    @property
    def incomplete_kinds(self) -> frozenset[Kind]:
        """Kinds of which an engine failed: they are left out of the upload SARIF."""
        return frozenset(
            kind for run in self.runs if run.status is Status.FAILED for kind in run.kinds
        )

    @property
    def all_notifications(self) -> tuple[Notification, ...]:
        """Those of the scan, then those of each engine."""
        return self.notifications + tuple(n for run in self.runs for n in run.notifications)
