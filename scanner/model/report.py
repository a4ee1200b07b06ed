"""What a scan comes to: what every engine did, and everything that was found."""

from dataclasses import dataclass, field

from scanner.model.changes import FlowChange
from scanner.model.finding import BaselineState, Finding
from scanner.model.flows import FlowInventory, FlowPicture
from scanner.model.gate import FailOn
from scanner.model.note import Guarded, Notification, Status, Verdict
from scanner.model.package import Package
from scanner.model.rule import Kind, Level, Rule


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
    read: frozenset[str] = frozenset()
    """The files that it read to the end."""
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
    fail_on: FailOn
    notifications: tuple[Notification, ...] = ()
    """Of collecting and configuration; the engines' own are in their runs."""
    files: int = 0
    """How many files were collected."""
    version: str = ""
    repository: str = ""
    """Owner and name of what was scanned, where the environment says it."""
    commit: str = ""
    started: str = ""
    """When the job began (ISO 8601), where the environment says it; of the scan no time is kept."""
    hidden: int = 0
    """Findings under `min-severity` or `min-confidence`, left out of `findings`."""
    parts: tuple[Finding, ...] = ()
    """The findings before families were joined: what a baseline lists."""
    compared: str = ""
    """What it was compared with, in words; empty where everything counts as new."""
    only_new: bool = False
    """Whether what is not new does not fail the scan."""
    fixed: int = 0
    """Known findings that are gone."""
    gone: tuple[Finding, ...] = ()
    """Those of the base among them."""
    changes: tuple[FlowChange, ...] = ()
    """What became of each flow since the base."""
    category: str = "langflow-scan"
    """The prefix of SARIF's `automationDetails.id`."""
    decided_by: str = ""
    """The rule of the policy that decided the verdict, as the user would write it."""
    reasons: tuple[str, ...] = field(default=())
    """Why the verdict is what it is, a sentence each."""

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that count: not suppressed."""
        return tuple(finding for finding in self.findings if not finding.suppressions)

    @property
    def new(self) -> tuple[Finding, ...]:
        """The open findings that were not there before; all where nothing was compared."""
        return tuple(one for one in self.open if one.baseline_state is BaselineState.NEW)

    @property
    def counted(self) -> tuple[Finding, ...]:
        """The findings that the gate and annotations are about."""
        return self.new if self.only_new else self.open

    @property
    def incomplete_kinds(self) -> frozenset[Kind]:
        """Kinds of which an engine failed: they are left out of the upload SARIF."""
        return frozenset(
            kind for run in self.runs if run.status is Status.FAILED for kind in run.kinds
        )

    @property
    def missed(self) -> tuple[Notification, ...]:
        """What was not looked at and makes the scan incomplete; failed engines apart."""
        return tuple(n for n in self.all_notifications if n.level is Level.WARNING and n.ends_gate)

    @property
    def partly(self) -> tuple[Notification, ...]:
        """What was looked at in part, or is not understood."""
        return tuple(n for n in self.all_notifications if n.partly)

    @property
    def not_looked_at(self) -> int:
        """How many files of the tree nobody looked at."""
        return sum(note.files for note in self.all_notifications)

    @property
    def all_notifications(self) -> tuple[Notification, ...]:
        """Those of the scan, then those of each engine."""
        return self.notifications + tuple(n for run in self.runs for n in run.notifications)
